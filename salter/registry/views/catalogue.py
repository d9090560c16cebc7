"""The catalogue of procedures: its list, one procedure with its revisions, and what changes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.calendars import law
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, deadlines, plan
from salter.registry.actions.catalogue import CHANGES, CONFIRMS
from salter.registry.carrying import state
from salter.registry.carrying.columns import PROCEDURES, What
from salter.registry.forms import OfficeForm
from salter.registry.forms.catalogue import RowForm
from salter.registry.models import Procedure
from salter.registry.views.common import do_form, show
from salter.ui.templatetags.salter import language

Said = list[tuple[str, str, bool]]
ELSEWHERE = ("code", "unit", "verified", "source", "name_cyr")
"""Columns that the page of a procedure shows in its own way."""


@page(*plan.STAFF)
def catalogue(request: OfficeRequest) -> HttpResponse:
    """The procedures with who conducts them and which of them citizens see."""
    gone = "gone" in request.GET
    context = {
        "procedures": plan.procedures(request.viewer, active=not gone),
        "gone": gone,
        "changes": request.viewer.has(*CHANGES),
        "lists": request.viewer.has(*plan.READERS),
    }
    return show(request, "registry/catalogue.html", context)


@page(*plan.STAFF)
def procedure(request: OfficeRequest, procedure_id: UUID) -> HttpResponse:
    """A procedure in one of its revisions, and what each of them changed."""
    viewer = request.viewer
    found = plan.procedure(viewer, procedure_id)
    revisions = plan.revisions(viewer, found)
    wanted = request.GET.get("revision", str(found.revision))
    shown = next((one for one in revisions if str(one.number) == wanted), None)
    if shown is None:
        raise Http404
    period = deadlines.of_case(request.organisation, found, clock.today(request.organisation))
    context = {
        "procedure": found,
        "shown": shown,
        "newest": shown.row is None,
        "facts": facts(shown.cells),
        "general": "" if shown.cells["deadline_days"] else law.cited(period.rule, language()),
        "revisions": [(one, _changed(one)) for one in revisions],
        "changes": viewer.has(*CHANGES),
        "confirms": viewer.has(*CONFIRMS),
    }
    return show(request, "registry/procedure.html", context)


def facts(cells: state.Cells) -> Said:
    """What a revision says, in the reader's words; several things of one sort on lines of their own."""
    return [
        (str(column.label), column.say(cells.get(column.field, "")), column.what is What.LINES)
        for column in PROCEDURES.columns
        if column.field not in ELSEWHERE and (cells["deadline_days"] or not column.field.startswith("deadline"))
    ]


def _changed(revision: plan.Revision) -> list[tuple[str, str, str]]:
    return [(str(column.label), column.say(before), column.say(after)) for column, before, after in revision.changed]


@page(*CHANGES)
def new(request: OfficeRequest) -> HttpResponse:
    """A procedure that the catalogue does not have yet."""
    return _written(request, None)


@page(*CHANGES)
def change(request: OfficeRequest, procedure_id: UUID) -> HttpResponse:
    """The next revision of a procedure."""
    return _written(request, plan.procedure(request.viewer, procedure_id))


def _written(request: OfficeRequest, procedure: Procedure | None) -> HttpResponse:
    viewer = request.viewer
    row = state.procedure_cells(procedure) if procedure else None
    asks = procedure is not None and viewer.has(*CONFIRMS)
    seen = procedure.revision if procedure else None
    form = RowForm(request.POST or None, kind=PROCEDURES, row=row, units=plan.units(viewer), seen=seen, asks=asks)

    def do() -> tuple[str, str]:
        reason = form.cleaned_data.get("reason", "")
        looked_at = form.cleaned_data.get("seen")
        done = actions.write_row(viewer, kind=PROCEDURES, given=form.given(), reason=reason, seen=looked_at)
        written = plan.procedures(viewer).get(code=done.key[0])
        if asks and form.cleaned_data["confirm"] and written.unit:
            actions.confirm_procedure(viewer, procedure=written, unit=written.unit, public=True)
        here = reverse("registry:procedure", args=[written.pk])
        return here, _("Written: revision %(number)s.") % {"number": written.revision}

    answered = do_form(request, form, do)
    fictional = request.organisation.demo or request.organisation.practice
    context: dict[str, Any] = {"form": form, "procedure": procedure, "hides": procedure and procedure.public}
    context["hides"] = bool(context["hides"]) and not fictional
    return answered or show(request, "registry/procedure_form.html", context, bad=bool(form.errors))


@page(*CHANGES)
def in_use(request: OfficeRequest, procedure_id: UUID) -> HttpResponse:
    """Take a procedure out of the catalogue, or back into it."""
    found = plan.procedure(request.viewer, procedure_id)
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.set_procedure_in_use(request.viewer, procedure=found, in_use=not found.active)
        here = reverse("registry:procedure", args=[found.pk])
        return here, _("It is out of use.") if found.active else _("It is in use again; confirm it for citizens.")

    answered = do_form(request, form, do)
    return answered or show(request, "registry/procedure_in_use.html", {"form": form, "procedure": found})
