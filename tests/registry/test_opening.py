"""Opening the book of a year, also from where the old one ended; confirming procedures; keys."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from salter.documents.actions import content
from salter.journal.models import Entry, Failure
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.models import Procedure, Register
from salter.signatures.models import Credential
from tests.support.office import Office

GROUND = "Одлука начелника бр. 031-2/2026 од 20. 11. 2026."


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


@pytest.fixture
def bookless(office: Office) -> Office:
    """An office whose book nobody has opened."""
    Register.objects.all().delete()
    return office


def year_of(office: Office) -> int:
    return clock.today(office.organisation).year


def refused(code: str) -> pytest.RaisesExc[ValidationError]:
    return pytest.raises(ValidationError, check=lambda error: getattr(error, "code", "") == code)


def test_numbers_go_on_where_the_old_book_ended(bookless: Office) -> None:
    head, year = bookless.viewer(Role.REGISTRY_HEAD), year_of(bookless)
    register = actions.open_book(head, year=year, old_book_last=1417, old_book="деловодник", ground=GROUND)
    assert bookless.register().case.ordinal == 1418
    assert bookless.register().case.number.startswith("352-1419/")
    assert register.opening_note is not None
    assert register.opened_by == head.account
    pdf = content(register.opening_note)
    words = " ".join(PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_range().split())
    for said in ("1417", "1418", "деловодник", "031-2/2026", head.name):
        assert said in words
    entry = Entry.objects.get(verb="register.noted")
    assert (entry.body["last"], entry.body["sha256"]) == (1417, register.opening_note.sha256)


def test_who_and_what_is_refused(bookless: Office) -> None:
    head, year = bookless.viewer(Role.REGISTRY_HEAD), year_of(bookless)
    for role in (Role.ADMINISTRATOR, Role.REGISTRY_CLERK):
        with pytest.raises(NotAllowed):
            actions.open_book(bookless.viewer(role), year=year)
    with refused("ground"):
        actions.open_book(head, year=year, old_book_last=7)
    for number in (-1, 10**6):
        with refused("old_book_last"):
            actions.open_book(head, year=year, old_book_last=number, old_book="д", ground="о")
    for wrong in (year - 1, year + 2, 1):
        with refused("year"):
            actions.open_book(head, year=wrong)
    actions.open_book(head, year=year)
    with refused("year"):
        actions.open_book(head, year=year)
    assert Register.objects.count() == 1


def test_the_next_year_is_opened_from_december(bookless: Office) -> None:
    head, year = bookless.viewer(Role.REGISTRY_HEAD), year_of(bookless)
    belgrade = ZoneInfo("Europe/Belgrade")
    with clock.at(bookless.organisation, datetime(year, 11, 30, 12, tzinfo=belgrade)), refused("year"):
        actions.open_book(head, year=year + 1)
    with clock.at(bookless.organisation, datetime(year, 12, 1, 12, tzinfo=belgrade)):
        assert actions.open_book(head, year=year + 1).first_ordinal == 1


def test_the_page_opens_the_book_and_shows_its_note(bookless: Office, client_as: Callable[[Role], Client]) -> None:
    head, year = client_as(Role.REGISTRY_HEAD), year_of(bookless)
    assert reverse("registry:open-book") in head.get(reverse("registry:registers")).content.decode()
    bad = head.post(reverse("registry:open-book"), {"year": year, "old_book_last": "12", "old_book": "", "ground": ""})
    assert bad.status_code == 422
    assert "наводи стару књигу" in bad.content.decode()
    given = {"year": year, "old_book_last": "1417", "old_book": "деловодник 2026", "ground": GROUND}
    assert head.post(reverse("registry:open-book"), given)["Location"] == reverse("registry:book", args=["basic", year])
    note = reverse("registry:opening-note", args=["basic", year])
    assert note in head.get(reverse("registry:book", args=["basic", year])).content.decode()
    assert b"".join(head.get(note)).startswith(b"%PDF-")


def test_a_procedure_is_shown_to_citizens_when_somebody_has_confirmed_it(
    office: Office, client_as: Callable[[Role], Client]
) -> None:
    procedure = Procedure.objects.get(code="P036")
    Procedure.objects.update(public=False)
    guest, head = Client(), client_as(Role.HEAD_OF_ADMINISTRATION)
    service = reverse("portal:service", args=["P036"])
    assert guest.get(service).status_code == 404
    here = reverse("registry:confirm-procedure", args=[procedure.pk])
    unit = office.units["IV-01"]
    assert head.post(here, {"unit": str(unit.pk), "public": "on"})["Location"] == reverse("registry:catalogue")
    procedure.refresh_from_db()
    assert (procedure.public, procedure.unit) == (True, unit)
    assert guest.get(service).status_code == 200
    entry = Entry.objects.filter(verb="procedure.confirmed").get()
    assert entry.actor_name == office.people[Role.HEAD_OF_ADMINISTRATION].name
    assert client_as(Role.HANDLER).get(here).status_code == 403


def test_the_administrator_gives_a_signatory_a_test_key(office: Office, client_as: Callable[[Role], Client]) -> None:
    admin, here, signatory = client_as(Role.ADMINISTRATOR), reverse("signatures:keys"), office.people[Role.SIGNATORY]
    Credential.objects.filter(staff=signatory).delete()
    assert "Издајте TEST" in admin.get(here).content.decode()
    admin.post(here, {"who": str(office.people[Role.HANDLER].pk)})
    assert not Credential.objects.filter(staff=office.people[Role.HANDLER]).exists()
    admin.post(here, {"who": str(signatory.pk)})
    assert "TEST" in Credential.objects.get(staff=signatory).subject
    Credential.objects.filter(staff=signatory).delete()
    with override_settings(SALTER_MODE="production"):
        assert "није направљена" in admin.get(here).content.decode()
        admin.post(here, {"who": str(signatory.pk)})
    assert not Credential.objects.filter(staff=signatory).exists()


def test_without_keys_the_office_registers_and_says_what_is_missing(
    bookless: Office, client_as: Callable[[Role], Client]
) -> None:
    Credential.objects.all().delete()
    head = bookless.viewer(Role.REGISTRY_HEAD)
    with override_settings(SALTER_MODE="production", SALTER_TSA_URL="http://127.0.0.1:9/"):
        register = actions.open_book(head, year=year_of(bookless), old_book_last=9, old_book="д", ground="о")
        assert register.opening_note is not None
        submission = bookless.register()
        run_everything()
        assert submission.case.ordinal == 10
        assert not Failure.objects.filter(subscriber__contains="make_receipt", resolved=False).exists()
        paper = reverse("registry:receipt", args=[submission.case_id, submission.pk])
        answer = client_as(Role.REGISTRY_CLERK).get(paper)
    assert answer.status_code == 422
    assert "нема сертификат" in answer.content.decode()
