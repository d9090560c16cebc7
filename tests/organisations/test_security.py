"""My security: codes, recovery codes, passwords, sessions, tokens; what is asked first, and what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.actions import issue_token
from salter.organisations.models import Account, ApiToken, Attempts, Role
from salter.organisations.presence import ASSURANCE
from tests.support.office import Office

PASSWORD = "четири речи у низу"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Pages in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def clerk(office: Office) -> Account:
    """A clerk with a password."""
    account = office.account(Role.REGISTRY_CLERK)
    account.set_password(PASSWORD)
    account.save()
    return account


def codes_of(secret: str, offset: int = 0) -> str:
    """The code that a phone shows, or an earlier or later one."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + offset)))


def by_password(account: Account) -> Client:
    """A browser after the password."""
    browser = Client()
    answer = browser.post("/en/sign-in/", {"username": account.username, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def with_codes(account: Account) -> tuple[Client, str, list[str]]:
    """Somebody who has set up one-time codes: browser, secret, recovery codes."""
    browser = by_password(account)
    page = browser.get("/en/security/codes/").content.decode()
    assert "<svg" in page
    secret = browser.session["secret_of_codes"]
    assert secret in page.replace(" ", "")
    shown = browser.post("/en/security/codes/", {"code": codes_of(secret, -1)}).content.decode()
    return browser, secret, re.findall(r"<code>(\d{8})</code>", shown)


def test_a_code_follows_the_password_and_raises_the_level(clerk: Account) -> None:
    _browser, secret, recovery = with_codes(clerk)
    assert len(recovery) == 10
    fresh = by_password(clerk)
    assert ASSURANCE not in fresh.session
    assert fresh.get("/cases/").status_code == 302  # not signed in yet
    code = codes_of(secret)
    assert fresh.post("/en/sign-in/second/", {"code": code}).status_code == 302
    assert fresh.session[ASSURANCE]["level"] == "substantial"
    assert fresh.get("/cases/").status_code == 200
    again = by_password(clerk)
    refused = again.post("/en/sign-in/second/", {"code": code})
    assert refused.status_code == 422
    assert "used already" in refused.content.decode()
    assert again.post("/en/sign-in/second/", {"code": recovery[3]}).status_code == 302
    once_more = by_password(clerk)
    assert once_more.post("/en/sign-in/second/", {"code": recovery[3]}).status_code == 422


def test_guessing_codes_is_slowed(clerk: Account) -> None:
    _browser, secret, _recovery = with_codes(clerk)
    guesser = by_password(clerk)
    codes = [guesser.post("/en/sign-in/second/", {"code": "000000"}).status_code for _time in range(5)]
    assert codes == [422, 422, 422, 422, 429]
    Attempts.objects.update(last_at=clock.real_now() - timedelta(seconds=60))
    assert guesser.post("/en/sign-in/second/", {"code": codes_of(secret)}).status_code == 302


def test_secrets_of_codes_lie_encrypted(clerk: Account) -> None:
    _browser, secret, recovery = with_codes(clerk)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in recovery)


def test_a_wrong_first_code_sets_nothing_up(clerk: Account) -> None:
    browser = by_password(clerk)
    browser.get("/en/security/codes/")
    answer = browser.post("/en/security/codes/", {"code": "000000"})
    assert answer.status_code == 422
    assert "The code is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_an_old_sign_in_is_asked_to_confirm_first(clerk: Account) -> None:
    browser = by_password(clerk)
    session = browser.session
    session[ASSURANCE] |= {"at": (clock.real_now() - timedelta(minutes=16)).isoformat()}
    session.save()
    asked = browser.get("/en/security/codes/")
    assert asked.headers["Location"] == "/en/sign-in/confirm/?next=%2Fen%2Fsecurity%2Fcodes%2F"
    confirm = asked.headers["Location"]
    assert browser.post(confirm, {"password": "wrong"}).status_code == 422
    back = browser.post(confirm, {"password": PASSWORD, "next": "/en/security/codes/"})
    assert back.headers["Location"] == "/en/security/codes/"
    assert browser.get("/en/security/codes/").status_code == 200
    assert Entry.objects.filter(verb="sign-in.confirmed").count() == 1


def test_a_required_second_factor_leads_there_and_nowhere_else(clerk: Account, office: Office) -> None:
    office.organisation.settings["second_factor_roles"] = ["registry-clerk"]
    office.organisation.save()
    browser = by_password(clerk)
    assert browser.get("/en/cases/").headers["Location"] == "/en/security/"
    assert "Your role needs a second factor" in browser.get("/en/security/").content.decode()
    browser.get("/en/security/codes/")
    browser.post("/en/security/codes/", {"code": codes_of(browser.session["secret_of_codes"])})
    assert browser.get("/en/cases/").status_code == 200
    browser.post("/en/security/codes/remove/")
    assert browser.get("/en/cases/").headers["Location"] == "/en/security/"


def test_a_new_password_ends_other_sessions(clerk: Account) -> None:
    other, browser = by_password(clerk), by_password(clerk)
    weak = browser.post("/en/security/password/", {"new": "short", "again": "short"})
    assert weak.status_code == 422
    unlike = browser.post("/en/security/password/", {"new": PASSWORD + " два", "again": PASSWORD})
    assert unlike.status_code == 422
    new = "нова дуга реченица"
    assert browser.post("/en/security/password/", {"new": new, "again": new}).status_code == 302
    assert browser.get("/en/cases/").status_code == 200
    assert other.get("/en/cases/").status_code == 302
    assert Entry.objects.get(verb="password.changed").actor == clerk


def test_the_password_of_a_demo_account_stays(clerk: Account) -> None:
    browser = by_password(clerk)
    Account.objects.filter(pk=clerk.pk).update(demo=True)
    assert browser.get("/en/security/password/").status_code == 403


def test_sessions_are_listed_and_the_others_ended(clerk: Account) -> None:
    other = by_password(clerk)
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/145.0"})
    browser.post("/en/sign-in/", {"username": clerk.username, "password": PASSWORD})
    page = browser.get("/en/security/").content.decode()
    assert "Firefox, Linux" in page
    assert page.count("<strong>this session</strong>") == 1
    browser.post("/en/security/sessions/end/")
    assert other.get("/en/cases/").status_code == 302
    assert browser.get("/en/cases/").status_code == 200


def test_tokens_end_by_time_and_by_hand(office: Office, clerk: Account) -> None:
    viewer = office.viewer(Role.ADMINISTRATOR)
    token = issue_token(viewer, account=clerk, role=Role.REGISTRY_CLERK)
    row = ApiToken.objects.get(account=clerk)
    bearer = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/cases", headers=bearer).status_code == 200
    row.refresh_from_db()
    assert row.last_used_on == clock.real_now().date()
    ApiToken.objects.update(valid_until=clock.real_now() - timedelta(seconds=1))
    assert Client().get("/api/v1/cases", headers=bearer).status_code == 401
    ApiToken.objects.update(valid_until=None)
    assert Client().get("/api/v1/cases", headers=bearer).status_code == 200
    stranger = Client()
    stranger.force_login(office.account(Role.HANDLER))
    assert stranger.post(f"/en/security/tokens/{row.digest}/end/").status_code == 404
    administrator = Client()
    administrator.force_login(office.account(Role.ADMINISTRATOR))
    assert row.digest in administrator.get("/en/security/").content.decode()
    assert administrator.post(f"/en/security/tokens/{row.digest}/end/").status_code == 302
    assert Client().get("/api/v1/cases", headers=bearer).status_code == 401
    assert Entry.objects.filter(verb="token.revoked").count() == 1


def test_factors_are_journalled_without_secrets(clerk: Account) -> None:
    browser, secret, recovery = with_codes(clerk)
    browser.post("/en/security/recovery/")
    browser.post("/en/security/codes/remove/")
    told = list(Entry.objects.filter(actor=clerk).order_by("id").values_list("verb", flat=True))
    assert told == ["sign-in.done", "factor.added", "factor.renewed", "factor.removed"]
    written = str(list(Entry.objects.values_list("body", "personal")))
    assert secret not in written
    assert not any(code in written for code in recovery)
