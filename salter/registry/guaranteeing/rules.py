"""Until when a guarantee act binds, and which ground for departing from it fits the dates: pure rules."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from salter.calendars.deadlines import LegalSettings

GROUNDS = {
    "period": "захтев није поднет у року у коме гарантни акт обавезује",
    "facts": "чињенице се разликују од оних које гарантни акт претпоставља",
    "regulation": "пропис на коме се гарантни акт заснива измењен је",
    "other": "посебан закон предвиђа други разлог",
}
"""As an explanation says them; the keys are those of models.GuaranteeGround."""
KEPT, PERIOD, OTHER = "kept", "period", "other"


class State(StrEnum):
    """How a guarantee act stands on a day."""

    DRAFTED = "drafted"
    BINDS = "binds"
    PASSED = "passed"
    ENDED = "ended"


def state(*, signed: bool, ended_on: date | None, until: date | None, on: date) -> State:
    """How it stands for a request that comes that day."""
    if not signed or until is None:
        return State.DRAFTED
    if ended_on and ended_on <= on:
        return State.ENDED
    return State.PASSED if on > until else State.BINDS


def fits(ground: str, requested_on: date, until: date) -> bool:
    """Whether the ground is not contradicted by the dates: in time, no period has passed."""
    return ground != PERIOD or requested_on > until


def asked(extent: str, settings: LegalSettings) -> bool:
    """Whether a decision must say how it stands to the guarantee act (GUARANTEE_DEPARTURE)."""
    return settings.guarantee_departure_named and extent != "guarantee"


def usual_months(settings: LegalSettings) -> int:
    """How long a guarantee act binds where its special law does not say (GUARANTEE_PERIOD)."""
    return 12 * settings.guarantee_years
