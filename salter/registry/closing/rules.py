"""On what ground a closed case is opened again, and until when one may be kept: pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from salter.calendars.law import Certainty, Rule
from salter.registry import rules

UNDONE = Rule(
    "closing.undone", "Decree on office operations, Sl. glasnik RS 21/2020 (article not checked)",
    Certainty.GENERAL_KNOWLEDGE,
    "Предмет је разведен грешком; одлучено остаје како јесте",
    "The case was closed by mistake; what was decided stays as it is",
)  # fmt: skip
GROUNDS: dict[str, Rule] = {rule.code: rule for rule in (*rules.REOPENINGS, UNDONE)}
"""Grounds by code. All but the last take the case back into work, so it is undecided again."""


def goes_on(ground: Rule) -> bool:
    """Whether work on the case goes on, so that its decision no longer ends it."""
    return ground.code != UNDONE.code


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th where there is none."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
