"""Reading the templates of the office."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from salter.organisations.access import Viewer, require
from salter.registry.drafting.layouts.actions import WRITES
from salter.registry.models import Layout, LayoutVersion


def layouts(viewer: Viewer) -> list[Layout]:
    """All templates with their versions, by kind and name: two queries."""
    require(viewer, *WRITES)
    rows = Layout.objects.filter(organisation=viewer.organisation)
    return list(rows.prefetch_related("versions").order_by("kind", "name", "language"))


def layout(viewer: Viewer, layout_id: UUID) -> Layout:
    """One template. Raises Layout.DoesNotExist."""
    require(viewer, *WRITES)
    return Layout.objects.get(organisation=viewer.organisation, pk=layout_id)


def versions(viewer: Viewer, row: Layout) -> list[LayoutVersion]:
    """Its versions, newest first."""
    require(viewer, *WRITES)
    rows = LayoutVersion.objects.filter(organisation=viewer.organisation, layout=row)
    return list(rows.select_related("by", "approved_by", "document").order_by("-number"))


def usable(viewer: Viewer, kind: str) -> Sequence[LayoutVersion]:
    """The newest approved version of each template for a kind of act that is in use."""
    rows = LayoutVersion.objects.filter(
        organisation=viewer.organisation, layout__kind=kind, layout__retired_at=None, approved_at__isnull=False
    ).filter(layout__language="")
    newest = rows.select_related("layout").order_by("layout_id", "-number").distinct("layout_id")
    return sorted(newest, key=lambda row: row.layout.name)
