"""What is believed of a provider, and whose account it opens; the real flow is in tests/journeys/test_signing_in.py."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client, override_settings

from salter.ops.config import Config, oidc_apps
from salter.organisations import oidc
from salter.organisations.identifiers import make_test_jmbg
from salter.organisations.models import Account, Role
from tests.support.office import Office

JMBG = make_test_jmbg(date(1991, 2, 3), True, 5)
CLAIMS = {"sub": "s-1", "name": "Ана", "email": "ana@example.org", "email_verified": True, "jmbg": JMBG, "acr": "hi"}


def provider(claim: str = "jmbg") -> oidc.Provider:
    """A provider that is trusted for one claim."""
    return oidc.Provider("Пробни", "https://issuer.example", {"hi": "high", "mid": "substantial"}, claim)


@pytest.mark.parametrize(
    ("claim", "changed", "identifier", "email", "level"),
    [
        ("jmbg", {}, JMBG, "ana@example.org", "high"),
        ("", {}, "", "ana@example.org", "high"),
        ("jmbg", {"jmbg": "1234567890123"}, "", "ana@example.org", "high"),
        ("jmbg", {"email_verified": False}, JMBG, "", "high"),
        ("jmbg", {"email_verified": "true"}, JMBG, "", "high"),
        ("jmbg", {"acr": "unheard"}, JMBG, "ana@example.org", "basic"),
        ("jmbg", {"acr": None}, JMBG, "ana@example.org", "basic"),
    ],
)
def test_no_more_is_believed_than_the_installation_trusts(
    claim: str, changed: dict[str, Any], identifier: str, email: str, level: str
) -> None:
    found = oidc.identity(provider(claim), {**CLAIMS, **changed})
    assert (found.identifier, found.email, found.level) == (identifier, email, level)


def test_a_level_is_asked_for_by_the_acr_that_reach_it() -> None:
    assert provider().asking_for("substantial") == "mid hi"
    assert provider().asking_for("high") == "hi"
    assert provider().asking_for("") == ""
    assert provider().reaches("high")


def test_the_same_mail_is_not_the_same_person(office: Office) -> None:
    Account.objects.filter(pk=office.account(Role.CITIZEN).pk).update(email="ana@example.org")
    found = oidc.identity(provider(), CLAIMS)
    assert oidc.account_of(found) is None
    account = oidc.new_citizen(found)
    assert account != office.account(Role.CITIZEN)
    assert oidc.account_of(found) == account
    other_issuer = oidc.Identity("https://other.example", found.subject, "", "", "", "basic")
    assert oidc.account_of(other_issuer) is None


def test_an_account_without_an_address_takes_the_verified_one(office: Office) -> None:
    account, found = office.account(Role.CITIZEN), oidc.identity(provider(), CLAIMS)
    assert not oidc.take_address(office.account(Role.HANDLER), found)
    assert not oidc.take_address(account, oidc.identity(provider(), {**CLAIMS, "email_verified": False}))
    assert oidc.take_address(account, found)
    assert not oidc.take_address(account, oidc.identity(provider(), {**CLAIMS, "email": "drugi@example.org"}))
    assert Account.objects.get(pk=account.pk).email == "ana@example.org"


def test_an_existing_account_is_linked_only_by_its_owner(office: Office) -> None:
    owner = office.account(Role.CITIZEN)
    Account.objects.filter(pk=owner.pk).update(identifier=JMBG)
    found = oidc.identity(provider(), CLAIMS)
    with pytest.raises(oidc.ProviderRefused, match="Моја безбедност|My security"):
        oidc.new_citizen(found)
    oidc.link(owner, found)
    assert oidc.account_of(found) == owner
    with pytest.raises(oidc.ProviderRefused):
        oidc.link(office.account(Role.COMPANY), found)


def test_an_identifier_is_never_shown_in_full() -> None:
    assert oidc.masked(JMBG) == "•" * 11 + JMBG[-2:]
    assert oidc.masked("") == ""


def test_settings_name_the_levels() -> None:
    config = Config(
        oidc_issuer="https://issuer.example",
        oidc_levels="urn:a=b:low=basic, urn:high=high",
        oidc_client_id="c",
        oidc_client_secret="s",
    )
    assert config.oidc()["levels"] == {"urn:a=b:low": "basic", "urn:high": "high"}
    assert config.oidc()["name"] == "issuer.example"
    [app] = oidc_apps(config.oidc())
    assert app["settings"]["oauth_pkce_enabled"] is True
    assert oidc_apps(Config().oidc()) == []


def test_a_provider_that_is_silent_is_said_so(office: Office) -> None:
    configured = Config(oidc_issuer="http://127.0.0.1:9", oidc_name="Нема га").oidc()
    apps = {"openid_connect": {"APPS": oidc_apps(configured)}}
    with override_settings(SALTER_OIDC=configured, SOCIALACCOUNT_PROVIDERS=apps):
        browser = Client()
        answer = browser.get("/en/sign-in/provider/", follow=True)
    assert "Нема га does not answer now" in answer.content.decode()
    assert Client().get("/en/sign-in/provider/").status_code == 404
