from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars.rules import Period, Unit, WorkingCalendar, end_of_period

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(1995, 1, 1), date(2080, 12, 31))
CALENDARS = st.builds(
    WorkingCalendar,
    extra_non_working=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=9),
    works_saturday=st.booleans(),
)
PERIODS = st.builds(Period, amount=st.integers(1, 60), unit=st.sampled_from(list(Unit)[:3])) | st.builds(
    Period, amount=st.integers(1, 10), unit=st.just(Unit.YEARS)
)


@pytest.mark.law("count.days", "count.months", "count.runs-on", "count.last-day", "count.working-days")
@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "why"),
    [
        ("2026-04-01", 15, Unit.DAYS, "2026-04-16", "plain"),
        ("2026-03-27", 15, Unit.DAYS, "2026-04-14", "Holy Saturday and all of Easter"),
        ("2026-01-31", 15, Unit.DAYS, "2026-02-18", "Statehood days and the moved day"),
        ("2026-11-23", 30, Unit.DAYS, "2026-12-23", "plain"),
        ("2026-11-23", 60, Unit.DAYS, "2027-01-22", "holidays inside the period do not stop it"),
        ("2026-11-23", 15, Unit.DAYS, "2026-12-08", "public notice"),
        ("2027-04-16", 15, Unit.DAYS, "2027-05-05", "Easter, Labour Day and the day moved behind both"),
        ("2026-11-13", 1, Unit.DAYS, "2026-11-16", "Saturday moves to Monday"),
        ("2026-01-31", 1, Unit.MONTHS, "2026-03-02", "28 February is a Saturday"),
        ("2027-01-31", 1, Unit.MONTHS, "2027-03-01", "28 February is a Sunday"),
        ("2028-01-31", 1, Unit.MONTHS, "2028-02-29", "leap year, no day 31"),
        ("2026-11-23", 2, Unit.MONTHS, "2027-01-25", "23 January is a Saturday"),
        ("2026-12-15", 13, Unit.MONTHS, "2028-01-17", "15 January 2028 is a Saturday, over two new years"),
        ("2028-02-29", 1, Unit.YEARS, "2029-02-28", "no 29 February the year after"),
        ("2026-11-23", 1, Unit.YEARS, "2027-11-23", "plain"),
        ("2026-04-09", 1, Unit.WORKING_DAYS, "2026-04-14", "Easter is jumped over"),
        ("2026-11-23", 5, Unit.WORKING_DAYS, "2026-11-30", "a weekend is jumped over"),
    ],
)
def test_end_of_period(start: str, amount: int, unit: Unit, end: str, why: str) -> None:
    assert end_of_period(date.fromisoformat(start), Period(amount, unit), CALENDAR) == date.fromisoformat(end), why


@pytest.mark.law("count.saturday", "holiday.extra")
def test_saturday_and_declared_days_off_belong_to_the_calendar() -> None:
    friday = date(2026, 11, 13)
    assert end_of_period(friday, Period(1), WorkingCalendar(works_saturday=True)) == date(2026, 11, 14)
    declared = WorkingCalendar(extra_non_working=frozenset({date(2026, 11, 16)}))
    assert end_of_period(friday, Period(1), declared) == date(2026, 11, 17)


@given(DAYS, PERIODS, CALENDARS)
def test_the_end_is_a_working_day_after_the_start(start: date, period: Period, calendar: WorkingCalendar) -> None:
    end = end_of_period(start, period, calendar)
    assert calendar.is_working(end)
    assert end > start


@given(DAYS, st.integers(0, 40), PERIODS, CALENDARS)
def test_a_later_start_never_ends_earlier(start: date, later: int, period: Period, calendar: WorkingCalendar) -> None:
    assert end_of_period(start, period, calendar) <= end_of_period(start + timedelta(days=later), period, calendar)


@given(DAYS, st.integers(1, 60), st.sampled_from(list(Unit)[:3]), CALENDARS)
def test_a_longer_period_never_ends_earlier(start: date, amount: int, unit: Unit, calendar: WorkingCalendar) -> None:
    shorter, longer = Period(amount, unit), Period(amount + 1, unit)
    assert end_of_period(start, shorter, calendar) <= end_of_period(start, longer, calendar)


@given(DAYS, st.integers(1, 30), CALENDARS)
def test_working_days_are_counted_one_by_one(day: date, count: int, calendar: WorkingCalendar) -> None:
    end = calendar.add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(calendar.is_working(d) for d in between) == count
    assert calendar.is_working(end)


@given(DAYS, CALENDARS)
def test_nearest_working_days(day: date, calendar: WorkingCalendar) -> None:
    before, after = calendar.previous_working(day), calendar.next_working(day)
    assert before <= day <= after
    assert (before == day) == (after == day) == calendar.is_working(day)


def test_nothing_shorter_than_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Period(0)
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.add_working_days(date(2026, 1, 5), 0)
