"""What a case has to do with others: a band over what is joined, a card for the rest."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.models import Outcome
from salter.registry.relating import queries


def relations(request: OfficeRequest, file: CaseFile) -> Card | None:
    """Two queries, however many other cases."""
    found = queries.of_case(request.viewer, file.case)
    if not found:
        return None
    leading = found.led_by.leading if found.led_by else None
    outcome = Outcome(leading.outcome).label if leading and leading.outcome in Outcome.values else ""
    return Card("registry/cards/relations.html", {"found": found, "outcome": outcome})
