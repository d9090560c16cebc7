"""The working calendar of the office: what the law gives, what the Government declares, and which deadlines move."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.calendars.holidays import public_holidays
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry.actions import working_days
from salter.registry.actions.working_days import SETS_CALENDAR
from salter.registry.forms.year import CalendarForm
from salter.registry.views.common import do_form, show

SHOWN = 20


@page(*SETS_CALENDAR)
def calendar(request: OfficeRequest) -> HttpResponse:
    """This year and the next: the days off of each, and whether the Government's are known."""
    office, this = request.organisation, clock.today(request.organisation).year
    years = [
        {
            "year": year,
            "holidays": public_holidays(year),
            "days": working_days.days_of(office, year),
            "known": working_days.is_known(office, year),
        }
        for year in (this, this + 1)
    ]
    context = {"years": years, "waiting": working_days.waiting(request.viewer), "next_year": this + 1}
    return show(request, "registry/calendar.html", context)


@page(*SETS_CALENDAR)
def calendar_year(request: OfficeRequest, year: int) -> HttpResponse:
    """The Government's days of a year: first what they would move, then entering them."""
    office, this = request.organisation, clock.today(request.organisation).year
    if year not in (this, this + 1):
        raise Http404
    form = CalendarForm(request.POST or None, year=year, initial={"days": working_days.days_of(office, year)})
    looked = request.method == "POST" and "confirmed" in request.POST

    def do() -> tuple[str, str]:
        given = {"days": form.cleaned_data["days"], "source": form.cleaned_data["source"]}
        moves = working_days.confirm_calendar(request.viewer, year=year, **given)
        said = _("The days of %(year)s are entered; %(count)s deadlines moved.")
        return reverse("registry:calendar"), said % {"year": year, "count": len(moves)}

    answered = do_form(request, form, do) if looked else None
    if answered:
        return answered
    plan = form.is_bound and form.is_valid()
    moves = working_days.planned(request.viewer, year=year, days=form.cleaned_data["days"]) if plan else []
    running = working_days.planned_clocks(request.viewer, year=year, days=form.cleaned_data["days"]) if plan else []
    context = {
        "form": form,
        "year": year,
        "plan": plan,
        "moves": moves[:SHOWN],
        "count": len(moves) + len(running),
        "running": running[:SHOWN],
    }
    return show(request, "registry/calendar_year.html", context, bad=bool(form.errors))
