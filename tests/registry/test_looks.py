"""The access log: who looked at which case, who may read it, and that reading it is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import access_log
from salter.registry.access_log import LookFilter
from salter.registry.clockwork import forget
from salter.registry.models import CaseLook
from tests.ops.api import caller
from tests.registry.scenes import assigned
from tests.support.office import Office

SignIn = Callable[[Role], Client]


def log(office: Office, narrow: LookFilter | None = None) -> list[CaseLook]:
    """What the data protection officer reads."""
    return access_log.looks(office.viewer(Role.DATA_PROTECTION_OFFICER), narrow or LookFilter())[0]


def test_a_look_is_one_line_a_day_and_counts_on(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    page = reverse("registry:case", args=[case.pk])
    handler = client_as(Role.HANDLER)
    for _time in range(3):
        handler.get(page)
    client_as(Role.REGISTRY_CLERK).get(page)
    caller(office, Role.HANDLER).get(f"/cases/{case.pk}")
    found = [(row.name, row.program, row.times) for row in log(office)]
    name, clerk = office.people[Role.HANDLER].name, office.people[Role.REGISTRY_CLERK].name
    assert found == [(name, True, 1), (clerk, False, 1), (name, False, 3)]
    assert not Entry.objects.filter(verb="look.case").exists()


def test_who_does_not_see_a_case_and_a_party_leave_no_look(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    for role in (Role.SECOND_INSTANCE, Role.ANALYST, Role.CITIZEN):
        client_as(role).get(reverse("registry:case", args=[case.pk]))
    caller(office, Role.CITIZEN).get(f"/cases/{case.pk}")
    assert log(office) == []


def test_the_log_is_read_by_case_by_person_and_by_time(office: Office, client_as: SignIn) -> None:
    first, second = assigned(office), assigned(office)
    for role in (Role.HANDLER, Role.REGISTRY_CLERK):
        for case in (first, second):
            client_as(role).get(reverse("registry:case", args=[case.pk]))
    person = office.account(Role.HANDLER).pk
    day = clock.today(office.organisation)
    assert {row.case_id for row in log(office, LookFilter(case=first.pk))} == {first.pk}
    assert {row.account_id for row in log(office, LookFilter(account=person))} == {person}
    assert len(log(office, LookFilter(since=day, until=day))) == 4
    assert log(office, LookFilter(until=day - timedelta(days=1))) == []


def test_pages_of_the_log_join(office: Office, client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "PAGE", 2)
    cases = [assigned(office) for _case in range(5)]
    for case in cases:
        client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk]))
    client, url, seen = client_as(Role.DATA_PROTECTION_OFFICER), reverse("registry:looks"), []
    while url:
        response = client.get(url)
        seen += [row.case_id for row in response.context["rows"]]
        url = response.context["next_url"]
    assert seen == [case.pk for case in reversed(cases)]


def test_reading_the_log_is_journalled_and_shows_numbers_only(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk]))
    client = client_as(Role.HEAD_OF_ADMINISTRATION)
    body = client.get(reverse("registry:looks"), {"number": case.number}).content.decode()
    assert case.number in body
    assert case.subject not in body
    assert Entry.objects.get(verb="looks.read").case_id == case.pk
    assert "Ниједан предмет" in client.get(reverse("registry:looks"), {"number": "999/1999"}).content.decode()
    assert client.get(reverse("registry:looks"), {"since": "јуче"}).status_code == 422


@pytest.mark.parametrize("role", [Role.REGISTRY_HEAD, Role.ADMINISTRATOR, Role.INSPECTOR, Role.HANDLER])
def test_others_do_not_read_the_log(office: Office, role: Role) -> None:
    with pytest.raises(NotAllowed):
        access_log.looks(office.viewer(role), LookFilter())


@override_settings(SALTER_ACCESS_LOG_DAYS=30)
def test_the_log_is_forgotten_in_time(office: Office, client_as: SignIn) -> None:
    old, fresh = assigned(office), assigned(office)
    for case in (old, fresh):
        client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk]))
    past = clock.today(office.organisation) - timedelta(days=31)
    CaseLook.objects.filter(case=old).update(day=past)
    assert forget(0) == 1
    assert [row.case_id for row in log(office)] == [fresh.pk]
    assert Entry.objects.get(verb="looks.forgotten").body["rows"] == 1
