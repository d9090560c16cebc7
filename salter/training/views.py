"""Pages of practising: the exercises, a practice office of one's own, and what stands beside its pages."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.organisations.access import NotAllowed
from salter.organisations.models import Account, Organisation
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.organisations.tenancy import scope
from salter.training.attempts import actions, queries
from salter.training.attempts.results import next_of, result_of
from salter.training.classes.pushes import place_of
from salter.training.classes.queries import LEADERS
from salter.training.editing.actions import WRITERS
from salter.training.editing.library import offered
from salter.training.editing.needs import lacking_here, lacks_of
from salter.training.exercises.format import Exercise
from salter.training.guide import Guide, guide_of, mark_of, people_of, players_of, side_of
from salter.training.models import Attempt, Mode
from salter.training.offices import town
from salter.training.offices.world import post_of
from salter.training.seats import actions as seats
from salter.training.seats.sessions import SESSION
from salter.training.security.library import security_exercises
from salter.training.standing.queries import is_standing


@require_GET
@page(public=True)
def overview(request: OfficeRequest) -> HttpResponse:
    """What practising is, and every exercise with the best result of one's own."""
    guide = guide_of(request.viewer)  # before the results: what was done just now is graded by it
    seat = seats.seat_of(request.organisation) if request.organisation.practice else seats.own_seat(request.viewer)
    results = seat.results if seat else {}
    known = offered(request.organisation)
    rows = [{"exercise": one, "result": results.get(one.code)} for one in known.values()]
    context = {
        "rows": rows,
        "security": [{"exercise": one, "result": results.get(one.code)} for one in security_exercises().values()],
        "within": seats.is_seated(request.organisation),
        "guide": guide,
        "begun": guide.exercise if guide and not guide.standing.done else None,
        "next": next_of(known, results),
        "done": any(row["result"] for row in rows),
        "standing": is_standing(request.organisation),
        "may_start": may_start(request),
        "seat": seat,
        "may_write": request.viewer.has(*WRITERS) and not request.organisation.practice,
        "leads": not request.organisation.practice and request.viewer.has(*LEADERS),
    }
    return render(request, "training/overview.html", context)


def may_start(request: OfficeRequest) -> bool:
    """Staff may; where nothing is real, everybody."""
    open_to_all = settings.SALTER_MODE != "production" and request.organisation.demo
    return not request.organisation.practice and (open_to_all or request.viewer.is_staff)


@require_POST
@page(public=True)
def take_seat(request: OfficeRequest) -> HttpResponse:
    """Into a practice office of one's own: the one that is there, or a fresh one, and to an exercise."""
    if not may_start(request):
        raise PermissionDenied
    seat = seats.take_seat(request.viewer, anew=bool(request.POST.get("anew")))
    assert seat.practice is not None
    exercise = offered(request.organisation).get(request.POST.get("exercise", ""))
    become(request, seat.practice, exercise.players[0] if exercise else town.FIRST)
    return redirect("training:exercise", exercise.code) if exercise else redirect("training:overview")


def become(request: OfficeRequest, office: Organisation, post: str) -> None:
    """Sign the browser in as somebody of a practice office; whoever was signed in before is signed out. The session
    knows the seat, so that the browser goes on when its trainer gives it a fresh office."""
    found = [row for row in Account.objects.filter(organisation=office) if post_of(row.username) == post]
    if not found or not office.practice:
        raise Http404
    with scope(office.pk):
        login(request, found[0])
    if seats.is_seated(office):
        request.session[SESSION] = [office.settings[seats.HOST], office.settings[seats.SEAT], post]


@require_GET
@page(public=True)
def exercise(request: OfficeRequest, code: str) -> HttpResponse:
    """What an exercise is about, and where it begins; in an attempt, how it stands."""
    chosen = exercise_of(request, code)
    within, standing = seats.is_seated(request.organisation), is_standing(request.organisation)
    context = {
        "exercise": chosen,
        "within": within,
        "standing": standing,
        "may_start": may_start(request),
        "people": people_of(request.viewer, players_of(request.viewer, chosen)) if within else [],
        "going_on": _going_on(request, chosen),
        "lacks": (lacking_here if standing else lacks_of)(request.organisation, chosen),
        "once": in_exam(request.organisation),
    }
    return render(request, "training/exercise.html", context)


def exercise_of(request: OfficeRequest, code: str) -> Exercise:
    """An exercise by its code, else 404."""
    found = offered(request.organisation).get(code)
    if found is None:
        raise Http404
    return found


def _going_on(request: OfficeRequest, chosen: Exercise) -> Attempt | None:
    attempt = queries.newest(request.viewer) if request.organisation.practice else None
    return attempt if attempt and attempt.exercise == chosen.code else None


