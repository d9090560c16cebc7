"""Mandates, modes of the functions, data of the office."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations import actions, clock, queries
from salter.organisations.actions.authorisations import GIVES_MANDATES
from salter.organisations.administration.common import deed, done, show
from salter.organisations.administration.forms import MandateForm, ModeForm, OfficeDataForm
from salter.organisations.models import Function, Mode, Role
from salter.organisations.pages import OfficeRequest, page


@page(*GIVES_MANDATES)
def mandates(request: OfficeRequest) -> HttpResponse:
    """Who stands in for whom."""
    context = {"mandates": queries.mandates(request.viewer), "today": clock.today(request.organisation)}
    return show(request, "mandates", "mandates", context)


@page(*GIVES_MANDATES)
def new_mandate(request: OfficeRequest) -> HttpResponse:
    """Somebody stands in for somebody."""
    form = MandateForm(request.POST or None, viewer=request.viewer)

    def do() -> str:
        row = actions.give_mandate(request.viewer, **form.cleaned_data)
        return _("%(deputy)s stands in for %(absent)s.") % {"deputy": row.deputy.name, "absent": row.absent.name}

    words = {
        "title": _("A new stand-in"),
        "button": _("Enter the mandate"),
        "text": _("During the mandate the deputy sees what the absent person sees and does what you tick."),
    }
    return deed(request, form, do, to=reverse("organisations:mandates"), here="mandates", **words)


@require_POST
@page(*GIVES_MANDATES)
def end_mandate(request: OfficeRequest, mandate_id: UUID) -> HttpResponse:
    """End a mandate now."""
    row = queries.mandate(request.viewer, mandate_id)

    def do() -> str:
        actions.end_mandate(request.viewer, mandate=row)
        return _("The mandate has ended.")

    return done(request, do, to=reverse("organisations:mandates"))


@page(Role.ADMINISTRATOR)
def modes(request: OfficeRequest) -> HttpResponse:
    """How each function is worked."""
    rows = [{"function": function, "row": row} for function, row in queries.modes(request.viewer).items()]
    return show(request, "modes", "modes", {"rows": rows})


@page(Role.ADMINISTRATOR)
def change_mode(request: OfficeRequest, function: str) -> HttpResponse:
    """Another mode, by decision of the head."""
    if function not in Function.values:
        raise Http404
    known = queries.modes(request.viewer)[Function(function)]
    names = ("mode", "decision", "ground", "decided_on")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = ModeForm(request.POST or None, initial=initial)

    def do() -> str:
        given = dict(form.cleaned_data)
        actions.set_mode(request.viewer, function=Function(function), mode=Mode(given.pop("mode")), **given)
        return _("The mode is set.")

    words = {
        "title": str(Function(function).label).capitalize(),
        "button": _("Set the mode"),
        "text": _(
            "In companion the legal number, service and archive are the state's; own needs the decision of the head."
        ),
    }
    return deed(request, form, do, to=reverse("organisations:modes"), here="modes", **words)


@page(Role.ADMINISTRATOR)
def office(request: OfficeRequest) -> HttpResponse:
    """Name, address, contact and host name."""
    form = OfficeDataForm(request.POST or None, office=request.organisation)

    def do() -> str:
        actions.change_office(request.viewer, **form.cleaned_data)
        return _("Saved. The new data stand on papers from now on.")

    words = {"title": _("Data of the office"), "button": _("Save")}
    return deed(request, form, do, to=reverse("organisations:office"), here="office", **words)
