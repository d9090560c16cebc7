"""The turn of the year: unfinished cases keep their number, or get a new one; each book still has every number once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salter.journal.models import Entry
from salter.ops.doctor import check_registers
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Organisation, Role
from salter.registry import actions, queries
from salter.registry.actions.remedies import note_remedies
from salter.registry.appeals.actions import receive_other
from salter.registry.appeals.receiving import Filing, summarise
from salter.registry.books.columns import BookKind
from salter.registry.books.over_work import carry_batch
from salter.registry.books.reading import book_of
from salter.registry.models import Appeal, CaseStatus, FormerNumber, Register
from tests.registry.scenes import SignIn
from tests.registry.test_book_copies import supplement
from tests.registry.test_books import new_years_eve
from tests.registry.test_next_book import close
from tests.support.office import Office


def change(office: Office) -> None:
    """The office gives new numbers."""
    actions.set_carrying(office.viewer(Role.REGISTRY_HEAD), rule=actions.Carrying.CHANGE)


def books(office: Office, year: int) -> list[list[tuple[Any, str]]]:
    """The numbers of both books as a reader sees them, with what is noted at each."""
    viewer, found = office.viewer(Role.REGISTRY_CLERK), list[list[tuple[Any, str]]]()
    for of in (year, year + 1):
        register = Register.objects.get(year=of)
        lines, _reached = book_of(viewer, BookKind.BASIC, register).read(0, register.last_ordinal)
        found.append([(line.cells[0] or line.cells[2], line.note.partition(" ")[0]) for line in lines])
    return found


def test_a_case_under_a_new_number_keeps_its_line_in_the_old_book(office: Office) -> None:
    first, second = office.register("Први").case, office.register("Други").case
    supplement(office, first)
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=second, reason="Двапут уписано.")
    year, head = close(office), office.viewer(Role.REGISTRY_HEAD)
    change(office)
    old = first.number
    with clock.at(office.organisation, new_years_eve(year).replace(year=year + 1, month=1, day=9)):
        earlier = office.register("Нови")
        assert actions.carry_over(head, register=Register.objects.get(year=year)) == 1
        assert actions.carry_over(head, register=Register.objects.get(year=year)) == 0
        first.refresh_from_db()
        supplement(office, first)
        assert earlier.case.ordinal == 1
        assert office.register("Најновији").case.ordinal == 3
    assert (first.ordinal, first.year) == (2, year + 1)
    assert books(office, year) == [
        [(1, "пренето"), (1, ""), (2, "поништено")],
        [(1, ""), (2, "пренос"), (2, ""), (3, "")],
    ]
    assert queries.case_of_code(office.viewer(Role.REGISTRY_CLERK), old) == first
    assert queries.case_of_code(office.viewer(Role.REGISTRY_CLERK), first.number) == first
    entry = Entry.objects.get(verb="case.carried")
    assert (entry.body["before"], entry.body["number"]) == (old, first.number)
    check = check_registers()
    assert check.state == "ok", check


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(st.sampled_from(["open", "cancelled", "resolved"]), max_size=6), batch=st.integers(1, 4))
def test_whatever_is_carried_over_each_book_has_every_number_once(
    office: Office, states: list[str], batch: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        for state in states:
            case = office.register().case
            if state == "cancelled":
                actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=case, reason="Грешка.")
            elif state == "resolved":
                chief = office.viewer(Role.HEAD_OF_ADMINISTRATION)
                actions.change_status(chief, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
        year, head = close(office), office.viewer(Role.REGISTRY_HEAD)
        change(office)
        register, moved = Register.objects.get(year=year), 0
        while count := actions.carry_over(head, register=register, most=batch):
            moved += count
        assert moved == states.count("open") == FormerNumber.objects.count()
        old, new = books(office, year)
        assert [number for number, _note in old] == list(range(1, len(states) + 1))
        assert [number for number, _note in new] == list(range(1, moved + 1))
        assert queries.count_book(head, register).entries == len(states)
        transaction.set_rollback(True)


def test_the_office_that_keeps_numbers_carries_nothing(office: Office) -> None:
    office.register()
    register = Register.objects.get()
    close(office)
    with pytest.raises(ValidationError) as refused:
        actions.carry_over(office.viewer(Role.REGISTRY_HEAD), register=register)
    assert refused.value.code == "keep"
    with pytest.raises(NotAllowed):
        actions.set_carrying(office.viewer(Role.REGISTRY_CLERK), rule=actions.Carrying.CHANGE)


def test_nothing_is_carried_before_the_old_book_is_closed_and_the_new_one_open(office: Office) -> None:
    change(office)
    register = Register.objects.get()
    with pytest.raises(ValidationError) as refused:
        actions.carry_over(office.viewer(Role.REGISTRY_HEAD), register=register)
    assert refused.value.code == "book"


def test_the_head_sets_it_on_the_page_and_the_worker_does_it(office: Office, client_as: SignIn) -> None:
    case, year = office.register().case, close(office)
    head = client_as(Role.REGISTRY_HEAD)
    place = reverse("registry:carry-over", args=["basic", year])
    assert place in head.get(reverse("registry:book", args=["basic", year])).content.decode()
    assert head.post(place, {"rule": "change", "form_key": "one"}).status_code == 302
    assert Organisation.objects.get(pk=office.organisation.pk).settings["carry_over"] == "change"
    register = Register.objects.get(year=year)
    carry_batch(
        organisation=office.organisation.pk, account=office.account(Role.REGISTRY_HEAD).pk, register=str(register.pk)
    )
    case.refresh_from_db()
    assert case.year == year + 1


def test_the_line_in_the_register_of_administrative_cases(office: Office, client_as: SignIn) -> None:
    case = office.register().case
    clerk, place = client_as(Role.REGISTRY_CLERK), reverse("registry:remedies", args=[case.pk])
    given = {"instance": "2", "ex_officio": "on"}
    party, filing = case.parties.get(), Filing(received_on=clock.today(office.organisation))
    row = receive_other(office.viewer(Role.REGISTRY_CLERK), case=case, party=party, filing=filing, against="број 5")
    Appeal.objects.filter(pk=row.pk).update(state="ended", outcome="annulled", ended_on=filing.received_on)
    summarise(case)
    assert clerk.post(place, {**given, "form_key": "one"}).status_code == 302
    page = clerk.get(reverse("registry:book", args=["up2", case.year])).content.decode()
    for said in (f"УП-2 {case.number}", "по службеној дужности", "усвојена – поништено"):
        assert said in page
    assert f"УП-1 {case.number}" not in clerk.get(reverse("registry:book", args=["up1", case.year])).content.decode()
    with pytest.raises(ValidationError):
        note_remedies(office.viewer(Role.REGISTRY_CLERK), case=case, instance=3)
    with pytest.raises(NotAllowed):
        note_remedies(office.viewer(Role.HANDLER), case=case, instance=1)
