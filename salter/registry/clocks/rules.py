"""Which clocks there are, by which rule each runs, and what a special law adds: pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from salter.calendars import law
from salter.calendars.deadlines import LegalSettings, silence_appeal_window
from salter.calendars.law import Rule
from salter.calendars.rules import Period, WorkingCalendar, end_of_period

SPECIAL = "special"
SILENCE_SOON = 15
"""So many days before the legal date an office is told that silence comes."""
ARTICLE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class ClockKind:
    """A clock, the rule that it runs by, who has to do something, and the setting of its days."""

    code: str
    rule: Rule
    whose: str

    @property
    def setting(self) -> str:
        """The field of LegalSettings with its days."""
        return self.rule.setting


KINDS = {
    kind.code: kind
    for kind in (
        ClockKind("correction-notice", law.CORRECTION_NOTICE, "body"),
        ClockKind("correction", law.CORRECTION_PERIOD, "party"),
        ClockKind("data", law.EX_OFFICIO, "other-body"),
        ClockKind("forward", law.APPEAL_FORWARD, "body"),
        ClockKind("second-instance", law.APPEAL_DECISION, "other-body"),
        ClockKind("returned", law.APPEAL_RETURNED, "body"),
        ClockKind("objection", law.OBJECTION_DECISION, "body"),
    )
}
"""Those by a general law; one by a special law brings its days and its article itself."""


def days_of(kind: ClockKind, settings: LegalSettings) -> int:
    """The days that the office counts for a clock."""
    days = getattr(settings, kind.setting)
    assert isinstance(days, int)
    return days


def names_an_article(text: str) -> bool:
    """Whether words say where in a law: a number at least."""
    return bool(ARTICLE.search(text))


def adjusted(due_on: date, extensions: Sequence[int], calendar: WorkingCalendar) -> date:
    """The legal date with what special laws add: each extension is counted from the day on which it would end."""
    for days in extensions:
        due_on = end_of_period(due_on, Period(days), calendar)
    return due_on


@dataclass(frozen=True, slots=True)
class Silence:
    """From when the party may appeal because no decision was issued, until when; and whether that is so today."""

    first: date
    last: date
    began: bool
    soon: bool


def silence(due_on: date | None, today: date, settings: LegalSettings, calendar: WorkingCalendar) -> Silence | None:
    """Silence of the administration by the strict date (APPEAL_SILENCE); None without a date."""
    if due_on is None:
        return None
    first, last = silence_appeal_window(due_on, settings, calendar)
    return Silence(first, last, began=first <= today <= last, soon=0 <= (due_on - today).days <= SILENCE_SOON)


def silent_dates(today: date, settings: LegalSettings, calendar: WorkingCalendar) -> tuple[date, date]:
    """The first and the last legal date whose silence may be appealed today: what `silence` says of each date."""

    def last_day(due_on: date) -> date:
        return silence_appeal_window(due_on, settings, calendar)[1]

    first = today - timedelta(days=366 * settings.silence_appeal_years)
    while last_day(first) < today:
        first += timedelta(days=1)
    while last_day(first - timedelta(days=1)) >= today:
        first -= timedelta(days=1)
    return first, today - timedelta(days=1)
