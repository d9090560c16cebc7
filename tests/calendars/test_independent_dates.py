"""Every period against a computation that knows nothing of ours: no event and no holiday gives a wrong day."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars import deadlines, law
from salter.calendars.deadlines import LegalSettings
from salter.calendars.holidays import days_off
from salter.calendars.rules import Period, Unit, WorkingCalendar, end_of_period
from salter.registry.clocks.rules import KINDS, adjusted, silence
from tests.calendars import independent_dates as other

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
EXTRA = st.frozensets(DAYS, max_size=20)
SETTINGS = LegalSettings()


def near(day: date, offsets: list[int]) -> frozenset[date]:
    """Further days off around the end of a period, where they matter."""
    return frozenset(day + timedelta(days=offset) for offset in offsets)


def imports(source: str) -> set[str]:
    """The modules that a text imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_the_other_computation_imports_nothing_of_ours() -> None:
    assert imports(Path(other.__file__).read_text(encoding="utf-8")) == {"datetime", "functools"}
    assert imports("from salter.calendars import rules") == {"salter.calendars"}


def test_its_table_is_the_manuals() -> None:
    rows = {rule.code: rule.setting for rule in law.RULES}
    assert {code: getattr(SETTINGS, rows[code]) for code in other.TABLE} == other.TABLE


@pytest.mark.law("holiday.dates", "holiday.shift", "holiday.easter")
def test_the_holidays_of_two_centuries_are_the_same() -> None:
    for year in range(1901, 2099):
        assert set(days_off(year)) == set(other.holidays(year)), year


@pytest.mark.law("count.days", "count.last-day", "count.runs-on", "count.saturday", "holiday.extra")
@given(DAYS, st.integers(1, 400), st.lists(st.integers(-10, 20), max_size=15), st.booleans())
def test_a_period_ends_on_the_same_day(begun: date, days: int, offsets: list[int], saturday: bool) -> None:
    extra = near(begun + timedelta(days=days), offsets)
    calendar = WorkingCalendar(extra, works_saturday=saturday)
    assert end_of_period(begun, Period(days), calendar) == other.ends(begun, days, extra, saturday)


@pytest.mark.law("count.working-days")
@given(DAYS, st.integers(1, 60), EXTRA, st.booleans())
def test_a_period_in_working_days_ends_on_the_same_day(
    begun: date, days: int, extra: frozenset[date], saturday: bool
) -> None:
    calendar = WorkingCalendar(extra, works_saturday=saturday)
    found = end_of_period(begun, Period(days, Unit.WORKING_DAYS), calendar)
    assert found == other.ends_working(begun, days, extra, saturday)


@pytest.mark.law(
    "decide.direct",
    "decide.other",
    "appeal.period",
    "appeal.forward",
    "appeal.decision",
    "correction.notice",
    "correction.period",
    "ex-officio.reply",
    "delivery.public",
    "finality.dispute",
    "appeal.returned",
    "objection.decision",
)
@given(DAYS, st.lists(st.integers(-10, 20), max_size=15))
def test_every_deadline_of_the_procedure_is_the_same(day: date, offsets: list[int]) -> None:
    for code, count in other.TABLE.items():
        extra = near(day + timedelta(days=count), offsets)
        calendar, expected = WorkingCalendar(extra), other.ends(day, count, extra)
        assert BY_CODE[code](day, calendar) == expected, code


BY_CODE = {
    "decide.direct": lambda day, calendar: deadlines.decision_due(day, True, SETTINGS, calendar),
    "decide.other": lambda day, calendar: deadlines.decision_due(day, False, SETTINGS, calendar),
    "appeal.period": lambda day, calendar: deadlines.appeal_by(day, SETTINGS.appeal_days, calendar),
    "appeal.forward": lambda day, calendar: deadlines.forward_appeal_by(day, SETTINGS, calendar),
    "appeal.decision": lambda day, calendar: deadlines.appeal_decided_by(day, SETTINGS, calendar),
    "correction.notice": lambda day, calendar: deadlines.correction_notice_by(day, SETTINGS, calendar),
    "correction.period": lambda day, calendar: deadlines.correction_by(day, SETTINGS, calendar),
    "ex-officio.reply": lambda day, calendar: deadlines.ex_officio_by(day, SETTINGS, calendar),
    "delivery.public": lambda day, calendar: deadlines.deemed_delivered_publicly(day, 15, calendar),
    "appeal.returned": lambda day, calendar: deadlines.returned_decided_by(day, SETTINGS, calendar),
    "objection.decision": lambda day, calendar: deadlines.objection_decided_by(day, SETTINGS, calendar),
    "finality.dispute": lambda day, calendar: deadlines.court_by(day, SETTINGS, calendar),
}


def test_each_rule_of_the_table_is_compared() -> None:
    assert set(BY_CODE) == set(other.TABLE)
    assert {kind.rule.code for kind in KINDS.values()} <= set(other.TABLE)


@pytest.mark.law("decide.strict")
@given(DAYS, st.lists(st.integers(1, 90), min_size=1, max_size=4), EXTRA)
def test_what_special_laws_add_is_counted_alike(due: date, added: list[int], extra: frozenset[date]) -> None:
    assert adjusted(due, added, WorkingCalendar(extra)) == other.extended(due, added, extra)


@pytest.mark.law("appeal.silence")
@given(DAYS, st.integers(-40, 40))
def test_silence_begins_the_day_after_the_strict_date_and_is_told_fifteen_days_before(due: date, days: int) -> None:
    found = silence(due, due + timedelta(days=days), SETTINGS, WorkingCalendar())
    assert found is not None
    assert (found.began, found.soon) == (days >= 1, -15 <= days <= 0)
    assert found.first == due + timedelta(days=1)
    assert found.last >= due + timedelta(days=365)
    assert silence(None, due, SETTINGS, WorkingCalendar()) is None
