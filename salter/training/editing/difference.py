"""Two texts of an exercise line by line, with what stands around each change; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

AROUND = 3


class Kind(StrEnum):
    """What has become of a line."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number in the earlier and the later text; 0 where it is not there."""

    kind: Kind
    before: int
    after: int
    text: str


def difference(before: str, after: str) -> list[list[Line]]:
    """The places that differ, each with a few lines around it; nothing for texts that say the same."""
    old, new = _lines(before), _lines(after)
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND)
    return [list(_place(old, new, group)) for group in groups]


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _place(old: list[str], new: list[str], group: list[tuple[str, int, int, int, int]]) -> Iterator[Line]:
    for tag, i, j, k, m in group:
        if tag == "equal":
            yield from (Line(Kind.SAME, i + place + 1, k + place + 1, old[i + place]) for place in range(j - i))
        else:
            yield from (Line(Kind.REMOVED, place + 1, 0, old[place]) for place in range(i, j))
            yield from (Line(Kind.ADDED, 0, place + 1, new[place]) for place in range(k, m))
