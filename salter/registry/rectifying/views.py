"""The page that drafts the ruling on an error."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from salter.calendars import law
from salter.calendars.law import cited
from salter.organisations.pages import OfficeRequest, page
from salter.registry.drafting.views import act_of
from salter.registry.models import CaseStatus
from salter.registry.parties.services import present_parties
from salter.registry.rectifying import queries, rules
from salter.registry.rectifying.actions import draft_rectification
from salter.registry.rectifying.forms import RectifyForm
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, show
from salter.ui.templatetags.salter import language, script


@page(*HANDLERS)
def rectify(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """What error stands where; the ruling is drafted of that, and checked and submitted as every act."""
    found = act_of(request.viewer, case_id, act_id)
    form = RectifyForm(request.POST or None, parties=present_parties(found.case))

    def do() -> tuple[str, str]:
        row = draft_rectification(request.viewer, act=found, **form.given())
        return act_url(row.ruling), _("The ruling is drafted; check it and submit it for approval.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {
        "case": found.case,
        "act": found,
        "tone": TONES[CaseStatus(found.case.status)],
        "form": form,
        "corrected": queries.of_act(found),
        "possible": rules.can_be_corrected(found.kind, found.status),
        "article": script(cited(law.RECTIFIED.article, language())),
    }
    return show(request, "registry/rectify.html", context, bad=bool(form.errors))
