from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.archive.retention import (
    CALENDAR_YEARS,
    FROM_THE_DAY,
    ExpiryRule,
    Kind,
    Retention,
    RetentionError,
    Trigger,
    expiry,
    parse_retention,
)

EXPRESSIONS = [
    ("трајно", Kind.PERMANENT, 0, Trigger.END_OF_CASE),
    ("Trajno", Kind.PERMANENT, 0, Trigger.END_OF_CASE),
    ("чува се трајно", Kind.PERMANENT, 0, Trigger.END_OF_CASE),
    ("trajno operativno", Kind.OPERATIONAL, 0, Trigger.END_OF_CASE),
    ("трајно-оперативно", Kind.OPERATIONAL, 0, Trigger.END_OF_CASE),
    ("5", Kind.PERIOD, 5, Trigger.END_OF_CASE),
    ("5 година", Kind.PERIOD, 5, Trigger.END_OF_CASE),
    ("2 godine", Kind.PERIOD, 2, Trigger.END_OF_CASE),
    ("1 година", Kind.PERIOD, 1, Trigger.END_OF_CASE),
    ("10 god.", Kind.PERIOD, 10, Trigger.END_OF_CASE),
    ("10 (десет) година", Kind.PERIOD, 10, Trigger.END_OF_CASE),
    ("10 година по окончању поступка", Kind.PERIOD, 10, Trigger.END_OF_PROCEDURE),
    ("5 godina nakon prestanka važenja", Kind.PERIOD, 5, Trigger.END_OF_VALIDITY),
    ("5 godina od isteka ugovora", Kind.PERIOD, 5, Trigger.END_OF_CONTRACT),
    ("3 године по престанку закупа", Kind.PERIOD, 3, Trigger.END_OF_LEASE),
    ("40 godina po prestanku radnog odnosa", Kind.PERIOD, 40, Trigger.END_OF_EMPLOYMENT),
    ("10 godina od poslednje izmene", Kind.PERIOD, 10, Trigger.MANUAL),
]


@pytest.mark.parametrize(("text", "kind", "years", "trigger"), EXPRESSIONS)
def test_expressions_of_real_lists_are_understood(text: str, kind: Kind, years: int, trigger: Trigger) -> None:
    assert parse_retention(text) == Retention(kind, text, years=years, trigger=trigger)


@pytest.mark.parametrize(("text", "months", "days"), [("18 meseci", 18, 0), ("6 месеци", 6, 0), ("30 дана", 0, 30)])
def test_months_and_days(text: str, months: int, days: int) -> None:
    parsed = parse_retention(text)
    assert (parsed.years, parsed.months, parsed.days) == (0, months, days)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "0 godina", "0", "9999", "godina", "5 kila", "5 godina možda", "netrajno", "trajno 5", "-5 godina x"],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(RetentionError):
        parse_retention(text)


@pytest.mark.parametrize(
    ("text", "event", "starts", "expires"),
    [
        ("5 година", date(2026, 6, 1), date(2027, 1, 1), date(2031, 12, 31)),
        ("1 година", date(2026, 1, 1), date(2027, 1, 1), date(2027, 12, 31)),
        ("10 година", date(2026, 12, 31), date(2027, 1, 1), date(2036, 12, 31)),
        ("18 meseci", date(2026, 6, 1), date(2027, 1, 1), date(2028, 12, 31)),
        ("12 meseci", date(2026, 6, 1), date(2027, 1, 1), date(2027, 12, 31)),
        ("30 dana", date(2026, 6, 1), date(2027, 1, 1), date(2027, 12, 31)),
        ("трајно", date(2026, 6, 1), date(2027, 1, 1), None),
        ("trajno operativno", date(2026, 6, 1), date(2027, 1, 1), None),
    ],
)
def test_by_calendar_years(text: str, event: date, starts: date, expires: date | None) -> None:
    result = expiry(parse_retention(text), event)
    assert (result.starts_on, result.expires_on) == (starts, expires)
    assert result.rule.certainty == "proposal"


@pytest.mark.parametrize(
    ("text", "event", "expires"),
    [
        ("5 година", date(2026, 6, 1), date(2031, 6, 1)),
        ("1 година", date(2024, 2, 29), date(2025, 2, 28)),
        ("1 година", date(2024, 2, 28), date(2025, 2, 28)),
        ("30 dana", date(2026, 6, 1), date(2026, 7, 1)),
    ],
)
def test_from_the_day(text: str, event: date, expires: date) -> None:
    assert expiry(parse_retention(text), event, FROM_THE_DAY).expires_on == expires


def test_expired_only_after_the_last_day() -> None:
    result = expiry(parse_retention("5"), date(2026, 6, 1))
    assert not result.expired(date(2031, 12, 31))
    assert result.expired(date(2032, 1, 1))
    assert result.separate_by == date(2032, 12, 31)


def test_permanent_never_expires() -> None:
    assert not expiry(parse_retention("trajno"), date(1900, 1, 1)).expired(date.max)


def test_an_end_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(RetentionError):
        expiry(parse_retention("999"), date(9500, 1, 1))


EVENTS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(EVENTS, st.integers(1, 200))
def test_calendar_years_end_on_31_december_of_the_year_plus_n(event: date, years: int) -> None:
    result = expiry(Retention(Kind.PERIOD, "", years=years), event, CALENDAR_YEARS)
    assert result.expires_on == date(event.year + years, 12, 31)
    assert result.starts_on == date(event.year + 1, 1, 1)


@given(EVENTS, st.integers(1, 200), st.sampled_from([CALENDAR_YEARS, FROM_THE_DAY]))
def test_never_shorter_than_the_period(event: date, years: int, rule: ExpiryRule) -> None:
    result = expiry(Retention(Kind.PERIOD, "", years=years), event, rule)
    assert result.expires_on is not None
    assert result.expires_on - event >= timedelta(days=365 * years)


@given(EVENTS, EVENTS, st.integers(1, 100), st.sampled_from(["years", "months", "days"]))
def test_a_later_event_never_ends_earlier(first: date, second: date, number: int, unit: str) -> None:
    retention = replace(Retention(Kind.PERIOD, ""), **{unit: number})  # type: ignore[arg-type]  # a field of numbers
    for rule in (CALENDAR_YEARS, FROM_THE_DAY):
        ends = [expiry(retention, event, rule).expires_on or date.max for event in sorted((first, second))]
        assert ends[0] <= ends[1]
