"""When a hearing can be and how its summonses stand: tables."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from salter.calendars.deadlines import LegalSettings
from salter.calendars.rules import WorkingCalendar
from salter.registry.hearing import rules
from salter.registry.hearing.rules import Summoned, Wrong

BELGRADE = ZoneInfo("Europe/Belgrade")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=BELGRADE)
CALENDAR = WorkingCalendar(frozenset({date(2026, 12, 4)}))


@pytest.mark.parametrize(
    ("on", "at", "wrong"),
    [
        (date(2026, 12, 2), time(10), None),
        (date(2026, 11, 23), time(12, 1), None),
        (date(2026, 11, 23), time(12), Wrong.PAST),
        (date(2026, 11, 20), time(10), Wrong.PAST),
        (date(2026, 11, 28), time(10), Wrong.DAY_OFF),
        (date(2026, 11, 29), time(10), Wrong.DAY_OFF),
        (date(2026, 12, 4), time(10), Wrong.DAY_OFF),
        (date(2027, 1, 7), time(10), Wrong.DAY_OFF),
    ],
    ids=str,
)
def test_a_hearing_is_on_a_working_day_to_come(on: date, at: time, wrong: Wrong | None) -> None:
    assert rules.cannot_be(datetime.combine(on, at, BELGRADE), on, NOW, CALENDAR) == wrong


def test_an_office_that_works_on_saturdays_hears_on_them() -> None:
    saturday = date(2026, 11, 28)
    at = datetime.combine(saturday, time(9), BELGRADE)
    assert rules.cannot_be(at, saturday, NOW, WorkingCalendar(works_saturday=True)) is None


@pytest.mark.law("hearing.notice")
@pytest.mark.parametrize(
    ("served", "days", "state"),
    [
        (date(2026, 11, 23), 8, Summoned.SERVED),  # 24. 11. to 1. 12. are eight days
        (date(2026, 11, 24), 8, Summoned.SHORT),
        (date(2026, 12, 2), 8, Summoned.SHORT),
        (date(2026, 12, 1), 0, Summoned.SERVED),
        (date(2026, 11, 26), 5, Summoned.SERVED),
        (date(2026, 11, 27), 5, Summoned.SHORT),
    ],
)
def test_days_to_prepare_lie_between_service_and_hearing(served: date, days: int, state: Summoned) -> None:
    settings = LegalSettings(hearing_notice_days=days)
    assert rules.summoned(True, served, date(2026, 12, 2), settings) == state


def test_what_was_not_served_is_on_its_way_or_not_sent() -> None:
    on, settings = date(2026, 12, 2), LegalSettings()
    assert rules.summoned(False, None, on, settings) == Summoned.NOT_SENT
    assert rules.summoned(True, None, on, settings) == Summoned.ON_THE_WAY


@pytest.mark.parametrize(("takes", "short"), [(0, False), (1, True), (3, True)])
def test_a_summons_needs_the_days_of_the_post_too(takes: int, short: bool) -> None:
    assert rules.too_short(date(2026, 11, 23), takes, date(2026, 12, 2), LegalSettings()) is short


def test_a_hearing_ends_after_it_began() -> None:
    assert rules.within(time(10), time(10, 1))
    assert not rules.within(time(10), time(10))
    assert not rules.within(time(11), time(10))
    assert timedelta(minutes=rules.LONGEST) == timedelta(hours=12)
