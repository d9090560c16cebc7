"""The card of a case that lies in a dossier."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.filing import queries


def dossiers(request: OfficeRequest, file: CaseFile) -> Card | None:
    """One query: the dossiers that the viewer may see."""
    rows = queries.of_case(request.viewer, file.case)
    return Card("registry/cards/dossiers.html", {"rows": rows}) if rows else None
