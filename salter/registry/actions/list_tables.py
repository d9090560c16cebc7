"""A table (CSV, XLSX) whose rows go into a list of acts: sent in, its columns said, and the word to enter the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_as_it_came
from salter.documents.blobs import TooLarge
from salter.documents.models import Source
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.actions.lists import may_enter
from salter.registry.bringing.columns import LISTED, guess
from salter.registry.bringing.work import bring_in
from salter.registry.models import ActList, BookImport, ImportState

LARGEST = 20 << 20
MAPPED = (ImportState.MAPPING, ImportState.CHECKED)


@transaction.atomic
def send_list_table(viewer: Viewer, *, act_list: ActList, name: str, content: BinaryIO) -> tuple[BookImport, bool]:
    """Keep a table of acts as it came, and let the worker read it; the same one again gives the first, and False.

    Raises NotAllowed, ValidationError (codes `table`, `list-closed`).
    """
    viewer = may_enter(viewer, act_list.case)
    assert viewer.account is not None
    if act_list.closed_at or act_list.case.closed_at:
        raise ValidationError(_("The list is closed. Open a new one for this year."), code="list-closed")
    try:
        document = keep_as_it_came(
            viewer, name=name, content=content, source=Source.UPLOAD, media_type="", limit=LARGEST
        )
    except TooLarge as error:
        words = _("The table is larger than %(most)s MB. Send it in parts.")
        raise ValidationError(words % {"most": LARGEST >> 20}, code="table") from error
    before = BookImport.objects.filter(
        organisation=viewer.organisation, act_list=act_list, document__sha256=document.sha256
    ).exclude(state=ImportState.FAILED)
    if known := before.order_by("id").first():
        return known, False
    table = BookImport.objects.create(
        organisation=viewer.organisation,
        document=document,
        act_list=act_list,
        defaults={"language": get_language() or "sr"},
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    _note(viewer, table, "sent", {"sha256": document.sha256})
    return table, True


@transaction.atomic
def set_list_columns(viewer: Viewer, *, table: BookImport, columns: Mapping[str, int]) -> BookImport:
    """Say what the columns mean; the worker then checks every row.

    Raises NotAllowed, ValidationError (codes `columns`, `state`).
    """
    viewer, row = _locked(viewer, table, MAPPED)
    missing = [str(column.words) for name, column in LISTED.items() if column.needed and name not in columns]
    if missing:
        words = _("Say which column is: %(columns)s.") % {"columns": ", ".join(missing)}
        raise ValidationError(words, code="columns")
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("One column of the table cannot be two things at once."), code="columns")
    row.columns, row.state, row.reached = dict(columns), ImportState.CHECKING, 0
    row.save()
    _note(viewer, row, "columns", {"columns": row.columns})
    return row


@transaction.atomic
def enter_list_table(viewer: Viewer, *, table: BookImport) -> BookImport:
    """Let the worker enter the good rows of a checked table. Raises NotAllowed, ValidationError (code `state`)."""
    viewer, row = _locked(viewer, table, (ImportState.CHECKED,))
    row.state, row.reached = ImportState.BRINGING, 0
    row.save()
    _note(viewer, row, "asked", {"counts": row.counts})
    return row


def guessed_list_columns(table: BookImport) -> dict[str, int]:
    """Which column says what: as a person said, else by the headings."""
    return {name: int(place) for name, place in table.columns.items()} or guess(table.heads, LISTED)


def _note(viewer: Viewer, table: BookImport, what: str, body: dict[str, object]) -> None:
    """Write what was done, and hand the table to the worker."""
    record(viewer, "list.table", subject=("book-import", table.pk), body={"step": what, **body})
    bring_in.defer(organisation=viewer.organisation.pk, book=str(table.pk))


def _locked(viewer: Viewer, table: BookImport, states: tuple[ImportState, ...]) -> tuple[Viewer, BookImport]:
    rows = BookImport.objects.select_for_update(of=("self",)).select_related("act_list__case")
    row = rows.get(organisation=viewer.organisation, pk=table.pk)
    assert row.act_list is not None
    viewer = may_enter(viewer, row.act_list.case)
    if row.state not in states:
        raise ValidationError(_("The table has gone on meanwhile. Look at its page again."), code="state")
    return viewer, row
