"""Restricted access: who decides on it, what it hides, and that nothing of a restricted case shows anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions, queries, search
from salter.registry.models import Case
from salter.registry.search import CaseFilter
from tests.ops.api import caller
from tests.support.office import Office

SignIn = Callable[[Role], Client]
SUBJECT, NAME = "Тајновит предмет", "Непознатко Скривић"


@pytest.fixture
def case(office: Office) -> Case:
    """A restricted case of the handler; nobody else is named."""
    head = office.viewer(Role.REGISTRY_HEAD)
    found = office.register(SUBJECT, office.party(NAME)).case
    actions.assign(head, case=found, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    return actions.restrict_case(head, case=found, staff=[], reason="подаци о здрављу")


def seen_by(office: Office, case: Case) -> set[Role]:
    """Roles whose person sees the case."""
    return {role for role in office.people if queries.may_see(office.viewer(role), case)}


def test_access_is_given_and_taken_back_by_name(office: Office, case: Case) -> None:
    head, archivist = office.viewer(Role.REGISTRY_HEAD), office.people[Role.ARCHIVIST]
    assert seen_by(office, case) == {Role.HANDLER}
    actions.give_access(head, case=case, staff=archivist, reason="преузима у архиву")
    assert seen_by(office, case) == {Role.HANDLER, Role.ARCHIVIST}
    actions.withdraw_access(head, case=case, staff=archivist, reason="посао је завршен")
    assert seen_by(office, case) == {Role.HANDLER}
    actions.lift_restriction(head, case=case, reason="више нема разлога")
    assert Role.REGISTRY_CLERK in seen_by(office, case)
    verbs = list(Entry.objects.filter(case_id=case.pk).order_by("id").values_list("verb", flat=True))
    assert verbs[-4:] == ["case.restricted", "access.given", "access.withdrawn", "case.unrestricted"]


def test_access_to_an_ordinary_case_reaches_beyond_the_unit(office: Office) -> None:
    case = office.register().case
    actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=office.units["IV-01"], staff=None)
    handler = office.people[Role.HANDLER]
    assert Role.HANDLER not in seen_by(office, case)
    actions.give_access(office.viewer(Role.HEAD_OF_ADMINISTRATION), case=case, staff=handler, reason="помаже")
    assert Role.HANDLER in seen_by(office, case)


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.HANDLER, Role.UNIT_HEAD, Role.INSPECTOR])
def test_others_do_not_decide_on_access(office: Office, case: Case, role: Role) -> None:
    viewer, staff = office.viewer(role), office.people[role]
    for deed in (
        lambda: actions.lift_restriction(viewer, case=case, reason="x"),
        lambda: actions.give_access(viewer, case=case, staff=staff, reason="x"),
        lambda: queries.case_of_keeper(viewer, case.pk),
        lambda: queries.restricted_cases(viewer),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_reason_is_asked_for_and_nothing_is_done_twice(office: Office, case: Case) -> None:
    head, handler = office.viewer(Role.REGISTRY_HEAD), office.people[Role.HANDLER]
    deeds: tuple[tuple[str, Callable[[], Case]], ...] = (
        ("reason", lambda: actions.lift_restriction(head, case=case, reason=" ")),
        ("restricted", lambda: actions.restrict_case(head, case=case, staff=[], reason="x")),
        ("staff", lambda: actions.withdraw_access(head, case=case, staff=handler, reason="x")),
    )
    for code, deed in deeds:
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == code


def test_the_page_changes_access_and_shows_the_number_only(office: Office, case: Case, client_as: SignIn) -> None:
    client, here = client_as(Role.REGISTRY_HEAD), reverse("registry:access", args=[case.pk])
    body = client.get(here).content.decode()
    assert case.number in body
    assert SUBJECT not in body
    assert client.post(here, {"deed": "give", "person": "", "reason": ""}).status_code == 422
    archivist = office.people[Role.ARCHIVIST]
    sent = {"deed": "give", "person": str(archivist.pk), "reason": "преузима"}
    assert client.post(here, sent).headers["Location"] == here
    assert archivist.name in client.get(here).content.decode()
    client.post(here, {"deed": "withdraw", "person": str(archivist.pk), "reason": "готово"})
    client.post(here, {"deed": "lift", "reason": "нема разлога"})
    case.refresh_from_db()
    assert (case.confidentiality, case.granted_to) == ("normal", [])
    client.post(here, {"deed": "restrict", "reason": "опет"})
    assert case.number in client.get(reverse("registry:restricted")).content.decode()


def test_the_page_of_the_case_says_who_has_access(office: Office, case: Case, client_as: SignIn) -> None:
    head, archivist = office.viewer(Role.REGISTRY_HEAD), office.people[Role.ARCHIVIST]
    actions.give_access(head, case=case, staff=archivist, reason="преузима")
    body = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "ограничен приступ" in body
    assert archivist.name in body


PLACES = (
    "/cases/?status=all",
    "/cases/?status=all&q=тајновит",
    "/cases/?status=all&q=Скривић",
    "/cases/?who=unit&status=all",
    "/office/",
    "/office/parties/?q=Непознатко",
    "/cases/new/?q=тајновит",
    "/registers/basic/{year}/",
    "/office/restricted/",
    "/cases/{id}/",
    "/incoming/?state=registered",
    "/archive/",
    "/archive/waiting/",
    "/",
)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HANDLER, Role.CITIZEN, Role.COMPANY)])
def test_nothing_of_a_restricted_case_shows_to_who_has_no_access(
    office: Office, case: Case, client_as: SignIn, role: Role
) -> None:
    client = client_as(role)
    for place in PLACES:
        body = client.get(place.format(id=case.pk, year=case.year), follow=True).content.decode()
        found = [word for word in (SUBJECT, NAME, "Tajnovit", "Skrivić") if word in body]
        assert found == [], (place, found)


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.UNIT_HEAD, Role.INSPECTOR, Role.HEAD_OF_ADMINISTRATION])
def test_nothing_of_a_restricted_case_shows_to_a_program(office: Office, case: Case, role: Role) -> None:
    program = caller(office, role)
    for path in ("/cases", "/cases?q=тајновит", f"/cases?q={case.number}", f"/cases?unit={case.unit_id}"):
        assert case.number not in program.get(path).content.decode(), path
    for path in (f"/cases/{case.pk}", f"/cases/{case.pk}/journal"):
        assert program.get(path).status_code == 404
    assert program.post(f"/cases/{case.pk}/submissions", {"subject": "Допуна"}).status_code == 404


def test_the_handler_finds_it_by_every_way(office: Office, case: Case, client_as: SignIn) -> None:
    """The counterpart: the places above do show cases to who may see them."""
    client = client_as(Role.HANDLER)
    for place in (
        "/cases/?status=all",
        "/cases/?status=all&q=tajnovit",
        "/cases/?status=all&q=Skrivić",
        "/cases/{id}/",
    ):
        body = client.get(place.format(id=case.pk), follow=True).content.decode()
        assert SUBJECT in body, place


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CITIZEN, Role.COMPANY)])
def test_a_search_finds_what_the_list_shows_and_nothing_else(office: Office, case: Case, role: Role) -> None:
    """The database's search knows the rule of visible_to; with few places it must not lose rows to others' rows."""
    head = office.viewer(Role.REGISTRY_HEAD)
    for place in range(8):
        other = office.register(f"Захтев {place}").case
        unit = office.units["IV-02" if place % 2 else "IV-01"]
        actions.assign(head, case=other, unit=unit, staff=office.people[Role.HANDLER] if place == 5 else None)
        if place == 6:
            actions.give_access(head, case=other, staff=office.people[Role.HANDLER], reason="помаже")
        if place == 3:
            actions.restrict_case(head, case=other, staff=[office.people[role]], reason="лични подаци")
    viewer = office.viewer(role)
    visible = [row.pk for row in queries.cases(viewer) if "Захтев" in row.subject]
    for most in (1, 3, 40):
        assert search.cases(viewer, CaseFilter(q="zahtev"), before=None, most=most) == visible[:most]
    if len(visible) > 1:
        assert search.cases(viewer, CaseFilter(q="ZAHTEV"), before=visible[0], most=40) == visible[1:]


@pytest.mark.parametrize(
    "more",
    [
        {"status": "formed"},
        {"open_only": True},
        {"unassigned": True},
        {"due_to": date(2100, 1, 1)},
        {"due_from": date(2100, 1, 1)},
        {"units": frozenset()},
        {"among": "{}"},
    ],
)
def test_a_search_narrows_as_the_list_does(office: Office, case: Case, more: dict[str, Any]) -> None:
    viewer = office.viewer(Role.HANDLER)
    office.register("Тајновит други пут")
    listed = [row.pk for row in queries.cases(viewer, CaseFilter(**more))]
    assert search.cases(viewer, CaseFilter(q="tajnovit", **more), before=None, most=9) == listed


@pytest.mark.parametrize("typed", ["100%", "a_b", "\\", "'; DROP TABLE x; --", "%"])
def test_signs_of_like_are_searched_for_as_they_are(office: Office, typed: str) -> None:
    wanted = office.register(f"Попуст {typed} на таксу").case
    office.register("Попуст 100 axb на таксу")
    assert search.cases(office.viewer(Role.REGISTRY_CLERK), CaseFilter(q=typed), before=None, most=9) == [wanted.pk]


def test_a_search_without_an_organisation_or_in_another_one_finds_nothing(office: Office, other_office: Office) -> None:
    wanted = office.register().case
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert search.cases(clerk, CaseFilter(q="zahtev"), before=None, most=9) == [wanted.pk]
    with scope(other_office.organisation.pk):
        assert search.cases(clerk, CaseFilter(q="zahtev"), before=None, most=9) == []
        assert search.parties(clerk, "mila", most=9) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.org', '', true)")
        assert search.cases(clerk, CaseFilter(q="zahtev"), before=None, most=9) == []
        cursor.execute("SELECT set_config('app.org', %s, true)", [str(office.organisation.pk)])
