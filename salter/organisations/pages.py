"""What every page shares: who may open it, how sure we must be of it, and how the refusals of actions become pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from salter.organisations import acting, clock, kept, presence
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.levels import is_fresh, reaches
from salter.organisations.models import Account, Organisation, Role
from salter.organisations.putting_back import put_back

P = ParamSpec("P")


class OfficeRequest(HttpRequest):
    """A request after OrganisationMiddleware."""

    organisation: Organisation
    viewer: Viewer


View = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]
Needed = Callable[[OfficeRequest, dict[str, Any]], str]
"""Gives the level of assurance that a page needs, from the request and the values of its address."""


class KeptRefusal(HttpResponse):
    """A refusal with which the form was kept: what was kept stays (OrganisationMiddleware)."""

    keeps_writes = True


@dataclass(frozen=True, slots=True)
class Door:
    """What stands at the door of a page."""

    roles: tuple[Role, ...] = ()
    public: bool = False
    assurance: str | Needed = ""
    fresh: bool = False
    keeps: bool = True
    entry: bool = False


def page(
    *roles: Role,
    public: bool = False,
    assurance: str | Needed = "",
    fresh: bool = False,
    keeps: bool = True,
    entry: bool = False,
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for signed-in people (holding one of `roles`, when given), or for everybody when `public`.

    `assurance` is the level that it needs; `fresh` asks who signed in long ago to show again who they are. A form that
    cannot be taken for either, or because the session has ended, is kept for its owner, unless `keeps` is off (forms
    with passwords). `entry` pages are open to who has still to set up a second factor. What an action or query refuses
    becomes 403, what it does not find 404.
    """
    door = Door(roles, public, assurance, fresh, keeps, entry)

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            office = cast(OfficeRequest, request)
            if office.organisation is None:
                raise Http404
            try:
                if stopped := at_door(office, door, dict(kwargs)):
                    return stopped
                restored = resumed(office)
                response = view(office, *args, **kwargs)
            except acting.MandateOver as refused:
                return mandate_over(office, door, str(refused))
            except NotAllowed as refused:
                raise PermissionDenied(*refused.args) from refused
            except ObjectDoesNotExist as missing:
                if words := acting.lately_ended(office.viewer) if request.method == "POST" else "":
                    return mandate_over(office, door, words)
                raise Http404 from missing
            if restored and response.status_code < 400:
                kept.discard(*restored)
            return put_back(office, office.viewer.account, response)

        cast(Any, wrapped).roles, cast(Any, wrapped).public, cast(Any, wrapped).door = roles, public, door
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], wrapped)

    return decorate


def resumed(request: OfficeRequest) -> tuple[Account, UUID] | None:
    """Put what was kept into the form that comes from it; whose, and which."""
    account = request.viewer.account
    if request.method != "POST" or kept.KEPT not in request.POST or account is None:
        return None
    form = kept.restore(request, account)
    return (account, form) if form else None


def at_door(request: OfficeRequest, door: Door, values: dict[str, Any]) -> HttpResponseBase | None:
    """What stands between the visitor and the page, if anything. Raises NotAllowed."""
    account = request.viewer.account
    if not door.public and account is None:
        return to_sign_in(request, door)
    if account is None:
        return None
    if request.session.get(presence.MUST_SET_UP) and not door.entry:
        return redirect("organisations:security")
    if door.roles:
        acting.admit(request.viewer, door.roles)
    needed = door.assurance(request, values) if callable(door.assurance) else door.assurance
    held = presence.assurance_of(request)
    enough = not needed or reaches(held.level, needed)
    fresh = not door.fresh or (held.at is not None and is_fresh(held.at, clock.real_now()))
    return None if enough and fresh else to_confirm(request, door, account, needed)


def to_sign_in(request: HttpRequest, door: Door) -> HttpResponse:
    """To the sign-in page, with the form kept when it is somebody's."""
    owner = kept.owner_of(request) if request.method == "POST" and door.keeps else None
    if owner is None:
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(reverse("organisations:kept", args=[_kept(request, owner)]))


def to_confirm(request: HttpRequest, door: Door, account: Account, needed: str) -> HttpResponse:
    """To the page where somebody shows again who they are, and from there back, with the form as it was."""
    target = request.get_full_path()
    if request.method == "POST":
        target = reverse("organisations:kept", args=[_kept(request, account)]) if door.keeps else reverse("home")
    asked = {"next": target, **({"level": needed} if needed else {})}
    return redirect(f"{reverse('organisations:confirm')}?{urlencode(asked)}")


def mandate_over(request: OfficeRequest, door: Door, words: str) -> HttpResponse:
    """What a deputy sends after the mandate has ended is not done, and it is kept: nothing that was written is lost."""
    account = request.viewer.account
    form = _kept(request, account) if request.method == "POST" and door.keeps and account else None
    content = render_to_string("organisations/mandate_over.html", {"words": words, "form": form}, request)
    return KeptRefusal(content, status=403) if form else HttpResponse(content, status=403)


def _kept(request: HttpRequest, owner: Account) -> object:
    """The id of the form that is kept now; one that it came from is in it."""
    before = kept.restore(request, owner) if kept.KEPT in request.POST else None
    form = kept.keep(request, owner)
    if before:
        kept.discard(owner, before)
    presence.record((request, owner), "form.kept")
    return form.pk


def number_of(text: str) -> int:
    """A whole number of an address, as far as the database counts; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
