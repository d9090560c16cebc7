from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars import deadlines, law
from salter.calendars.deadlines import LegalSettings
from salter.calendars.rules import WorkingCalendar

CALENDAR = WorkingCalendar()
SETTINGS = LegalSettings()
MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))


@pytest.mark.law("decide.direct", "decide.other")
@pytest.mark.parametrize(
    ("initiated", "direct", "due", "rule"),
    [
        ("2026-11-23", True, "2026-12-23", law.DECIDE_DIRECT),
        ("2026-11-23", False, "2027-01-22", law.DECIDE_OTHER),
        ("2026-12-03", True, "2027-01-04", law.DECIDE_DIRECT),  # 2 January, a holiday and a Saturday
    ],
)
def test_decision_due(initiated: str, direct: bool, due: str, rule: law.Rule) -> None:
    day = date.fromisoformat(initiated)
    assert deadlines.decision_due(day, direct, SETTINGS, CALENDAR) == date.fromisoformat(due)
    assert deadlines.decision_period(direct, SETTINGS)[1] is rule


@pytest.mark.law("decide.sign-by")
@pytest.mark.parametrize(
    ("legal", "expected", "sign"),
    [
        ("2026-12-23", 0, "2026-12-23"),
        ("2026-12-23", 7, "2026-12-16"),
        ("2026-12-23", 3, "2026-12-18"),  # the 20th is a Sunday: back to Friday
        ("2026-04-20", 7, "2026-04-09"),  # Easter Monday: back over all of Easter
    ],
)
def test_sign_by(legal: str, expected: int, sign: str) -> None:
    assert deadlines.sign_by(date.fromisoformat(legal), expected, CALENDAR) == date.fromisoformat(sign)


@given(DAYS, st.integers(0, 40))
def test_signing_leaves_the_channel_its_days(legal: date, expected: int) -> None:
    day = deadlines.sign_by(legal, expected, CALENDAR)
    assert CALENDAR.is_working(day)
    assert day + timedelta(days=expected) <= legal
    assert deadlines.sign_by(legal, expected + 1, CALENDAR) <= day


def test_a_delivery_that_takes_negative_time_is_refused() -> None:
    with pytest.raises(ValueError, match="less than 0"):
        deadlines.sign_by(MONDAY, -1, CALENDAR)


@pytest.mark.law("appeal.period")
@pytest.mark.parametrize(
    ("notified", "last"),
    [("2026-04-01", "2026-04-16"), ("2026-03-27", "2026-04-14"), ("2026-01-31", "2026-02-18")],
)
def test_appeal_by(notified: str, last: str) -> None:
    assert deadlines.appeal_by(date.fromisoformat(notified), 15, CALENDAR) == date.fromisoformat(last)


@pytest.mark.law("delivery.public")
def test_the_appeal_after_public_delivery_starts_when_it_is_deemed_made() -> None:
    deemed = deadlines.deemed_delivered_publicly(MONDAY, SETTINGS.public_delivery_days, CALENDAR)
    assert deemed == date(2026, 12, 8)
    assert deadlines.appeal_by(deemed, SETTINGS.appeal_days, CALENDAR) == date(2026, 12, 23)


@pytest.mark.law("delivery.personal", "delivery.last-day")
def test_deemed_personal_delivery_takes_its_days_from_the_setting_and_ends_on_a_working_day() -> None:
    assert deadlines.deemed_delivered_personally(date(2026, 11, 24), 15, CALENDAR) == date(2026, 12, 9)
    assert deadlines.deemed_delivered_personally(date(2026, 11, 24), 4, CALENDAR) == date(2026, 11, 30)


@pytest.mark.law("registry.register-by")
def test_registration_by_the_next_working_day() -> None:
    assert deadlines.register_by(date(2026, 4, 9), CALENDAR) == date(2026, 4, 14)


@pytest.mark.law("count.posted")
@pytest.mark.parametrize(
    ("received", "posted", "counts"),
    [("2026-11-25", None, "2026-11-25"), ("2026-11-25", "2026-11-23", "2026-11-23")],
)
def test_posting_by_registered_mail_counts(received: str, posted: str | None, counts: str) -> None:
    posted_on = date.fromisoformat(posted) if posted else None
    day = date.fromisoformat(received)
    assert deadlines.submitted_on(day, posted_on, SETTINGS) == date.fromisoformat(counts)
    assert deadlines.submitted_on(day, posted_on, LegalSettings(posted_day_counts=False)) == day


@pytest.mark.law(
    "correction.notice",
    "correction.period",
    "ex-officio.reply",
    "appeal.forward",
    "appeal.decision",
    "appeal.silence",
    "finality.dispute",
)
def test_the_other_periods_of_the_procedure() -> None:
    assert deadlines.correction_notice_by(MONDAY, SETTINGS, CALENDAR) == date(2026, 12, 1)
    assert deadlines.correction_by(date(2026, 12, 1), SETTINGS, CALENDAR) == date(2026, 12, 9)
    assert deadlines.ex_officio_by(MONDAY, SETTINGS, CALENDAR) == date(2026, 12, 8)
    assert deadlines.forward_appeal_by(MONDAY, SETTINGS, CALENDAR) == date(2026, 12, 8)
    assert deadlines.appeal_decided_by(MONDAY, SETTINGS, CALENDAR) == date(2027, 1, 22)
    assert deadlines.court_by(MONDAY, SETTINGS, CALENDAR) == date(2026, 12, 23)
    window = deadlines.silence_appeal_window(date(2026, 12, 23), SETTINGS, CALENDAR)
    assert window == (date(2026, 12, 24), date(2027, 12, 23))


FIRST, SECOND = date(2026, 4, 1), date(2026, 4, 3)


@pytest.mark.law("finality.final")
@pytest.mark.parametrize(
    ("notified", "waived", "appeal_days", "final"),
    [
        (FIRST, None, 15, "2026-04-17"),
        (SECOND, None, 15, "2026-04-21"),
        (FIRST, None, None, "2026-04-01"),
        (FIRST, SECOND, 15, "2026-04-03"),
        (SECOND, FIRST, 15, "2026-04-03"),
        (FIRST, date(2026, 5, 20), 15, "2026-04-17"),
    ],
)
def test_final_for_a_party(notified: date, waived: date | None, appeal_days: int | None, final: str) -> None:
    assert deadlines.final_for_party(notified, appeal_days, CALENDAR, waived_on=waived) == date.fromisoformat(final)


@pytest.mark.parametrize(
    ("days", "final"),
    [([FIRST], FIRST), ([SECOND, FIRST], SECOND), ([FIRST, None], None), ([None, FIRST], None), ([], None)],
)
def test_final_for_all_is_the_latest_and_waits_for_everybody(days: list[date | None], final: date | None) -> None:
    assert deadlines.final_for_all(days) == final


@given(st.lists(DAYS, min_size=1, max_size=4))
def test_a_decision_is_final_only_when_every_appeal_has_expired(notified: list[date]) -> None:
    final = deadlines.final_for_all(deadlines.final_for_party(day, 15, CALENDAR) for day in notified)
    assert final is not None
    assert all(deadlines.appeal_by(day, 15, CALENDAR) < final for day in notified)
