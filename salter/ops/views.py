"""The first page, and the way into the practice office."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from salter.ops import welcome
from salter.ops.demo import seeding
from salter.ops.demo.office import PRACTICE_CLERK, PRACTICE_CODE, PRACTICE_HANDLER
from salter.organisations import clock
from salter.organisations.models import Account, Organisation
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.tenancy import scope

SEATS = {"clerk": PRACTICE_CLERK, "handler": PRACTICE_HANDLER}


@page(public=True)
def home(request: OfficeRequest) -> HttpResponse:
    """A demo tells the story and its places; a real office shows citizens where to begin."""
    organisation = request.organisation
    if not (organisation.demo or organisation.practice):
        return render(request, "ops/start.html")
    lived, cases = seeding.progress_of(organisation)
    context = {
        "story": welcome.story(request.viewer),
        "figures": welcome.figures(organisation),
        "lived": lived if lived < cases else None,
        "cases": cases,
    }
    return render(request, "ops/home.html", context)


@page(public=True)
def help_page(request: OfficeRequest) -> HttpResponse:
    """How the main things are done: for everybody, and for staff what concerns them."""
    return render(request, "ops/help.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page(public=True)
def practice(request: OfficeRequest) -> HttpResponse:
    """What practising is; who has begun sees the exercises and what the journal says of them."""
    if request.method == "POST":
        return _take_seat(request)
    started, case_id = welcome.started_in(request)
    rows = (
        welcome.exercises(request.viewer, started, case_id)
        if request.organisation.code == PRACTICE_CODE and started
        else []
    )
    context = {"exercises": rows, "all_done": bool(rows) and welcome.all_done(rows), "may_start": _may_start()}
    return render(request, "ops/practice.html", context)


def _may_start() -> bool:
    return settings.SALTER_MODE != "production" and Organisation.objects.filter(code=PRACTICE_CODE).exists()


def _take_seat(request: OfficeRequest) -> HttpResponse:
    """Sign the visitor in as the clerk or the handler of the practice office; what is begun goes on."""
    seat = SEATS.get(request.POST.get("seat", ""))
    if seat is None or not _may_start():
        raise PermissionDenied
    kept = request.session.get("practice")
    if not kept or request.POST.get("anew"):
        office = Organisation.objects.get(code=PRACTICE_CODE)
        with scope(office.pk):
            case = welcome.target_case(office)
        kept = {"started": clock.real_now().isoformat(), "case": str(case.pk) if case else None}
    login(request, Account.objects.get(username=seat))
    request.session["practice"] = kept
    return redirect("practice")
