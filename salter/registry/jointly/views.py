"""The page of a joint decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.jointly import queries
from salter.registry.jointly.actions import choose_cases, draft_jointly
from salter.registry.jointly.forms import JointForm
from salter.registry.models import CaseStatus
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, show


@page(*HANDLERS)
def joint(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Draft one decision for this case and for others that it leads, or say anew for which."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    joinings, act = queries.joined(viewer, case), queries.draft_of(case)
    taken = [str(key) for key in queries.cases_of(act)] if act else [str(row.joined_id) for row in joinings]
    form = JointForm(request.POST or None, joinings=joinings, initial={"cases": taken})

    def do() -> tuple[str, str | Promise]:
        if act:
            choose_cases(viewer, act=act, joinings=form.chosen())
            return act_url(act), _("It is noted which cases the decision decides. Check that its words name them.")
        drafted = draft_jointly(viewer, case=case, joinings=form.chosen())
        return act_url(drafted), _("The decision is drafted; check it and submit it for approval.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"case": case, "tone": TONES[CaseStatus(case.status)], "form": form, "act": act, "joinings": joinings}
    return show(request, "registry/joint.html", context, bad=bool(form.errors))
