"""Pages of official notes and of the log of inspections."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.looks import look_at_case
from salter.registry.minutes import actions
from salter.registry.minutes.forms import InspectionForm, NoteForm
from salter.registry.models import CaseStatus
from salter.registry.parties.services import present_parties
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, case_step, do_form, show
from salter.registry.views.papers import KEEPERS


@page(*HANDLERS)
def note(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Write an official note."""
    case = registry.case(request.viewer, case_id)
    form = NoteForm(request.POST or None)

    def do() -> str | Promise:
        actions.write_note(request.viewer, case=case, about=form.cleaned_data["about"], text=form.cleaned_data["text"])
        return _("The official note is made and is among the papers of the case.")

    text = _("It becomes a paper of the case at once, with your name and the time; it is not changed afterwards.")
    words = {"title": _("Official note"), "button": _("Make the official note"), "text": text}
    return case_step(request, case, form, do, **words)


@page(*KEEPERS)
def inspections(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Who has inspected the file, and one more inspection."""
    case = registry.case(request.viewer, case_id)
    parties = present_parties(case)
    form = InspectionForm(request.POST or None, parties=parties, initial={"on": clock.today(request.organisation)})

    def do() -> tuple[str, str | Promise]:
        actions.note_inspection(request.viewer, case=case, **form.given())
        return reverse("registry:inspections", args=[case.pk]), _("The inspection is noted.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    look_at_case(request.viewer, case_id)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "rows": case.inspections.select_related("party").order_by("-id"),
        "form": form,
        "works": case.status != CaseStatus.ARCHIVED and not case.cancelled_at,
    }
    return show(request, "registry/inspections.html", context, bad=bool(form.errors))
