"""Whoever removes files from the store holds off while a backup runs: the backup copies what its snapshot names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

NAMES_BYTES = ("documents_document", "sha256")
"""The one table and column that name bytes in the store: a backup copies what they name, and the rest may go."""
HELD = 0x53414C54  # the advisory lock that a running backup shares, and that a removal must have alone


@contextmanager
def removing() -> Iterator[bool]:
    """A transaction in which files may be removed, or (false) may not: a backup runs, another time will do."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [HELD])
            row = cursor.fetchone()
        yield bool(row and row[0])
