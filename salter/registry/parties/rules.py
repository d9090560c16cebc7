"""Pure rules of what service brings to one party: its remedy, and from when the act binds it (decision 033).

Only the days of the party itself go in, so that no party's date can be another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from salter.calendars import deadlines, law
from salter.calendars.deadlines import LegalSettings
from salter.calendars.rules import WorkingCalendar


class Remedy(StrEnum):
    """What a party can do against an act."""

    APPEAL = "appeal"
    OBJECTION = "objection"
    DISPUTE = "dispute"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Facts:
    """One act and one party: the remedy it has, and what happened. `counts`: service starts deadlines."""

    remedy: Remedy
    days: int | None = None
    served_on: date | None = None
    counts: bool = False
    waived_on: date | None = None
    appealed_on: date | None = None
    enforced_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The last day of the remedy; and the first days on which the act is final, binding and enforceable for the party.

    None: not yet, or not by these facts alone.
    """

    until: date | None = None
    final_from: date | None = None
    force_from: date | None = None
    enforceable_from: date | None = None


def standing(facts: Facts, calendar: WorkingCalendar) -> Standing:
    """What service brings to one party (APPEAL_PERIOD, FINAL, FORCE, ENFORCEABLE)."""
    if facts.served_on is None or not facts.counts or facts.remedy == Remedy.NONE or facts.days is None:
        return Standing()
    until = deadlines.appeal_by(facts.served_on, facts.days, calendar)
    used = facts.appealed_on is not None and facts.appealed_on <= until
    if facts.remedy == Remedy.DISPUTE:  # no appeal is allowed: final at once, binding when no court can be asked
        force = None if used else until + timedelta(days=1)
        return Standing(until, facts.served_on, force, facts.served_on)
    final = None if used else _given_up(facts, until + timedelta(days=1))
    return Standing(until, final, final, facts.served_on if facts.enforced_at_once else final)


def _given_up(facts: Facts, expired: date) -> date:
    """When the remedy is over: it expired, or the party waived it after it was served."""
    if facts.waived_on is None or facts.served_on is None:
        return expired
    return min(expired, max(facts.served_on, facts.waived_on))


def final_for_all(standings: Iterable[Standing]) -> date | None:
    """From when the act is final: the latest of its parties; None while one of them can still prevent it (FINAL)."""
    days = [one.final_from for one in standings]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def usual_remedy(kind: str, settings: LegalSettings) -> tuple[Remedy, int | None, str]:
    """What a party can do against an act of a kind, within how many days, by which rule; a special law is entered."""
    if kind in ("decision", "conclusion"):
        return Remedy.APPEAL, settings.appeal_days, law.APPEAL_PERIOD.code
    return Remedy.NONE, None, ""