@require_POST
@page()
def begin(request: OfficeRequest, code: str) -> HttpResponse:
    """Begin an exercise, from the first step or a later one, in a fresh practice office."""
    chosen, step = exercise_of(request, code), number_of(request.POST.get("step", "0"))
    refuse_in_exam(actions.practice_of(request.viewer))
    first = (players_of(request.viewer, chosen)[:1] or chosen.players[:1])[0]
    if step >= len(chosen.steps):
        raise Http404
    mode = Mode.EXAM if request.POST.get("mode") == Mode.EXAM else Mode.LEARNING
    try:
        with transaction.atomic():  # what cannot be begun leaves the old office as it was
            office = seats.refresh(request.organisation)
            with scope(office.pk):
                trainee = seats.viewer_of_post(office, first)
                actions.begin(trainee, exercise=chosen, mode=mode, step=step)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("training:exercise", code)
    request.session.flush()  # it goes with the office that was given up
    become(request, office, first)
    messages.success(request, _("It has begun. The guide says what to do first, and stays with every page."))
    return redirect("training:exercise", code)


def in_exam(office: Organisation) -> bool:
    """Whether a practice office is that of a class's exam."""
    place = place_of(office)
    return place is not None and place.mode == Mode.EXAM


def refuse_in_exam(office: Organisation) -> None:
    """Who sits in a class's exam does it once. Raises NotAllowed."""
    if in_exam(office):
        raise NotAllowed(_("An exam is done once, in this office. Ask the trainer."))


@require_GET
@page()
def result(request: OfficeRequest) -> HttpResponse:
    """How the exercise went, step by step, and the next one; before it is done, back to it."""
    found = result_of(request.viewer)
    if found is None:
        attempt = queries.newest(request.viewer)
        return redirect("training:exercise", attempt.exercise) if attempt else redirect("training:overview")
    seat = seats.seat_of(request.organisation)
    context = {
        "result": found,
        "exercise": found.standing.exercise,
        "next": next_of(offered(request.organisation), seat.results if seat else {}, found.attempt.exercise),
        "once": in_exam(request.organisation),
        "guide": None,  # all that it says at the end stands on the page itself
    }
    return render(request, "training/result.html", context)


@require_POST
@page()
def become_person(request: OfficeRequest, post: str) -> HttpResponse:
    """Go on as somebody else of the same practice office."""
    office, attempt = actions.practice_of(request.viewer), queries.newest(request.viewer)
    played = players_of(request.viewer, exercise_of(request, attempt.exercise)) if attempt else ()
    if side_of(request.viewer) and post not in played:
        raise NotAllowed(_("This is done by the other one of your pair."))
    become(request, office, post)
    guide = guide_of(seats.viewer_of_post(office, post))
    return redirect(guide.url if guide and guide.url else "home")


@require_POST
@page()
def hint(request: OfficeRequest) -> HttpResponse:
    """Open the next hint."""
    attempt = _attempt(request)
    actions.open_hint(request.viewer, attempt=attempt, step=request.POST.get("step", ""))
    return _back(request)


@require_POST
@page()
def move_clock(request: OfficeRequest) -> HttpResponse:
    """Move the clock of the practice office on."""
    try:
        actions.move_clock(request.viewer, days=number_of(request.POST.get("days", "")))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return _back(request)


@require_POST
@page()
def leave(request: OfficeRequest) -> HttpResponse:
    """Give the practice office up; what was learnt stays with the seat of who comes back."""
    refuse_in_exam(actions.practice_of(request.viewer))
    request.session.flush()
    seats.leave(request.organisation)
    messages.success(request, _("The practice office was given up. Your results stay."))
    return redirect("home")


@require_http_methods(["GET", "HEAD"])
@page()
def panel(request: OfficeRequest) -> HttpResponse:
    """The guide alone, for pages that stay open; nothing when it has nothing new to say.

    Most of these requests cost one look at the newest entry: only when something has happened is anything graded.
    """
    before, office = request.GET.get("mark", "").rpartition("."), request.organisation
    now = mark_of(request.viewer).rpartition(".") if seats.is_seated(office) else before
    if now[2] != before[2]:
        seats.note_page(office)
    guide: Guide | None = guide_of(request.viewer) if not before[0] or before[0] != now[0] else None
    if guide is None or guide.state == request.GET.get("state"):
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"sl-mark": "".join(now)})})
    return render(request, guide.template, {"guide": guide, "here": request.GET.get("here", "")})


def _attempt(request: OfficeRequest) -> Attempt:
    actions.practice_of(request.viewer)
    found = queries.newest(request.viewer)
    if found is None:
        raise Http404
    return found


def _back(request: OfficeRequest) -> HttpResponse:
    here = request.POST.get("here", "")
    safe = url_has_allowed_host_and_scheme(here, {request.get_host()}, request.is_secure())
    return redirect(here if safe else "training:overview")
