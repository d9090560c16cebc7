"""Keeping a list under a name, sharing it in the unit, giving it another name, and letting it go."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Staff
from salter.registry.desk import Narrow
from salter.registry.models import SavedView
from salter.registry.saved_views import HEADS, may_change

MOST = 12
"""So many views a person keeps: more do not fit above a list."""


@transaction.atomic
def save_view(viewer: Viewer, *, name: str, narrow: Narrow, shared: bool = False) -> SavedView:
    """Keep a sentence under a name, for oneself or (`shared`) for the own unit.

    Raises NotAllowed, and ValidationError with codes `name`, `name-taken`, `too-many`.
    """
    staff = viewer.staff
    if staff is None:
        raise NotAllowed(_("Only staff of the office keep views."))
    Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    if SavedView.objects.filter(organisation=viewer.organisation, owner=staff).count() >= MOST:
        message = _("You keep %(most)s views already. Remove one that you do not use.") % {"most": MOST}
        raise ValidationError(message, code="too-many")
    view = SavedView(
        organisation=viewer.organisation,
        owner=staff,
        who=narrow.who,
        status=narrow.status,
        due=narrow.due,
        q=narrow.q,
        by_due=narrow.by_due,
    )
    _named(view, name)
    _shared(viewer, view, shared)
    view.save()
    _record(viewer, "view.saved", view, {"name": view.name})
    return view


@transaction.atomic
def change_view(viewer: Viewer, *, view: SavedView, name: str, shared: bool) -> SavedView:
    """Give a view another name, share it in the own unit, or take it back from there.

    Raises NotAllowed, and ValidationError with codes `name`, `name-taken`.
    """
    view = _locked(viewer, view)
    _named(view, name)
    if shared != (view.unit_id is not None):
        _shared(viewer, view, shared)
    view.save(update_fields=["name", "unit"])
    _record(viewer, "view.changed", view, {"name": view.name})
    return view


@transaction.atomic
def remove_view(viewer: Viewer, *, view: SavedView) -> None:
    """Let a view go; no case changes. Raises NotAllowed."""
    view = _locked(viewer, view)
    _record(viewer, "view.removed", view, {"name": view.name})
    view.delete()


def _locked(viewer: Viewer, view: SavedView) -> SavedView:
    rows = SavedView.objects.select_for_update(of=("self",)).select_related("unit")
    view = rows.get(organisation=viewer.organisation, pk=view.pk)
    if not may_change(viewer, view):
        raise NotAllowed(_("A view is changed by who keeps it; a shared one also by the head of the unit."))
    return view


def _named(view: SavedView, name: str) -> None:
    view.name = " ".join(name.split())[:60]
    if not view.name:
        raise ValidationError(_("Write a name."), code="name")
    same = SavedView.objects.filter(organisation=view.organisation_id, owner=view.owner_id, name=view.name)
    if same.exclude(pk=view.pk).exists():
        raise ValidationError(_("There is a view with this name already. Choose another name."), code="name-taken")


def _shared(viewer: Viewer, view: SavedView, shared: bool) -> None:
    """Shared is what the head of a unit says is for all of it; taking back is open to who may change the view."""
    if shared:
        require(viewer, *HEADS)
    view.unit = viewer.staff.unit if shared and viewer.staff else None


def _record(viewer: Viewer, verb: str, view: SavedView, personal: dict[str, str]) -> None:
    """Journal it; the name of a view may tell of people."""
    mark = view.unit.mark if view.unit else "–"
    record(viewer, verb, subject=("view", view.pk), body={"unit": mark}, personal=personal)
