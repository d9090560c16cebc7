"""Pages by which trainees come into a class: the code, the place that it leads to, and in."""

from __future__ import annotations

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from salter.organisations import attempts
from salter.organisations.devices import address_of
from salter.organisations.middleware import default_organisation
from salter.organisations.models import Organisation
from salter.organisations.pages import KeptRefusal, OfficeRequest, page
from salter.training.classes import joining
from salter.training.classes.forms import CodeForm, EnterForm
from salter.training.classes.rules import spoken
from salter.training.models import Mode
from salter.training.seats.actions import HOST, is_seated
from salter.training.views import become

TOO_MANY = 300
"""So many wrong codes in an hour are taken from one address: a whole class behind it mistypes, nobody guesses."""


def host_of(request: OfficeRequest) -> Organisation | None:
    """The office whose classes are meant: also for who is in a practice office of another place now."""
    office = request.organisation
    if is_seated(office):
        return Organisation.objects.filter(pk=office.settings[HOST]).first()
    return default_organisation() if office.practice else office


@page(public=True)
def join(request: OfficeRequest) -> HttpResponse:
    """Where somebody types a code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("training:join-code", form.cleaned_data["code"])
    return render(request, "training/join.html", {"form": form}, status=422 if form.errors else 200)


@page(public=True)
def join_by(request: OfficeRequest, code: str) -> HttpResponse:
    """The place of a code, and into it; by the code of the class to a place of one's own first."""
    host = host_of(request)
    found = None if host is None or _guesses(request) else joining.find(host, code)
    if host is None or found is None:
        return _unknown(request, code)
    form = EnterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if found.seat is None:
                return redirect("training:join-code", joining.come_late(host, found.live))
            return _in(request, host, found, form.cleaned_data["name"])
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "live": found.live,
        "exercise": found.exercise,
        "exam": found.live.mode == Mode.EXAM,
        "seat": found.seat,
        "side": found.side,
        "code": spoken(code),
        "form": form,
        "here": request.organisation.practice,
    }
    return render(request, "training/join_place.html", context, status=422 if form.errors else 200)


def _in(request: OfficeRequest, host: Organisation, found: joining.Found, name: str) -> HttpResponse:
    office, post = joining.come_in(host, found, name)
    if request.user.is_authenticated:
        logout(request)
    become(request, office, post)
    return redirect("training:exercise", found.live.exercise)


def _guess(request: OfficeRequest) -> attempts.Try:
    address = address_of(request)
    return attempts.Try("a place in a class", address, device=address or "?")


def _guesses(request: OfficeRequest) -> bool:
    return attempts.failures(_guess(request)) >= TOO_MANY


def _unknown(request: OfficeRequest, code: str) -> HttpResponse:
    """A wrong code is counted, and its form stays."""
    form = CodeForm({"code": code})
    if _guesses(request):
        words = _("Too many wrong codes came from this address. Wait for an hour, or ask the trainer.")
    else:
        attempts.failed(_guess(request))
        words = _("No open class has this code. Look at your slip again, or ask the trainer.")
    form.add_error("code", words)
    content = render(request, "training/join.html", {"form": form}).content
    return KeptRefusal(content, status=404)
