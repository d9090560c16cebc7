"""Pages of related and joined cases."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.organisations import clock
from salter.organisations.acting import find
from salter.organisations.models import Duty
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.actions.cases import handled_by
from salter.registry.forms import OfficeForm
from salter.registry.looks import look_at_case
from salter.registry.models import OPEN, CaseStatus
from salter.registry.navigation import READERS
from salter.registry.recusing.rules import is_recused
from salter.registry.relating import actions, queries
from salter.registry.relating.forms import JoinForm, RelateForm, SeparateForm, UnrelateForm
from salter.registry.steps import CLERKS
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, case_step, do_form, show

RELATERS = (*CLERKS, *HANDLERS)


@require_GET
@page(*READERS)
def related(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """What the case has to do with others, as far as the viewer sees them."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    look_at_case(viewer, case_id)
    over = bool(case.cancelled_at) or case.status == CaseStatus.ARCHIVED or is_recused(viewer, case)
    handles = not over and viewer.staff is not None and find(viewer, Duty.HANDLE, handled_by(case)) is not None
    found = queries.of_case(viewer, case)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "found": found,
        "decision": queries.decision_of(found.led_by.leading) if found.led_by else None,
        "separated": queries.separated(viewer, case),
        "handles": handles,
        "relates": not over and (handles or viewer.has(*CLERKS)),
        "joins": handles and case.status in OPEN and not case.closed_at and found.led_by is None,
        "open": case.status in OPEN,
    }
    return show(request, "registry/related.html", context)


@page(*RELATERS)
def relate(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Link another case."""
    case = registry.case(request.viewer, case_id)
    form = RelateForm(request.POST or None, find=lambda typed: registry.case_of_code(request.viewer, typed))

    def do() -> str | Promise:
        row = actions.relate(request.viewer, case=case, **form.given())
        return _("Case %(number)s is linked.") % {"number": row.other.number}

    text = _("Both cases show it, each only to who may see the other one.")
    return case_step(request, case, form, do, title=_("Link another case"), button=_("Link it"), text=text)


@page(*RELATERS)
def unrelate(request: OfficeRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link off."""
    case, link = queries.link(request.viewer, case_id, link_id)
    form = UnrelateForm(request.POST or None)

    def do() -> str | Promise:
        actions.unrelate(request.viewer, link=link, case=case, why=form.cleaned_data["why"])
        return _("The link is taken off.")

    other = link.other if link.case_id == case.pk else link.case
    text = _("Case %(number)s is no longer shown here, nor this one there.") % {"number": other.number}
    return case_step(request, case, form, do, title=_("Take the link off"), button=_("Take it off"), text=text)


@page(*HANDLERS)
def join(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Join another case to this one."""
    case = registry.case(request.viewer, case_id)
    rulings = case.acts.filter(status__in=queries.SIGNED).defer("content").order_by("-sub_number")
    form = JoinForm(
        request.POST or None,
        find=lambda typed: registry.case_of_code(request.viewer, typed),
        rulings=rulings,
        initial={"on": clock.today(request.organisation)},
    )

    def do() -> str | Promise:
        row = actions.join(request.viewer, leading=case, **form.given())
        return _("Case %(number)s is conducted together with this one.") % {"number": row.joined.number}

    text = _("This case leads. Each keeps its number, parties, acts and deadlines; nobody gets sight of a case by it.")
    return case_step(
        request, case, form, do, title=_("Conduct another case with this one"), button=_("Join"), text=text
    )


@page(*HANDLERS)
def separate(request: OfficeRequest, case_id: UUID, joining_id: UUID) -> HttpResponse:
    """Conduct a joined case by itself again."""
    case, joining = queries.joining(request.viewer, case_id, joining_id)
    form = SeparateForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> str | Promise:
        given = {key: form.cleaned_data[key] for key in ("on", "ground")}
        actions.separate(request.viewer, joining=joining, **given)
        return _("Case %(number)s goes on by itself.") % {"number": joining.joined.number}

    text = _("Case %(number)s goes on by itself, from where it is.") % {"number": joining.joined.number}
    return case_step(request, case, form, do, title=_("Separate the cases"), button=_("Separate"), text=text)


@page(*HANDLERS)
def alike(request: OfficeRequest, case_id: UUID, joining_id: UUID) -> HttpResponse:
    """Draft the decision of the leading case in the joined one."""
    case, joining = queries.joining(request.viewer, case_id, joining_id)
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        act = actions.decide_alike(request.viewer, joining=joining)
        return act_url(act), _("The decision is drafted; check it and submit it for approval.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    text = _("Its parties are served by it, each with its own period; the status changes when it is signed.")
    words = {"title": _("Decide alike"), "button": _("Draft the decision"), "text": text}
    context = {"case": case, "form": form, "tone": TONES[CaseStatus(case.status)], **words}
    return show(request, "registry/do.html", context, bad=bool(form.errors))
