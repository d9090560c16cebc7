"""Reading what is brought in; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.models import BookImport


def imports(viewer: Viewer) -> QuerySet[BookImport]:
    """The tables of old books, newest first. Raises NotAllowed."""
    require(viewer, Role.REGISTRY_HEAD)
    rows = BookImport.objects.filter(organisation=viewer.organisation)
    return rows.select_related("document", "errors", "asked_by").order_by("-id")


def one(viewer: Viewer, book_id: UUID) -> BookImport:
    """One of them. Raises NotAllowed, BookImport.DoesNotExist."""
    return imports(viewer).get(pk=book_id)
