"""The card of a case from which somebody is recused or is to be."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.recusing import queries
from salter.registry.recusing.rules import is_recused


def recusals(request: OfficeRequest, file: CaseFile) -> Card | None:
    """One query, and none for a case from which nobody is to be recused."""
    if not file.case.recused:
        return None
    rows = [row for row in queries.of_case(file.case) if row.granted is not False]
    return Card("registry/cards/recusals.html", {"rows": rows, "own": is_recused(request.viewer, file.case)})
