"""Pages of recusals: of a case, and for who decides, who is shown the number of the case and the reason only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.looks import look_at_case
from salter.registry.models import OPEN, AskedBy, Case, CaseStatus
from salter.registry.parties.services import present_parties
from salter.registry.recusing import actions, queries
from salter.registry.recusing.forms import AskForm, DecideForm
from salter.registry.recusing.rules import is_recused
from salter.registry.steps import RECUSAL_ASKERS
from salter.registry.views.common import TONES, do_form, show


@page(*RECUSAL_ASKERS)
def recusals(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Whose recusal was asked for, how it was decided, and whose is asked for now."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    form = _ask_form(request, case)

    def do() -> tuple[str, str | Promise]:
        row = actions.ask_recusal(viewer, case=case, **form.given())
        words = _("It is noted. %(name)s does nothing in the case until it is decided.") % {"name": row.staff.name}
        seen = registry.may_see(viewer, case)  # who handled a restricted case no longer sees it
        return reverse("registry:recusals", args=[case.pk]) if seen else reverse("registry:home"), words

    answered = do_form(request, form, do)
    if answered:
        return answered
    look_at_case(viewer, case_id)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "rows": queries.of_case(case),
        "form": form,
        "works": case.status in OPEN and not (case.closed_at or case.cancelled_at or is_recused(viewer, case)),
    }
    return show(request, "registry/recusals.html", context, bad=bool(form.errors))


def _ask_form(request: OfficeRequest, case: Case) -> AskForm:
    """Who may only ask for the own recusal is offered nobody else."""
    viewer, people = request.viewer, queries.who_can(request.viewer, case)
    initial: dict[str, Any] = {"on": clock.today(request.organisation)}
    if not actions.notes_for_others(viewer, case) and viewer.staff:
        people = [person for person in people if person.pk == viewer.staff.pk]
        initial |= {"asked_by": AskedBy.OFFICIAL.value, "staff": str(viewer.staff.pk)}
    return AskForm(request.POST or None, staff=people, parties=present_parties(case), initial=initial)


@require_GET
@page(*queries.DECIDERS)
def waiting(request: OfficeRequest) -> HttpResponse:
    """What waits for a decision, the oldest first."""
    return show(request, "registry/recusals_waiting.html", {"rows": queries.to_decide(request.viewer)[: registry.PAGE]})


@page(*queries.DECIDERS)
def decide(request: OfficeRequest, recusal_id: UUID) -> HttpResponse:
    """Grant or refuse; of the case the number only is shown."""
    viewer = request.viewer
    row = queries.one_to_decide(viewer, recusal_id)
    form = DecideForm(request.POST or None, staff=queries.who_can(viewer, row.case))

    def do() -> tuple[str, str | Promise]:
        done = actions.decide_recusal(viewer, recusal=row, **form.given())
        words = _("%(name)s is recused.") if done.granted else _("The recusal is refused; %(name)s goes on.")
        return reverse("registry:recusals-waiting"), words % {"name": row.staff.name}

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/recusal_decide.html", {"row": row, "form": form}, bad=bool(form.errors))
