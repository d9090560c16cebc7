"""Lines of the list of cases: only what a line shows, read in one query, without building the rows around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from salter.registry.models import Case, CaseParty


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list; names are empty where there is nobody."""

    pk: UUID
    number: str
    subject: str
    status: str
    confidentiality: str
    due_on: date | None
    resolved_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    unit: str | None
    handler: str | None
    party: str | None


COLUMNS = (
    "pk", "number", "subject", "status", "confidentiality", "due_on", "resolved_at", "closed_at", "cancelled_at",
    "unit__mark", "handler__name",
)  # fmt: skip


def lines(rows: QuerySet[Case]) -> list[Line]:
    """The lines of cases that were found visible, in their order."""
    first = CaseParty.objects.filter(organisation=OuterRef("organisation"), case=OuterRef("pk")).order_by("id")
    party = Subquery(first.values("name")[:1])
    return [Line(*row) for row in rows.values_list(*COLUMNS, party)]
