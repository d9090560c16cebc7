"""Parties entered twice: suggested, merged by pointing, undone; nothing of either entry is changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.journal.models import Entry
from salter.mailbox.models import Delivery
from salter.organisations import actions as organisations
from salter.organisations.access import NotAllowed
from salter.organisations.identifiers import make_test_jmbg
from salter.organisations.models import PairState, Party, PartyKind, PartyPair, Role
from salter.registry import actions, queries, twins
from salter.registry.models import Case, CaseParty
from tests.registry.scenes import SignIn
from tests.support.office import Office
from tests.support.scene import signed

HEAD, CLERK = Role.REGISTRY_HEAD, Role.REGISTRY_CLERK
ADDRESS = "Улица липа 12, Ведрово"


def entered(
    office: Office, name: str = "Мила Ведрић", *, address: str = ADDRESS, number: str = "", account: bool = False
) -> Party:
    return organisations.enter_party(
        office.viewer(CLERK),
        kind=PartyKind.PERSON,
        name=name,
        identifier=number,
        address=address,
        account=office.citizen if account else None,
    )


def number(place: int) -> str:
    return make_test_jmbg(date(1985, 5, 5), False, place)


def merged(office: Office, kept: Party, other: Party) -> PartyPair:
    return actions.merge_parties(office.viewer(HEAD), kept=kept, other=other, reason="Иста лична карта.")


def found(office: Office) -> list[tuple[str, str]]:
    pairs, _next = twins.twins(office.viewer(HEAD))
    return [(pair.first.name, pair.second.name) for pair in pairs]


def test_same_name_and_address_in_either_script_are_suggested(office: Office) -> None:
    entered(office)
    entered(office, "Mila Vedrić", address="Ulica lipa 12 Vedrovo")
    entered(office, address="Друга улица 1")
    entered(office, "Неко Други")
    assert found(office) == [("Мила Ведрић", "Mila Vedrić")]


def test_entries_with_different_numbers_are_not_suggested(office: Office) -> None:
    entered(office, number=number(1))
    entered(office, number=number(2))
    assert found(office) == []


def test_who_is_known_from_an_unseen_case_only_is_not_suggested(office: Office) -> None:
    first, second = entered(office), entered(office, "Mila Vedrić")
    office.register(party=first)
    case = office.register(party=second).case
    actions.restrict_case(office.viewer(HEAD), case=case, staff=[], reason="подаци о здрављу")
    assert found(office) == []


def test_one_stands_for_the_other_and_nothing_of_either_changes(office: Office) -> None:
    kept, other = entered(office, account=True), entered(office, "Mila Vedrić")
    case = office.register(party=other).case
    before = Party.objects.filter(pk=other.pk).values().get()
    assert not queries.cases(office.viewer(Role.CITIZEN)).filter(pk=case.pk).exists()
    merged(office, kept, other)
    assert queries.cases(office.viewer(Role.CITIZEN)).filter(pk=case.pk).exists()
    assert Party.objects.filter(pk=other.pk).values().get() == before
    row = CaseParty.objects.get(case=case)
    assert (row.party_id, row.name) == (other.pk, "Mila Vedrić")
    assert Entry.objects.get(verb="party.merged").personal["reason"] == "Иста лична карта."


def test_what_is_sent_goes_to_the_account_of_who_stands_for_both(office: Office) -> None:
    kept, other = entered(office, account=True), entered(office, "Mila Vedrić")
    case = assigned_to(office, other)
    merged(office, kept, other)
    actions.dispatch_act(office.viewer(CLERK), act=signed(office, case))
    delivery = Delivery.objects.get(case_id=case.pk)
    assert (delivery.recipient_id, delivery.account_id) == (other.pk, kept.account_id)


def assigned_to(office: Office, party: Party) -> Case:
    case = office.register(party=party).case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    return actions.assign(office.viewer(CLERK), case=case, unit=unit, staff=staff)


def test_undoing_gives_back_what_was(office: Office) -> None:
    kept, other = entered(office, account=True), entered(office, "Mila Vedrić")
    case = office.register(party=other).case
    pair = merged(office, kept, other)
    actions.undo_merge(office.viewer(HEAD), pair=pair, reason="То је њена мајка.")
    assert not queries.cases(office.viewer(Role.CITIZEN)).filter(pk=case.pk).exists()
    assert Entry.objects.filter(verb="party.unmerged").count() == 1
    assert found(office) == []  # somebody has decided on them
    with pytest.raises(ValidationError) as refused:
        actions.undo_merge(office.viewer(HEAD), pair=pair, reason="Опет.")
    assert refused.value.code == "not-merged"


def test_what_was_served_because_of_it_cannot_be_taken_back(office: Office, client_as: SignIn) -> None:
    kept, other = entered(office, account=True), entered(office, "Mila Vedrić")
    case = assigned_to(office, other)
    pair = merged(office, kept, other)
    actions.dispatch_act(office.viewer(CLERK), act=signed(office, case))
    with pytest.raises(ValidationError) as refused:
        actions.undo_merge(office.viewer(HEAD), pair=pair, reason="Погрешно.")
    assert refused.value.code == "served"
    body = client_as(HEAD).get(reverse("registry:twins-undo", args=[pair.pk])).content.decode()
    assert '<form method="post" novalidate' not in body


def test_what_contradicts_is_refused(office: Office) -> None:
    head = office.viewer(HEAD)
    one, two = entered(office, number=number(1)), entered(office, number=number(2))
    plain = entered(office, "Mila Vedrić")
    company = organisations.enter_party(head, kind=PartyKind.COMPANY, name="Мила Ведрић", address=ADDRESS)
    for kept, other, code in (
        (one, two, "identifier"),
        (plain, one, "keep-other"),
        (one, company, "kind"),
        (one, one, "same"),
    ):
        with pytest.raises(ValidationError) as refused:
            merged(office, kept, other)
        assert refused.value.code == code
    assert not PartyPair.objects.exists()


def test_one_stands_for_many_and_is_merged_into_no_third(office: Office) -> None:
    first, second, third = entered(office), entered(office, "Mila Vedrić"), entered(office, "МИЛА ВЕДРИЋ")
    merged(office, first, second)
    merged(office, first, third)
    for kept, other in ((second, first), (third, second), (first, second)):
        with pytest.raises(ValidationError) as refused:
            merged(office, kept, other)
        assert refused.value.code == "merged"


def test_the_counter_is_offered_who_stands_for_both(office: Office) -> None:
    kept, other = entered(office, "Петар Прим", number=number(3)), entered(office, "Стојан Пешић")
    merged(office, kept, other)
    assert list(queries.parties(office.viewer(CLERK), "stojan")) == [kept]


def test_two_different_ones_are_not_suggested_again(office: Office) -> None:
    first, second = entered(office), entered(office, "Mila Vedrić")
    actions.keep_apart(office.viewer(HEAD), kept=first, other=second, reason="Бака и унука.")
    assert found(office) == []
    assert PartyPair.objects.get().state == PairState.APART


@pytest.mark.parametrize("role", [CLERK, Role.HANDLER, Role.ADMINISTRATOR])
def test_only_the_head_of_the_registry_office_merges(office: Office, role: Role) -> None:
    first, second = entered(office), entered(office, "Mila Vedrić")
    with pytest.raises(NotAllowed):
        actions.merge_parties(office.viewer(role), kept=first, other=second, reason="Иста особа.")


def test_the_pages_suggest_compare_merge_and_undo(office: Office, client_as: SignIn) -> None:
    first, second = entered(office), entered(office, "Mila Vedrić")
    client: Client = client_as(HEAD)
    compare = reverse("registry:twins-compare", args=[first.pk, second.pk])
    assert compare in client.get(reverse("registry:twins")).content.decode()
    assert client.post(compare, {"deed": str(first.pk)}).status_code == 422
    assert client.post(compare, {"deed": str(first.pk), "reason": "Иста особа."}).status_code == 302
    pair = PartyPair.objects.get(state=PairState.MERGED)
    undo = reverse("registry:twins-undo", args=[pair.pk])
    assert undo in client.get(reverse("registry:twins")).content.decode()
    assert client.post(undo, {"reason": "Погрешно."}).status_code == 302
    assert client.get(undo).status_code == 404


def test_the_suggestions_ask_as_often_for_many_as_for_few(office: Office, client_as: SignIn) -> None:
    client, counts = client_as(HEAD), []
    for place in range(2):
        for row in range(1 + 5 * place):
            entered(office, f"Особа {place}{row}")
            entered(office, f"Osoba {place}{row}")
        for _warm in range(2):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse("registry:twins")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
