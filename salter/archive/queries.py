"""Reading the archive; whoever may read the archive book may read every unit of the organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from salter.archive.models import ArchiveUnit, BookLine
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.models import Case, CaseStatus

READERS = (
    Role.ARCHIVIST,
    Role.PUBLIC_ARCHIVIST,
    Role.REGISTRY_HEAD,
    Role.HEAD_OF_ADMINISTRATION,
    Role.INSPECTOR,
)


def units(viewer: Viewer, *, before: UUID | None = None) -> QuerySet[ArchiveUnit]:
    """Archived cases, newest first; `before` is the last identifier of the page before."""
    require(viewer, *READERS)
    rows = ArchiveUnit.objects.filter(organisation=viewer.organisation).select_related("case", "line", "retention")
    return (rows.filter(id__lt=before) if before else rows).order_by("-id")


def unit(viewer: Viewer, unit_id: UUID) -> ArchiveUnit:
    """One archived case. Raises ArchiveUnit.DoesNotExist, NotAllowed."""
    require(viewer, *READERS)
    rows = ArchiveUnit.objects.filter(organisation=viewer.organisation)
    return rows.select_related("case", "case__unit", "case__retention", "line", "retention").get(pk=unit_id)


def waiting(viewer: Viewer) -> QuerySet[Case]:
    """Closed cases that are not in the archive yet, oldest first."""
    require(viewer, Role.ARCHIVIST, Role.REGISTRY_HEAD)
    rows = Case.objects.visible_to(viewer).filter(closed_at__isnull=False, cancelled_at__isnull=True)
    return rows.exclude(status=CaseStatus.ARCHIVED).select_related("retention", "unit").order_by("closed_at", "id")


def book(viewer: Viewer, *, after: int = 0) -> QuerySet[BookLine]:
    """The archive book in order of its numbers."""
    require(viewer, *READERS)
    return BookLine.objects.filter(organisation=viewer.organisation, ordinal__gt=after).order_by("ordinal")
