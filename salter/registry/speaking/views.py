"""Pages of the language of a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations import clock
from salter.organisations.languages import SERBIAN, in_use, name_of
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.forms import OfficeForm
from salter.registry.looks import look_at_case
from salter.registry.models import Case, CaseStatus
from salter.registry.parties.services import parties_of
from salter.registry.speaking import actions, queries
from salter.registry.speaking.forms import LanguageForm
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, done_once, show


def _page(request: OfficeRequest, case: Case, form: LanguageForm, **more: Any) -> HttpResponse:
    rows = [(row, name_of(row.language)) for row in queries.of_case(case)]
    works = not (case.closed_at or case.cancelled_at)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "now": name_of(case.language),
        "rows": rows,
        "last": queries.last(case) if works else None,
        "otherwise": queries.otherwise(case),
        "used": bool(in_use(request.organisation)) or bool(case.language),
        "form": form,
        "once": OfficeForm(),
        "works": works,
        **more,
    }
    return show(request, "registry/case_language.html", context, bad=bool(form.errors or more))


def _form(request: OfficeRequest, case: Case, data: Any = None) -> LanguageForm:
    return LanguageForm(
        data,
        organisation=request.organisation,
        parties=parties_of(case),
        now=case.language or SERBIAN,
        initial={"on": clock.today(request.organisation)},
    )


@page(*HANDLERS)
def language(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """In which language the case is conducted since when, and changing it."""
    case = registry.case(request.viewer, case_id)
    form = _form(request, case, request.POST or None)

    def do() -> tuple[str, str | Promise]:
        row = actions.conduct_in(request.viewer, case=case, **form.given())
        said = _("The case is conducted in: %(language)s. Its drafts follow.") % {"language": name_of(row.language)}
        return reverse("registry:case-language", args=[case.pk]), said

    answered = do_form(request, form, do)
    if answered:
        return answered
    look_at_case(request.viewer, case_id)
    return _page(request, case, form)


@require_POST
@page(*HANDLERS)
def back(request: OfficeRequest, case_id: UUID, choice_id: UUID) -> HttpResponse:
    """Take the last change back."""
    row = queries.one(request.viewer, case_id, choice_id)

    def do() -> tuple[str, str | Promise]:
        actions.take_back(request.viewer, choice=row)
        return reverse("registry:case-language", args=[case_id]), _("Taken back: the case is conducted as before.")

    try:
        return done_once(request, do)
    except ValidationError as refused:
        return _page(request, row.case, _form(request, row.case), refused=" ".join(refused.messages))
