"""Pages of standing practice: opening the copy, going into it as somebody, coming back, giving it up."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salter.organisations.access import NotAllowed
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.tenancy import scope
from salter.registry.navigation import STAFF
from salter.registry.views.common import done_once, show
from salter.signatures.actions import uses_test_keys
from salter.training.standing import actions, queries
from salter.training.standing.actions import MANAGES


@require_GET
@page(*STAFF)
def own(request: OfficeRequest) -> HttpResponse:
    """What it is, whom one can be in it, and for who leads the office: opening it, making it anew, giving it up."""
    viewer, within = request.viewer, queries.is_standing(request.organisation)
    row = queries.standing_of(viewer)
    context = {
        "row": row,
        "within": within,
        "elsewhere": request.organisation.practice and not within,
        "people": queries.people(viewer, row) if row else [],
        "manages": viewer.has(*MANAGES) and not request.organisation.practice,
        "signs": uses_test_keys(),
    }
    return show(request, "training/standing/own.html", context)


@require_POST
@page(*MANAGES)
def open_anew(request: OfficeRequest) -> HttpResponse:
    """Open it, or make it anew from what the office has now."""

    def do() -> tuple[str, str | Promise]:
        actions.open_anew(request.viewer, names=bool(request.POST.get("names")))
        return reverse("training:own"), _("The practice copy is ready. Nothing leaves it.")

    try:
        return done_once(request, do)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("training:own")


@require_POST
@page(*STAFF)
def enter(request: OfficeRequest) -> HttpResponse:
    """Go on as somebody of the copy; whoever was signed in before is signed out."""
    row = queries.standing_of(request.viewer)
    if request.organisation.practice and not queries.is_standing(request.organisation):
        raise NotAllowed(_("This practice office is not a copy of an office."))
    account = queries.account_of(row, request.POST.get("key", "")) if row else None
    if row is None or account is None:
        raise Http404
    with scope(row.practice_id):
        login(request, account)
    return redirect("home")


@require_POST
@page()
def leave(request: OfficeRequest) -> HttpResponse:
    """Out of the copy; it stays as it is."""
    if not queries.is_standing(request.organisation):
        raise NotAllowed(_("This practice office is not a copy of an office."))
    request.session.flush()
    return redirect("organisations:sign-in")


@require_POST
@page(*MANAGES)
def give_up(request: OfficeRequest) -> HttpResponse:
    """The copy goes, with all that was practised in it."""

    def do() -> tuple[str, str | Promise]:
        actions.dispose(request.viewer)
        return reverse("training:own"), _("The practice copy was given up. Your office is as it was.")

    return done_once(request, do)
