"""Pure rules of appeals: when one counts as filed, what can be done with it, what its outcome makes of the act."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from salter.calendars.deadlines import LegalSettings, submitted_on
from salter.registry.parties.rules import Fate

RECEIVED, FORWARDED, ENDED = "received", "forwarded", "ended"
OBJECTION, SILENCE = "objection", "silence"
REGISTERED = "registered"


class Deed(StrEnum):
    """What can be done with an appeal."""

    DISMISS = "dismiss"
    REFUSE = "refuse"
    GRANT = "grant"
    FORWARD = "forward"
    WITHDRAW = "withdraw"
    OUTCOME = "outcome"
    AFTER = "after"
    MISTAKE = "mistake"


def filed_on(received_on: date, posted_on: date | None, how: str, settings: LegalSettings) -> date:
    """The day that counts as that of filing: of posting only by registered post (COUNT_POSTED)."""
    return submitted_on(received_on, posted_on if how == REGISTERED else None, settings)


def deeds(kind: str, state: str, *, judged_here: bool = False) -> frozenset[Deed]:
    """What the state of an appeal allows; on an objection the body itself decides, so nothing is forwarded.

    `judged_here`: an act of ours on it is on the way; until that is given up nothing else is begun.
    """
    if state == FORWARDED:
        return frozenset({Deed.OUTCOME, Deed.WITHDRAW, Deed.AFTER})
    if state == ENDED:
        return frozenset({Deed.AFTER})
    if judged_here:
        return frozenset({Deed.WITHDRAW})
    own = {Deed.DISMISS, Deed.GRANT, Deed.WITHDRAW, Deed.MISTAKE}
    return frozenset(own | ({Deed.REFUSE} if kind == OBJECTION else {Deed.FORWARD}))


FATES = {
    "rejected": Fate.KEPT,
    "dismissed": Fate.KEPT,
    "withdrawn": Fate.KEPT,
    "annulled": Fate.GONE,
    "changed": Fate.GONE,
    "returned": Fate.GONE,
    "granted": Fate.GONE,
    "": Fate.OPEN,
}
"""What each outcome of an appeal makes of the act that it was filed against."""


def fate(outcome: str) -> Fate:
    """What became of the act."""
    return FATES[outcome]


def may_be_late(ground: str, in_time: bool | None) -> bool:
    """Whether an appeal can be dismissed on that ground: as late only what did not come in time by its own days."""
    return ground != "late" or in_time is not True
