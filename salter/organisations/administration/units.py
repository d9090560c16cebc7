"""The tree of units."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations import actions, queries
from salter.organisations.administration.common import deed, done, show
from salter.organisations.administration.forms import UnitForm
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page


@page(Role.ADMINISTRATOR)
def units(request: OfficeRequest) -> HttpResponse:
    """All units as a tree."""
    return show(request, "units", "units", {"branches": queries.units(request.viewer)})


@page(Role.ADMINISTRATOR)
def new_unit(request: OfficeRequest) -> HttpResponse:
    """Another unit."""
    form = UnitForm(request.POST or None, viewer=request.viewer)

    def do() -> str:
        unit = actions.create_unit(request.viewer, **form.cleaned_data)
        return _("Unit %(mark)s was created.") % {"mark": unit.mark}

    words = {"title": _("A new unit"), "button": _("Create the unit")}
    return deed(request, form, do, to=reverse("organisations:units"), here="units", **words)


@page(Role.ADMINISTRATOR)
def change_unit(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Rename or move a unit; close it or open it again."""
    unit = queries.unit(request.viewer, unit_id)
    form = UnitForm(request.POST or None, viewer=request.viewer, unit=unit)

    def do() -> str:
        actions.change_unit(request.viewer, unit=unit, **form.cleaned_data)
        return _("Unit %(mark)s was changed.") % {"mark": form.cleaned_data["mark"]}

    words = {
        "title": f"{unit.mark} · {unit.name}",
        "text": _("Numbers that were given already keep the mark of their day."),
        "button": _("Save"),
        "also": {
            "url": reverse("organisations:close-unit", args=[unit.pk]),
            "label": _("Close the unit") if unit.active else _("Open the unit again"),
        },
    }
    return deed(request, form, do, to=reverse("organisations:units"), here="units", **words)


@require_POST
@page(Role.ADMINISTRATOR)
def close_unit(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Close a unit that nothing hangs on, or open a closed one again."""
    unit = queries.unit(request.viewer, unit_id)

    def do() -> str:
        if unit.active:
            actions.deactivate_unit(request.viewer, unit=unit)
            return _("Unit %(mark)s is closed.") % {"mark": unit.mark}
        actions.reactivate_unit(request.viewer, unit=unit)
        return _("Unit %(mark)s is open again.") % {"mark": unit.mark}

    return done(request, do, to=reverse("organisations:change-unit", args=[unit.pk]))
