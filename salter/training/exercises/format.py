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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from salter.training.exercises.patterns import CONDITIONS, Pattern

LEAST_MISTAKES = 4
ABOUT = {"code", "version", "room", "title", "minutes", "goal", "scenario", "players"}
KEYS = {
    "exercise": {*ABOUT, "stage", "steps", "mistakes"},
    "step": {"key", "as", "do", "why", "rule", "page", "hints", "points", "seen", "then", "play", "pisarnica"},
    "mistake": {"key", "step", "points", "seen", "says", "rule", "play"},
    "pattern": {"verb", "by", "body", "personal", "remember", "case", "not_case", "without", "days", "of"},
}
NEEDED = {
    "exercise": {*ABOUT, "steps", "mistakes"},
    "step": {"key", "as", "do", "points", "seen", "play"},
    "mistake": {"key", "step", "points", "seen", "says", "play"},
    "pattern": {"verb"},
}
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


def read(text: str, known: Vocabulary) -> Exercise:
    """The exercise of a file. Raises ValidationError, one message a fault, each with its line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValidationError(
            [_fault(mark.line + 1 if mark else 1, getattr(error, "problem", "") or str(error))]
        ) from None
    if not isinstance(raw, dict) or not isinstance(node, yaml.MappingNode):
        raise ValidationError([_fault(1, _("The file is no list of “name: value”."))])
    faults = list(_Check(known).exercise(raw, node))
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
        digest=hashlib.sha256(text.encode()).hexdigest(),
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


def _fault(line: int, words: str) -> str:
    return _("Line %(line)s: %(words)s") % {"line": line, "words": words}


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
            if row.get("as") not in raw.get("players", ()):
                yield _fault(
                    _line(at, "as"), _("“%(post)s” is none of the players of this exercise.") % {"post": row.get("as")}
                )
            if row.get("page") and row["page"] not in self.known.pages:
                yield _fault(_line(at, "page"), _("There is no page “%(page)s”.") % {"page": row["page"]})
            yield from self._deeds(row.get("then"), _child(at, "then"))
        for row, at in mistakes:
            yield from self._one("mistake", row, at)
            if row.get("step") not in keys:
                yield _fault(_line(at, "step"), _("There is no step “%(step)s”.") % {"step": row.get("step")})
        for rows in (steps, mistakes):
            yield from _twice(rows)
        yield from self._deeds(raw.get("stage"), _child(node, "stage"))
        if len(mistakes) < LEAST_MISTAKES:
            words = _("An exercise names at least %(least)s typical mistakes; this one %(count)s.")
            yield _fault(_line(node, "mistakes"), words % {"least": LEAST_MISTAKES, "count": len(mistakes)})

    def _simple(self, raw: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
        for name in sorted(ABOUT - {"players"}):
            kind = int if name in ("version", "minutes") else str
            if name in raw and not isinstance(raw[name], kind):
                yield _fault(_line(node, name), _wrong_kind(name, kind))
        for post in raw.get("players") or ():
            if post not in self.known.posts:
                yield _fault(_line(node, "players"), self._none(post, self.known.posts))

    def _one(self, kind: str, row: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
        """What steps and mistakes have in common."""
        yield from _keys(kind, row, node)
        for name, wanted in (("points", int), ("do", str), ("says", str)):
            if name in row and not isinstance(row[name], wanted):
                yield _fault(_line(node, name), _wrong_kind(name, wanted))
        if row.get("rule") and row["rule"] not in self.known.rules:
            yield _fault(_line(node, "rule"), self._none(row["rule"], self.known.rules))
        if "seen" in row:
            yield from self._pattern(row["seen"], _child(node, "seen"))
        yield from self._deeds(row.get("play"), _child(node, "play"))

    def _pattern(self, row: Any, node: yaml.Node | None) -> Iterator[str]:
        if not isinstance(row, dict) or not isinstance(node, yaml.MappingNode):
            yield _fault(_at_line(node), _("A pattern says at least “verb: …”."))
            return
        yield from _keys("pattern", row, node)
        verbs = row.get("verb", [])
        for verb in verbs if isinstance(verbs, list) else [verbs]:
            if verb not in self.known.verbs:
                yield _fault(_line(node, "verb"), self._none(str(verb), self.known.verbs))
        for part in ("body", "personal"):
            for path, wanted in (row.get(part) or {}).items():
                unknown = set(wanted) - CONDITIONS if isinstance(wanted, dict) else set()
                if unknown:
                    yield _fault(_line(node, part), self._none(f"{path}: {min(unknown)}", CONDITIONS))
        below = _child(node, "without")
        nodes = below.value if isinstance(below, yaml.SequenceNode) else []
        for unwanted, at in zip(row.get("without") or (), nodes, strict=False):
            yield from self._pattern(unwanted, at)

    def _deeds(self, rows: Any, node: yaml.Node | None) -> Iterator[str]:
        for row in rows or ():
            names = list(row) if isinstance(row, dict) else []
            if len(names) != 1 or names[0] not in self.known.deeds:
                yield _fault(_at_line(node), self._none(str(names[0] if names else row), self.known.deeds))

    def _none(self, name: str, known: frozenset[str]) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        words = _("“%(name)s” is not known here.") % {"name": name}
        return f"{words} {_('Did you mean “%(near)s”?') % {'near': near[0]}}" if near else words


def _wrong_kind(name: str, kind: type) -> str:
    wanted = _("a whole number") if kind is int else _("text")
    return _("“%(name)s” must be %(wanted)s.") % {"name": name, "wanted": wanted}


def _keys(kind: str, row: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
    for name in sorted(NEEDED[kind] - set(row)):
        yield _fault(_at_line(node), _("“%(name)s” is missing.") % {"name": name})
    for name in sorted(map(str, set(row) - KEYS[kind])):
        yield _fault(_line(node, name), _("“%(name)s” means nothing here.") % {"name": name})


def _rows(raw: dict[str, Any], node: yaml.MappingNode, name: str) -> list[tuple[dict[str, Any], yaml.MappingNode]]:
    found = _child(node, name)
    nodes = found.value if isinstance(found, yaml.SequenceNode) else []
    values = raw.get(name) if isinstance(raw.get(name), list) else []
    pairs = zip(values or (), nodes, strict=False)
    return [(row, at) for row, at in pairs if isinstance(row, dict) and isinstance(at, yaml.MappingNode)]


def _twice(rows: list[tuple[dict[str, Any], yaml.MappingNode]]) -> Iterator[str]:
    seen = set()
    for row, at in rows:
        if row.get("key") in seen:
            yield _fault(_line(at, "key"), _("“%(key)s” stands here twice.") % {"key": row.get("key")})
        seen.add(row.get("key"))


def _child(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in node.value if key.value == name), None)


def _line(node: yaml.MappingNode, name: str) -> int:
    return next((int(key.start_mark.line) + 1 for key, _value in node.value if key.value == name), _at_line(node))


def _at_line(node: yaml.Node | None) -> int:
    return int(node.start_mark.line) + 1 if node else 1
