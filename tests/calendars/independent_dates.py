"""The days of the procedure worked out once more, from the table of rules alone.

Nothing of the product is imported here (a test reads the imports): where both agree, neither has copied the other.
Days are counted on a strip of dates, one after the other; Easter by Gauss' formula for the Julian calendar.
"""

from datetime import date, timedelta
from functools import cache

ONE = timedelta(days=1)
STATE = ((1, 1), (1, 2), (2, 15), (2, 16), (5, 1), (5, 2), (11, 11))
"""State holidays: on a Sunday they take the first working day after."""
CHRISTMAS = (1, 7)
TABLE = {
    "decide.direct": 30,
    "decide.other": 60,
    "appeal.period": 15,
    "appeal.forward": 15,
    "appeal.decision": 60,
    "appeal.returned": 30,
    "objection.decision": 30,
    "correction.notice": 8,
    "correction.period": 8,
    "ex-officio.reply": 15,
    "delivery.public": 15,
    "finality.dispute": 30,
}
"""Calendar days by the rule's code, as docs/manual/law.md has them."""


@cache
def easter(year: int) -> date:
    """Orthodox Easter, 1900 to 2099, in the civil calendar."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 6) % 7
    julian = 22 + d + e  # the day of March, maybe beyond its end
    return date(year, 3, 1) + timedelta(days=julian - 1 + 13)


@cache
def holidays(year: int) -> frozenset[date]:
    """All days off of a year by the law, those that moved from a Sunday too."""
    state = {date(year, month, day) for month, day in STATE}
    sunday = easter(year)
    found = state | {date(year, *CHRISTMAS)} | {sunday + timedelta(days=offset) for offset in (-2, -1, 0, 1)}
    for day in sorted(state):
        if day.isoweekday() == 7:
            free = day + ONE
            while free in found or free.isoweekday() > 5:
                free += ONE
            found.add(free)
    return frozenset(found)


def works(day: date, extra: frozenset[date], saturday: bool = False) -> bool:
    """Whether the body works on a day."""
    if day in extra or day in holidays(day.year):
        return False
    return day.isoweekday() < (7 if saturday else 6)


def ends(begun: date, days: int, extra: frozenset[date], saturday: bool = False) -> date:
    """The last day of a period in calendar days: the first is not counted, the last is a day on which one works."""
    day, left = begun, days
    while left:
        day, left = day + ONE, left - 1
    while not works(day, extra, saturday):
        day += ONE
    return day


def ends_working(begun: date, days: int, extra: frozenset[date], saturday: bool = False) -> date:
    """The last day of a period in working days."""
    day = begun
    while days:
        day += ONE
        days -= works(day, extra, saturday)
    return day


def extended(due: date, added: list[int], extra: frozenset[date]) -> date:
    """A legal date with what special laws add, each counted from the day on which it would have ended."""
    for days in added:
        due = ends(due, days, extra)
    return due
