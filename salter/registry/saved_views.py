"""Lists kept under a name: what they say, who sees them and who may change them; the viewer comes first."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.organisations.statements import Statement, asked, written
from salter.registry.desk import Narrow
from salter.registry.models import SavedView

HEADS = (Role.UNIT_HEAD, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION)
"""Who shares a view with the own unit, and keeps the shared ones of the units below in order."""
COLUMNS = ("name", "who", "status", "due", "q", "by_due")


def named(viewer: Viewer) -> list[tuple[str, Narrow]]:
    """The viewer's own views and those shared in the viewer's unit, by name, as sentences."""
    staff = viewer.staff
    if staff is None:
        return []
    rows = asked(_named(viewer.organisation.pk, staff.pk, staff.unit_id))
    return [(name, Narrow(who, status, due, q, by_due)) for name, who, status, due, q, by_due in rows]


@lru_cache(maxsize=500)
def _named(organisation_id: int, staff_id: UUID, unit_id: UUID) -> Statement:
    rows = SavedView.objects.filter(_seen(staff_id, unit_id), organisation_id=organisation_id)
    return written(rows.order_by("name", "id").values_list(*COLUMNS))


def _seen(staff_id: UUID, unit_id: UUID) -> Q:
    return Q(owner_id=staff_id) | Q(unit_id=unit_id)


def seen(viewer: Viewer) -> QuerySet[SavedView]:
    """The views that the viewer may open, with their owners and units."""
    if viewer.staff is None:
        return SavedView.objects.none()
    rule = _seen(viewer.staff.pk, viewer.staff.unit_id)
    if viewer.has(*HEADS):
        rule |= Q(unit_id__in=sorted(viewer.unit_ids))
    rows = SavedView.objects.filter(rule, organisation=viewer.organisation)
    return rows.select_related("owner", "unit").order_by("name", "id")


def one(viewer: Viewer, view_id: UUID) -> SavedView:
    """A view that the viewer may change. Raises SavedView.DoesNotExist, also for one that is only seen."""
    found = seen(viewer).get(pk=view_id)
    if not may_change(viewer, found):
        raise SavedView.DoesNotExist
    return found


def may_change(viewer: Viewer, view: SavedView) -> bool:
    """The owner; of a shared one also the head of that unit."""
    own = viewer.staff is not None and view.owner_id == viewer.staff.pk
    return own or (view.unit_id in viewer.unit_ids and viewer.has(*HEADS))


def sentence(view: SavedView) -> Narrow:
    """What the view narrows the list to."""
    return Narrow(view.who, view.status, view.due, view.q, view.by_due)
