"""What of a case is decided in part, and what is still to be decided."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.deciding.queries import undecided_parts
from salter.registry.desk import CaseFile
from salter.registry.models import OPEN


def undecided(request: OfficeRequest, file: CaseFile) -> Card | None:
    """One query, and only where a part is decided."""
    if file.case.status not in OPEN or file.case.cancelled_at:
        return None
    parts = undecided_parts(file.case, file.acts)
    return Card("registry/cards/undecided.html", {"parts": parts}) if parts else None
