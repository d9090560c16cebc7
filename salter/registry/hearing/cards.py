"""The card of a case with a hearing."""

from __future__ import annotations

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.hearing import queries
from salter.registry.models import HearingState
from salter.registry.steps import Standing

SHOWN = 4


def hearings(request: OfficeRequest, file: CaseFile) -> Card | None:
    """One query, however many hearings; none that was moved away."""
    rows = [row for row in queries.of_case(file.case) if row.state != HearingState.POSTPONED]
    if not rows:
        return None
    now = clock.now(request.organisation)
    context = {
        "rows": [(row, row.state == HearingState.CONVENED and row.ends_at <= now) for row in rows[:SHOWN]],
        "may": Standing(request.viewer, file).handles_open,
    }
    return Card("registry/cards/hearings.html", context)
