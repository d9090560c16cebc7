"""Destroying what is on an approved list: of each case first the rows, then the bytes, each step whole or not at all.

In one transaction the rows of a case stop naming its bytes, and the journal says so: from then on nobody can ask for
them and no backup copies them. Then the package goes from the store, and the bytes that no other row names (room
documents, a day later: leftovers.py). A worker that is killed leaves an untouched case, or one whose bytes go with the
next piece; taking away what is gone already is no error. The record is made when the last bytes are gone.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from salter.archive import ocfl
from salter.archive.disposal import holders, papers, queries
from salter.archive.disposal.actions import put_off
from salter.archive.disposal.rules import Hold, may_go
from salter.archive.models import LISTED, ArchiveUnit, BookLine, Disposal, DisposalItem, DisposalState
from salter.documents import leftovers
from salter.documents.actions import keep_own, storage
from salter.documents.models import Document
from salter.documents.removal import removing
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.finding.indexing import index_cases
from salter.registry.models import Case

PIECE = 20
"""So many cases are done in one job."""


def go_on(organisation: Organisation, disposal_id: UUID) -> bool:
    """Do the next piece of a list, outside any scope; whether another one follows at once.

    What a running backup keeps, and bytes whose day has not come, are left to the clock (tasks.destroy_on).
    """
    with scope(organisation.pk):
        rows = DisposalItem.objects.filter(LISTED, disposal=disposal_id).order_by("id")
        items = list(rows.filter(destroyed_at=None).values_list("pk", flat=True)[:PIECE])
        waiting = list(rows.filter(destroyed_at__isnull=False, removed_at=None).values_list("pk", flat=True))
    for item in items:
        with scope(organisation.pk):
            destroy_rows(organisation, item)
    if items:
        return True
    for item in waiting:
        with scope(organisation.pk), removing() as allowed:
            if allowed:
                remove_package(organisation, item)
    with scope(organisation.pk):
        finish(organisation, disposal_id)
    return False


def destroy_rows(organisation: Organisation, item_id: UUID) -> None:
    """The rows of one case stop naming its bytes, in the running transaction; a second time nothing happens.

    A case that something holds by now is excluded instead, and the list says why.
    """
    disposal = Disposal.objects.select_for_update(of=("self",)).select_related("ordered_by").get(items=item_id)
    item = DisposalItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.destroyed_at or item.excluded_why or disposal.state != DisposalState.DESTROYING:
        return
    viewer = _orderer(disposal)
    item.archive_unit = unit = queries.with_holds(ArchiveUnit.objects.select_for_update(of=("self",))).get(
        pk=item.archive_unit_id
    )
    case = Case.objects.select_for_update(of=("self",)).get(pk=unit.case_id)
    holds = [hold for hold in queries.holds_of(unit) if hold != Hold.LISTED]
    if not may_go(unit.keep_until, clock.today(organisation), holds):
        put_off(viewer, disposal, item, papers.held_words(holds))
        return
    told = {
        "list": disposal.number,
        "approval": disposal.approval_number,
        "approved_on": str(disposal.approval_on),
        "archive": disposal.approval_by,
    }
    item.files = destroy_case(viewer, unit, case, told)
    item.destroyed_at = unit.destroyed_at
    item.save(update_fields=["files", "destroyed_at"])


def destroy_case(viewer: Viewer, unit: ArchiveUnit, case: Case, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents of a case and its unit are marked as destroyed; gives what each document was.

    `told`: by which list, and by which approval of which archive.
    """
    now = clock.now(viewer.organisation)
    documents = holders.documents_of(case).filter(destroyed_at=None)
    files: list[dict[str, Any]] = [
        {"document": str(row.pk), "name": row.name, "sha256": row.sha256, "size": row.size}
        for row in documents.select_for_update(of=("self",)).order_by("id")
    ]
    leftovers.note(leftovers.BYTES, sorted({file["sha256"] for file in files}))
    rows = Document.objects.filter(organisation=viewer.organisation, pk__in=[file["document"] for file in files])
    rows.update(destroyed_at=now, sha256="", text="")
    holders.forget_words(case)
    index_cases(viewer.organisation, [case.pk])
    unit.destroyed_at, unit.destroyed_by = now, told
    unit.save(update_fields=["destroyed_at", "destroyed_by"])
    body = {
        **told,
        "object": unit.object_id,
        "inventory": unit.inventory_digest,
        "files": [file["sha256"] for file in files],
    }
    record(viewer, "case.destroyed", subject=("case", case.pk), case_id=case.pk, body=body)
    return files


def remove_package(organisation: Organisation, item_id: UUID) -> None:
    """Take what is left of a destroyed case from the store; in a transaction in which files may be removed."""
    item = DisposalItem.objects.select_for_update(of=("self",)).select_related("archive_unit").get(pk=item_id)
    if item.removed_at is None and item.archive_unit.destroyed_at:
        ocfl.delete_object(storage(), item.archive_unit.object_id)
        if not leftovers.waits(leftovers.BYTES, [file["sha256"] for file in item.files]):
            item.removed_at = clock.now(organisation)
            item.save(update_fields=["removed_at"])


@transaction.atomic
def finish(organisation: Organisation, disposal_id: UUID) -> None:
    """When nothing of the list is left in the store: its record, and column 10 of the archive book."""
    disposal = Disposal.objects.select_for_update(of=("self",)).select_related("ordered_by", "organisation")
    row = disposal.get(pk=disposal_id)
    if row.state != DisposalState.DESTROYING or row.items.filter(LISTED, removed_at=None).exists():
        return
    viewer = _orderer(row)
    row.destroyed_at = clock.now(organisation)
    name = f"zapisnik-{row.ordinal}-{row.year}.pdf"
    row.record = keep_own(viewer, name=name, data=papers.destruction(viewer, row), media_type="application/pdf")
    row.state = DisposalState.DESTROYED
    row.save(update_fields=["state", "destroyed_at", "record"])
    _into_book(organisation, row)
    cases = row.items.filter(LISTED).count()
    body = {"number": row.number, "cases": cases, "record": row.record.sha256}
    record(viewer, "disposal.destroyed", subject=("disposal", row.pk), body=body)


def _into_book(organisation: Organisation, row: Disposal) -> None:
    """Number and date of the record, in every line of the book that lost cases; earlier records stay before it."""
    said = papers.record_number(row)
    lines = row.items.filter(LISTED).values("archive_unit__line")
    for line in BookLine.objects.select_for_update(of=("self",)).filter(organisation=organisation, pk__in=lines):
        line.record_of_disposal = "; ".join(filter(None, (line.record_of_disposal, said)))[-100:]
        line.save(update_fields=["record_of_disposal"])


def _orderer(disposal: Disposal) -> Viewer:
    """Who ordered it: what the worker does is theirs."""
    assert disposal.ordered_by is not None
    return viewer_of(disposal.ordered_by, disposal.organisation)


def destroy_again(unit: ArchiveUnit, told: dict[str, Any]) -> bool:
    """What an older backup has brought back is destroyed again, in the running scope; whether it had come back."""
    came_back = unit.destroyed_at is None
    if came_back:
        case = Case.objects.select_for_update(of=("self",)).get(pk=unit.case_id)
        destroy_case(Viewer(unit.organisation), unit, case, told)
    ocfl.delete_object(storage(), unit.object_id)
    return came_back
