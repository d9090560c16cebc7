"""Founding an office and keeping its people: each thing is checked and journalled."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from salter.journal.models import Entry
from salter.organisations import actions
from salter.organisations.identifiers import make_test_jmbg, make_test_mb, make_test_pib
from salter.organisations.models import (
    ApiToken,
    AuthorisationKind,
    Function,
    FunctionMode,
    Mode,
    Party,
    PartyKind,
    Role,
    StaffRole,
)
from salter.portal.founding import founder
from tests.support.office import Office

JMBG = make_test_jmbg(date(1970, 2, 3), True, 7)


def last(verb: str) -> Entry:
    """The newest entry of a verb."""
    return Entry.objects.filter(verb=verb).latest("id")


def test_own_mode_needs_the_decision_of_the_head(office: Office) -> None:
    admin = office.viewer(Role.ADMINISTRATOR)
    with pytest.raises(ValidationError) as refused:
        actions.set_mode(admin, function=Function.ARCHIVE, mode=Mode.OWN, decision="Одлука")
    assert refused.value.code == "ground"
    actions.set_mode(admin, function=Function.ARCHIVE, mode=Mode.COMPANION)
    assert FunctionMode.objects.get(function=Function.ARCHIVE).mode == Mode.COMPANION
    assert last("mode.set").body == {"function": "archive", "mode": "companion"}
    with pytest.raises(IntegrityError, match="function_mode_own_needs_decision"), transaction.atomic():
        FunctionMode.objects.filter(function=Function.ARCHIVE).update(mode=Mode.OWN, decision="")


def test_a_role_is_granted_once(office: Office) -> None:
    person = office.people[Role.HANDLER]
    for _again in range(2):
        actions.grant_role(founder(office.organisation), staff=person, role=Role.SIGNATORY)
    assert StaffRole.objects.filter(staff=person, role=Role.SIGNATORY).count() == 1
    assert last("role.granted").body == {"name": person.name, "role": "signatory"}
    assert Entry.objects.filter(verb="role.granted", body__role="signatory").count() == 2


def test_without_a_password_nobody_signs_in(office: Office) -> None:
    assert not office.account(Role.HANDLER).has_usable_password()
    person = actions.add_staff(
        founder(office.organisation),
        username="nova",
        name="Нова Радница",
        unit=office.units["IV-01"],
        title="референт",
        roles=[Role.HANDLER],
        password="dugačka lozinka",
    )
    assert person.account.check_password("dugačka lozinka")
    assert person.account.organisation == office.organisation


def test_an_authorisation_is_entered(office: Office) -> None:
    row = actions.give_authorisation(
        office.viewer(Role.ADMINISTRATOR),
        staff=office.people[Role.HANDLER],
        kind=AuthorisationKind.CONDUCT,
        number="031-9",
        issued_on=date(2026, 1, 2),
        valid_from=date(2026, 1, 3),
        classes=["352"],
    )
    assert (row.classes, row.valid_to) == (["352"], None)
    assert last("authorisation.given").body["number"] == "031-9"


@pytest.mark.parametrize(
    ("kind", "number", "as_kind"),
    [
        (PartyKind.PERSON, JMBG, "jmbg"),
        (PartyKind.COMPANY, make_test_pib(3), "pib"),
        (PartyKind.COMPANY, make_test_mb(3), "mb"),
        (PartyKind.FOREIGNER, "X 1234", "foreign"),
        (PartyKind.PERSON, "", ""),
    ],
)
def test_a_party_is_entered_with_its_number(office: Office, kind: PartyKind, number: str, as_kind: str) -> None:
    party = actions.enter_party(office.viewer(Role.REGISTRY_CLERK), kind=kind, name=" Ђорђе ", identifier=number)
    assert (party.name, party.identifier_kind, party.identifier) == ("Ђорђе", as_kind, number.replace(" ", ""))
    assert last("party.added").body == {"kind": kind.value}


def test_the_same_number_is_the_same_party(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    first = actions.enter_party(clerk, kind=PartyKind.PERSON, name="Мила", identifier=JMBG)
    again = actions.enter_party(clerk, kind=PartyKind.PERSON, name="Мила В.", identifier=f"{JMBG[:7]} {JMBG[7:]}")
    assert again == first
    assert Party.objects.count() == 1
    assert Entry.objects.filter(verb="party.added").count() == 1


def test_two_of_one_name_without_number_are_two(office: Office) -> None:
    assert office.party("Јован").pk != office.party("Јован").pk


def test_a_wrong_number_is_refused_or_kept_knowingly(office: Office) -> None:
    clerk, wrong = office.viewer(Role.REGISTRY_CLERK), JMBG[:-1] + str((int(JMBG[-1]) + 1) % 10)
    with pytest.raises(ValidationError) as refused:
        actions.enter_party(clerk, kind=PartyKind.PERSON, name="Мила", identifier=wrong)
    assert refused.value.code == "identifier"
    assert not Party.objects.exists()
    kept = actions.enter_party(
        clerk, kind=PartyKind.PERSON, name="Мила", identifier=wrong, identifier_kept="тако пише у старој књизи"
    )
    assert (kept.identifier, kept.identifier_kept) == (wrong, "тако пише у старој књизи")


def test_the_account_joins_the_party_that_was_there_before(office: Office) -> None:
    assert office.citizen is not None
    known = actions.enter_party(
        office.viewer(Role.REGISTRY_CLERK),
        kind=PartyKind.PERSON,
        name="Мила Ведрић",
        identifier=office.citizen.identifier,
    )
    party = actions.party_of_account(office.viewer(Role.CITIZEN))
    assert (party.pk, party.account) == (known.pk, office.citizen)
    assert actions.party_of_account(office.viewer(Role.CITIZEN)) == party


def test_a_company_is_a_party_by_its_own_name(office: Office) -> None:
    party = actions.party_of_account(office.viewer(Role.COMPANY))
    assert (party.kind, party.name, party.identifier_kind) == (PartyKind.COMPANY, "Ведрина ДОО", "pib")


def test_only_a_citizens_account_is_a_party(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.party_of_account(office.viewer(Role.HANDLER))
    assert refused.value.code == "account"


def test_of_a_token_only_the_hash_is_kept(office: Office) -> None:
    account = office.account(Role.HANDLER)
    token = actions.issue_token(office.viewer(Role.ADMINISTRATOR), account=account, role=Role.HANDLER)
    row = ApiToken.objects.get()
    assert row.digest == hashlib.sha256(token.encode()).hexdigest()
    assert (row.account, row.organisation, row.role) == (account, office.organisation, Role.HANDLER)
    assert token not in str(last("token.issued").body)


def test_two_offices_cannot_have_one_code(office: Office) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.found_organisation(code="vedrovo", kind="city", name_cyr="Друго", name_lat="Drugo", body_cyr="Управа")
