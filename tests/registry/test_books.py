"""Closing the book of a year: by the head of the registry office, with a sealed note, and for good."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, queries
from salter.registry.models import ActKind, Case, Register
from salter.signatures.actions import trust
from salter.signatures.profile import verify_sealed
from salter.signatures.reasons import Outcome
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office


def new_years_eve(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 12, 31, 15, 0))  # noqa: DTZ001


def book(office: Office) -> Register:
    return Register.objects.get(year=clock.today(office.organisation).year)


def closed(office: Office) -> Register:
    register = book(office)
    with clock.at(office.organisation, new_years_eve(register.year)):
        return actions.close_register(office.viewer(Role.REGISTRY_HEAD), register=register)


def test_a_closed_book_has_its_sealed_note_and_takes_no_entry(office: Office) -> None:
    case = office.register().case
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=office.register().case, reason="Погрешан упис.")
    register = closed(office)
    entry = Entry.objects.get(verb="register.closed")
    assert (entry.body["entries"], entry.body["last"]) == (2, 2)
    assert (entry.body["cancelled"], entry.body["unfinished"]) == (1, 1)
    assert register.closing_note is not None
    verdict = verify_sealed(content(register.closing_note), anchors=trust().anchors)
    assert verdict.outcome == Outcome.VALID, verdict
    with clock.at(office.organisation, new_years_eve(register.year)), pytest.raises(ValidationError) as refused:
        office.register()
    assert refused.value.code == "register-closed"
    assert Case.objects.count() == 2
    case.refresh_from_db()
    assert case.closed_at is None


def test_an_unfinished_case_goes_on_under_its_number(office: Office) -> None:
    case = assigned(office)
    closed(office)
    with clock.at(office.organisation, new_years_eve(case.year).replace(year=case.year + 1, month=1, day=15)):
        handler = office.viewer(Role.HANDLER)
        act = actions.draft_act(
            handler, case=case, kind=ActKind.NOTICE, title="Обавештење", content={"text": "У току је."}
        )
    assert (act.case.number, act.case.ordinal, act.sub_number) == (case.number, case.ordinal, 1)


def test_it_is_closed_once_not_before_its_last_day_and_by_the_head_only(office: Office) -> None:
    register = book(office)
    head = office.viewer(Role.REGISTRY_HEAD)
    early = new_years_eve(register.year).replace(day=30)
    with clock.at(office.organisation, early), pytest.raises(ValidationError) as refused:
        actions.close_register(head, register=register)
    assert refused.value.code == "too-early"
    with pytest.raises(NotAllowed):
        actions.close_register(office.viewer(Role.REGISTRY_CLERK), register=register)
    closed(office)
    with pytest.raises(ValidationError) as refused:
        closed(office)
    assert refused.value.code == "closed"


def test_the_head_closes_last_years_book_on_its_page(office: Office, client_as: SignIn) -> None:
    year = clock.today(office.organisation).year
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.open_register(head, year=year - 1)
    client = client_as(Role.REGISTRY_HEAD)
    here = f"/registers/basic/{year - 1}/"
    assert f"{here}close/" in client.get(here).content.decode()
    assert client.get(f"{here}note/").status_code == 404
    page = client.get(f"{here}close/").content.decode()
    assert "<form" in page.partition("<main")[2]
    assert client.post(f"{here}close/", {"form_key": "once"}, follow=True).status_code == 200
    assert client.post(f"{here}close/", {"form_key": "twice"}).status_code == 422
    after = client.get(here).content.decode()
    assert f"{here}close/" not in after
    assert f"{here}note/" in after
    assert client.get(f"{here}note/")["Content-Type"] == "application/pdf"


def test_this_years_book_cannot_be_closed_from_its_page(office: Office, client_as: SignIn) -> None:
    register = book(office)
    with clock.at(office.organisation, new_years_eve(register.year).replace(month=6, day=1)):
        page = client_as(Role.REGISTRY_HEAD).get(f"/registers/basic/{register.year}/close/").content.decode()
    assert "<form method" not in page.partition("<main")[2]


def test_the_count_is_for_who_reads_books(office: Office) -> None:
    with pytest.raises(NotAllowed):
        queries.count_book(office.viewer(Role.HANDLER), book(office))
