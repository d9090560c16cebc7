"""The trainer's pages: making a class, the board, slips, the page on the wall, and what is done from the board."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salter.organisations.pages import OfficeRequest, page
from salter.registry.printing import code_picture
from salter.registry.views.common import do_form, done_once, show
from salter.training.classes import actions, checkpoints, queries
from salter.training.classes.forms import ClassForm, SayForm, StepForm
from salter.training.classes.queries import LEADERS
from salter.training.classes.rules import Look, spoken
from salter.training.editing.library import offered
from salter.training.models import LiveClass, Seat

TONES = {Look.FREE: "neutral", Look.WORKS: "active", Look.STUCK: "action", Look.AWAY: "waiting", Look.DONE: "done"}


@page(*LEADERS)
def classes(request: OfficeRequest) -> HttpResponse:
    """The classes of the office, and the form of a new one."""
    known = offered(request.organisation)
    form = ClassForm(request.POST or None, exercises=known.values())

    def do() -> tuple[str, str | Promise]:
        live = actions.make_class(request.viewer, plan=form.plan())
        return class_url(live), _("The class is ready. Print the slips, or let the code stand on the wall.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    rows = [(live, known[live.exercise]) for live in queries.classes(request.viewer)[: queries.SHOWN]]
    return show(request, "training/classes.html", {"rows": rows, "form": form}, bad=bool(form.errors))


def class_url(live: LiveClass) -> str:
    """The board of a class."""
    return reverse("training:class", args=[live.pk])


@require_GET
@page(*LEADERS)
def board(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """Where everybody is, and what the trainer does about it."""
    return _board(request, queries.live_class(request.viewer, class_id))


def _board(request: OfficeRequest, live: LiveClass, **forms: Any) -> HttpResponse:
    found = queries.board(request.viewer, live)
    context = {
        **_rows_of(found),
        "say_form": SayForm(initial={"text": live.said}),
        "step_form": StepForm(exercise=found.exercise),
        "address": join_address(request),
        "code": spoken(live.code),
        **forms,
    }
    return show(request, "training/class.html", context, bad=any(form.errors for form in forms.values()))


def _rows_of(found: queries.Board) -> dict[str, Any]:
    live, language = found.live, get_language() or ""
    rows = [_row(live.pk, live.pair, found.most, row, language) for row in found.rows]
    state = hashlib.sha256(repr((live.paused_at, found.rows)).encode()).hexdigest()[:16]
    return {"live": live, "board": found, "rows": rows, "state": state}


@lru_cache(maxsize=8192)
def _row(live: UUID, pair: bool, most: int, row: queries.Row, _language: str) -> SafeString:
    """A row as it is drawn in a language; of hundreds only those that have changed are drawn anew."""
    labels = {
        Look.FREE: _("free"),
        Look.WORKS: _("works"),
        Look.STUCK: _("stuck"),
        Look.AWAY: _("away"),
        Look.DONE: _("at the end"),
    }
    context = {"live": live, "pair": pair, "most": most, "row": row, "label": labels[row.look], "tone": TONES[row.look]}
    return render_to_string("training/parts/board_row.html", context)


@require_GET
@page(*LEADERS)
def rows(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """The rows of the board alone; nothing when they have nothing new to say."""
    context = _rows_of(queries.board(request.viewer, queries.live_class(request.viewer, class_id)))
    if context["state"] == request.GET.get("state"):
        return HttpResponse(status=204)
    return render(request, "training/parts/board.html", context)


def join_address(request: OfficeRequest, code: str = "") -> str:
    """Where people come in, as it is printed: on the network of the room when there is one."""
    path = reverse("training:join-code", args=[code]) if code else reverse("training:join")
    room: str = settings.SALTER_CLASS_ADDRESS
    return f"{room}{path}" if room else request.build_absolute_uri(path)


@require_GET
@page(*LEADERS)
def slips(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """A slip for each place, to be printed and cut: number, name, code, QR code, address."""
    live = queries.live_class(request.viewer, class_id)
    found = []
    for seat in queries.seats(request.viewer, live):
        codes = [(seat.code, _("official")), (seat.partner_code, _("citizen"))] if live.pair else [(seat.code, "")]
        found += [(seat, spoken(code), who, code_picture(join_address(request, code), "l")) for code, who in codes]
    context = {"live": live, "slips": found, "address": join_address(request), "exercise": queries.exercise_of(live)}
    return show(request, "training/slips.html", context)


@require_GET
@page(*LEADERS)
def wall(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """A page to project: the address, the QR code, how many have joined."""
    live = queries.live_class(request.viewer, class_id)
    context = {
        "live": live,
        "board": queries.board(request.viewer, live),
        "address": join_address(request),
        "code": spoken(live.code),
        "picture": code_picture(join_address(request, live.code), "l"),
    }
    return show(request, "training/wall.html", context)


@require_POST
@page(*LEADERS)
def say(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """Say something to everybody."""
    live, form = queries.live_class(request.viewer, class_id), SayForm(request.POST)

    def do() -> tuple[str, str | Promise]:
        row = actions.say(request.viewer, live=live, text=form.cleaned_data["text"])
        return class_url(live), _("Everybody sees it within ten seconds.") if row.said else _("It was taken away.")

    return do_form(request, form, do) or _board(request, live, say_form=form)


@require_POST
@page(*LEADERS)
def step(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """Set everybody to a step."""
    live = queries.live_class(request.viewer, class_id)
    form = StepForm(request.POST, exercise=queries.exercise_of(live))

    def do() -> tuple[str, str | Promise]:
        return class_url(live), _set(request, live, form.cleaned_data["step"])

    return do_form(request, form, do) or _board(request, live, step_form=form)


def _set(request: OfficeRequest, live: LiveClass, step: int, seat: UUID | None = None) -> str:
    count = checkpoints.set_to_step(request.viewer, live=live, step=step, seat=seat)
    words = ngettext(
        "%(count)s place is being set to step %(step)s.", "%(count)s places are being set to step %(step)s.", count
    )
    return words % {"count": count, "step": step}


@require_POST
@page(*LEADERS)
def pause(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """The clocks of all offices stand."""
    return _do(request, class_id, actions.pause, _("The clocks stand."))


@require_POST
@page(*LEADERS)
def resume(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """The clocks go on."""
    return _do(request, class_id, actions.resume, _("The clocks go on."))


@require_POST
@page(*LEADERS)
def close(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """Nobody comes in any more."""
    return _do(request, class_id, actions.close, _("The class is closed. Results stay."))


@require_POST
@page(*LEADERS)
def clone(request: OfficeRequest, class_id: UUID) -> HttpResponse:
    """The same class for other people."""
    return _do(request, class_id, actions.clone_class, _("The same class with fresh codes."))


def _do(request: OfficeRequest, class_id: UUID, action: Any, words: str) -> HttpResponse:
    live = queries.live_class(request.viewer, class_id)

    def do() -> tuple[str, str | Promise]:
        return class_url(action(request.viewer, live=live)), words

    try:
        return done_once(request, do)
    except ValidationError as refused:
        context = {"live": live, "words": " ".join(refused.messages)}
        return show(request, "training/class_refused.html", context, bad=True)


@page(*LEADERS)
def place(request: OfficeRequest, class_id: UUID, seat_id: UUID) -> HttpResponse:
    """One place: its codes, its result; saying something to it alone, setting it to a step."""
    live = queries.live_class(request.viewer, class_id)
    seat: Seat = queries.seats(request.viewer, live).get(pk=seat_id)
    exercise, sets = queries.exercise_of(live), "step" in request.POST
    say_form = SayForm(request.POST if request.POST and not sets else None)
    say_form.fields["text"].label = _("Say to this place alone")
    step_form = StepForm(request.POST if sets else None, exercise=exercise)

    def do() -> tuple[str, str | Promise]:
        if sets:
            return class_url(live), _set(request, live, step_form.cleaned_data["step"], seat.pk)
        actions.say(request.viewer, live=live, text=say_form.cleaned_data["text"], seat=seat.pk)
        return class_url(live), _("It is seen within ten seconds.")

    answered = do_form(request, step_form if sets else say_form, do)
    if answered:
        return answered
    context = {
        "live": live,
        "seat": seat,
        "exercise": exercise,
        "codes": [spoken(code) for code in (seat.code, seat.partner_code) if code],
        "say_form": say_form,
        "step_form": step_form,
    }
    return show(request, "training/place.html", context, bad=bool(say_form.errors or step_form.errors))
