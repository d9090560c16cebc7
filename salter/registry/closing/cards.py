"""The card of a case that was closed and opened again, or whose retention is not that of the schedule."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.closing import queries
from salter.registry.closing.actions import SETTLES
from salter.registry.closing.forms import ground_text
from salter.registry.closing.rules import GROUNDS
from salter.registry.desk import CaseFile


def closings(request: OfficeRequest, file: CaseFile) -> Card | None:
    """One query, and none for a case that was never closed."""
    if not any(entry.verb == "case.closed" for entry in file.entries):
        return None
    rows = queries.history(file.case)
    if not any(row.opened_at or row.kept_until or row.retention_id is None for row in rows):
        return None
    told = [(row, ground_text(GROUNDS[row.opened_rule]) if row.opened_rule in GROUNDS else "") for row in rows]
    may_settle = request.viewer.has(*SETTLES) and file.case.closed_at is not None
    return Card("registry/cards/closings.html", {"rows": told, "may_settle": may_settle})
