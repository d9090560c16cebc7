"""Reading the archive: its book for who may read it, its units as far as their cases are visible.

What was restricted as a case stays restricted in the archive. The public archive oversees what is not.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from salter.archive.models import ArchiveUnit, BookLine
from salter.organisations.access import Confidentiality, Viewer, require
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
    rows = visible(viewer).select_related("case", "line", "retention")
    return (rows.filter(id__lt=before) if before else rows).order_by("-id")


def unit(viewer: Viewer, unit_id: UUID) -> ArchiveUnit:
    """One archived case. Raises ArchiveUnit.DoesNotExist, NotAllowed."""
    rows = visible(viewer)
    return rows.select_related("case", "case__unit", "case__retention", "line", "retention").get(pk=unit_id)


def visible(viewer: Viewer) -> QuerySet[ArchiveUnit]:
    """Units that the viewer may see. Raises NotAllowed."""
    require(viewer, *READERS)
    rule = Q(case__in=Case.objects.visible_to(viewer))
    if viewer.has(Role.PUBLIC_ARCHIVIST):
        rule |= Q(case__confidentiality=Confidentiality.NORMAL)
    return ArchiveUnit.objects.filter(rule, organisation=viewer.organisation)


def waiting(viewer: Viewer) -> QuerySet[Case]:
    """Closed cases that are not in the archive yet, oldest first."""
    require(viewer, Role.ARCHIVIST, Role.REGISTRY_HEAD)
    rows = Case.objects.visible_to(viewer).filter(closed_at__isnull=False, cancelled_at__isnull=True)
    return rows.exclude(status=CaseStatus.ARCHIVED).select_related("retention", "unit").order_by("closed_at", "id")


def book(viewer: Viewer, *, after: int = 0) -> QuerySet[BookLine]:
    """The archive book in order of its numbers."""
    require(viewer, *READERS)
    return BookLine.objects.filter(organisation=viewer.organisation, ordinal__gt=after).order_by("ordinal")
