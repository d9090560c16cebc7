"""One field by which a form chooses a party of a case."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.urls import reverse

import salter.registry
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry.models import CaseParty, PartyRole
from salter.registry.parties.choosing import NO_PARTY, PartyField, offer_parties
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office

FIRST = CaseParty(pk=UUID(int=1), name="Петар Петровић", address="Липова 1", role=PartyRole.APPLICANT)
SECOND = CaseParty(pk=UUID(int=2), name="Петар Петровић", address="", role=PartyRole.OPPOSING)
THIRD = CaseParty(pk=UUID(int=3), name="Мила Ведрић", address="Липова 2", role=PartyRole.OPPOSING)


class Must(forms.Form):
    """A party has to be chosen."""

    party = PartyField(error_messages={"required": "изаберите"})


class May(forms.Form):
    """A party may be chosen."""

    party = PartyField(none=NO_PARTY)


def made(kind: type[forms.Form], *parties: CaseParty, **sent: str) -> tuple[forms.Form, list[tuple[Any, Any]]]:
    form = kind(sent or None)
    offer_parties(form, parties)
    field: Any = form.fields["party"]
    return form, list(field.choices)


@pytest.mark.parametrize(
    ("kind", "sent", "expected"),
    [
        (Must, str(FIRST.pk), FIRST),
        (Must, "", "изаберите"),
        (Must, str(UUID(int=4)), None),
        (May, str(THIRD.pk), THIRD),
        (May, "", None),
        (May, "нешто", "нешто"),
    ],
)
def test_the_part_comes_back_and_a_party_of_another_case_does_not(
    kind: type[forms.Form], sent: str, expected: CaseParty | str | None
) -> None:
    form, _choices = made(kind, FIRST, THIRD, party=sent)
    if isinstance(expected, CaseParty) or (kind is May and not sent):
        assert form.is_valid()
        assert form.cleaned_data["party"] == expected
    else:
        assert not form.is_valid()
        assert expected is None or expected in str(form.errors["party"])


def test_two_of_the_same_name_are_told_apart() -> None:
    _form, choices = made(Must, FIRST, SECOND, THIRD)
    assert [words for _key, words in choices] == [
        "Петар Петровић (Липова 1)",
        f"Петар Петровић ({SECOND.get_role_display()})",
        "Мила Ведрић",
    ]


def test_the_only_one_is_chosen_where_one_must_be() -> None:
    assert made(Must, FIRST)[0]["party"].initial == str(FIRST.pk)
    assert made(Must, FIRST, THIRD)[0]["party"].initial is None
    assert made(May, FIRST)[0]["party"].initial is None
    assert made(May, FIRST)[1][0] == ("", NO_PARTY)
    assert made(Must, FIRST, THIRD)[1][0][0] == str(FIRST.pk), "no form leaves its parties to the next one"


@pytest.mark.django_db
def test_forms_offer_only_parties_who_are_there(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(Role.HANDLER)
    there = case.parties.get()
    today = clock.today(office.organisation)
    for name, gone in (("Раде Отишао", {"left_on": today}), ("Сава Умро", {"died_on": today})):
        known = {"organisation": office.organisation, "case": case, "role": PartyRole.APPLICANT, "name": name}
        CaseParty.objects.create(party=office.party(name), **known, **gone)
    pages = ("wait", "inspections", "data-new", "recusals", "clock-start", "withdrawal")
    shown = {page: client.get(reverse(f"registry:{page}", args=[case.pk])).context["form"] for page in pages}
    offered = {page: set(form.fields["party"].parties) for page, form in shown.items()}
    assert offered == dict.fromkeys(pages, {str(there.pk)})


def by_hand(source: str) -> list[str]:
    """Forms that offer parties in a field of choice of their own."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.Assign)
        and isinstance(line.targets[0], ast.Name)
        and line.targets[0].id == "party"
        and ast.unparse(line.value).startswith("forms.ChoiceField")
    ]


def test_every_form_uses_it() -> None:
    assert by_hand("class F(forms.Form):\n    party = forms.ChoiceField(label='x')\n") == ["F"], (
        "the violation is found"
    )
    folder = Path(salter.registry.__file__).parent
    found = {path: by_hand(path.read_text()) for path in folder.rglob("forms*.py")}
    assert [path for path, names in found.items() if names] == []
    assert sum("PartyField(" in path.read_text() for path in folder.rglob("forms.py")) >= 7
