"""Reading the access log: who looked at which case. Reading it is itself written into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from salter.journal.actions import record
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7
from salter.registry import numbers
from salter.registry.models import Case, CaseLook

READERS = (Role.DATA_PROTECTION_OFFICER, Role.HEAD_OF_ADMINISTRATION)
"""Who watches over looks. Of a case they learn the number here, not what it is about."""
PAGE = 40


@dataclass(frozen=True, slots=True)
class LookFilter:
    """Looks at one case, of one person, of a time; None is no narrowing."""

    case: UUID | None = None
    account: int | None = None
    since: date | None = None
    until: date | None = None


def looks(viewer: Viewer, narrow: LookFilter, *, before: UUID | None = None) -> tuple[list[CaseLook], str]:
    """A page of the log, newest first, and the mark of the next one ("" on the last)."""
    rows = _narrowed(viewer, narrow).select_related("case")
    found = list((rows.filter(id__lt=before) if before else rows).order_by("-id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _narrowed(viewer: Viewer, narrow: LookFilter) -> QuerySet[CaseLook]:
    require(viewer, *READERS)
    rows = CaseLook.objects.filter(organisation=viewer.organisation)
    if narrow.case:
        rows = rows.filter(case_id=narrow.case)
    if narrow.account:
        rows = rows.filter(account_id=narrow.account)
    if narrow.since:
        rows = rows.filter(day__gte=narrow.since)
    return rows.filter(day__lte=narrow.until) if narrow.until else rows


def case_of_number(viewer: Viewer, typed: str) -> Case | None:
    """The case of a number of ours, whoever may see it; of several books the newest."""
    require(viewer, *READERS)
    wanted = numbers.parse(typed)
    if not wanted.ordinal:
        return None
    rows = Case.objects.filter(organisation=viewer.organisation, ordinal=wanted.ordinal)
    if wanted.year:
        rows = rows.filter(register__year=wanted.year)
    return rows.order_by("-id").first()


def note_reading(viewer: Viewer, narrow: LookFilter) -> None:
    """Write that the log was read, and what was asked of it."""
    require(viewer, *READERS)
    body = {
        "account": narrow.account,
        "since": narrow.since.isoformat() if narrow.since else "",
        "until": narrow.until.isoformat() if narrow.until else "",
    }
    subject = ("access-log", narrow.case or uuid7())
    record(viewer, "looks.read", subject=subject, case_id=narrow.case, body=body)
