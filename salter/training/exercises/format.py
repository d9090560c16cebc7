"""The file of an exercise: YAML that a trainer can read and write, checked with line and reason.

    code, version, room, title, minutes, goal, scenario   what it is about; text is Serbian in Cyrillic
    players                                               the posts that the trainee takes, the first to begin with
    stage                                                 deeds that set the scene before it begins
    steps      key, as, do, why, rule, page, hints, points, seen (a pattern), then (deeds of the others), play,
               pisarnica (what it is called there)
    mistakes   key, step, points, seen (a pattern), says, rule, play (deeds instead of the step's)

`play` is how the step is done without a trainee: for a checkpoint, and for the player that checks the exercise. It is
never shown. A deed is a mapping with one name of salter.training.deeds and what it takes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from salter.training.exercises.patterns import CONDITIONS, Pattern
from salter.training.exercises.shape import KEYS, NEEDED, all_are, shape
from salter.training.exercises.tree import child_of, fault, line_at, line_of, loaded

LEAST_MISTAKES = 4
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE = 60
Deed = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a file may name: posts of the practice office, deeds, verbs of the journal, codes of rules, named pages."""

    posts: frozenset[str]
    deeds: frozenset[str]
    verbs: frozenset[str]
    rules: frozenset[str]
    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, who does it, and the pattern by which it is seen."""

    key: str
    post: str
    do: str
    points: int
    seen: Pattern
    play: tuple[Deed, ...]
    then: tuple[Deed, ...] = ()
    why: str = ""
    rule: str = ""
    page: str = ""
    hints: tuple[str, ...] = ()
    pisarnica: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical mistake, how it is seen, what it costs, and what to say of it."""

    key: str
    step: str
    points: int
    seen: Pattern
    says: str
    play: tuple[Deed, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise as its file says it; `digest` is the SHA-256 of that file."""

    code: str
    version: int
    room: str
    title: str
    minutes: int
    goal: str
    scenario: str
    players: tuple[str, ...]
    stage: tuple[Deed, ...]
    steps: tuple[Step, ...]
    mistakes: tuple[Mistake, ...]
    digest: str

    @property
    def points(self) -> int:
        """What all steps give."""
        return sum(step.points for step in self.steps)


def digest_of(text: str) -> str:
    """SHA-256 of a file of an exercise."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str, known: Vocabulary) -> Exercise:
    """The exercise of a file. Raises ValidationError, one message a fault, each with its line."""
    raw, node = loaded(text)
    faults = list(shape("exercise", raw, node)) or list(_Check(known).exercise(raw, node))
    if faults:
        raise ValidationError(faults)
    steps = tuple(_step(row) for row in raw["steps"])
    return Exercise(
        code=raw["code"],
        version=raw["version"],
        room=raw["room"],
        title=raw["title"],
        minutes=raw["minutes"],
        goal=raw["goal"].strip(),
        scenario=raw["scenario"].strip(),
        players=tuple(raw["players"]),
        stage=_deeds(raw.get("stage")),
        steps=steps,
        mistakes=tuple(_mistake(row) for row in raw["mistakes"]),
        digest=digest_of(text),
    )


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        key=row["key"],
        post=row["as"],
        do=row["do"].strip(),
        points=row["points"],
        seen=row["seen"],
        play=_deeds(row["play"]),
        then=_deeds(row.get("then")),
        why=(row.get("why") or "").strip(),
        rule=row.get("rule") or "",
        page=row.get("page") or "",
        hints=tuple(row.get("hints") or ()),
        pisarnica=(row.get("pisarnica") or "").strip(),
    )


def _mistake(row: Mapping[str, Any]) -> Mistake:
    return Mistake(
        key=row["key"],
        step=row["step"],
        points=row["points"],
        seen=row["seen"],
        says=row["says"].strip(),
        play=_deeds(row["play"]),
        rule=row.get("rule") or "",
    )


def _deeds(rows: Sequence[Mapping[str, Any]] | None) -> tuple[Deed, ...]:
    return tuple((name, given or {}) for row in rows or () for name, given in row.items())


