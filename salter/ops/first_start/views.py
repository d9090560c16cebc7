"""Pages of the set-up. They exist only while the installation has no office; all other pages lead here then."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salter.ops.first_start import code, founding, steps, units
from salter.ops.first_start.forms import CodeForm
from salter.ops.first_start.summary import facts_of_place, sections
from salter.ops.models import SetUp
from salter.organisations import clock, reference
from salter.organisations.access import NotAllowed

SESSION = "set-up"
Page = Callable[..., HttpResponse]


def while_there_is_no_office(view: Page) -> Page:
    """Afterwards these pages do not exist."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not founding.needed():
            raise Http404
        return view(request, *args, **kwargs)

    return require_http_methods(["GET", "HEAD", "POST"])(wrapped)


def with_code(view: Page) -> Page:
    """Only for who has typed the code that counts now."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not code.fits(settings.SALTER_HOME, request.session.get(SESSION, "")):
            return redirect("set-up:code")
        return view(request, *args, **kwargs)

    return while_there_is_no_office(wrapped)


@while_there_is_no_office
def ask_code(request: HttpRequest) -> HttpResponse:
    """What this is, and the code that `salter serve` has printed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if code.fits(settings.SALTER_HOME, typed):
            request.session.cycle_key()
            request.session[SESSION] = typed
            return redirect("set-up:check" if not steps.missing(_answers()) else _url(steps.missing(_answers())))
        form.add_error("code", form.wrong)
    return _show(request, "code", {"form": form}, bad=bool(form.errors))


@with_code
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One question."""
    answers = _answers()
    if name not in steps.ORDER or (before := _open_before(name, answers)) is None:
        raise Http404
    if before:
        return redirect("set-up:step", before)
    if name == "units":
        return _units(request, answers)
    form = steps.form_of(name, answers)(request.POST if request.method == "POST" else None, answers=answers, key=name)
    if request.method == "POST" and form.is_valid():
        return _keep(request, answers, name, form.kept())
    context = {"form": form, "title": form.title or form.fields[_heading(form)].label, **_around(name, answers)}
    return _show(request, "step", context, bad=bool(form.errors))


def _heading(form: steps.StepForm) -> str:
    return str(getattr(form, "heading_field", ""))


def _units(request: HttpRequest, answers: steps.Answers) -> HttpResponse:
    rows = units.formset(request.POST if request.method == "POST" else None, answers)
    if request.method == "POST" and rows.is_valid():
        return _keep(request, answers, "units", {"rows": rows.rows})
    bad = request.method == "POST"
    return _show(request, "units", {"rows": rows, **_around("units", answers)}, bad=bad)


def _keep(request: HttpRequest, answers: steps.Answers, name: str, answer: dict[str, Any]) -> HttpResponse:
    """Keep the answer and go on: to the next open question, else to the check. A new kind asks its own questions."""
    if name == "kind" and answers.get("kind", answer) != answer:
        answers = {key: value for key, value in answers.items() if key in ("contact", "administrator", "numbers")}
    elif name == "place" and answers.get("place", answer) != answer:
        answers.pop("name", None)
    answers[name] = answer
    kept = {key: value for key, value in answers.items() if key != "year"}
    SetUp.objects.update_or_create(pk=1, defaults={"answers": kept, "changed_at": clock.real_now()})
    following = steps.missing(answers)
    return redirect("set-up:step", following) if following else redirect("set-up:check")


@with_code
def check(request: HttpRequest) -> HttpResponse:
    """All answers once more; sending them founds the office."""
    answers = _answers()
    if following := steps.missing(answers):
        return redirect("set-up:step", following)
    refused = ""
    if request.method == "POST":
        try:
            founding.found(answers)
        except (NotAllowed, ValidationError) as error:
            refused = " ".join(getattr(error, "messages", [])) or str(error)
        else:
            request.session.pop(SESSION, None)
            messages.success(request, _("The office is founded. Sign in as its administrator."))
            return redirect("organisations:sign-in")
    context = {
        "sections": sections(answers),
        "refused": [{"href": "", "text": refused}] if refused else [],
        "test_keys": settings.SALTER_MODE != "production",
        "place": facts_of_place(answers),
    }
    return _show(request, "check", context, bad=bool(refused))


def _answers() -> steps.Answers:
    row = SetUp.objects.filter(pk=1).first()
    answers = dict(row.answers) if row else {}
    return answers | {"year": timezone.localdate(clock.real_now()).year}


def _open_before(name: str, answers: steps.Answers) -> str | None:
    """The first unanswered step before this one; empty when there is none."""
    before = steps.ORDER[: steps.ORDER.index(name)]
    return next((step for step in before if step not in answers), "")


def _around(name: str, answers: steps.Answers) -> dict[str, Any]:
    place = steps.ORDER.index(name)
    return {
        "step": name,
        "number": place + 1,
        "of": len(steps.ORDER),
        "back": _url(steps.ORDER[place - 1]) if place else "",
        "places": [steps.name_of(row) for row in reference.municipalities()] if name == "place" else [],
        "place": facts_of_place(answers) if name == "name" else [],
    }


def _url(name: str) -> str:
    return reverse("set-up:step", args=[name])


def _show(request: HttpRequest, page: str, context: dict[str, Any], *, bad: bool) -> HttpResponse:
    response = render(request, f"ops/first_start/{page}.html", context, status=422 if bad else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
