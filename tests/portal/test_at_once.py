"""Two requests at the same moment: a request is sent once, its receipt made once, a party entered once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import sleep
from typing import TypeVar

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations.identifiers import make_test_pib
from salter.organisations.models import Party, PartyKind, Role
from salter.organisations.tenancy import scope
from salter.portal import actions
from salter.portal.letters import actions as letters
from salter.registry import receipts
from salter.registry.models import Case, Incoming
from salter.signatures.models import SignedDocument
from tests.portal.scenes import filled, viewer
from tests.support.office import Office, found_office

Result = TypeVar("Result")
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def second(office: Office, work: Callable[[], Result]) -> Iterator[Future[Result]]:
    """Runs the block in a transaction, and `work` in another one that begins before the block's is committed."""

    def run() -> Result:
        try:
            began.wait(10)
            with scope(office.organisation.pk):
                return work()
        finally:
            connection.close()

    began = Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        with scope(office.organisation.pk):
            yield future
            began.set()
            sleep(0.5)  # the other one waits for our lock by now


def test_a_request_sent_twice_at_once_is_one_case() -> None:
    office = found_office("dvaput")
    with scope(office.organisation.pk):
        draft = filled(office)
        citizen = viewer(office)
    with second(office, lambda: actions.submit(citizen, draft=draft)) as later:
        first = actions.submit(citizen, draft=draft)
    assert later.result().pk == first.pk
    with scope(office.organisation.pk):
        assert Case.objects.count() == 1


def test_a_receipt_asked_for_twice_at_once_is_one_document() -> None:
    office = found_office("potvrda")
    with scope(office.organisation.pk):
        submission, clerk = office.register(), office.viewer(Role.REGISTRY_CLERK)
    with second(office, lambda: receipts.ensure(clerk, submission)) as later:
        first = receipts.ensure(clerk, submission)
    assert later.result().pk == first.pk
    with scope(office.organisation.pk):
        assert SignedDocument.objects.count() == 1


def test_a_company_entered_twice_at_once_is_one_party() -> None:
    office = found_office("firma")
    with scope(office.organisation.pk):
        clerk = office.viewer(Role.REGISTRY_CLERK)

    def enter() -> Party:
        return organisations.enter_party(clerk, kind=PartyKind.COMPANY, name="Ведрина", identifier=make_test_pib(7))

    with second(office, enter) as later:
        first = enter()
    assert later.result().pk == first.pk


def test_nobody_sends_a_request_in_the_name_of_anothers_account() -> None:
    office = found_office("tudj")
    own = office.account(Role.CITIZEN)
    other = organisations.open_account(
        username="drugi", name="Неко Други", identifier=own.identifier, identifier_kind=own.identifier_kind
    )
    with scope(office.organisation.pk):
        party = organisations.party_of_account(viewer(office))
        draft = filled(office, account=other)
        with pytest.raises(ValidationError) as refused:
            actions.submit(viewer(office, other), draft=draft)
        assert refused.value.code == "account"
        assert not Case.objects.filter(party_ids__contains=[party.pk]).exists()


def test_that_an_account_takes_a_party_over_is_journalled() -> None:
    office = found_office("preuzet")
    own = office.account(Role.CITIZEN)
    with scope(office.organisation.pk):
        clerk = office.viewer(Role.REGISTRY_CLERK)
        known = organisations.enter_party(clerk, kind=PartyKind.PERSON, name="Мила", identifier=own.identifier)
        assert organisations.party_of_account(viewer(office)) == known
        assert Entry.objects.get(verb="party.changed").body == {"account": own.pk}


def test_a_letter_sent_twice_at_once_is_on_the_shelf_once() -> None:
    office = found_office("pismo")
    with scope(office.organisation.pk):
        citizen = viewer(office)
        letter = letters.begin(citizen, words=letters.Words("Питање", "Када?"))
    with second(office, lambda: letters.send(citizen, letter=letter)) as later:
        first = letters.send(citizen, letter=letter)
    assert later.result(30).number == first.number
    with scope(office.organisation.pk):
        assert Incoming.objects.count() == 1
        assert Entry.objects.filter(verb="letter.sent").count() == 1
