"""Pages for what a case waits for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries
from salter.registry.models import CaseStatus, WaitEnd, WaitKind
from salter.registry.parties.services import present_parties
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import case_step
from salter.registry.waiting import actions
from salter.registry.waiting.forms import WaitEndForm, WaitForm
from salter.registry.waiting.queries import wait as wait_of

TEMPLATE = "registry/wait.html"


@page(*HANDLERS)
def begin(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Note what the case waits for; some of it interrupts the procedure."""
    case = queries.case(request.viewer, case_id)
    form = WaitForm(request.POST or None, parties=present_parties(case))

    def do() -> str:
        kind, data = WaitKind(form.cleaned_data["kind"]), form.cleaned_data
        made = actions.begin_wait(
            request.viewer, case=case, kind=kind, party=data["party"], until=data["until"], note=data["note"]
        )
        return _("The procedure is interrupted.") if made.interrupts else _("What the case waits for is noted.")

    text = _("A request to correct that is signed here notes it by itself.")
    words = {"title": _("Interrupt, or wait for something"), "button": _("Note it"), "text": text}
    return case_step(request, case, form, do, TEMPLATE, **words)


@page(*HANDLERS)
def end(request: OfficeRequest, case_id: UUID, wait_id: UUID) -> HttpResponse:
    """Note how a wait ended; the case goes on when nothing else interrupts it."""
    wait = wait_of(request.viewer, case_id, wait_id)
    form = WaitEndForm(request.POST or None)

    def do() -> str:
        how = WaitEnd(form.cleaned_data["end"])
        actions.end_wait(request.viewer, wait=wait, end=how, note=form.cleaned_data["note"])
        now = queries.case(request.viewer, case_id).status
        goes_on = wait.interrupts and now == CaseStatus.IN_PROGRESS
        return _("The waiting has ended, and the case goes on.") if goes_on else _("The waiting has ended.")

    party = f" · {wait.party.name}" if wait.party else ""
    text = f"{wait.get_kind_display()}{party}"
    words = {"title": _("End the waiting"), "button": _("End the waiting"), "text": text}
    return case_step(request, wait.case, form, do, TEMPLATE, **words)
