"""Pages of withdrawals of a request."""

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
from salter.registry.models import OPEN, CaseStatus
from salter.registry.parties.services import present
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, case_step, do_form, show
from salter.registry.withdrawing import actions, queries
from salter.registry.withdrawing.forms import TakeBackForm, WithdrawForm


@page(*HANDLERS)
def withdrawal(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Who has withdrawn, and who withdraws now; with the last one the decision to discontinue is drafted."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    form = WithdrawForm(
        request.POST or None,
        parties=present(queries.applicants(case)),
        initial={"on": clock.today(request.organisation)},
    )

    def do() -> tuple[str, str | Promise]:
        row = actions.withdraw_request(viewer, case=case, **form.given())
        if row.act:
            return act_url(row.act), _("The decision to discontinue is drafted; check it and submit it for approval.")
        words = _("It is noted. The procedure goes on for the rest.")
        return reverse("registry:withdrawal", args=[case.pk]), words

    answered = do_form(request, form, do)
    if answered:
        return answered
    look_at_case(viewer, case_id)
    works = case.status in OPEN and not (case.closed_at or case.cancelled_at)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "rows": queries.of_case(case),
        "form": form,
        "works": works,
        "asks": bool(queries.still_ask(case)),
    }
    return show(request, "registry/withdrawal.html", context, bad=bool(form.errors))


@page(*HANDLERS)
def back(request: OfficeRequest, case_id: UUID, withdrawal_id: UUID) -> HttpResponse:
    """The party asks again."""
    row = queries.one(request.viewer, case_id, withdrawal_id)
    form = TakeBackForm(request.POST or None)

    def do() -> str | Promise:
        actions.take_back(request.viewer, withdrawal=row, why=form.cleaned_data["why"])
        return _("The party asks again; the procedure goes on.")

    title = _("The party asks again")
    text = _("A draft of the decision to discontinue is given up with it.")
    return case_step(request, row.case, form, do, title=title, button=_("Note it"), text=text)
