"""Pure rules of what a result of a delivery brings (decision 044)."""

from __future__ import annotations

from datetime import date

from salter.calendars import deadlines
from salter.calendars.rules import WorkingCalendar


def served_on(effect: str, on: date, days: int, calendar: WorkingCalendar) -> date | None:
    """The day on which a consignment that nobody took counts as served; None: nobody is served by it.

    `on` is the day of the refusal, or that of the notice that was left; `days` come from the legal settings
    (DELIVERY_PERSONAL).
    """
    if effect == "on-day":
        return on
    return deadlines.deemed_delivered_personally(on, days, calendar) if effect == "after-notice" else None
