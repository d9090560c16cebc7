"""The administrator's pages: what they do, what they refuse, and the links by which people set passwords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import actions, clock
from salter.organisations.actions.accounts import token_of
from salter.organisations.models import Account, AccountLink, FunctionMode, Mandate, Role, Staff, Unit
from tests.support.office import Office

PASSWORD = "tri ševe na krovu"


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


@pytest.fixture
def admin(client_as: Callable[[Role], Client]) -> Client:
    return client_as(Role.ADMINISTRATOR)


def at(name: str, *values: Any) -> str:
    return reverse(f"organisations:{name}", args=values)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_way_of_a_person_from_adding_to_signing_in_and_out_for_good(office: Office, admin: Client) -> None:
    unit = office.units["IV-02"]
    given = {"name": "Нова Радница", "username": "nova.radnica", "title": "референт", "unit": str(unit.pk)}
    response = admin.post(at("new-person"), {**given, "roles": ["handler", "registry-clerk"]})
    assert response.status_code == 302
    row = Staff.objects.get(account__username="nova.radnica")
    assert "још није позван" in text(admin.get(at("staff") + "?q=radnica"))
    assert admin.post(at("invite", row.pk), {"days": "3"}).status_code == 302
    shown = text(admin.get(at("person", row.pk)))
    found = re.search(r'href="(http://testserver/password/[^"]+)" id="link"', shown)
    assert found
    assert "позван" in text(admin.get(at("staff")))

    path, guest = found[1].removeprefix("http://testserver"), Client()
    assert "nova.radnica" in text(guest.get(path))
    short = guest.post(path, {"password": "kratka", "again": "kratka"})
    assert short.status_code == 422
    assert "12 знакова" in text(short)
    differ = guest.post(path, {"password": PASSWORD, "again": PASSWORD + "x"})
    assert "разликују" in text(differ)
    assert guest.post(path, {"password": PASSWORD, "again": PASSWORD})["Location"] == at("sign-in")
    again = guest.get(path)
    assert again.status_code == 404
    assert "већ употребљена" in text(again)
    assert guest.login(username="nova.radnica", password=PASSWORD)
    assert guest.get("/office/").status_code == 200

    warned = admin.get(at("deactivate", row.pk))
    assert warned.status_code == 200
    assert admin.post(at("deactivate", row.pk), {"reason": "Престанак рада"})["Location"] == at("person", row.pk)
    assert guest.get("/office/").status_code == 302
    assert "угашен" in text(admin.get(at("staff") + "?state=closed"))
    assert admin.post(at("reactivate", row.pk)).status_code == 302
    assert Account.objects.get(username="nova.radnica").is_active


def test_what_a_person_leaves_behind_is_said_before(office: Office, admin: Client) -> None:
    from salter.registry.actions import assign

    handler = office.people[Role.HANDLER]
    case = office.register().case
    assign(office.viewer(Role.UNIT_HEAD), case=case, unit=office.units["IV-02"], staff=handler)
    assert "отворених предмета: 1" in text(admin.get(at("deactivate", handler.pk)))


def test_roles_are_given_and_taken_with_who_and_when(office: Office, admin: Client) -> None:
    handler = office.people[Role.HANDLER]
    admin.post(at("roles", handler.pk), {"roles": ["unit-head", "trainer"]})
    assert set(handler.roles.values_list("role", flat=True)) == {"unit-head", "trainer"}
    assert office.people[Role.ADMINISTRATOR].name in text(admin.get(at("person", handler.pk)))
    own = admin.post(at("roles", office.people[Role.ADMINISTRATOR].pk), {"roles": []})
    assert own.status_code == 422
    assert "не можете одузети себи" in text(own)


def test_units_are_made_moved_and_closed(office: Office, admin: Client) -> None:
    top = office.units["IV"]
    assert admin.post(at("new-unit"), {"mark": "IV-09", "name": "Нова", "parent": str(top.pk)}).status_code == 302
    unit = Unit.objects.get(mark="IV-09")
    taken = admin.post(at("new-unit"), {"mark": "IV-09", "name": "Друга"})
    assert taken.status_code == 422
    assert "Већ постоји" in text(taken)
    admin.post(at("change-unit", unit.pk), {"mark": "V", "name": "Нова", "parent": ""})
    unit.refresh_from_db()
    assert (unit.mark, unit.parent) == ("V", None)
    admin.post(at("close-unit", unit.pk))
    unit.refresh_from_db()
    assert not unit.active
    refused = admin.post(at("close-unit", top.pk), follow=True)
    assert "Прво их преместите" in text(refused)


def test_authorisations_are_entered_and_ended(office: Office, admin: Client) -> None:
    handler = office.people[Role.HANDLER]
    given = {"kind": "conduct", "number": "031-8", "issued_on": "5. 1. 2026.", "valid_from": "6. 1. 2026."}
    bad = admin.post(at("authorise", handler.pk), {**given, "classes": "350, грађевина"})
    assert bad.status_code == 422
    assert admin.post(at("authorise", handler.pk), {**given, "classes": "350, 351"}).status_code == 302
    row = handler.authorisations.get()
    assert row.classes == ["350", "351"]
    today = clock.today(office.organisation)
    admin.post(at("end-authorisation", row.pk), {"last_day": today.isoformat(), "reason": "Разрешење"})
    row.refresh_from_db()
    assert row.valid_to == today
    assert "Разрешење" in text(admin.get(at("person", handler.pk)))


def test_mandates_modes_and_the_data_of_the_office(office: Office, admin: Client) -> None:
    handler, deputy, today = office.people[Role.HANDLER], office.people[Role.TRAINEE], clock.today(office.organisation)
    mandate = {
        "absent": str(handler.pk),
        "duties": ["handle", "sign"],
        "deputy": str(deputy.pk),
        "valid_from": today.isoformat(),
        "valid_to": today.isoformat(),
        "number": "031-9",
        "ground": "Решење",
    }
    assert admin.post(at("new-mandate"), {**mandate, "deputy": str(handler.pk)}).status_code == 422
    assert admin.post(at("new-mandate"), mandate).status_code == 302
    assert admin.post(at("new-mandate"), {**mandate, "duties": []}).status_code == 422
    row = Mandate.objects.get()
    assert row.duties == ["handle", "sign"]
    assert deputy.name in text(admin.get(at("mandates")))
    admin.post(at("end-mandate", row.pk))
    assert "окончана" in text(admin.get(at("mandates")))

    assert admin.post(at("change-mode", "archive"), {"mode": "own"}).status_code == 422
    assert admin.post(at("change-mode", "archive"), {"mode": "companion"}).status_code == 302
    assert FunctionMode.objects.get(function="archive").mode == "companion"
    assert admin.get(at("change-mode", "nothing")).status_code == 404

    shown = admin.get(at("office")).context["form"].initial
    assert admin.post(at("office"), {**shown, "phone": "018 555 333"}).status_code == 302
    office.organisation.refresh_from_db()
    assert office.organisation.phone == "018 555 333"
    assert Entry.objects.filter(verb="organisation.changed").latest("id").body["fields"] == "phone"


def test_the_answer_to_a_forgotten_password_is_always_the_same(office: Office) -> None:
    account, guest = office.account(Role.HANDLER), Client()
    account.email = "obrada@vedrovo.example"
    account.set_password(PASSWORD)
    account.save()
    assert "не шаље е-пошту" in text(guest.get(at("forgotten")))
    guest.post(at("forgotten"), {"username": account.username})
    assert not AccountLink.objects.exists()
    with override_settings(EMAIL_HOST="mail.example"):
        answers = [text(guest.post(at("forgotten"), {"username": name})) for name in ("nobody", account.username)]
    plain = [re.sub(r'(nonce|csrf\w+|value)="[^"]*"', "", answer) for answer in answers]
    assert plain[0] == plain[1]
    link = AccountLink.objects.get()
    assert link.created_by == ""
    shown = text(guest.get(f"/password/{token_of(link)}/"))
    assert account.username in shown


def test_a_link_is_not_shown_to_who_only_asked_by_mail(office: Office, admin: Client) -> None:
    account = office.account(Role.HANDLER)
    account.email = "obrada@vedrovo.example"
    account.set_password(PASSWORD)
    account.save()
    actions.ask_reset(office.organisation, username=account.username, site="http://testserver")
    assert "/password/" not in text(admin.get(at("person", office.people[Role.HANDLER].pk)))
