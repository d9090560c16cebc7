"""Organisational units: a tree with a mark for each, by which numbers of cases tell where a matter is."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations import rules
from salter.organisations.access import Viewer, require, subtree
from salter.organisations.burdens import Burden, burdens
from salter.organisations.models import Role, Unit
from salter.organisations.recording import record


def check_mark(viewer: Viewer, mark: str, *, other_than: Unit | None = None) -> str:
    """The mark without spaces around. Raises ValidationError (code `mark`) when it cannot stand in a number."""
    mark = rules.check_unit_mark(mark)
    same = Unit.objects.filter(organisation=viewer.organisation, mark=mark)
    if same.exclude(pk__in=[other_than.pk] if other_than else []).exists():
        raise ValidationError(_("There is already a unit with the mark %(mark)s.") % {"mark": mark}, code="mark")
    return mark


@transaction.atomic
def create_unit(viewer: Viewer, *, mark: str, name: str, name_en: str = "", parent: Unit | None = None) -> Unit:
    """Create an organisational unit.

    Raises NotAllowed, ValidationError (code `mark`).
    """
    require(viewer, Role.ADMINISTRATOR)
    mark = check_mark(viewer, mark)
    unit = Unit.objects.create(
        organisation=viewer.organisation, mark=mark, name=name.strip(), name_en=name_en, parent=parent
    )
    record(viewer, "unit.created", subject=("unit", unit.pk), body={"mark": mark, "name": unit.name})
    return unit


@transaction.atomic
def change_unit(
    viewer: Viewer, *, unit: Unit, mark: str, name: str, parent: Unit | None, name_en: str | None = None
) -> Unit:
    """Rename a unit or move it under another; numbers already given keep the mark of their day.

    Raises NotAllowed, ValidationError (code `mark`; `parent` when it would stand under itself).
    """
    require(viewer, Role.ADMINISTRATOR)
    unit = Unit.objects.select_for_update().get(organisation=viewer.organisation, pk=unit.pk)
    mark = check_mark(viewer, mark, other_than=unit)
    if parent and parent.pk in subtree(unit.pk):
        raise ValidationError(_("A unit cannot stand under itself. Choose a unit outside of it."), code="parent")
    unit.mark, unit.name, unit.parent = mark, name.strip(), parent
    unit.name_en = unit.name_en if name_en is None else name_en
    unit.save(update_fields=["mark", "name", "name_en", "parent"])
    record(
        viewer,
        "unit.changed",
        subject=("unit", unit.pk),
        body={"mark": mark, "name": unit.name, "parent": parent.mark if parent else ""},
    )
    return unit


@transaction.atomic
def deactivate_unit(viewer: Viewer, *, unit: Unit) -> Unit:
    """Close a unit that nothing hangs on.

    Raises NotAllowed, ValidationError (code `burdened`) that names what is to be moved first.
    """
    require(viewer, Role.ADMINISTRATOR)
    unit = Unit.objects.select_for_update().get(organisation=viewer.organisation, pk=unit.pk)
    hanging = [f"{burden.label}: {burden.count}" for burden in _hanging(viewer, unit)]
    if hanging:
        raise ValidationError(
            _("The unit still has %(what)s. Move them to another unit first, then come back.")
            % {"what": ", ".join(hanging)},
            code="burdened",
        )
    unit.active = False
    unit.save(update_fields=["active"])
    record(viewer, "unit.deactivated", subject=("unit", unit.pk), body={"mark": unit.mark, "name": unit.name})
    return unit


def _hanging(viewer: Viewer, unit: Unit) -> list[Burden]:
    own = [
        Burden(_("units below it"), unit.children.filter(active=True).count()),
        Burden(_("staff"), unit.staff.filter(active=True).count()),
    ]
    return [burden for burden in own if burden.count] + burdens(viewer.organisation, unit)


@transaction.atomic
def reactivate_unit(viewer: Viewer, *, unit: Unit) -> Unit:
    """Open a closed unit again."""
    require(viewer, Role.ADMINISTRATOR)
    unit = Unit.objects.select_for_update().get(organisation=viewer.organisation, pk=unit.pk)
    unit.active = True
    unit.save(update_fields=["active"])
    record(viewer, "unit.reactivated", subject=("unit", unit.pk), body={"mark": unit.mark, "name": unit.name})
    return unit
