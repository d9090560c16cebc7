"""Patterns of the journal, by which an exercise sees what was done. Pure: entries come as plain values.

A pattern is a mapping:

    verb: act.signed               what happened, or a list of which one is enough
    by: pisarnica                  who did it (a post of the practice office); `by: trainee` is anybody whom the trainee
                                   plays, and without `by` it is anybody
    body: {channel: counter}       conditions on the entry's body, by path; see `holds`
    personal: {subject: {has: …}}  the same on what is personal
    remember: case                 from here on this name means the case of the entry
    case: case                     it is that case (the default once `case` is remembered); `case: any` is any case
    not_case: case                 it is another case than that one
    without: [ {verb: …}, … ]      none of these came before it (of the same case)
    days: {least: 1, most: 8}      days of the calendar since the step before (or the beginning)
    of: earlier-step               … counted from that step instead
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Pattern = Mapping[str, Any]
CASE, ANY, TRAINEE = "case", "any", "trainee"
CONDITIONS = frozenset({"has", "not", "least", "most", "begins", "any"})


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry of the journal as a pattern sees it: `by` is the post that did it, empty for nobody of the office."""

    id: str
    verb: str
    on: date
    by: str = ""
    case: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pattern is judged against: whom the trainee plays, the remembered cases, and the days of earlier steps."""

    players: frozenset[str]
    cases: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    steps: Mapping[str, date] = field(default_factory=dict)


def first(pattern: Pattern, entries: Sequence[Seen], scene: Scene, start: int = 0) -> int | None:
    """The place of the first entry from `start` on that a pattern matches; None when there is none."""
    return next(places(pattern, entries, scene, start), None)


def places(pattern: Pattern, entries: Sequence[Seen], scene: Scene, start: int = 0) -> Iterator[int]:
    """The places of all of them."""
    for place in range(start, len(entries)):
        if matches(pattern, entries[place], scene) and not _came_before(pattern, entries, place, scene):
            yield place


def matches(pattern: Pattern, entry: Seen, scene: Scene) -> bool:
    """Whether an entry is what a pattern describes, without regard to what came before it."""
    return (
        entry.verb in _listed(pattern["verb"])
        and _is_by(pattern.get("by", ""), entry, scene)
        and _is_of_case(pattern, entry, scene)
        and all(holds(wanted, _at(entry.body, path)) for path, wanted in pattern.get("body", {}).items())
        and all(holds(wanted, _at(entry.personal, path)) for path, wanted in pattern.get("personal", {}).items())
        and _in_days(pattern, entry, scene)
    )


def holds(wanted: Any, value: Any) -> bool:
    """Whether a value is as wanted: the same; one of a list; or what a mapping of `has` (contains, in any case of
    letters), `begins`, `not`, `any` (there is one, or none), `least` and `most` (numbers, days as text) says."""
    if isinstance(wanted, Mapping):
        return all(_condition(name, operand, value) for name, operand in wanted.items())
    if isinstance(wanted, list):
        return any(holds(one, value) for one in wanted)
    return bool(value == wanted)


def _condition(name: str, operand: Any, value: Any) -> bool:
    if name == "not":
        return not holds(operand, value)
    if name == "any":
        return bool(value) == bool(operand)
    if value is None:
        return False
    if name == "has":
        return str(operand).casefold() in str(value).casefold()
    if name == "begins":
        return str(value).startswith(str(operand))
    try:
        return bool(value >= operand) if name == "least" else bool(value <= operand)
    except TypeError:  # a number against a text: not as wanted
        return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _at(body: Mapping[str, Any], path: str) -> Any:
    found: Any = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _is_by(post: str, entry: Seen, scene: Scene) -> bool:
    return not post or (entry.by in scene.players if post == TRAINEE else entry.by in _listed(post))


def _is_of_case(pattern: Pattern, entry: Seen, scene: Scene) -> bool:
    if "not_case" in pattern:
        return bool(entry.case) and entry.case != scene.cases.get(pattern["not_case"])
    named = pattern.get("case", "" if "remember" in pattern else CASE)
    known = scene.cases.get(named, "")
    return named in ("", ANY) or not known or entry.case == known


def _in_days(pattern: Pattern, entry: Seen, scene: Scene) -> bool:
    limits = pattern.get("days")
    if not limits:
        return True
    begin = scene.steps.get(pattern["of"]) if "of" in pattern else scene.since
    if begin is None:
        return False
    days = (entry.on - begin).days
    return bool(limits.get("least", days) <= days <= limits.get("most", days))


def _came_before(pattern: Pattern, entries: Sequence[Seen], place: int, scene: Scene) -> bool:
    of = entries[place].case
    return any(
        matches(unwanted, entry, scene) and (entry.case == of or not of)
        for unwanted in pattern.get("without", ())
        for entry in entries[:place]
    )
