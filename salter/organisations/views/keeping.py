"""What is kept for somebody: forms that could not be sent."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.decorators.http import require_http_methods

from salter.organisations import kept, pages
from salter.organisations.models import KeptForm
from salter.organisations.pages import Door, OfficeRequest, page


@require_http_methods(["GET", "HEAD", "POST"])
@page(keeps=False, entry=True)
def kept_form(request: OfficeRequest, form_id: UUID) -> HttpResponse:
    """A kept form: its words and files, to be put back into its page, sent as it is, or discarded."""
    account = request.viewer.account
    try:
        if account is None:
            raise KeptForm.DoesNotExist
        form = kept.opened(account, form_id)
    except KeptForm.DoesNotExist:
        return render(request, "organisations/kept_other.html", {"days": settings.SALTER_KEPT_DAYS}, status=404)
    if request.method == "POST":
        kept.discard(account, form.pk)
        messages.success(request, _("The kept form is discarded."))
        return redirect("home")
    shown = [(name.replace("_", " "), " · ".join(filter(None, values))) for name, values in form.fields.items()]
    context = {"kept": form, "shown": [row for row in shown if row[1]], "whole": kept.WHOLE, "of": kept.KEPT}
    return render(request, "organisations/kept.html", context)


@page(entry=True)
def all_kept(request: OfficeRequest) -> HttpResponse:
    """Every form that is kept for who is signed in."""
    rows = kept.all_of(request.viewer.account) if request.viewer.account else []
    return render(request, "organisations/kept_all.html", {"rows": rows})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with a token of an earlier session is kept for its owner, as if the session had ended."""
    office = cast(OfficeRequest, request)
    if request.path == reverse("organisations:sign-in"):
        messages.warning(request, _("This page was open for long, so nothing was sent. Sign in here."))
        return redirect("organisations:sign-in")
    door = _door(request)
    if door is None or not door.keeps or getattr(office, "organisation", None) is None:
        return plain_csrf_failure(request, reason)
    owner = kept.owner_of(request)
    if owner is None:
        return plain_csrf_failure(request, reason)
    if owner == office.viewer.account:
        return redirect(reverse("organisations:kept", args=[kept.keep(request, owner).pk]))
    return pages.to_sign_in(request, door)


def _door(request: HttpRequest) -> Door | None:
    try:
        found = getattr(resolve(request.path_info).func, "door", None)
    except Resolver404:
        return None
    return found if isinstance(found, Door) else None
