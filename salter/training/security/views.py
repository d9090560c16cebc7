"""Pages of security exercises: one situation a page, with what was said of the last one in learning mode.

What has been answered stands in the session; the result is kept with the seat, like that of every exercise.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.organisations.pages import OfficeRequest, page
from salter.training.attempts.actions import practice_of
from salter.training.models import Mode
from salter.training.offices import town
from salter.training.seats import actions as seats
from salter.training.security import actions, grading
from salter.training.security.format import SecurityExercise
from salter.training.security.grading import Answer, Standing
from salter.training.security.library import security_exercises
from salter.training.standing.queries import is_standing
from salter.training.views import become, may_start

KEPT = "training_security"


def exercise_of(code: str) -> SecurityExercise:
    """A security exercise by its code, else 404."""
    found = security_exercises().get(code)
    if found is None:
        raise Http404
    return found


@require_GET
@page(public=True)
def about(request: OfficeRequest, code: str) -> HttpResponse:
    """What it is about, and how it begins."""
    chosen = exercise_of(code)
    context = {
        "exercise": chosen,
        "within": seats.is_seated(request.organisation),
        "standing": is_standing(request.organisation),
        "may_start": may_start(request),
        "going_on": _kept(request, chosen) is not None,
    }
    return render(request, "training/security/about.html", context)


@require_POST
@page(public=True)
def take(request: OfficeRequest, code: str) -> HttpResponse:
    """Into a practice office of one's own, and to the exercise."""
    chosen = exercise_of(code)
    if not may_start(request):
        raise PermissionDenied
    seat = seats.take_seat(request.viewer)
    assert seat.practice is not None
    become(request, seat.practice, town.FIRST)
    return redirect("training:security", chosen.code)


@require_POST
@page()
def begin(request: OfficeRequest, code: str) -> HttpResponse:
    """Begin it, or begin it anew."""
    chosen = exercise_of(code)
    mode = Mode.EXAM if request.POST.get("mode") == Mode.EXAM else Mode.LEARNING
    actions.begin(request.viewer, exercise=chosen, mode=mode)
    request.session[KEPT] = {"code": chosen.code, "digest": chosen.digest, "mode": mode, "answers": [], "told": False}
    return redirect("training:security-work", chosen.code)


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def work(request: OfficeRequest, code: str) -> HttpResponse:
    """The situation that waits; after an answer in learning mode what is said of it; at the end all of it."""
    chosen = exercise_of(code)
    practice_of(request.viewer)
    kept = _kept(request, chosen)
    if kept is None:
        return redirect("training:security", chosen.code)
    standing = grading.standing(chosen, grading.from_kept(kept["answers"]))
    if request.method == "POST":
        return _answered(request, kept, standing)
    if kept["told"]:
        return render(request, "training/security/told.html", _told(kept, standing))
    if standing.item is None:
        return render(request, "training/security/end.html", {"standing": standing, "lines": _lines(standing)})
    return render(request, "training/security/item.html", _item(kept, standing))


def _kept(request: OfficeRequest, chosen: SecurityExercise) -> dict[str, Any] | None:
    """What this browser has begun of this exercise; nothing when the file has changed since."""
    kept: dict[str, Any] | None = request.session.get(KEPT)
    return kept if kept and (kept["code"], kept["digest"]) == (chosen.code, chosen.digest) else None


def _answered(request: OfficeRequest, kept: dict[str, Any], standing: Standing) -> HttpResponse:
    """Take an answer, or go on after what was said of the last one; what is sent twice is taken once."""
    chosen, item = standing.exercise, standing.item
    if kept["told"]:
        kept["told"] = False
    elif item is not None and request.POST.get("item") == item.key:
        choice = item.choice(request.POST.get("choice", ""))
        if choice is None:
            context = _item(kept, standing, _("Choose what you do."), request.POST.getlist("marks"))
            return render(request, "training/security/item.html", context, status=400)
        known = {one.key for one in item.marks}
        answer = Answer(item.key, choice.key, frozenset(request.POST.getlist("marks")) & known)
        kept["answers"] = grading.to_keep([*standing.answers, answer])
        kept["told"] = kept["mode"] != Mode.EXAM
        standing = grading.standing(chosen, [*standing.answers, answer])
        if standing.item is None:
            actions.finish(request.viewer, standing=standing, mode=Mode(kept["mode"]))
    request.session[KEPT] = kept
    return redirect("training:security-work", chosen.code)


def _item(
    kept: dict[str, Any], standing: Standing, error: str = "", marks: list[str] | None = None
) -> dict[str, object]:
    return {
        "exercise": standing.exercise,
        "standing": standing,
        "item": standing.item,
        "place": len(standing.answers) + 1,
        "exam": kept["mode"] == Mode.EXAM,
        "error": error,
        "marked": marks or [],
    }


def _told(kept: dict[str, Any], standing: Standing) -> dict[str, object]:
    """What is said of the last answer."""
    last = standing.answers[-1]
    item = standing.exercise.item(last.item)
    assert item is not None
    return {
        "exercise": standing.exercise,
        "standing": standing,
        "item": item,
        "place": len(standing.answers),
        "chosen": item.choice(last.choice),
        "made": [one for one in standing.made if one.item == item],
        "marks": [{"mark": one, "set": one.key in last.marks} for one in item.shown_marks],
    }


def _lines(standing: Standing) -> list[dict[str, object]]:
    """Every item that was met, with what was chosen and what was done wrong in it."""
    found: list[dict[str, object]] = []
    for place, answer in enumerate(standing.answers, start=1):
        item = standing.exercise.item(answer.item)
        assert item is not None
        made = [one for one in standing.made if one.item == item]
        found.append({"place": place, "item": item, "chosen": item.choice(answer.choice), "made": made})
    return found
