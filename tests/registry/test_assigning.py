"""What one is told before a case is given to somebody who is away, who leaves, or who lacks an authorisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import AbsenceKind, AuthorisationKind, Duty, Role, Staff, Unit
from salter.registry import actions
from salter.registry.clocks.actions import extend
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Case
from tests.organisations.test_absences import note, stand_in
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office

WHY = "Одлука начелника"


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    """A case of the register of administrative cases that nobody handles yet."""
    return office.register().case


def to(office: Office, role: Role) -> str:
    return f"staff:{office.people[role].pk}"


def handler_of(case: Case) -> Staff | None:
    return Case.objects.select_related("handler").get(pk=case.pk).handler


def conducts(office: Office, role: Role, classes: list[str]) -> None:
    today = clock.today(office.organisation)
    organisations.give_authorisation(
        office.viewer(Role.ADMINISTRATOR),
        staff=office.people[role],
        kind=AuthorisationKind.CONDUCT,
        number="031-20",
        issued_on=today,
        valid_from=today,
        classes=classes,
    )


def test_who_is_away_is_asked_about_and_the_deputy_is_one_click_away(
    office: Office, case: Case, client_as: SignIn
) -> None:
    note(office, Role.HANDLER)
    stand_in(office, Role.HANDLER, Role.UNIT_HEAD, [Duty.HANDLE])
    clerk, address = client_as(Role.REGISTRY_HEAD), reverse("registry:assign", args=[case.pk])
    assert "одсуствује до" in clerk.get(address).content.decode()
    asked = clerk.post(address, {"to": to(office, Role.HANDLER), "note": "хитно", "form_key": "one"})
    assert asked.status_code == 422
    shown = asked.content.decode()
    assert handler_of(case) is None
    assert "хитно" in shown
    assert f"Замењује: {office.people[Role.UNIT_HEAD].name}" in shown
    assert f'name="instead" value="{to(office, Role.UNIT_HEAD)}"' in shown
    sent = {"to": to(office, Role.HANDLER), "instead": to(office, Role.UNIT_HEAD), "form_key": "one"}
    assert clerk.post(address, sent).status_code == 302
    assert handler_of(case) == office.people[Role.UNIT_HEAD]


@pytest.mark.parametrize(("days", "told"), [(40, True), (10, False)])
def test_a_deadline_that_falls_into_the_absence_is_told(
    office: Office, case: Case, client_as: SignIn, days: int, told: bool
) -> None:
    Case.objects.filter(pk=case.pk).update(due_on=clock.today(office.organisation) + timedelta(days=30))
    note(office, Role.HANDLER, 0, days)
    address = reverse("registry:assign", args=[case.pk])
    asked = client_as(Role.REGISTRY_HEAD).post(address, {"to": to(office, Role.HANDLER), "form_key": "one"})
    assert ("пада у то одсуство" in asked.content.decode()) is told


def test_the_deputy_extends_what_falls_into_the_absence(office: Office) -> None:
    case = assigned(office)
    law = {"law": "Закон о озакоњењу објеката", "article": "чл. 27. ст. 3", "reason": "обиман списак"}
    with pytest.raises(NotAllowed):
        extend(office.viewer(Role.SIGNATORY), case=case, days=20, **law)
    note(office, Role.HANDLER)
    stand_in(office, Role.HANDLER, Role.SIGNATORY, [Duty.HANDLE])
    extend(office.viewer(Role.SIGNATORY), case=case, days=20, **law)
    entry = Entry.objects.get(verb="case.extended")
    assert entry.body["for"] == office.people[Role.HANDLER].name


def test_the_answer_holds_for_that_person_only(office: Office, case: Case, client_as: SignIn) -> None:
    for who in (Role.HANDLER, Role.UNIT_HEAD):
        note(office, who)
    clerk, address = client_as(Role.REGISTRY_HEAD), reverse("registry:assign", args=[case.pk])
    instead = {"to": to(office, Role.HANDLER), "instead": to(office, Role.UNIT_HEAD), "form_key": "one"}
    assert clerk.post(address, instead).status_code == 422
    anyway = {"to": to(office, Role.UNIT_HEAD), "anyway": to(office, Role.HANDLER), "form_key": "one"}
    assert clerk.post(address, anyway).status_code == 302
    assert handler_of(case) == office.people[Role.HANDLER]


def test_who_leaves_is_asked_about_too(office: Office, case: Case, client_as: SignIn) -> None:
    note(office, Role.HANDLER, 10, None, kind=AbsenceKind.LEAVES)
    address = reverse("registry:assign", args=[case.pk])
    asked = client_as(Role.REGISTRY_HEAD).post(address, {"to": to(office, Role.HANDLER), "form_key": "one"})
    assert asked.status_code == 422
    assert "ради овде до" in asked.content.decode()


def preview(client_as: SignIn, cases: list[Case], target: str) -> str:
    sent: dict[str, Any] = {"case": [str(case.pk) for case in cases], "to": target}
    answer = client_as(Role.REGISTRY_HEAD).get(reverse("registry:assign-many"), sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_preview_of_many_says_it_before(office: Office, case: Case, client_as: SignIn) -> None:
    cases = [case, office.register().case]
    note(office, Role.HANDLER)
    stand_in(office, Role.HANDLER, Role.UNIT_HEAD, [Duty.HANDLE])
    conducts(office, Role.UNIT_HEAD, [])
    shown = preview(client_as, cases, to(office, Role.HANDLER))
    assert f"Замењује: {office.people[Role.UNIT_HEAD].name}" in shown
    assert "нема важеће овлашћење" in shown
    assert f'name="to" value="{to(office, Role.UNIT_HEAD)}"' in shown
    instead = preview(client_as, cases, to(office, Role.UNIT_HEAD))
    assert "нема важеће овлашћење" not in instead
    assert "одсуствује" not in instead.partition("<table")[0].rpartition("</form>")[2]
    assert handler_of(case) is None


def test_a_missing_authorisation_to_conduct_is_told(office: Office, case: Case, client_as: SignIn) -> None:
    clerk, address = client_as(Role.REGISTRY_HEAD), reverse("registry:assign", args=[case.pk])
    conducts(office, Role.HANDLER, ["999"])
    told = clerk.post(address, {"to": to(office, Role.HANDLER), "form_key": "one"}, follow=True).content.decode()
    assert f"нема важеће овлашћење за вођење поступка у класи {case.class_code}" in told
    assert handler_of(case) == office.people[Role.HANDLER]
    conducts(office, Role.UNIT_HEAD, [case.class_code])
    told = clerk.post(address, {"to": to(office, Role.UNIT_HEAD), "form_key": "two"}, follow=True).content.decode()
    assert "нема важеће овлашћење" not in told


@pytest.mark.law("assignment.authorised")
def test_the_office_may_refuse_without_an_authorisation(office: Office, case: Case, client_as: SignIn) -> None:
    set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=BY_NAME["conduct_refuses"], value=True, reason=WHY)
    address = reverse("registry:assign", args=[case.pk])
    refused = client_as(Role.REGISTRY_HEAD).post(address, {"to": to(office, Role.HANDLER), "form_key": "one"})
    assert refused.status_code == 422
    assert "само ономе ко је овлашћен" in refused.content.decode()
    assert handler_of(case) is None
    other = office.register().case
    Case.objects.filter(pk=other.pk).update(instance=None)
    other.refresh_from_db()
    head, unit = office.viewer(Role.REGISTRY_HEAD), office.units["IV-02"]
    actions.assign(head, case=other, unit=unit, staff=office.people[Role.HANDLER])
    actions.assign(head, case=case, unit=unit, staff=None)
    conducts(office, Role.HANDLER, [case.class_code])
    actions.assign(head, case=case, unit=unit, staff=office.people[Role.HANDLER])
    assert handler_of(case) == office.people[Role.HANDLER]


def test_the_cases_of_who_left_and_of_a_closed_unit_are_given_on(office: Office) -> None:
    """A handler who left with open cases; a unit that was abolished: nothing is lost, and nothing comes in anew."""
    case, admin = assigned(office), office.viewer(Role.ADMINISTRATOR)
    organisations.deactivate_staff(admin, staff=office.people[Role.HANDLER], reason="отишао")
    Unit.objects.filter(pk=office.units["IV-02"].pk).update(active=False)
    head, gone = office.viewer(Role.UNIT_HEAD), Staff.objects.get(pk=office.people[Role.HANDLER].pk)
    assert Case.objects.visible_to(head).filter(pk=case.pk).exists()
    with pytest.raises(ValidationError, match="затворена"):
        actions.assign(head, case=case, unit=Unit.objects.get(pk=office.units["IV-02"].pk), staff=gone)
    with pytest.raises(ValidationError, match="више не ради овде"):
        actions.assign(head, case=case, unit=office.units["IV-01"], staff=gone)
    before = case.assignments.count()
    given = actions.assign(head, case=case, unit=office.units["IV-01"], staff=office.people[Role.SIGNATORY])
    assert given.handler == office.people[Role.SIGNATORY]
    assert given.assignments.count() == before + 1


def test_absences_cost_the_page_the_same_for_many(office: Office, case: Case, client_as: SignIn) -> None:
    clerk, address = client_as(Role.REGISTRY_HEAD), reverse("registry:assign", args=[case.pk])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(address).status_code == 200
        return len(queries)

    note(office, Role.HANDLER)
    asked()
    few = asked()
    for who in (Role.UNIT_HEAD, Role.SIGNATORY, Role.TRAINEE):
        note(office, who)
        stand_in(office, who, Role.INSPECTOR, [Duty.HANDLE])
    assert asked() == few
