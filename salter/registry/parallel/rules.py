"""What is the same in two books that two people have written; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from salter.calendars.rules import WorkingCalendar
from salter.registry.comparing import Comparison, Line
from salter.ui.script import fold

STEM, SHORTEST = 4, 3
COMMON = frozenset(("zaht", "molb", "prij", "pred", "podn", "dopu", "zalb", "dopi", "rese"))
"""Beginnings of words that stand in every second line of a book and tell no matter from another."""


def words(text: str) -> set[str]:
    """The words of a text that mean something, by their first letters: endings change."""
    letters = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return {word[:STEM] for word in letters.split() if len(word) >= SHORTEST}


def same_matter(theirs: str, ours: str) -> bool:
    """Two clerks put one matter into other words: it is another one when they share none."""
    left, right = words(theirs) - COMMON, words(ours) - COMMON
    return bool(left & right) or not (left and right)


def same_name(theirs: str, ours: str) -> bool:
    """“Ведрић Мила, Ведрово” is “Мила Ведрић”: one name holds all words of the other."""
    left, right = words(theirs), words(ours)
    return left <= right or right <= left


SAME: Mapping[str, Callable[[str, str], bool]] = {"subject": same_matter, "sender": same_name}


@dataclass(frozen=True, slots=True)
class Said:
    """A day in three figures: how many new cases, the first and the last number; 0 where there is none."""

    count: int
    first: int = 0
    last: int = 0


def said_of(ordinals: Iterable[int]) -> Said:
    """The figures of our own day."""
    numbers = sorted(ordinals)
    return Said(len(numbers), numbers[0], numbers[-1]) if numbers else Said(0)


def unlike(theirs: Said, ours: Said) -> list[dict[str, Any]]:
    """Which of the three figures differ. A first or last number that was not said is not compared."""
    pairs = [("count", theirs.count, ours.count)]
    pairs += [("first", theirs.first, ours.first)] if theirs.first else []
    pairs += [("last", theirs.last, ours.last)] if theirs.last else []
    return [{"name": name, "theirs": left, "ours": right} for name, left, right in pairs if left != right]


def is_figures(said: Said) -> bool:
    """Whether the figures can be a day's: a first number up to the last, both or none."""
    if bool(said.first) != bool(said.last) or min(said.count, said.first, said.last) < 0:
        return False
    return said.first <= said.last and (said.count > 0 or not said.first)


def differences(found: Comparison) -> int:
    """How many lines of a comparison somebody has to look at."""
    return sum(map(len, (found.missing, found.extra, found.differing, found.doubled)))


def days_to_compare(
    calendar: WorkingCalendar, first: date, last: date, compared: set[date], with_entries: set[date]
) -> list[date]:
    """Days up to `last` that nobody has compared: working days, and others on which something came in."""
    span = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return [day for day in span if day not in compared and (calendar.is_working(day) or day in with_entries)]


def key(year: int, ordinal: int, sub: int = 0) -> str:
    """What all spellings of a number share."""
    return f"{year}/{ordinal}/{sub}"


def line(number: str, year: int, ordinal: int, sub: int, facts: Mapping[str, str]) -> Line:
    """A line of a book under its key."""
    return Line(key(year, ordinal, sub), f"{number}, {sub}" if sub else number, dict(facts))