@dataclass(frozen=True, slots=True)
class _Check:
    """Walks the file beside its tree of nodes, which knows the lines."""

    known: Vocabulary

    def exercise(self, raw: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
        """Everything that is wrong with a file."""
        yield from _keys("exercise", raw, node)
        yield from self._simple(raw, node)
        steps, mistakes = _rows(raw, node, "steps"), _rows(raw, node, "mistakes")
        keys = [row.get("key") for row, _at in steps]
        for row, at in steps:
            yield from self._one("step", row, at)
            if len(row.get("key", "")) > LONGEST_CODE:
                yield fault(line_of(at, "key"), _("A key has at most %(most)s characters.") % {"most": LONGEST_CODE})
            if row.get("as") not in raw.get("players", ()):
                yield fault(
                    line_of(at, "as"),
                    _("“%(post)s” is none of the players of this exercise.") % {"post": row.get("as")},
                )
            if row.get("page") and row["page"] not in self.known.pages:
                yield fault(line_of(at, "page"), _("There is no page “%(page)s”.") % {"page": row["page"]})
            yield from self._deeds(row.get("then"), child_of(at, "then"))
        for row, at in mistakes:
            yield from self._one("mistake", row, at)
            if row.get("step") not in keys:
                yield fault(line_of(at, "step"), _("There is no step “%(step)s”.") % {"step": row.get("step")})
        for rows in (steps, mistakes):
            yield from _twice(rows)
        yield from self._deeds(raw.get("stage"), child_of(node, "stage"))
        if len(mistakes) < LEAST_MISTAKES:
            words = _("An exercise names at least %(least)s typical mistakes; this one %(count)s.")
            yield fault(line_of(node, "mistakes"), words % {"least": LEAST_MISTAKES, "count": len(mistakes)})

    def _simple(self, raw: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
        code = raw.get("code", "a")
        if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
            words = _("A code has small Latin letters, digits and dashes, at most %(most)s: “%(code)s”.")
            yield fault(line_of(node, "code"), words % {"most": LONGEST_CODE, "code": code})
        for name in ("players", "steps"):
            if raw.get(name) == []:
                yield fault(line_of(node, name), _("“%(name)s” is missing.") % {"name": name})
        for post in raw.get("players") or ():
            if post not in self.known.posts:
                yield fault(line_of(node, "players"), self._none(post, self.known.posts))

    def _one(self, kind: str, row: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
        """What steps and mistakes have in common."""
        yield from _keys(kind, row, node)
        if row.get("rule") and row["rule"] not in self.known.rules:
            yield fault(line_of(node, "rule"), self._none(row["rule"], self.known.rules))
        if "seen" in row:
            yield from self._pattern(row["seen"], child_of(node, "seen"))
        yield from self._deeds(row.get("play"), child_of(node, "play"))

    def _pattern(self, row: Any, node: yaml.Node | None) -> Iterator[str]:
        if not isinstance(row, dict) or not isinstance(node, yaml.MappingNode):
            yield fault(line_at(node), _("A pattern says at least “verb: …”."))
            return
        yield from _keys("pattern", row, node)
        verbs = row.get("verb", [])
        for verb in verbs if isinstance(verbs, list) else [verbs]:
            if verb not in self.known.verbs:
                yield fault(line_of(node, "verb"), self._none(str(verb), self.known.verbs))
        for part in ("body", "personal"):
            for path, wanted in (row.get(part) or {}).items():
                unknown = set(wanted) - CONDITIONS if isinstance(wanted, dict) else set()
                if unknown:
                    yield fault(line_of(node, part), self._none(f"{path}: {min(map(str, unknown))}", CONDITIONS))
        below = child_of(node, "without")
        nodes = below.value if isinstance(below, yaml.SequenceNode) else []
        for unwanted, at in zip(row.get("without") or (), nodes, strict=False):
            yield from self._pattern(unwanted, at)

    def _deeds(self, rows: Any, node: yaml.Node | None) -> Iterator[str]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else []
        for row, at in zip(rows or (), nodes, strict=False):
            names = list(row) if isinstance(row, dict) else []
            if len(names) != 1 or names[0] not in self.known.deeds:
                yield fault(line_at(at), self._none(str(names[0] if names else row), self.known.deeds))
            elif not isinstance(row[names[0]] or {}, dict) or not all_are(row[names[0]] or {}, str):
                words = _("After “%(deed)s:” stands what it takes, as “{name: value}”.") % {"deed": names[0]}
                yield fault(line_at(at), words)

    def _none(self, name: str, known: frozenset[str]) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        words = _("“%(name)s” is not known here.") % {"name": name}
        meant = _("Did you mean “%(near)s”?")
        return f"{words} {meant % {'near': near[0]}}" if near else words


def _keys(kind: str, row: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
    for name in sorted(NEEDED[kind] - set(row)):
        yield fault(line_at(node), _("“%(name)s” is missing.") % {"name": name})
    for name in sorted(map(str, set(row) - KEYS[kind])):
        yield fault(line_of(node, name), _("“%(name)s” means nothing here.") % {"name": name})


def _rows(raw: dict[str, Any], node: yaml.MappingNode, name: str) -> list[tuple[dict[str, Any], yaml.MappingNode]]:
    found = child_of(node, name)
    nodes = found.value if isinstance(found, yaml.SequenceNode) else []
    values = raw.get(name) if isinstance(raw.get(name), list) else []
    pairs = zip(values or (), nodes, strict=False)
    return [(row, at) for row, at in pairs if isinstance(row, dict) and isinstance(at, yaml.MappingNode)]


def _twice(rows: list[tuple[dict[str, Any], yaml.MappingNode]]) -> Iterator[str]:
    seen = set()
    for row, at in rows:
        if row.get("key") in seen:
            yield fault(line_of(at, "key"), _("“%(key)s” stands here twice.") % {"key": row.get("key")})
        seen.add(row.get("key"))
