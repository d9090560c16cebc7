"""Who looked: the access log of cases, and the looks of inspectors, which the journal has one by one (interfaces.md).

The access log is one row for a case, an account and a day, with the first and last time and how often: a look costs one
statement, and the log of the office stays small enough to be read.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import uuid7
from salter.registry.models import BookCopy, CaseLook, Register

LOOK = """
INSERT INTO registry_caselook (id, organisation_id, case_id, account_id, name, program, day, first_at, last_at, times)
VALUES (%(id)s, %(organisation)s, %(case)s, %(account)s, %(name)s, %(program)s, %(day)s, %(now)s, %(now)s, 1)
ON CONFLICT (organisation_id, case_id, account_id, program, day)
DO UPDATE SET last_at = EXCLUDED.last_at, times = registry_caselook.times + 1
"""


def look_at_case(viewer: Viewer, case_id: UUID) -> None:
    """Write that somebody of the office looked at a case, or at one of its acts or submissions."""
    _log(viewer, case_id)
    _note(viewer, "look.case", ("case", case_id), case_id)


def look_at_document(viewer: Viewer, case_id: UUID, document: Document) -> None:
    """Write that somebody of the office looked at a document of a case."""
    _log(viewer, case_id)
    _note(viewer, "look.document", ("document", document.pk), case_id, name=document.name)


def look_at_register(viewer: Viewer, register: Register) -> None:
    """Write that an inspector looked into a book."""
    _note(viewer, "look.register", ("register", register.pk), code=register.code, year=register.year)


def look_at_books(viewer: Viewer) -> None:
    """Write that an inspector looked at the list of books."""
    _note(viewer, "look.books", ("books", uuid7()))


def look_at_copy(viewer: Viewer, copy: BookCopy) -> None:
    """Write that an inspector took a copy of a book."""
    _note(viewer, "look.copy", ("book-copy", copy.pk), book=copy.book, year=copy.register.year)


def look_at_delivery_book(viewer: Viewer, day: date) -> None:
    """Write that an inspector looked at a day of the internal delivery book."""
    _note(viewer, "look.delivery-book", ("delivery-book", uuid7()), day=day.isoformat())


def _log(viewer: Viewer, case_id: UUID) -> None:
    """A party that looks at its own case is nobody's concern."""
    if viewer.account is None or not viewer.is_staff:
        return
    now = clock.now(viewer.organisation)
    given: dict[str, Any] = {
        "id": uuid7(),
        "organisation": viewer.organisation.pk,
        "case": case_id,
        "account": viewer.account.pk,
        "name": viewer.name,
        "program": viewer.program,
        "day": clock.today(viewer.organisation),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK, given)


def _note(viewer: Viewer, verb: str, subject: tuple[str, UUID], case_id: UUID | None = None, **body: Any) -> None:
    if viewer.has(Role.INSPECTOR):
        record(viewer, verb, subject=subject, case_id=case_id, body=body)


@transaction.atomic
def forget_looks(organisation: Organisation, *, before: date) -> int:
    """Remove what the access log holds of days before one; gives how many rows went. Runs in the office's scope."""
    gone, _by_model = CaseLook.objects.filter(organisation=organisation, day__lt=before).delete()
    if gone:
        body = {"before": before.isoformat(), "rows": gone}
        record(Viewer(organisation), "looks.forgotten", subject=("access-log", uuid7()), body=body)
    return gone
