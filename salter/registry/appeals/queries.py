"""Reading appeals and clauses; the first argument is the viewer, except of a case that was found visible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salter.organisations.access import Viewer
from salter.registry import queries
from salter.registry.appeals.clauses import since
from salter.registry.models import Appeal, Case, Clause, ClauseKind, Remedy, Service, Submission


def of_case(case: Case) -> list[Appeal]:
    """The appeals of a case, oldest first: one query."""
    rows = case.appeals.select_related("party", "service__act", "service__case_party", "act", "submission", "letter")
    return list(rows.defer("act__content", "letter__text").order_by("received_on", "id"))


def one(viewer: Viewer, case_id: UUID, appeal_id: UUID) -> Appeal:
    """An appeal of a case that the viewer may see.

    Raises Case.DoesNotExist, Appeal.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    rows = case.appeals.select_related("party", "service__act", "service__case_party", "act", "submission")
    found = rows.get(pk=appeal_id)
    found.case = case
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """What can be said of an act for one party: the kind, from which day, whether that day has come."""

    kind: ClauseKind
    since: date | None
    true: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """An act and a party of it, with what is true of it, and the clauses that were put; `stale`: no longer so."""

    service: Service
    said: list[Said]
    clauses: list[tuple[Clause, bool]]


def qualities(case: Case, today: date) -> list[Quality]:
    """Each signed act that a remedy exists against, and each of its parties: two queries."""
    rows = Service.objects.filter(act__case=case).exclude(remedy=Remedy.NONE).select_related("act", "case_party")
    put = Clause.objects.filter(service__act__case=case).select_related("document").defer("document__text")
    by_service: dict[UUID, list[Clause]] = {}
    for clause in put.order_by("id"):
        by_service.setdefault(clause.service_id, []).append(clause)
    return [
        _quality(row, by_service.get(row.pk, []), today) for row in rows.order_by("act__sub_number", "case_party_id")
    ]


def _quality(row: Service, put: list[Clause], today: date) -> Quality:
    said = []
    for kind in ClauseKind:
        day = since(row, kind)
        said.append(Said(kind, day, day is not None and day <= today))
    known = {one.kind: one.since for one in said}
    return Quality(row, said, [(clause, known[ClauseKind(clause.kind)] != clause.since) for clause in put])


def papers_filed(case: Case) -> list[Submission]:
    """What came after the first paper of a case: the appeal is among them."""
    return list(case.submissions.filter(sub_number__gt=0).order_by("sub_number"))
