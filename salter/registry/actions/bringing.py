"""Bringing an old book in: sending its table, saying what its columns mean, and the word to write it."""

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
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.bringing.columns import OLD_BOOK, guess
from salter.registry.bringing.reading import LARGEST
from salter.registry.bringing.work import bring_in
from salter.registry.models import BookImport, ImportState

MAPPED = (ImportState.MAPPING, ImportState.CHECKED)


@transaction.atomic
def send_old_book(viewer: Viewer, *, name: str, content: BinaryIO) -> BookImport:
    """Keep the table of an old book as it came, and let the worker read it.

    Raises NotAllowed, ValidationError (code `table`).
    """
    require(viewer, Role.REGISTRY_HEAD)
    assert viewer.account is not None
    try:
        document = keep_as_it_came(
            viewer, name=name, content=content, source=Source.UPLOAD, media_type="", limit=LARGEST
        )
    except TooLarge as error:
        words = _("The table is larger than %(most)s MB. Send it in parts, for example a year each.")
        raise ValidationError(words % {"most": LARGEST >> 20}, code="table") from error
    book = BookImport.objects.create(
        organisation=viewer.organisation,
        document=document,
        defaults={"language": get_language() or "sr"},
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    record(viewer, "old-book.sent", subject=("book-import", book.pk), body={"sha256": document.sha256})
    bring_in.defer(organisation=viewer.organisation.pk, book=str(book.pk))
    return book


@transaction.atomic
def set_columns(
    viewer: Viewer, *, book: BookImport, columns: Mapping[str, int], year: int = 0, class_code: str = "", unit: str = ""
) -> BookImport:
    """Say what the columns mean and what holds where a row says nothing; the worker then checks every row.

    Raises NotAllowed, ValidationError (codes `columns`, `state`).
    """
    row = _locked(viewer, book, MAPPED)
    missing = [str(column.words) for name, column in OLD_BOOK.items() if column.needed and name not in columns]
    if missing:
        words = _("Say which column is: %(columns)s.") % {"columns": ", ".join(missing)}
        raise ValidationError(words, code="columns")
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("One column of the table cannot be two things at once."), code="columns")
    row.columns = dict(columns)
    row.defaults = {"language": get_language() or "sr", "year": year, "class": class_code.strip(), "unit": unit}
    row.state, row.reached, row.place = ImportState.CHECKING, 0, 0
    row.save()
    body = {"columns": row.columns, "year": year, "class": class_code, "unit": unit}
    record(viewer, "old-book.columns", subject=("book-import", row.pk), body=body)
    bring_in.defer(organisation=viewer.organisation.pk, book=str(row.pk))
    return row


@transaction.atomic
def bring_old_book(viewer: Viewer, *, book: BookImport) -> BookImport:
    """Let the worker bring in the good rows of a checked table. Raises NotAllowed, ValidationError (code `state`)."""
    row = _locked(viewer, book, (ImportState.CHECKED,))
    row.state, row.reached, row.place = ImportState.BRINGING, 0, 0
    row.save()
    record(viewer, "old-book.asked", subject=("book-import", row.pk), body={"counts": row.counts})
    bring_in.defer(organisation=viewer.organisation.pk, book=str(row.pk))
    return row


def guessed(book: BookImport) -> dict[str, int]:
    """Which column says what: as a person said, else by the headings."""
    return {name: int(place) for name, place in book.columns.items()} or guess(book.heads, OLD_BOOK)


def _locked(viewer: Viewer, book: BookImport, states: tuple[ImportState, ...]) -> BookImport:
    require(viewer, Role.REGISTRY_HEAD)
    row = BookImport.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=book.pk)
    if row.state not in states:
        raise ValidationError(_("The table has gone on meanwhile. Look at its page again."), code="state")
    return row
