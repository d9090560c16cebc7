"""Showing again who one is, in the middle of something: a higher level, or a fresh proof."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salter.organisations import attempts, factors, oidc, presence
from salter.organisations.devices import address_of, known_to
from salter.organisations.forms import CodeForm, PasswordForm
from salter.organisations.levels import Level, Method, reaches
from salter.organisations.models import Account
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.views.entry import counted, proven, safe, tell_failure, words_of_wait


@require_http_methods(["GET", "HEAD", "POST"])
@page(keeps=False, entry=True)
def confirm(request: OfficeRequest) -> HttpResponse:
    """The ways that reach the level which is asked for; then back to where it was asked."""
    account = request.viewer.account
    assert account is not None
    target = safe(request, request.POST.get("next") or request.GET.get("next", ""))
    needed = request.POST.get("level") or request.GET.get("level", "")
    password = PasswordForm(request.POST if "password" in request.POST else None)
    code = CodeForm(request.POST if "code" in request.POST else None)
    status = 200
    if request.method == "POST":
        method, status = _shown(request, account, password, code)
        if method is not None:
            presence.confirm(request, account, method)
            return redirect(target or reverse("home"))
    response = render(request, "organisations/confirm.html", _ways(account, needed, target, password, code))
    return counted(response, status)


def _ways(account: Account, needed: str, target: str, password: PasswordForm, code: CodeForm) -> dict[str, object]:
    """Only ways that are enough are offered."""
    held = factors.factors_of(account)
    enough = {method: reaches(presence.level_by(method), needed or Level.BASIC) for method in Method}
    providers = [one for one in oidc.providers() if not needed or one.reaches(needed)]
    ways = {
        "by_password": enough[Method.PASSWORD] and account.has_usable_password(),
        "by_code": enough[Method.CODE] and held.codes,
        "by_passkey": enough[Method.PASSKEY] and bool(held.passkeys),
        "providers": providers,
    }
    level = Level(needed).label if needed in Level.values else ""
    return {
        **ways,
        "none": not any(ways.values()),
        "password": password,
        "code": code,
        "form": password if password.is_bound else code,
        "next": target,
        "needed": needed,
        "level": level,
    }


def _shown(
    request: OfficeRequest, account: Account, password: PasswordForm, code: CodeForm
) -> tuple[Method | None, int]:
    """How somebody has shown who they are; else the form says why not. Also the status."""
    if not password.is_bound:
        return proven(request, account, code)
    if not password.is_valid():
        return None, 422
    attempt = attempts.Try(f"password {account.username.casefold()}", address_of(request), known_to(request, account))
    if wait := attempts.seconds_to_wait(attempt):
        password.add_error("password", words_of_wait(wait))
        return None, 429
    if authenticate(request, username=account.username, password=password.cleaned_data["password"]) is None:
        tell_failure(request, account, attempts.failed(attempt))
        password.add_error("password", _("The password is wrong. Nothing else has changed; try again."))
        return None, 422
    attempts.succeeded(attempt)
    return Method.PASSWORD, 200
