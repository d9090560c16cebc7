"""Pages of guarantee acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from salter.organisations import clock
from salter.organisations.acting import find
from salter.organisations.models import Duty
from salter.organisations.pages import OfficeRequest, page
from salter.registry import deadlines
from salter.registry import queries as registry
from salter.registry.actions.cases import handled_by
from salter.registry.deciding.rules import made_here
from salter.registry.drafting.views import act_of
from salter.registry.forms import OfficeForm
from salter.registry.guaranteeing import actions, queries
from salter.registry.guaranteeing.cards import STATE_TONES
from salter.registry.guaranteeing.forms import AnswerForm, EndForm, GuaranteeForm, TakeBackForm
from salter.registry.guaranteeing.queries import Given
from salter.registry.guaranteeing.rules import State, usual_months
from salter.registry.models import CaseStatus, Extent
from salter.registry.navigation import READERS
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, case_step, do_form, show


def _said(one: Given) -> dict[str, Any]:
    """A guarantee act with the word for how it stands."""
    words = {
        State.DRAFTED: pgettext("guarantee", "drafted"),
        State.BINDS: pgettext("guarantee", "binds"),
        State.PASSED: pgettext("guarantee", "period passed"),
        State.ENDED: pgettext("guarantee", "no longer stands"),
    }
    return {"given": one, "row": one.row, "words": words[one.state], "tone": STATE_TONES[one.state]}


@require_GET
@page(*READERS)
def guarantees(request: OfficeRequest) -> HttpResponse:
    """The register of guarantee acts given, newest first."""
    rows, following = queries.register(request.viewer, registry.identifier(request.GET.get("before", "")))
    issued_here = made_here(Extent.GUARANTEE, deadlines.settings_of(request.organisation))
    context = {"rows": [_said(one) for one in rows], "following": following, "issued_here": issued_here}
    return show(request, "registry/guarantees.html", context)


@require_GET
@page(*READERS)
def guarantee(request: OfficeRequest, guarantee_id: UUID) -> HttpResponse:
    """One guarantee act: what it promises, until when, and which cases refer to it."""
    viewer = request.viewer
    one = queries.guarantee(viewer, guarantee_id)
    handles = viewer.staff is not None and find(viewer, Duty.HANDLE, handled_by(one.row.act.case)) is not None
    context = {
        **_said(one),
        "referring": [(use, TONES[CaseStatus(use.case.status)]) for use in queries.referring(viewer, one.row)],
        "ends": handles and one.state in (State.BINDS, State.PASSED),
    }
    return show(request, "registry/guarantee.html", context)


def _url(guarantee_id: UUID) -> str:
    return reverse("registry:guarantee", args=[guarantee_id])


@page(*HANDLERS)
def end(request: OfficeRequest, guarantee_id: UUID) -> HttpResponse:
    """Note that a guarantee act was annulled or revoked."""
    one = queries.guarantee(request.viewer, guarantee_id)
    form = EndForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> tuple[str, str | Promise]:
        data = form.cleaned_data
        actions.end_guarantee(request.viewer, guarantee=one.row, on=data["on"], why=data["why"])
        return _url(guarantee_id), _("It is noted that the guarantee act no longer stands.")

    words = {"title": _("The guarantee act no longer stands"), "button": _("Note it")}
    return _form(request, form, do, _url(guarantee_id), text=f"{one.number}: {one.row.promised}", **words)


@page(*HANDLERS)
def new(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """What is promised by which special law; the act is drafted of that."""
    case = registry.case(request.viewer, case_id)
    usual = usual_months(deadlines.settings_of(request.organisation))
    form = GuaranteeForm(request.POST or None, usual=usual)

    def do() -> tuple[str, str | Promise]:
        row = actions.draft_guarantee(request.viewer, case=case, promise=form.promise())
        return act_url(row.act), _("The guarantee act is drafted; check it and submit it for approval.")

    words = {
        "title": _("Guarantee act"),
        "button": _("Draft the act"),
        "text": _(
            "By it the body binds itself to issue an act of this content on a later request. Only where a special law "
            "provides for it."
        ),
        "unverified": True,
    }
    return _form(request, form, do, reverse("registry:case", args=[case.pk]), **words)


@page(*HANDLERS)
def refer(request: OfficeRequest, case_id: UUID, guarantee_id: UUID) -> HttpResponse:
    """Refer to a guarantee act from a later case of its party."""
    case, one = registry.case(request.viewer, case_id), queries.guarantee(request.viewer, guarantee_id)
    form = OfficeForm(request.POST or None)

    def do() -> str | Promise:
        actions.refer(request.viewer, case=case, guarantee=one.row)
        return _("The case refers to guarantee act %(number)s.") % {"number": one.number}

    text = _("%(number)s: %(promised)s Each decision of this case then says whether it is as promised.")
    told = {"number": one.number, "promised": one.row.promised.rstrip(".") + "."}
    return case_step(
        request, case, form, do, title=_("Refer to the guarantee act"), button=_("Refer to it"), text=text % told
    )


@page(*HANDLERS)
def unrefer(request: OfficeRequest, case_id: UUID, use_id: UUID) -> HttpResponse:
    """Take a reference back."""
    use = queries.use(request.viewer, case_id, use_id)
    form = TakeBackForm(request.POST or None)

    def do() -> str | Promise:
        actions.unrefer(request.viewer, use=use, why=form.cleaned_data["why"])
        return _("The reference is taken back.")

    words = {"title": _("Take the reference back"), "button": _("Take it back")}
    return case_step(request, use.case, form, do, text=queries.number_of(use.guarantee), **words)


@page(*HANDLERS)
def answer(request: OfficeRequest, case_id: UUID, act_id: UUID, use_id: UUID) -> HttpResponse:
    """Whether a drafted decision is as promised, or why it is not."""
    act, use = act_of(request.viewer, case_id, act_id), queries.use(request.viewer, case_id, use_id)
    before = queries.answers(act).get(use.pk)
    initial = {"ground": before.ground, "why": before.why, "law": before.law} if before else {}
    form = AnswerForm(request.POST or None, initial=initial)

    def do() -> tuple[str, str | Promise]:
        actions.answer(request.viewer, act=act, use=use, **form.given())
        return act_url(act), _("It stands in the explanation of the decision; read it there.")

    one = queries.standing(use.case, use)
    words = {"title": _("The decision and the guarantee act"), "button": _("Write it into the explanation")}
    return _form(request, form, do, act_url(act), one=one, unverified=True, **words)


def _form(request: OfficeRequest, form: OfficeForm, do: Any, leave: str, **words: Any) -> HttpResponse:
    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/guarantee_do.html", {"form": form, "leave": leave, **words}, bad=bool(form.errors))
