"""Pure rules of what service brings to one party: its remedy, and from when the act binds it (decision 033).

Only the days of the party itself go in, so that no party's date can be another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


class Fate(StrEnum):
    """What became of an act by an appeal: nothing yet, it stays as it is, or it is no longer in force."""

    OPEN = "open"
    KEPT = "kept"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Facts:
    """One act and one party: the remedy it has, and what happened. `counts`: service starts deadlines.

    `fate` KEPT: the party's own appeal ended so that the act stays, and it was told on `told_on`; for `court_days` it
    may go to court against that (None: it may not), and did where it is `disputed`. GONE: an appeal, whoever's, put
    the act out of force.
    """

    remedy: Remedy
    days: int | None = None
    served_on: date | None = None
    counts: bool = False
    waived_on: date | None = None
    appealed_on: date | None = None
    enforced_at_once: bool = False
    fate: Fate = Fate.OPEN
    told_on: date | None = None
    court_days: int | None = None
    disputed: bool = False


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
    """What service brings to one party (APPEAL_PERIOD, FINAL_FOR_PARTY, FINAL_AFTER_APPEAL, FORCE, ENFORCEABLE)."""
    if facts.served_on is None or not facts.counts or facts.remedy == Remedy.NONE or facts.days is None:
        return Standing()
    until = deadlines.appeal_by(facts.served_on, facts.days, calendar)
    if facts.fate is Fate.GONE:
        return Standing(until)
    used = facts.appealed_on is not None and facts.appealed_on <= until
    if facts.remedy == Remedy.DISPUTE:  # no appeal is allowed: final at once, binding when no court can be asked
        force = None if used else until + timedelta(days=1)
        return Standing(until, deadlines.final_for_party(facts.served_on, None, calendar), force, facts.served_on)
    if used and facts.fate is Fate.KEPT:
        return _after_appeal(facts, until, calendar)
    over = deadlines.final_for_party(facts.served_on, facts.days, calendar, waived_on=facts.waived_on)
    final = None if used else over
    return Standing(until, final, final, facts.served_on if facts.enforced_at_once else final)


def _after_appeal(facts: Facts, until: date, calendar: WorkingCalendar) -> Standing:
    """The party's appeal is over and the act stays (FINAL_AFTER_APPEAL, FORCE, DISPUTE_PERIOD)."""
    told, force = facts.told_on, facts.told_on
    if told and facts.court_days is not None:
        court = deadlines.appeal_by(told, facts.court_days, calendar)
        force = None if facts.disputed else court + timedelta(days=1)
    return Standing(until, told, force, facts.served_on if facts.enforced_at_once else told)


ENTRIES = frozenset({"joined", "succeeded"})
"""By these a party comes into a case that runs; who is in it from the beginning has none of them."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What was entered of a party, for which day; `stands`: it was not taken back."""

    kind: str
    on: date
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """Since when a party is in its case, and since when not any more; `never`: it was entered by mistake alone."""

    joined_on: date | None = None
    left_on: date | None = None
    died_on: date | None = None
    never: bool = False


def presence(happened: Sequence[Happened], succeeded_on: date | None) -> Presence:
    """How a party stands in its case by what of its history stands (oldest first), and since when it is succeeded."""
    told = [row for row in happened if row.kind in ENTRIES or row.kind in ("death", "left")]
    standing = [row for row in told if row.stands]
    from_the_beginning = not told or told[0].kind not in ENTRIES
    if not from_the_beginning and not any(row.kind in ENTRIES for row in standing):
        return Presence(told[0].on, left_on=told[0].on, never=True)
    found = Presence()
    for row in standing:
        if row.kind in ENTRIES:
            found = Presence(joined_on=row.on)
        elif row.kind == "death":
            found = replace(found, died_on=row.on)
        else:
            found = replace(found, left_on=row.on)
    if succeeded_on and found.left_on is None and found.died_on is None:
        found = replace(found, left_on=succeeded_on)
    return found


def usual_remedy(kind: str, settings: LegalSettings) -> tuple[Remedy, int | None, str]:
    """What a party can do against an act of a kind, within how many days, by which rule; a special law is entered."""
    if kind in ("decision", "conclusion"):
        return Remedy.APPEAL, settings.appeal_days, law.APPEAL_PERIOD.code
    return Remedy.NONE, None, ""
