"""Opening the book of a year, its official note; confirming a procedure of the catalogue."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, queries
from salter.registry.actions.catalogue import CONFIRMS
from salter.registry.carrying import state
from salter.registry.forms.books import OpenBookForm, ProcedureForm
from salter.registry.looks import look_at_register
from salter.registry.views.catalogue import facts
from salter.registry.views.common import do_form, show


@page(Role.REGISTRY_HEAD)
def open_book(request: OfficeRequest) -> HttpResponse:
    """The book of a year, also in the middle of it."""
    form = OpenBookForm(request.POST or None, initial={"year": clock.today(request.organisation).year})

    def do() -> tuple[str, str]:
        given = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        register = actions.open_book(request.viewer, **given)
        here = reverse("registry:book", args=[register.code, register.year])
        return here, _("The book is open. The next entry gets number %(next)s.") % {"next": register.last_ordinal + 1}

    answered = do_form(request, form, do)
    return answered or show(request, "registry/open_book.html", {"form": form}, bad=bool(form.errors))


@page(*desk.BOOK_READERS)
def opening_note(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    """The official note with which a book was opened."""
    register = queries.register(request.viewer, code, year)
    if register.opening_note is None:
        raise Http404
    look_at_register(request.viewer, register)
    return send(register.opening_note, download="download" in request.GET)


@page(*CONFIRMS)
def confirm_procedure(request: OfficeRequest, procedure_id: UUID) -> HttpResponse:
    """Who answers for a procedure, and whether citizens see it."""
    procedure = queries.procedure_to_confirm(request.viewer, procedure_id)
    form = ProcedureForm(request.POST or None, units=queries.open_units(request.viewer), procedure=procedure)

    def do() -> tuple[str, str]:
        unit = form.units[form.cleaned_data["unit"]]
        public = form.cleaned_data["public"]
        actions.confirm_procedure(
            request.viewer, procedure=procedure, unit=unit, public=public, seen=form.cleaned_data["seen"]
        )
        said = _("Citizens see the procedure now.") if public else _("Citizens do not see the procedure.")
        return reverse("registry:catalogue"), said

    answered = do_form(request, form, do)
    context = {"form": form, "procedure": procedure, "facts": facts(state.procedure_cells(procedure))}
    return answered or show(request, "registry/confirm_procedure.html", context, bad=bool(form.errors))
