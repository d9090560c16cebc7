"""When a hearing can be, what of its day warns, and who was duly summoned: pure rules."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from salter.calendars.deadlines import LegalSettings, enough_notice
from salter.calendars.rules import WorkingCalendar

LONGEST = 12 * 60
"""Minutes. What is longer goes on on another day."""


class Wrong(StrEnum):
    """Why a hearing cannot be on a day, or warns of one."""

    PAST = "past"
    DAY_OFF = "day-off"
    SHORT = "short"
    BUSY = "busy"
    PLACE = "place"
    AWAY = "away"


def cannot_be(starts_at: datetime, on: date, now: datetime, calendar: WorkingCalendar) -> Wrong | None:
    """Why there is no hearing at that time; `on` is its day in the calendar of the body. None: there can be."""
    if starts_at <= now:
        return Wrong.PAST
    return None if calendar.is_working(on) else Wrong.DAY_OFF


def too_short(today: date, takes: int, on: date, settings: LegalSettings) -> bool:
    """Whether a summons that is written today and takes some days to arrive comes too late for the hearing."""
    return not enough_notice(date.fromordinal(today.toordinal() + takes), on, settings)


class Summoned(StrEnum):
    """How the summons of somebody stands."""

    NOT_SENT = "not-sent"
    ON_THE_WAY = "on-the-way"
    SERVED = "served"
    SHORT = "short"


def summoned(sent: bool, served_on: date | None, on: date, settings: LegalSettings) -> Summoned:
    """How the summons stands, by the day on which it was served and that of the hearing (HEARING_NOTICE)."""
    if served_on is None:
        return Summoned.ON_THE_WAY if sent else Summoned.NOT_SENT
    return Summoned.SERVED if enough_notice(served_on, on, settings) else Summoned.SHORT


def within(began: time, ended: time) -> bool:
    """Whether a hearing ends after it began, on one day."""
    return began < ended
