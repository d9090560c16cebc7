"""Who may see a case, and who has looked at it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from salter.organisations.access import Confidentiality
from salter.organisations.models import Staff
from salter.organisations.pages import OfficeRequest, page
from salter.registry import access_log, actions, queries
from salter.registry.forms import LooksForm, OfficeForm, PersonForm, ReasonForm
from salter.registry.models import Case, CaseLook
from salter.registry.queries import KEEPERS
from salter.registry.views.common import do_form, show

Deed = Callable[[], str | Promise]


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def access(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Who has access, and the deeds that change it; of the case itself it shows the number only."""
    case = queries.case_of_keeper(request.viewer, case_id)
    named = queries.named(request.viewer, case)
    forms = _forms(request, case, named)
    deed = request.POST.get("deed", "")
    if deed in forms:
        do = _deed(request, case, deed, forms[deed])
        answered = do_form(request, forms[deed], lambda: (reverse("registry:access", args=[case.pk]), do()))
        if answered:
            return answered
    context = {
        "case": case,
        "restricted": case.confidentiality == Confidentiality.RESTRICTED,
        "named": named,
        "forms": forms,
        "form": forms.get(deed),
        "seen": queries.may_see(request.viewer, case),
    }
    return show(request, "registry/access.html", context, bad=any(form.errors for form in forms.values()))


def _forms(request: OfficeRequest, case: Case, named: list[Staff]) -> dict[str, OfficeForm]:
    """The forms that the state of the case allows, by deed; the one that was sent is filled."""
    known = {person.pk for person in named}
    others = [person for person in queries.staff(request.viewer) if person.pk not in known]
    deed = request.POST.get("deed", "")

    def sent(name: str) -> QueryDict | None:
        return request.POST if deed == name else None

    rule = "lift" if case.confidentiality == Confidentiality.RESTRICTED else "restrict"
    forms: dict[str, OfficeForm] = {
        "give": PersonForm(sent("give"), staff=others, auto_id="give_%s"),
        rule: ReasonForm(sent(rule), auto_id="rule_%s"),
    }
    if named:
        forms["withdraw"] = PersonForm(sent("withdraw"), staff=named, auto_id="withdraw_%s")
    return forms


def _deed(request: OfficeRequest, case: Case, deed: str, form: OfficeForm) -> Deed:
    """What a form that is right does, and the words for after it."""
    viewer = request.viewer

    def change() -> str:
        reason = form.cleaned_data["reason"]
        if isinstance(form, PersonForm):
            act = actions.give_access if deed == "give" else actions.withdraw_access
            act(viewer, case=case, staff=form.chosen(), reason=reason)
            said = _("%(name)s has access now.") if deed == "give" else _("%(name)s has no access by name any more.")
            return said % {"name": form.chosen().name}
        if deed == "restrict":
            actions.restrict_case(viewer, case=case, staff=queries.named(viewer, case), reason=reason)
            return _("Access is restricted.")
        actions.lift_restriction(viewer, case=case, reason=reason)
        return _("The restriction is lifted.")

    return change


@require_GET
@page(*KEEPERS)
def restricted(request: OfficeRequest) -> HttpResponse:
    """The cases with restricted access, by number only."""
    before = request.GET.get("before", "")
    rows, following = queries.restricted_cases(request.viewer, before)
    here = reverse("registry:restricted")
    context = {
        "rows": rows,
        "next_url": f"{here}?before={following}" if following else "",
        "previous_url": here if before else "",
    }
    return show(request, "registry/restricted.html", context)


@require_GET
@page(*access_log.READERS)
def looks(request: OfficeRequest) -> HttpResponse:
    """The access log: by case, by person, by time."""
    viewer = request.viewer
    form = LooksForm(request.GET or None, staff=queries.all_staff(viewer))
    rows: list[CaseLook] = []
    following, missing = "", False
    if form.is_valid() or not form.is_bound:
        narrow = form.narrow(lambda typed: access_log.case_of_number(viewer, typed))
        missing = narrow is None
        if narrow is not None:
            access_log.note_reading(viewer, narrow)
            rows, following = access_log.looks(viewer, narrow, before=queries.identifier(request.GET.get("before", "")))
    given = request.GET.copy()
    given["before"] = following
    context = {
        "form": form,
        "rows": rows,
        "missing": missing,
        "next_url": f"{reverse('registry:looks')}?{given.urlencode()}" if following else "",
        "previous_url": reverse("registry:looks") if "before" in request.GET else "",
    }
    return show(request, "registry/looks.html", context, bad=bool(form.errors))
