import csv
from datetime import date
from pathlib import Path

import holidays as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars.holidays import HolidayKind, days_off, holidays_on, orthodox_easter, public_holidays

YEARS = st.integers(1900, 2099)


def rows_of_the_table() -> list[dict[str, str]]:
    path = Path(__file__).with_name("holidays_2024_2027.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()[1:]))


@pytest.mark.law("holiday.dates")
def test_every_row_of_the_checked_table_and_nothing_else() -> None:
    kinds = {"državni": HolidayKind.STATE, "verski": HolidayKind.RELIGIOUS}
    expected = sorted(
        (date.fromisoformat(r["date"]), r["name_cyr"].replace(" - ", " – "), kinds[r["kind"]], r["shifted"] == "da")
        for r in rows_of_the_table()
    )
    got = sorted((h.day, h.name_sr, h.kind, h.shifted) for y in range(2024, 2028) for h in public_holidays(y))
    assert got == expected


@pytest.mark.parametrize("year", range(2012, 2100))
def test_same_days_off_as_the_holidays_library(year: int) -> None:
    assert days_off(year) == set(oracle.country_holidays("RS", years=year))


@pytest.mark.parametrize("day", ["1918-05-05", "1945-05-06", "1983-05-08", "1999-04-11", "2008-04-27", "2011-04-24"])
def test_easter_of_years_that_the_library_does_not_reach(day: str) -> None:
    assert orthodox_easter(int(day[:4])) == date.fromisoformat(day)


@given(YEARS)
def test_easter_is_a_sunday_from_4_april_to_10_may(year: int) -> None:
    day = orthodox_easter(year)
    assert day.weekday() == 6
    assert date(year, 4, 4) <= day <= date(year, 5, 10)


@pytest.mark.law("holiday.easter", "holiday.shift")
@pytest.mark.parametrize(
    ("year", "easter_day", "moved"),
    [
        (2024, "05-05", []),
        (2025, "04-20", ["02-17"]),
        (2026, "04-12", ["02-17"]),
        (2027, "05-02", ["05-04"]),
        (2028, "04-16", ["01-03"]),
        (2029, "04-08", ["11-12"]),
        (2030, "04-28", []),
        (2031, "04-13", ["02-17"]),
        (2032, "05-02", ["02-17", "05-04"]),
        (2033, "04-24", ["01-03", "05-03"]),
        (2034, "04-09", ["01-03"]),
        (2035, "04-29", ["11-12"]),
    ],
)
def test_easter_and_moved_days(year: int, easter_day: str, moved: list[str]) -> None:
    assert f"{orthodox_easter(year):%m-%d}" == easter_day
    assert [f"{h.day:%m-%d}" for h in public_holidays(year) if h.shifted] == moved


def test_two_holidays_on_one_day_are_both_told_with_their_articles() -> None:
    assert {(h.name_en, h.article) for h in holidays_on(date(2027, 5, 2))} == {
        ("Easter Sunday", "2(2)"),
        ("Labour Day", "1a"),
    }
    assert [h.article for h in holidays_on(date(2027, 5, 4))] == ["3a"]
    assert holidays_on(date(2027, 5, 9)) == ()  # Victory Day is celebrated at work (Art. 3)


@given(YEARS)
def test_a_moved_day_is_a_weekday_after_a_state_holiday_on_sunday(year: int) -> None:
    plain = {h.day for h in public_holidays(year) if not h.shifted}
    sundays = [h for h in public_holidays(year) if h.kind is HolidayKind.STATE and h.day.weekday() == 6]
    moved = [h for h in public_holidays(year) if h.shifted]
    assert len(moved) == len(sundays)
    assert all(h.day.weekday() < 5 and h.day not in plain for h in moved)


@pytest.mark.parametrize("year", [1899, 2100])
def test_years_in_which_the_easter_rule_does_not_hold_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="outside 1900 to 2099"):
        public_holidays(year)
