"""Public holidays of Serbia that are days off, computed for any year from 1900 to 2099.

Source: Law on State and Other Holidays, Sl. glasnik RS 43/2001, 101/2007, 92/2011. The law of today is applied to
every year: for years before 2012 the answer is what today's law would give, not what was in force then.

Computed here and not taken from the `holidays` library, because each day must tell its article, its kind and
whether it is a moved day, which the library does not know (and it begins in 2007). The library is the oracle of the
tests instead.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

FIRST_YEAR, LAST_YEAR = 1900, 2099
SUNDAY = 6


class HolidayKind(StrEnum):
    STATE = "state"
    RELIGIOUS = "religious"


@dataclass(frozen=True)
class Holiday:
    """One holiday on one day. `shifted` marks the extra day off of Art. 3a; `article` is of the holidays law."""

    day: date
    name_sr: str
    name_en: str
    kind: HolidayKind
    shifted: bool
    article: str


STATE_HOLIDAYS = (
    # month, day, Serbian name, English name, article
    (1, 1, "Нова година", "New Year's Day", "1a"),
    (1, 2, "Нова година", "New Year's Day", "1a"),
    (2, 15, "Сретење – Дан државности", "Statehood Day", "1"),
    (2, 16, "Сретење – Дан државности", "Statehood Day", "1"),
    (5, 1, "Празник рада", "Labour Day", "1a"),
    (5, 2, "Празник рада", "Labour Day", "1a"),
    (11, 11, "Дан примирја у Првом светском рату", "Armistice Day", "1a"),
)
EASTER_DAYS = (
    # days from Easter Sunday, Serbian name, English name
    (-2, "Велики петак", "Good Friday"),
    (-1, "Велика субота", "Holy Saturday"),
    (0, "Васкрс", "Easter Sunday"),
    (1, "Васкршњи понедељак", "Easter Monday"),
)


def orthodox_easter(year: int) -> date:
    """Sunday of Orthodox Easter in the civil (Gregorian) calendar; ValueError outside 1900 to 2099.

    Meeus's Julian algorithm plus the 13 days between the two calendars, which is why the years are bounded.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def _state(year: int) -> list[Holiday]:
    return [
        Holiday(date(year, month, day), sr, en, HolidayKind.STATE, False, article)
        for month, day, sr, en, article in STATE_HOLIDAYS
    ]


def _religious(year: int) -> list[Holiday]:
    easter = orthodox_easter(year)
    days = [(date(year, 1, 7), "Божић (православни)", "Orthodox Christmas Day", "2(1)")]
    days += [(easter + timedelta(days=offset), sr, en, "2(2)") for offset, sr, en in EASTER_DAYS]
    return [Holiday(day, sr, en, HolidayKind.RELIGIOUS, False, article) for day, sr, en, article in days]


def _moved(holiday: Holiday, taken: set[date]) -> Holiday:
    """The day off that a state holiday on a Sunday brings (Art. 3a): the first following day that is not one yet."""
    day = holiday.day + timedelta(days=1)
    while day in taken:
        day += timedelta(days=1)
    name_sr, name_en = f"{holiday.name_sr} (померен нерадни дан)", f"{holiday.name_en} (observed)"
    return Holiday(day, name_sr, name_en, HolidayKind.STATE, True, "3a")


@cache
def public_holidays(year: int) -> tuple[Holiday, ...]:
    """All holidays of the year that are days off, in order of days; two can fall on one day.

    Raises ValueError outside 1900 to 2099.
    """
    found = _state(year) + _religious(year)
    taken = {holiday.day for holiday in found}
    for holiday in _state(year):
        if holiday.day.weekday() == SUNDAY:
            moved = _moved(holiday, taken)
            taken.add(moved.day)
            found.append(moved)
    return tuple(sorted(found, key=lambda holiday: holiday.day))


def holidays_on(day: date) -> tuple[Holiday, ...]:
    """The holidays on that day: none, one, or two (Labour Day at Easter)."""
    return tuple(holiday for holiday in public_holidays(day.year) if holiday.day == day)


@cache
def days_off(year: int) -> frozenset[date]:
    """The dates of `public_holidays(year)`, for quick look-up."""
    return frozenset(holiday.day for holiday in public_holidays(year))
