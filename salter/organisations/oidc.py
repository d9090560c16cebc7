"""Signing in through an OpenID Connect provider: authorization code with PKCE, state and nonce (decision 015).

allauth's client talks to the provider; what is believed is decided here: the signature of the ID token, its nonce, and
the level that the configured mapping gives to its `acr`. An account is found by issuer and subject, never by e-mail. An
identifier (such as a JMBG) is taken only from the claim that the installation has named as trusted.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from salter.organisations import rules
from salter.organisations.actions import open_account
from salter.organisations.levels import ORDER, highest, level_of_acr, reaches
from salter.organisations.models import Account

PROVIDER = "oidc"
ASYMMETRIC = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


class ProviderRefused(ValueError):
    """The provider, or what it said, cannot be relied on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of this installation, as its settings name it."""

    name: str
    issuer: str
    levels: Mapping[str, str]
    identifier_claim: str

    def reaches(self, level: str) -> bool:
        """Whether it can give that level."""
        return reaches(highest(self.levels.values()), level)

    def asking_for(self, level: str) -> str:
        """The `acr_values` that reach a level, the lowest first."""
        enough = [acr for acr, given in self.levels.items() if level and reaches(given, level)]
        return " ".join(sorted(enough, key=lambda acr: ORDER.index(self.levels[acr])))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who has signed in at the provider, checked."""

    issuer: str
    subject: str
    name: str
    email: str
    identifier: str
    level: str


@dataclass(frozen=True, slots=True)
class Link:
    """An account's link with a provider, as its owner sees it."""

    provider: str
    since: datetime | None


def providers() -> list[Provider]:
    """The configured provider, or nothing."""
    found: dict[str, Any] = settings.SALTER_OIDC
    return [Provider(found["name"], found["issuer"], found["levels"], found["identifier_claim"])] if found else []


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """allauth's client of the configured provider, coming back to our own page."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        """One address in whatever language, for providers compare it sign by sign."""
        with translation.override(settings.LANGUAGE_CODE):
            return request.build_absolute_uri(reverse("organisations:provider-back"))


def begin(request: HttpRequest, *, purpose: str, target: str, level: str = "") -> str:
    """The provider's address to go to; state, nonce and the PKCE verifier stay in the session.

    Raises ProviderRefused.
    """
    [configured] = providers()
    adapter = Adapter(request)
    provider = adapter.get_provider()
    pkce = provider.get_pkce_params()
    state = {
        "purpose": purpose,
        "next": target,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "verifier": pkce.pop("code_verifier"),
        "nonce": secrets.token_urlsafe(),
    }
    asked = {**pkce, "nonce": state["nonce"]}
    if acr := configured.asking_for(level):
        asked |= {"acr_values": acr}
    if purpose == "confirm":
        asked |= {"prompt": "login"}
    try:
        client = adapter.get_client(request, provider.app)
        address = adapter.authorize_url
    except (requests.RequestException, OAuth2Error, KeyError, ValueError) as error:
        raise ProviderRefused(_silent(configured)) from error
    client.state = statekit.stash_state(request, provider_id=PROVIDER, state=state)
    return str(client.get_redirect_url(address, provider.get_scope(), asked))


def _silent(provider: Provider) -> str:
    return _("%(name)s does not answer now. Nothing has changed; try again later, or choose another way.") % {
        "name": provider.name
    }


def _wrong(provider: Provider) -> str:
    return _("The answer of %(name)s could not be relied on. Nothing has changed; begin again.") % {
        "name": provider.name
    }


def finish(request: HttpRequest) -> tuple[dict[str, str], Identity]:
    """What was begun, and who has signed in at the provider.

    Raises ProviderRefused.
    """
    [configured] = providers()
    state = statekit.unstash_state(request, state_id=request.GET.get("state", ""), provider_id=PROVIDER)
    if state is None:
        raise ProviderRefused(_("This sign-in was begun too long ago, or in another browser. Begin again."))
    if "code" not in request.GET:
        raise ProviderRefused(
            _("Nothing was confirmed at %(name)s. Try again, or choose another way.") % {"name": configured.name}
        )
    try:
        claims = _claims(request, state)
    except requests.RequestException as error:
        raise ProviderRefused(_silent(configured)) from error
    except (OAuth2Error, KeyError, TypeError, ValueError) as error:
        raise ProviderRefused(_wrong(configured)) from error
    return state, identity(configured, claims)


def _claims(request: HttpRequest, state: Mapping[str, str]) -> dict[str, Any]:
    """The checked claims. Raises OAuth2Error, KeyError, requests.RequestException."""
    adapter = Adapter(request)
    app = adapter.get_provider().app
    config = adapter.openid_config
    if config["issuer"].rstrip("/") != settings.SALTER_OIDC["issuer"].rstrip("/"):
        raise OAuth2Error("another issuer than the configured one")
    client = adapter.get_client(request, app)
    answer = adapter.get_access_token_data(request, app, client, pkce_code_verifier=state["verifier"])
    alg, _key = jwtkit.fetch_key(answer["id_token"], config["jwks_uri"], jwtkit.lookup_kid_jwk)
    if alg not in ASYMMETRIC:
        raise OAuth2Error(f"an ID token signed by {alg}")
    token: dict[str, Any] = jwtkit.verify_and_decode(
        credential=answer["id_token"],
        keys_url=config["jwks_uri"],
        issuer=config["issuer"],
        audience=app.client_id,
        lookup_kid=jwtkit.lookup_kid_jwk,
    )
    if not constant_time_compare(str(token.get("nonce", "")), state["nonce"]):
        raise OAuth2Error("another nonce than the one that was sent")
    more = adapter._fetch_user_info(answer["access_token"]) if "userinfo_endpoint" in config else {}
    if more and more.get("sub") != token["sub"]:
        raise OAuth2Error("another subject in the user info")
    return {**more, **token}


def identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    """What is believed of the claims: e-mail only when verified, the identifier only from the trusted claim."""
    identifier = str(claims.get(provider.identifier_claim, "")) if provider.identifier_claim else ""
    return Identity(
        issuer=provider.issuer,
        subject=str(claims["sub"]),
        name=str(claims.get("name", ""))[:200],
        email=str(claims.get("email", ""))[:254] if claims.get("email_verified") is True else "",
        identifier=_checked(identifier),
        level=level_of_acr(str(claims.get("acr", "")), provider.levels),
    )


def _checked(identifier: str) -> str:
    try:
        return rules.check_identifier("person", identifier).value
    except ValidationError:
        return ""


def account_of(found: Identity) -> Account | None:
    """The account that is linked with the subject."""
    row = SocialAccount.objects.filter(provider=found.issuer[:200], uid=found.subject).select_related("user").first()
    return row.user if row else None


@transaction.atomic
def link(account: Account, found: Identity) -> None:
    """Link the account with the subject. Raises ProviderRefused when the subject is another account's."""
    row, _new = SocialAccount.objects.get_or_create(
        provider=found.issuer[:200], uid=found.subject, defaults={"user": account}
    )
    if row.user_id != account.pk:
        raise ProviderRefused(_("This sign-in belongs to another account here. Remove the link there first."))
    if found.identifier and account.citizen and not account.identifier and not _holder(found.identifier):
        account.identifier_kind, account.identifier = "jmbg", found.identifier
        account.save(update_fields=["identifier_kind", "identifier"])


