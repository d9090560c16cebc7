"""What names the file of an exercise has, and what stands under each: looked at before anything else of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from salter.training.exercises.tree import child_of, fault, line_at, line_of

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
TEXTS = ("title", "goal", "scenario", "room", "code", "key", "as", "do", "why", "says", "rule", "page", "pisarnica")
NUMBERS = ("version", "minutes", "points")
LISTS = ("players", "hints", "stage", "steps", "mistakes", "then", "play", "without")
KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys((*TEXTS, "step", "remember", "case", "not_case", "of"), (str,)),
    **dict.fromkeys(NUMBERS, (int,)),
    **dict.fromkeys(LISTS, (list,)),
    **dict.fromkeys(("body", "personal", "days"), (dict,)),
    **dict.fromkeys(("verb", "by"), (str, list)),
}
"""What stands under a name; an optional one may be left empty."""
OF_TEXT = {"players", "hints", "verb", "by"}
"""Where it is a list, it is one of text."""
MOST = 100_000
"""Numbers go so far."""


def shape(kind: str, raw: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
    """Whether under each name stands what belongs there; only then can the rest be looked at."""
    yield from _names_twice(node)
    for name, wanted in KINDS.items():
        value = raw.get(name)
        if name not in KEYS[kind] or name not in raw or (value is None and name not in NEEDED[kind]):
            continue
        if not _is_one_of(value, wanted) or (name in OF_TEXT and isinstance(value, list) and not all_are(value, str)):
            yield fault(line_of(node, name), _wrong_kind(name, wanted[0]))
        elif isinstance(value, int) and not 1 <= value <= MOST:
            words = _("“%(name)s” must be a number from 1 to %(most)s.") % {"name": name, "most": MOST}
            yield fault(line_of(node, name), words)
    for name, below in (("steps", "step"), ("mistakes", "mistake"), ("without", "pattern")):
        yield from _shape_of_rows(raw, node, name, below) if name in KEYS[kind] else ()
    seen = child_of(node, "seen")
    if kind != "exercise" and isinstance(raw.get("seen"), dict) and isinstance(seen, yaml.MappingNode):
        yield from shape("pattern", raw["seen"], seen)
    if kind == "pattern":
        yield from _shape_of_conditions(raw, node)


def _shape_of_rows(raw: dict[str, Any], node: yaml.MappingNode, name: str, below: str) -> Iterator[str]:
    rows, found = raw.get(name), child_of(node, name)
    if isinstance(rows, list) and isinstance(found, yaml.SequenceNode):
        for row, at in zip(rows, found.value, strict=False):
            if isinstance(row, dict) and isinstance(at, yaml.MappingNode):
                yield from shape(below, row, at)
            else:
                yield fault(line_at(at), _("Here stands a list of “name: value”, begun by a dash."))


def _shape_of_conditions(raw: dict[str, Any], node: yaml.MappingNode) -> Iterator[str]:
    """Names are text; days are numbers."""
    for part in ("body", "personal", "days"):
        rows = raw.get(part)
        if isinstance(rows, dict) and not all_are(rows, str):
            yield fault(line_of(node, part), _("“%(name)s” must be %(wanted)s.") % {"name": part, "wanted": _("text")})
        elif part == "days" and isinstance(rows, dict) and not _are_days(rows):
            yield fault(line_of(node, part), _("Days are written as “least: 1” and “most: 8”."))


def _are_days(rows: dict[str, Any]) -> bool:
    return not set(rows) - {"least", "most"} and all_are(rows.values(), int)


def _is_one_of(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def all_are(values: Iterable[Any], kind: type) -> bool:
    """Whether every value is of a kind; yes and no are no numbers."""
    return all(_is_one_of(one, (kind,)) for one in values)


def _names_twice(node: yaml.MappingNode) -> Iterator[str]:
    first, last = node.start_mark.index, node.end_mark.index
    keys = [key for key, _value in node.value if first <= key.start_mark.index < last]  # others were merged in
    for place, key in enumerate(keys):
        if str(key.value) in [str(before.value) for before in keys[:place]]:
            yield fault(line_at(key), _("“%(key)s” stands here twice.") % {"key": key.value})


def _wrong_kind(name: str, kind: type) -> str:
    words = {int: _("a whole number"), list: _("a list"), dict: _("a list of “name: value”")}
    wanted = words.get(kind, _("text"))
    return _("“%(name)s” must be %(wanted)s.") % {"name": name, "wanted": wanted}
