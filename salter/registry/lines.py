"""Lines of the list of cases: only what a line shows, read in one query, without building the rows around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from salter.organisations.statements import Statement, asked
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
    unnotified_since: date | None
    adjusted_on: date | None
    unit: str | None
    handler: str | None
    party: str | None


COLUMNS = (
    "pk", "number", "subject", "status", "confidentiality", "due_on", "resolved_at", "closed_at", "cancelled_at",
    "unnotified_since", "adjusted_on", "unit__mark", "handler__name",
)  # fmt: skip


def as_lines(rows: QuerySet[Case]) -> QuerySet[Case, tuple[Any, ...]]:
    """The columns of lines of cases that were found visible."""
    first = CaseParty.objects.filter(organisation=OuterRef("organisation"), case=OuterRef("pk")).order_by("id")
    party = Subquery(first.values("name")[:1])
    return rows.values_list(*COLUMNS, party)


def lines(rows: QuerySet[Case]) -> list[Line]:
    """The lines of cases, in their order."""
    return [Line(*row) for row in as_lines(rows)]


def read(statement: Statement) -> list[Line]:
    """The lines of a kept statement of `as_lines`."""
    return [Line(*row) for row in asked(statement)]