def take_address(account: Account, found: Identity) -> bool:
    """Take the verified e-mail address for a citizen's account that has none; whether it was taken."""
    if not (account.citizen and found.email) or account.email:
        return False
    account.email = found.email
    account.save(update_fields=["email"])
    return True


@transaction.atomic
def unlink(account: Account) -> bool:
    """Remove the links of an account that has another way to sign in; whether there was any."""
    count, _by_table = SocialAccount.objects.filter(user=account).delete()
    return bool(count)


@transaction.atomic
def new_citizen(found: Identity) -> Account:
    """Open a citizen's account for somebody who comes for the first time.

    Raises ProviderRefused when an account with the same identifier exists: its owner signs in with it first.
    """
    if found.identifier and _holder(found.identifier):
        raise ProviderRefused(
            _("You already have an account here. Sign in to it first, then link it on the page “My security”.")
        )
    account = open_account(
        username=f"{PROVIDER}-{secrets.token_hex(8)}",
        name=found.name or _("Citizen"),
        identifier_kind="jmbg" if found.identifier else "",
        identifier=found.identifier,
        email=found.email,
    )
    link(account, found)
    return account


def _holder(identifier: str) -> bool:
    return Account.objects.filter(citizen=True, identifier=identifier).exists()


def links_of(account: Account) -> list[Link]:
    """The configured provider, and since when the account is linked with it."""
    rows = {row.provider: row.date_joined for row in SocialAccount.objects.filter(user=account)}
    return [Link(provider.name, rows.get(provider.issuer[:200])) for provider in providers()]


def masked(identifier: str) -> str:
    """An identifier that is not shown back in full: only its last two signs."""
    return "•" * (len(identifier) - 2) + identifier[-2:] if len(identifier) > 4 else ""
