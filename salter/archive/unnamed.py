"""Archived cases as something that goes from the store when no row names it (documents/leftovers.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from salter.archive import ocfl
from salter.archive.models import ArchiveUnit
from salter.documents import leftovers
from salter.documents.actions import storage

OBJECTS = "object"


def install() -> None:
    """Called once, when the application starts."""
    leftovers.install(OBJECTS, leftovers.Kind(_of, _named, _remove))


def _of(organisation_id: int) -> list[str]:
    return list(ArchiveUnit.objects.filter(organisation=organisation_id).values_list("object_id", flat=True))


def _named(objects: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT salter_search_named_objects(%s)", [list(objects)])
        return {str(row[0]) for row in cursor.fetchall()}


def _remove(object_id: str, _before: datetime) -> bool:
    """An identifier is used once, so nobody is storing the same."""
    ocfl.delete_object(storage(), object_id)
    return True
