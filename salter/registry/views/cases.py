"""The page of a case, and the deeds that change it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.calendars import law
from salter.organisations import clock
from salter.organisations.absence import away
from salter.organisations.access import Confidentiality
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, history, queries, steps
from salter.registry.assigning import lacking, unauthorised
from salter.registry.cards import made
from salter.registry.forms import (
    AssignForm,
    CancelForm,
    DispositionForm,
    ExternalForm,
    StatusForm,
)
from salter.registry.looks import look_at_case
from salter.registry.models import OPEN, ActStatus, CaseStatus, Outcome
from salter.registry.navigation import READERS
from salter.registry.papers import viewing
from salter.registry.papers.listing import papers_of
from salter.registry.scans.checks import CHECKERS
from salter.registry.views.case_cards import BANDS, CARDS
from salter.registry.views.common import ACT_TONES, TONES, case_step, show
from salter.registry.work.notes.actions import set_tickler
from salter.ui.templatetags.salter import language

HANDLERS = (Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


@page(*READERS)
def case(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The paper in the middle, its facts at the side, its history below."""
    file = desk.case_file(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    main = steps.main_step(request.viewer, file)
    context = {
        "case": file.case,
        "file": file,
        "tone": TONES[CaseStatus(file.case.status)],
        "paused": file.case.status == CaseStatus.INTERRUPTED,
        "open": file.case.status in OPEN and not file.case.cancelled_at,
        "restricted": file.case.confidentiality == Confidentiality.RESTRICTED,
        "outcome": Outcome(file.case.outcome).label if file.case.outcome in Outcome.values else "",
        "rule": law.cited(file.case.deadline_rule, language()),
        "main": main,
        "more": steps.more_steps(request.viewer, file, main),
        **_papers(request, file),
        "may_check": request.viewer.has(*CHECKERS),
        "timeline": history.timeline(file.entries),
        "bands": made(BANDS, request, file),
        "cards": made(CARDS, request, file),
    }
    return show(request, "registry/case.html", context)


def _papers(request: OfficeRequest, file: desk.CaseFile) -> dict[str, Any]:
    """The list of papers, the one in the middle, and those before and after it."""
    papers = papers_of(file)
    paper = viewing.choose(papers, request.GET.get("paper", ""))
    first = request.GET.get("pictures", "")
    view = viewing.view_of(paper, pictures_from=int(first) if first.isdecimal() else 0) if paper else None
    before, after = viewing.neighbours(papers, paper)
    rows = [(one, ACT_TONES[ActStatus(one.act.status)] if one.act else "") for one in papers]
    return {"papers": rows, "paper": paper, "view": view, "before": before, "after": after}


@page(*steps.ASSIGNERS)
def assign(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Give the case to a unit and a person."""
    viewer = request.viewer
    case = queries.case(viewer, case_id)
    now = f"staff:{case.handler_id}" if case.handler_id else f"unit:{case.unit_id}"
    form = AssignForm(
        request.POST or None,
        units=queries.units(viewer),
        staff=queries.staff(viewer),
        away=away(request.organisation),
        due_on=case.adjusted_on or case.due_on,
        initial={"to": now},
    )
    form.fields["to"].widget.attrs["autofocus"] = True

    def do() -> str:
        target = form.target()
        actions.assign(viewer, case=case, unit=target.unit, staff=target.staff, note=form.cleaned_data["note"])
        if target.staff and (missing := unauthorised(request.organisation, target.staff, [case])):
            messages.warning(request, lacking(target.staff, missing))
        return _("Assigned to %(target)s.") % {"target": target}

    return case_step(request, case, form, do, title=_("Assignment"), button=_("Assign"))


@page(*HANDLERS)
def status(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Move the case to another prescribed status, with the reason."""
    case = queries.case(request.viewer, case_id)
    form = StatusForm(request.POST or None, case=case)

    def do() -> str | Promise:
        chosen = CaseStatus(form.cleaned_data["status"])
        reason, outcome = form.cleaned_data["reason"], form.cleaned_data.get("outcome", "")
        actions.change_status(request.viewer, case=case, status=chosen, reason=reason, outcome=outcome)
        return _("The status is now “%(status)s”.") % {"status": chosen.label}

    text = _("The statuses are prescribed by decree. To interrupt, note what the case waits for.")
    return case_step(request, case, form, do, title=_("Change of status"), button=_("Change the status"), text=text)


@page(*HANDLERS)
def disposition(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Enter the disposition (razvod) into the book."""
    case = queries.case(request.viewer, case_id)
    form = DispositionForm(request.POST or None)

    def do() -> str:
        if on := form.cleaned_data.get("on"):
            set_tickler(request.viewer, case=case, on=on)
        else:
            actions.set_disposition(request.viewer, case=case, disposition=form.cleaned_data["disposition"])
        return _("The disposition is entered.")

    return case_step(request, case, form, do, title=_("Disposition"), button=_("Enter the disposition"))


@page(*steps.CLERKS, Role.HANDLER)
def external(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Note what the state's system says about the case."""
    case = queries.case(request.viewer, case_id)
    known = {"system": case.external_system, "number": case.external_number, "status": case.external_status}
    initial = {**known, "at": case.external_at or clock.now(request.organisation)}
    form = ExternalForm(request.POST or None, initial=initial)

    def do() -> str:
        actions.note_external(request.viewer, case=case, **{name: form.cleaned_data[name] for name in initial})
        return _("The number of the state's system is noted.")

    text = _("Copy it from the state's system; Šalter is not connected with it.")
    return case_step(request, case, form, do, title=_("Number in the state's system"), button=_("Note it"), text=text)


@page(Role.REGISTRY_HEAD)
def cancel(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Cancel a wrong entry."""
    case = queries.case(request.viewer, case_id)
    form = CancelForm(request.POST or None)

    def do() -> str:
        actions.cancel_case(request.viewer, case=case, reason=form.cleaned_data["reason"])
        return _("The entry %(number)s is cancelled.") % {"number": case.number}

    warning = _("This cannot be undone. The number %(number)s stays in the book as cancelled and is never used again.")
    return case_step(
        request,
        case,
        form,
        do,
        title=_("Cancelling the entry"),
        button=_("Cancel the entry"),
        warning=warning % {"number": case.number},
        dangerous=True,
    )
