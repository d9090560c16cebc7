"""Reading what is brought in; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.models import ActList, BookImport


def imports(viewer: Viewer) -> QuerySet[BookImport]:
    """The tables of old books, newest first. Raises NotAllowed."""
    require(viewer, Role.REGISTRY_HEAD)
    rows = BookImport.objects.filter(organisation=viewer.organisation, act_list__isnull=True)
    return rows.select_related("document", "errors", "asked_by").order_by("-id")


def one(viewer: Viewer, book_id: UUID) -> BookImport:
    """One of them. Raises NotAllowed, BookImport.DoesNotExist."""
    return imports(viewer).get(pk=book_id)


def list_tables(viewer: Viewer, act_list: ActList) -> QuerySet[BookImport]:
    """The tables that were sent in for a list that the viewer may see, newest first."""
    rows = BookImport.objects.filter(organisation=viewer.organisation, act_list=act_list)
    return rows.select_related("document", "errors").order_by("-id")


def list_table(viewer: Viewer, act_list: ActList, table_id: UUID) -> BookImport:
    """One of them. Raises BookImport.DoesNotExist."""
    return list_tables(viewer, act_list).get(pk=table_id)
