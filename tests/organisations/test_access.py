"""Who may see what: decided by columns of the row, in one place."""

from __future__ import annotations

import pytest

from salter.organisations.access import (
    SEES_ALL_UNITS,
    STAFF_ROLES,
    NotAllowed,
    Viewer,
    require,
    subtree,
    viewer_of,
)
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.models import Case
from tests.support.office import OFFICIALS, Office


def seen(viewer: Viewer) -> list[Case]:
    """The cases that a viewer sees."""
    return list(Case.objects.visible_to(viewer).order_by("ordinal"))


@pytest.fixture
def case(office: Office) -> Case:
    """A case of IV-02 that nobody handles yet."""
    return office.register().case


SEE_AN_UNASSIGNED_CASE = {*SEES_ALL_UNITS, Role.HANDLER, Role.UNIT_HEAD}  # the last two work in IV-02


@pytest.mark.parametrize("role", OFFICIALS)
def test_each_role_sees_a_case_or_not(office: Office, case: Case, role: Role) -> None:
    assert bool(seen(office.viewer(role))) is (role in SEE_AN_UNASSIGNED_CASE)


def test_a_case_of_another_unit_is_not_seen_by_handler_or_head(office: Office, case: Case) -> None:
    actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=office.units["IV-01"], staff=None)
    assert seen(office.viewer(Role.HANDLER)) == seen(office.viewer(Role.UNIT_HEAD)) == []


def test_the_head_above_sees_the_units_below(office: Office) -> None:
    top, low = office.units["IV"], office.units["IV-02"]
    assert {low.pk, office.units["IV-01"].pk, top.pk} == subtree(top.pk)
    assert subtree(low.pk) == {low.pk}


def test_a_restricted_case_is_seen_by_handler_and_those_named(office: Office, case: Case) -> None:
    handler, head = office.people[Role.HANDLER], office.viewer(Role.REGISTRY_HEAD)
    case = actions.assign(head, case=case, unit=office.units["IV-02"], staff=handler)
    actions.restrict_case(head, case=case, staff=[office.people[Role.ARCHIVIST]], reason="подаци о здрављу")
    allowed = {role for role in OFFICIALS if seen(office.viewer(role))}
    assert allowed == {Role.HANDLER, Role.ARCHIVIST}


def test_a_party_sees_the_own_cases_only(office: Office, case: Case) -> None:
    citizen = office.viewer(Role.CITIZEN)
    assert seen(citizen) == []
    row = case.parties.get()
    row.party.account = office.citizen
    row.party.save()
    assert seen(office.viewer(Role.CITIZEN)) == [case]
    assert seen(office.viewer(Role.COMPANY)) == []


def test_nobody_sees_anything_without_an_account(office: Office, case: Case) -> None:
    assert seen(Viewer(office.organisation)) == []


def test_staff_of_another_organisation_are_nobody_here(office: Office, other_office: Office, case: Case) -> None:
    visitor = viewer_of(other_office.account(Role.REGISTRY_CLERK), office.organisation)
    assert (visitor.roles, visitor.staff, seen(visitor)) == (frozenset(), None, [])
    with scope(other_office.organisation.pk):
        assert seen(other_office.viewer(Role.REGISTRY_CLERK)) == []


def test_who_has_left_has_no_role(office: Office) -> None:
    person = office.people[Role.REGISTRY_CLERK]
    person.active = False
    person.save()
    assert office.viewer(Role.REGISTRY_CLERK).roles == frozenset()


def test_a_refusal_names_who_may(office: Office) -> None:
    require(office.viewer(Role.SIGNATORY), Role.MAYOR, Role.SIGNATORY)
    with pytest.raises(NotAllowed) as refused:
        require(office.viewer(Role.HANDLER), Role.MAYOR, Role.SIGNATORY)
    assert str(Role.MAYOR.label) in str(refused.value)
    assert str(Role.SIGNATORY.label) in str(refused.value)


def test_who_works_here_and_who_comes_from_outside(office: Office) -> None:
    assert {role for role in Role if office.viewer(role).is_staff} == STAFF_ROLES | {Role.PUBLIC_ARCHIVIST}
    assert office.viewer(Role.COMPANY).has(Role.COMPANY)
    assert not office.viewer(Role.COMPANY).has(Role.CITIZEN)


def test_the_name_that_the_journal_keeps(office: Office) -> None:
    assert office.viewer(Role.HANDLER).name == office.people[Role.HANDLER].name
    assert office.viewer(Role.CITIZEN).name == "Мила Ведрић"
    assert Viewer(office.organisation).name == ""
