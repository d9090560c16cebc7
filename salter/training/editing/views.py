"""Pages for who writes exercises: the list, the text with its faults, preview, difference, trial, publishing, and what
steps are called in Pisarnica."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.organisations.administration.common import done
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.training.editing import actions, library, previews, queries, trials
from salter.training.editing.actions import WRITERS
from salter.training.editing.difference import difference
from salter.training.editing.forms import NewForm, TextForm, ThereForm
from salter.training.editing.models import OwnExercise
from salter.training.exercises.format import digest_of
from salter.training.exercises.library import texts

FILE, RELEASE = "file", "release"
"""What else than a version a text is compared with: the file of this release; and that with the one before."""


def _show(request: OfficeRequest, name: str, context: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    return render(request, f"training/editing/{name}.html", context, status=422 if bad else 200)


def _own(request: OfficeRequest, key: UUID, here: str) -> dict[str, Any]:
    """The exercise of an address, with what stands on each of its pages."""
    own = queries.own_exercise(request.viewer, key)
    versions = queries.versions(request.viewer, own)
    found, faults = library.parsed(own.text)
    places = [
        ("write", _("Text")),
        ("write-preview", _("Preview")),
        ("write-difference", _("Difference")),
        ("write-try", _("Try it")),
    ]
    tabs = [
        {"url": reverse(f"training:{name}", args=[own.pk]), "label": label, "current": name == here}
        for name, label in places
    ]
    offered = library.newest(versions).get(own.code)
    return {
        "own": own,
        "versions": versions,
        "offered": offered,
        "changed": offered is None or offered.text != own.text,
        "found": found,
        "faults": faults,
        "newer_file": queries.newer_file(own),
        "tabs": tabs,
        "there_url": reverse("training:write-there", args=[own.code]) if found else "",
    }


@require_GET
@page(*WRITERS)
def written(request: OfficeRequest) -> HttpResponse:
    """Every exercise, what is offered of it, and what is wrong."""
    return _show(request, "list", {"rows": queries.rows(request.viewer)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(*WRITERS)
def new(request: OfficeRequest) -> HttpResponse:
    """Begin an exercise; with `own` the office's own version of one that comes with Šalter."""
    sources = queries.to_copy(request.viewer)
    own = request.POST.get("own", "")
    if own:
        return _begin_own(request, own)
    form = NewForm(request.POST or None, sources=sources, initial={"source": request.GET.get("source", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin_writing(request.viewer, **form.cleaned_data)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            return redirect("training:write", row.pk)
    return _show(request, "new", {"form": form}, bad=bool(form.errors))


def _begin_own(request: OfficeRequest, code: str) -> HttpResponse:
    if code not in texts():
        raise Http404
    there = OwnExercise.objects.filter(organisation=request.organisation, code=code).first()
    row = there or actions.begin_writing(request.viewer, code=code, source=code)
    return redirect("training:write", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*WRITERS)
def text(request: OfficeRequest, key: UUID) -> HttpResponse:
    """The text of an exercise with the number of each line and what is wrong with it; it is kept with its faults."""
    context = _own(request, key, "write")
    own: OwnExercise = context["own"]
    form = TextForm(request.POST or None, initial={"text": own.text, "was": digest_of(own.text)})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.keep_draft(request.viewer, exercise=own, **form.cleaned_data)
        except ValidationError as refused:
            form.refuse(refused)
            if (
                getattr(refused, "code", "") == "meanwhile"
            ):  # what the colleague wrote was seen: the next time it is kept
                form.data = {**request.POST.dict(), "was": digest_of(own.text)}
        else:
            faults = library.parsed(row.text)[1]
            messages.success(request, _("Kept. It still has faults.") if faults else _("Kept."))
            return redirect("training:write", key)
    shown = str(form["text"].value() or "").replace("\r\n", "\n")
    lines = previews.lines(shown, library.parsed(shown)[1])
    form.fields["text"].widget.attrs["rows"] = len(lines)
    context |= {"form": form, "lines": lines, "other": difference(own.text, shown) if form.errors else []}
    return _show(request, "text", context, bad=bool(form.errors))


@require_GET
@page(*WRITERS)
def preview(request: OfficeRequest, key: UUID) -> HttpResponse:
    """Guide and steps as a trainee sees them, all at once."""
    context = _own(request, key, "write-preview")
    steps = previews.steps(request.organisation, context["found"]) if context["found"] else []
    return _show(request, "preview", context | {"steps": steps})


@require_GET
@page(*WRITERS)
def differs(request: OfficeRequest, key: UUID) -> HttpResponse:
    """What is being written beside a version, or beside the file that comes with Šalter; and two states of that."""
    context = _own(request, key, "write-difference")
    own: OwnExercise = context["own"]
    file = texts().get(own.code, "")
    before = {str(one.number): one.text for one in context["versions"]} | ({FILE: file} if file else {})
    chosen = request.GET.get("with", "") or next(iter(before), "")
    release = chosen == RELEASE and context["newer_file"]
    if chosen and chosen not in before and not release:
        raise Http404
    old, now = (own.base, file) if release else (before.get(chosen, ""), own.text)
    context |= {"chosen": chosen, "file": file, "places": difference(old, now) if chosen else []}
    return _show(request, "difference", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*WRITERS)
def trial(request: OfficeRequest, key: UUID) -> HttpResponse:
    """What the automatic player found; a button lets it try the text as it is."""
    context = _own(request, key, "write-try")
    if request.method == "POST":

        def deed() -> str:
            trials.try_out(request.viewer, exercise=context["own"])
            return _("The automatic player does it now, once for each mistake. This page shows how it went.")

        return done(request, deed, to=reverse("training:write-try", args=[key]))
    newest = queries.trial(request.viewer, context["own"])
    rounds = previews.rounds(newest, context["own"].text) if newest else []
    return _show(request, "trial", context | {"trial": newest, "rounds": rounds, "wrong": previews.wrong(rounds)})


@require_POST
@page(*WRITERS)
def publish(request: OfficeRequest, key: UUID) -> HttpResponse:
    """Offer the text to trainees as the next version."""

    def deed() -> str:
        own = queries.own_exercise(request.viewer, key)
        shown = queries.was_shown(request.viewer, own)
        row = actions.publish(request.viewer, exercise=own)
        words = _("Version %(number)s is offered to trainees now.")
        if not shown:
            words = _("Version %(number)s is offered now. The automatic player has not shown yet that it can be done.")
        return words % {"number": row.number}

    return done(request, deed, to=reverse("training:write", args=[key]))


@require_POST
@page(*WRITERS)
def take_back(request: OfficeRequest, key: UUID) -> HttpResponse:
    """Offer the newest version no more."""

    def deed() -> str:
        row = actions.take_back(request.viewer, exercise=queries.own_exercise(request.viewer, key))
        return _("Version %(number)s was taken back. Who has begun it may finish it.") % {"number": row.number}

    return done(request, deed, to=reverse("training:write", args=[key]))


@require_POST
@page(*WRITERS)
def forget(request: OfficeRequest, key: UUID) -> HttpResponse:
    """Throw away what was never published."""
    own = queries.own_exercise(request.viewer, key)
    try:
        actions.forget(request.viewer, exercise=own)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("training:write", key)
    messages.success(request, _("“%(title)s” was thrown away.") % {"title": own.title})
    return redirect("training:written")


@require_POST
@page(*WRITERS)
def compared(request: OfficeRequest, key: UUID) -> HttpResponse:
    """Note that what a release changed in the file was looked at."""

    def deed() -> str:
        actions.see_release(request.viewer, exercise=queries.own_exercise(request.viewer, key))
        return _("Noted. You are told again when a release changes the file once more.")

    return done(request, deed, to=reverse("training:write", args=[key]))


@require_http_methods(["GET", "HEAD", "POST"])
@page(*WRITERS)
def there(request: OfficeRequest, code: str) -> HttpResponse:
    """What each step is called in Pisarnica: a small form a step."""
    exercise = queries.exercise_for_notes(request.viewer, code)
    found = queries.steps_there(request.viewer, code)
    sent = number_of(request.POST.get("place", "0")) if request.method == "POST" else -1
    forms = [
        ThereForm(request.POST if place == sent else None, note=note, step=step.key, auto=f"step{place}")
        for place, (step, note) in enumerate(found)
    ]
    if request.method == "POST":
        if sent >= len(forms):
            raise Http404
        form = forms[sent]
        if form.is_valid() and _name_there(request, code, form):
            messages.success(request, _("Noted. It stands beside that step now."))
            return redirect("training:write-there", code)
    rows = [{"step": step, "note": note, "form": form} for (step, note), form in zip(found, forms, strict=True)]
    context = {"exercise": exercise, "rows": rows, "forms": forms, "form": forms[sent] if sent >= 0 else None}
    return _show(request, "there", context, bad=any(form.errors for form in forms))


def _name_there(request: OfficeRequest, code: str, form: ThereForm) -> bool:
    try:
        actions.name_there(request.viewer, code=code, step=form.step, **form.cleaned_data)
    except ValidationError as refused:
        form.refuse(refused)
    return not form.errors
