"""Counting of periods in Serbian administrative procedure: pure functions over dates, in days of the civil calendar.

`python -m salter.calendars.rules` prints the page of the manual that lists every rule (docs/manual/law.md).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from salter.calendars.holidays import days_off
from salter.calendars.law import RULES, Certainty, Rule, markdown

__all__ = ["RULES", "Certainty", "Period", "Rule", "Unit", "WorkingCalendar", "end_of_period"]

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Period:
    """A length of time as laws give it, at least 1 of its unit; ValueError otherwise."""

    amount: int
    unit: Unit = Unit.DAYS

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("a period is at least 1 long")


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which one body works: not on Sundays, holidays (law.HOLIDAY_DATES, HOLIDAY_SHIFT), the further
    days off given, nor, unless `works_saturday`, on Saturdays. Known for 1900 to 2099, ValueError outside."""

    extra_non_working: frozenset[date] = frozenset()
    works_saturday: bool = False

    def is_working(self, day: date) -> bool:
        weekend = day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not self.works_saturday)
        return not weekend and day not in days_off(day.year) and day not in self.extra_non_working

    def next_working(self, day: date) -> date:
        """The day itself if the body works on it, else the first later day on which it does."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day: date) -> date:
        """The day itself if the body works on it, else the last earlier day on which it does."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`th working day after `day`, which is itself not counted; ValueError below 1."""
        if count < 1:
            raise ValueError("count is at least 1")
        for _ in range(count):
            day = self.next_working(day + ONE_DAY)
        return day


def end_of_period(start: date, period: Period, calendar: WorkingCalendar) -> date:
    """The last day on which the act is still in time, always a working day of the calendar.

    `start` is the day of the event or delivery; it is not counted. Rules: law.COUNT_DAYS, COUNT_MONTHS,
    COUNT_RUNS_ON, COUNT_LAST_DAY, COUNT_WORKING_DAYS (ZUP Arts. 79–82).
    """
    match period.unit:
        case Unit.DAYS:
            last = start + timedelta(days=period.amount)
        case Unit.WORKING_DAYS:
            last = calendar.add_working_days(start, period.amount)
        case Unit.MONTHS:
            last = _same_day(start, period.amount)
        case Unit.YEARS:
            last = _same_day(start, 12 * period.amount)
    return calendar.next_working(last)


def _same_day(start: date, months: int) -> date:
    """The day of the same number that many months later, or the last day of that month if it has none."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def main() -> None:
    """Print the page of the manual."""
    from salter.calendars.deadlines import setting_defaults

    print(markdown(setting_defaults()), end="")


if __name__ == "__main__":
    main()
