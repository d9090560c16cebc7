"""A mailbox opened by OAuth: a real token service (npm oidc-provider) and a real mail server (dovecot) that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.organisations.models import Role
from salter.registry.forms.mail import FIELDS
from salter.registry.mail import actions
from salter.registry.mail.problems import MailProblem, said
from salter.registry.models import Incoming, MailAccount
from tests.registry.test_mail import SignIn, account, built, fetch, raw
from tests.support.imap import USER, Server, dovecot, free_port
from tests.support.office import Office
from tests.support.oidc_provider import provider

SECRET = "tajna/+ %"  # what has to be encoded on its way


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of a service that gives tokens to `pisarnica`."""
    with provider(free_port(), "http://127.0.0.1/", {}) as address:
        yield address


@pytest.fixture(scope="module", params=["oauthbearer", "xoauth2"])
def server(request: pytest.FixtureRequest, service: str) -> Iterator[Server]:
    """A mail server that takes tokens by one of the two mechanisms."""
    looks = service.replace("//", f"//{USER}:{quote(quote(SECRET, safe=''), safe='')}@") + "/token/introspection"
    with dovecot(introspection=looks, mechanism=request.param) as server:
        yield server


def by_token(office: Office, service: str, port: int, **more: Any) -> MailAccount:
    """The mailbox as the administrator sets it up."""
    given = {"sign_in": "oauth", "token_url": f"{service}/token", "client_id": USER, "token_scope": ""}
    row = account(office, port, **{**given, **more})
    return actions.keep_account(office.viewer(Role.ADMINISTRATOR), account=row, password=SECRET, **_as_given(row))


def _as_given(row: MailAccount) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


@pytest.mark.needs("dovecot", "node")
def test_letters_come_by_a_token_that_is_asked_for_in_each_run(office: Office, service: str, server: Server) -> None:
    row = by_token(office, service, server.port)
    server.deliver(raw(built(1)))
    assert fetch(office, row).taken == 1
    server.deliver(raw(built(2)))
    assert fetch(office, row).taken == 1
    assert Incoming.objects.count() == 2


@pytest.mark.needs("dovecot", "node")
def test_a_token_for_somebody_else_opens_nothing(office: Office, service: str, server: Server) -> None:
    row = by_token(office, service, server.port, username="drugi")
    with pytest.raises(MailProblem) as problem:
        fetch(office, row)
    assert problem.value.code == "login"


@pytest.mark.needs("node")
def test_what_the_service_refuses_is_told_with_its_reason(office: Office, service: str) -> None:
    row = by_token(office, service, 1)
    actions.keep_account(office.viewer(Role.ADMINISTRATOR), account=row, password="pogresna", **_as_given(row))
    with pytest.raises(MailProblem) as problem:
        fetch(office, row)
    assert problem.value.code == "token"
    assert "invalid_client" in problem.value.detail
    assert said("token") != said("login")


def test_a_service_that_is_away_is_asked_again(office: Office) -> None:
    row = by_token(office, f"http://127.0.0.1:{free_port()}", 1)
    with pytest.raises(MailProblem) as problem:
        fetch(office, row)
    assert problem.value.code == "token-away"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"token_url": "http://login.primer.rs/token"}, "token_url"),
        ({"token_url": ""}, "token_url"),
        ({"client_id": ""}, "client_id"),
    ],
)
def test_what_is_missing_is_said_at_its_field(office: Office, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        by_token(office, "https://login.primer.rs", 1, **given)
    assert refused.value.code == code


def test_another_way_of_signing_in_needs_its_own_secret(office: Office, client_as: SignIn) -> None:
    row = account(office, 1)
    form = {
        **{name: str(value) for name, value in _as_given(row).items() if value is not False},
        "security": "tls",
        "sign_in": "oauth",
        "client_id": "salter",
        "token_url": "https://login.primer.rs/token",
        "form_key": "k",
    }
    place = reverse("registry:mail-account", args=[row.pk])
    client = client_as(Role.ADMINISTRATOR)
    assert client.post(place, form).status_code == 422
    assert client.post(place, {**form, "password": SECRET}).status_code == 302
    row.refresh_from_db()
    assert (row.sign_in, row.client_id) == ("oauth", "salter")
