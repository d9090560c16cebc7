"""Pages of the clocks of a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.clocks import actions, queries
from salter.registry.clocks.forms import DropClockForm, ExtendForm, InitiativeForm, MeetClockForm, StartClockForm
from salter.registry.models import Deadline, Initiative
from salter.registry.parties.services import present_parties
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import case_step
from salter.ui.formats import format_date


@page(*HANDLERS)
def start(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Start a clock."""
    case = registry.case(request.viewer, case_id)
    initial = {"on": clock.today(request.organisation)}
    form = StartClockForm(request.POST or None, parties=present_parties(case), initial=initial)

    def do() -> str | Promise:
        row = actions.start(request.viewer, case=case, **form.given())
        return _("The clock runs until %(day)s.") % {"day": _day(row)}

    text = _("The legal deadline to decide runs by itself; this is for the other periods of the case.")
    return case_step(request, case, form, do, title=_("Start a clock"), button=_("Start the clock"), text=text)


def _day(row: Deadline) -> str:
    return format_date(row.due_on)


@page(*HANDLERS)
def meet(request: OfficeRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    """What a clock was for was done."""
    row = queries.one(request.viewer, case_id, deadline_id)
    form = MeetClockForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> str | Promise:
        actions.meet(request.viewer, deadline=row, on=form.cleaned_data["on"])
        return _("It is noted.")

    text = f"{row.what or row.get_kind_display()}, {_day(row)}"
    return case_step(request, row.case, form, do, title=_("It was done"), button=_("Note the day"), text=text)


@page(*HANDLERS)
def drop(request: OfficeRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    """A clock no longer runs."""
    row = queries.one(request.viewer, case_id, deadline_id)
    form = DropClockForm(request.POST or None)

    def do() -> str | Promise:
        actions.drop(request.viewer, deadline=row, why=form.cleaned_data["why"])
        return _("The clock no longer runs.")

    text = f"{row.what or row.get_kind_display()}, {_day(row)}"
    return case_step(request, row.case, form, do, title=_("Stop a clock"), button=_("Stop the clock"), text=text)


@page(*HANDLERS)
def extend(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Make the legal deadline longer by a special law."""
    case = registry.case(request.viewer, case_id)
    form = ExtendForm(request.POST or None)

    def do() -> str | Promise:
        given = {name: form.cleaned_data[name] for name in ("days", "law", "article", "reason")}
        actions.extend(request.viewer, case=case, **given)
        return _("The deadline is extended. The strict date stays beside it.")

    text = _("No general power to extend is known (unverified): only a special law that you name with its article.")
    warning = _("The strict date stays: reminders and the appeal for silence go by it.")
    words = {"title": _("Extend the deadline"), "button": _("Extend the deadline"), "text": text, "warning": warning}
    return case_step(request, case, form, do, **words)


@page(*HANDLERS)
def initiative(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """How a case was begun, and when."""
    case = registry.case(request.viewer, case_id)
    initial = {"initiative": case.initiative or Initiative.REQUEST, "on": case.initiated_on}
    form = InitiativeForm(request.POST or None, initial=initial)

    def do() -> str | Promise:
        chosen = Initiative(form.cleaned_data["initiative"])
        on = form.cleaned_data["on"] or clock.today(request.organisation)
        actions.begin_ex_officio(request.viewer, case=case, initiative=chosen, on=on)
        return _("It is noted.")

    text = _("A case that was begun ex officio has its deadline from that day. Against a party there is no silence.")
    return case_step(request, case, form, do, title=_("How the case was begun"), button=_("Note it"), text=text)
