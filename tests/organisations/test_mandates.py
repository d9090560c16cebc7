"""During a mandate, and only then, the deputy sees the cases of the absent person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from salter.ops.invitation import Refused, link_for
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Mandate, Role
from salter.registry import actions
from salter.registry.models import Case
from tests.support.office import Office


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


def seen(office: Office, role: Role) -> bool:
    return Case.objects.visible_to(office.viewer(role)).exists()


@pytest.fixture
def mandate(office: Office) -> Mandate:
    """The second instance (who sees no case of its own) stands in for the handler of a restricted case."""
    handler, head = office.people[Role.HANDLER], office.viewer(Role.REGISTRY_HEAD)
    case = actions.assign(head, case=office.register().case, unit=office.units["IV-02"], staff=handler)
    Case.objects.filter(pk=case.pk).update(confidentiality="restricted")
    today = clock.today(office.organisation)
    assert not seen(office, Role.SECOND_INSTANCE)
    return organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=handler,
        deputy=office.people[Role.SECOND_INSTANCE],
        number="031-7",
        ground="Решење",
        valid_from=today,
        valid_to=today + timedelta(days=3),
    )


def test_the_deputy_sees_the_cases_while_the_mandate_lasts(office: Office, mandate: Mandate) -> None:
    assert seen(office, Role.SECOND_INSTANCE)
    assert not seen(office, Role.TRAINEE)
    now = clock.now(office.organisation)
    for days, sees in ((-1, False), (3, True), (4, False)):
        with clock.at(office.organisation, now + timedelta(days=days)):
            assert seen(office, Role.SECOND_INSTANCE) is sees, days
    organisations.end_mandate(office.viewer(Role.ADMINISTRATOR), mandate=mandate)
    assert not seen(office, Role.SECOND_INSTANCE)


def test_a_mandate_opens_nothing_to_who_reads_no_cases(office: Office, mandate: Mandate) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(deputy=office.people[Role.TRAINEE])
    assert not seen(office, Role.TRAINEE)


def test_the_deputys_page_says_for_whom(office: Office, mandate: Mandate, client_as: Callable[[Role], Client]) -> None:
    shown = client_as(Role.SECOND_INSTANCE).get("/office/").content.decode()
    assert f"Замењујете: {office.people[Role.HANDLER].name}" in shown
    assert "031-7" in shown
    assert "031-7" not in client_as(Role.TRAINEE).get("/office/").content.decode()


def test_who_is_locked_out_gets_a_link_on_the_machine_itself(office: Office) -> None:
    admin = office.people[Role.ADMINISTRATOR]
    link = link_for(admin.account.username.upper(), "http://testserver")
    path = link.removeprefix("http://testserver")
    password = "tri ševe na krovu"
    assert Client().post(path, {"password": password, "again": password}).status_code == 302
    for name in ("nobody", office.account(Role.CITIZEN).username):
        with pytest.raises(Refused):
            link_for(name, "http://testserver")
