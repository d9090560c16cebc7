"""Signing in through the configured OpenID Connect provider, linking an account with it, confirming by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salter.organisations import oidc, presence
from salter.organisations.factors import factors_of
from salter.organisations.levels import Method
from salter.organisations.models import Account
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.views.entry import admitted, safe


@require_GET
def provider(request: HttpRequest) -> HttpResponse:
    """To the provider: to sign in, or, for who is signed in, to confirm (`for=confirm`)."""
    purpose = "confirm" if request.GET.get("for") == "confirm" and request.user.is_authenticated else "sign-in"
    return _go(request, purpose, safe(request, request.GET.get("next", "")), request.GET.get("level", ""))


@require_GET
@page(fresh=True, keeps=False)
def provider_link(request: OfficeRequest) -> HttpResponse:
    """Link the own account: the person signs in at the provider as well."""
    return _go(request, "link", reverse("organisations:security"))


@require_POST
@page(fresh=True, keeps=False)
def provider_unlink(request: OfficeRequest) -> HttpResponse:
    """Remove the link; who could not come in without it keeps it."""
    own = cast(Account, request.viewer.account)
    if not own.has_usable_password() and not factors_of(own).passkeys:
        messages.error(request, _("This is your only way to sign in. Add a passkey first."))
    elif oidc.unlink(own):
        [configured] = oidc.providers()
        presence.record((request, own), "provider.unlinked", body={"provider": configured.name})
        messages.success(request, _("The link is removed."))
    return redirect("organisations:security")


def _go(request: HttpRequest, purpose: str, target: str, level: str = "") -> HttpResponse:
    if not oidc.providers():
        raise Http404
    try:
        return redirect(oidc.begin(request, purpose=purpose, target=target, level=level))
    except oidc.ProviderRefused as refused:
        return _back(request, refused)


def _back(request: HttpRequest, refused: oidc.ProviderRefused) -> HttpResponse:
    messages.error(request, str(refused))
    signed_in = request.user.is_authenticated
    return redirect("organisations:security" if signed_in else "organisations:sign-in")


@require_GET
def provider_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider."""
    if not oidc.providers():
        raise Http404
    try:
        state, found = oidc.finish(request)
    except oidc.ProviderRefused as refused:
        return _back(request, refused)
    with translation.override(state["language"]):  # the provider knows one address, in one language
        try:
            return _believed(request, state, found)
        except oidc.ProviderRefused as refused:
            return _back(request, refused)


def _believed(request: HttpRequest, state: Mapping[str, str], found: oidc.Identity) -> HttpResponse:
    if state["purpose"] == "link":
        return _link(request, found)
    if state["purpose"] == "confirm":
        return _confirm(request, found, state["next"])
    return _sign_in(request, found, state["next"])


def _sign_in(request: HttpRequest, found: oidc.Identity, target: str) -> HttpResponse:
    account = oidc.account_of(found)
    if account is None:
        account = oidc.new_citizen(found)
        presence.record((request, account), "provider.linked", body={"provider": oidc.providers()[0].name})
    if not account.is_active:
        raise oidc.ProviderRefused(_("This account is closed. Ask the administrator of your office."))
    _take_address(request, account, found)
    return admitted(request, account, Method.PROVIDER, target, found.level)


def _confirm(request: HttpRequest, found: oidc.Identity, target: str) -> HttpResponse:
    if not request.user.is_authenticated or oidc.account_of(found) != request.user:
        raise oidc.ProviderRefused(_("Somebody else has signed in at the provider. Nothing was confirmed."))
    presence.confirm(request, request.user, Method.PROVIDER, found.level)
    return redirect(safe(request, target) or reverse("home"))


def _link(request: HttpRequest, found: oidc.Identity) -> HttpResponse:
    if not request.user.is_authenticated:
        raise oidc.ProviderRefused(_("Your session has ended meanwhile. Sign in and begin again."))
    oidc.link(request.user, found)
    presence.record((request, request.user), "provider.linked", body={"provider": oidc.providers()[0].name})
    _take_address(request, request.user, found)
    messages.success(request, _("The account is linked."))
    return redirect("organisations:security")


def _take_address(request: HttpRequest, account: Account, found: oidc.Identity) -> None:
    if oidc.take_address(account, found):
        presence.record((request, account), "provider.address")
