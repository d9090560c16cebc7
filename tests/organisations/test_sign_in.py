"""Signing in by password: the brake, the demo's passwords, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import attempts, clock
from salter.organisations.actions import check_password
from salter.organisations.fictional import DEMO_PASSWORD
from salter.organisations.models import Account, Attempts, Role
from tests.support.office import Office

PASSWORD = "четири речи у низу"
Travel = Callable[[int], None]


@pytest.fixture
def clerk(office: Office) -> Account:
    """A clerk with a password."""
    account = office.account(Role.REGISTRY_CLERK)
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Let seconds pass on the machine's clock."""
    passed = timedelta()
    real = clock.real_now

    def now() -> datetime:
        return real() + passed

    def travel(seconds: int) -> None:
        nonlocal passed
        passed += timedelta(seconds=seconds)

    monkeypatch.setattr(clock, "real_now", now)
    return travel


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The pages in English, so that their words can be read here."""
    with translation.override("en"):
        yield


def tried(browser: Client, username: str, password: str, address: str = "10.0.0.1") -> HttpResponse:
    """The answer to a sign-in."""
    sent = {"username": username, "password": password}
    answer = browser.post("/en/sign-in/", sent, REMOTE_ADDR=address)
    assert isinstance(answer, HttpResponse)
    return answer


def fail(times: int, username: str, address: str = "10.0.0.1", browser: Client | None = None) -> list[int]:
    """The statuses of failures."""
    return [tried(browser or Client(), username, "wrong", address).status_code for _time in range(times)]


def test_the_right_password_signs_in_and_is_journalled(clerk: Account, office: Office) -> None:
    browser = Client()
    answer = tried(browser, clerk.username.upper(), PASSWORD)
    assert answer.status_code == 302
    assert browser.session["assurance"]["level"] == "basic"
    entry = Entry.objects.get(verb="sign-in.done")
    assert (entry.actor, entry.body) == (clerk, {"method": "password", "level": "basic"})


def test_a_few_mistakes_cost_nothing_then_the_wait_grows(clerk: Account, later: Travel) -> None:
    assert fail(4, clerk.username) == [422] * 4
    refused = tried(Client(), clerk.username, PASSWORD)
    assert refused.status_code == 429
    assert "Wait 2 seconds" in refused.content.decode()
    later(2)
    assert fail(1, clerk.username) == [422]
    assert "Wait 4 seconds" in tried(Client(), clerk.username, PASSWORD).content.decode()
    later(4)
    assert tried(Client(), clerk.username, PASSWORD).status_code == 302
    assert fail(1, clerk.username) == [422]  # what was wrong before is forgotten


def test_a_refused_attempt_does_not_make_the_wait_longer(clerk: Account, later: Travel) -> None:
    fail(4, clerk.username)
    assert fail(5, clerk.username) == [429] * 5
    later(2)
    assert tried(Client(), clerk.username, PASSWORD).status_code == 302


def test_an_attacker_elsewhere_slows_neither_a_known_device_nor_anybody_for_ever(clerk: Account, later: Travel) -> None:
    known = Client()
    assert tried(known, clerk.username, PASSWORD, "10.0.0.1").status_code == 302
    for attacker in range(40):  # patient ones, who have waited each time
        attempts.failed(attempts.Try(f"password {clerk.username}", f"192.0.2.{attacker}"))
    assert tried(known, clerk.username, PASSWORD, "198.51.100.7").status_code == 302
    stranger = tried(Client(), clerk.username, PASSWORD, "203.0.113.5")
    assert stranger.status_code == 429
    assert "Wait 60 seconds" in stranger.content.decode()
    later(30)
    tried(Client(), clerk.username, "wrong", "192.0.2.200")  # the attacker goes on
    later(30)
    assert tried(Client(), clerk.username, PASSWORD, "203.0.113.5").status_code == 302


def test_a_shared_address_is_not_shut_by_one_who_guesses_there(clerk: Account, office: Office, later: Travel) -> None:
    known = Client()
    assert tried(known, clerk.username, PASSWORD, "10.0.0.1").status_code == 302
    for name in range(60):
        tried(Client(), f"nobody-{name}", "wrong", "10.0.0.1")
    assert tried(known, clerk.username, PASSWORD, "10.0.0.1").status_code == 302
    assert tried(Client(), clerk.username, PASSWORD, "10.0.0.1").status_code == 429
    later(60)
    assert tried(Client(), clerk.username, PASSWORD, "10.0.0.1").status_code == 302


def test_a_forged_cookie_makes_no_device_known(clerk: Account) -> None:
    known = Client()
    tried(known, clerk.username, PASSWORD)
    forger = Client()
    forger.cookies["salter_device"] = known.cookies["salter_device"].value[:-2] + "xx"
    fail(25, clerk.username, browser=forger)
    assert fail(1, clerk.username, browser=forger) == [429]


def test_neither_names_nor_addresses_are_kept_and_old_rows_go(clerk: Account, later: Travel) -> None:
    fail(2, clerk.username)
    kept = " ".join(Attempts.objects.values_list("key", flat=True))
    assert clerk.username not in kept
    assert "10.0.0.1" not in kept
    assert attempts.sweep() == 0
    later(25 * 3600)
    assert attempts.sweep() == 3


def test_a_row_of_failures_is_journalled_without_the_address(clerk: Account, later: Travel) -> None:
    for _time in range(5):
        fail(1, clerk.username)
        later(60)
    entry = Entry.objects.get(verb="sign-in.failing")
    assert (entry.actor, entry.body) == (clerk, {"failures": 5})


@pytest.mark.parametrize("name", ["nobody", "inactive", "unusable"])
def test_who_cannot_sign_in_learns_no_more_than_who_may(name: str, clerk: Account, office: Office) -> None:
    inactive = office.account(Role.HANDLER)
    inactive.set_password(PASSWORD)
    inactive.is_active = False
    inactive.save()
    username = {"inactive": inactive.username, "unusable": office.account(Role.MAYOR).username}.get(name, name)
    wrong, known = tried(Client(), username, PASSWORD), tried(Client(), clerk.username, "wrong")
    for answer in (wrong, known):
        assert answer.status_code == 422
        assert "User name or password is wrong" in answer.content.decode()


def test_a_demo_password_opens_nothing_in_production(clerk: Account) -> None:
    clerk.set_password(DEMO_PASSWORD)
    clerk.save()
    begun = Client()
    assert tried(begun, clerk.username, DEMO_PASSWORD).status_code == 302
    with override_settings(SALTER_MODE="production"):
        assert tried(Client(), clerk.username, DEMO_PASSWORD).status_code == 422
        Account.objects.filter(pk=clerk.pk).update(demo=True)
        assert begun.get("/cases/").status_code == 302  # a session that has begun ends as well


@override_settings(SALTER_MODE="production")
def test_doctor_names_demo_accounts_in_production(clerk: Account, office: Office) -> None:
    from salter.ops.doctor import check_passwords

    assert check_passwords().state == "ok"
    clerk.set_password(DEMO_PASSWORD)
    clerk.save()
    Account.objects.filter(pk=office.account(Role.MAYOR).pk).update(demo=True)
    found = check_passwords()
    assert found.state == "failure"
    assert clerk.username in found.message
    assert office.account(Role.MAYOR).username in found.message


@pytest.mark.parametrize("password", ["short", "administrator", "aaaaaaaaaaaaaaa", DEMO_PASSWORD, "Moj-salter-demo"])
def test_a_weak_password_is_refused_in_words(password: str, clerk: Account) -> None:
    with pytest.raises(ValidationError):
        check_password(password, clerk)


def test_a_long_password_needs_no_digits_or_signs(clerk: Account) -> None:
    check_password("jedan dva tri cetiri", clerk)


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 422)])
def test_who_comes_by_a_proxy_is_told_apart_when_the_installation_has_one(
    proxies: int, last: int, clerk: Account
) -> None:
    sent = {"username": clerk.username, "password": "wrong"}
    with override_settings(SALTER_PROXIES=proxies):
        codes = [
            Client().post("/en/sign-in/", sent, headers={"X-Forwarded-For": f"9.9.9.9, 10.0.0.{hop}"}).status_code
            for hop in range(5)
        ]
    assert codes[-1] == last
