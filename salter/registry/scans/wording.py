"""Pages of a scan in words."""

from __future__ import annotations

from collections.abc import Sequence

from salter.registry.incoming.actions import Unclear
from salter.registry.scans import findings


def ranges(numbers: Sequence[int]) -> str:
    """`1–3, 7` of 1, 2, 3, 7."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)


def unreadable(pages: int, bad: Sequence[int]) -> Unclear | None:
    """Why a person must look at a scan of so many pages, if some could not be read."""
    return Unclear(findings.PAGES, {"pages": pages, "numbers": ranges(bad)}) if bad else None
