"""Stored bytes as something that goes when no row names it, and the look for bytes that no row has ever named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from salter.documents import blobs, leftovers
from salter.documents.actions import storage
from salter.documents.leftovers import BYTES
from salter.documents.models import Document, Leftover

AT_ONCE = 1000


def install() -> None:
    """Called once, when the application starts."""
    leftovers.install(BYTES, leftovers.Kind(_of, _named, _remove))


def _of(organisation_id: int) -> list[str]:
    rows = Document.objects.filter(organisation=organisation_id).exclude(sha256="")
    return list(rows.values_list("sha256", flat=True).distinct())


def _named(digests: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT salter_search_named_bytes(%s)", [list(digests)])
        return {str(row[0]) for row in cursor.fetchall()}


def _remove(sha256: str, before: datetime) -> bool:
    return storage().remove_older(blobs.key_of(sha256), before)


def note_unnamed() -> int:
    """Note the bytes in the store that no row names: of writes that were rolled back or killed. Gives how many.

    Outside any transaction. They go a day later, unless a row names them by then. Raises StorageError.
    """
    noted = 0
    stored = (key.rpartition("/")[2] for key in storage().list(blobs.FOLDER))
    for digests in _batches(stored):
        known = Leftover.objects.filter(kind=BYTES, name__in=digests).values_list("name", flat=True)
        with transaction.atomic():
            unnamed = sorted({*digests} - _named(digests) - {*known})
            leftovers.note(BYTES, unnamed)
        noted += len(unnamed)
    return noted


def _batches(digests: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(digests, AT_ONCE)):
        yield batch
