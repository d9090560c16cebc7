"""A book that is closed while papers still come: nothing is lost, a person is asked once, other doors go on."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from salter.documents.models import Document
from salter.organisations import clock
from salter.organisations.models import KeptForm, Party, Role
from salter.registry import actions
from salter.registry.actions.intake import Intake
from salter.registry.models import Case, IntakeChannel, Register
from tests.ops.api import caller, submission
from tests.registry.scenes import SignIn
from tests.registry.test_books import new_years_eve
from tests.registry.test_views_intake import URL, paper
from tests.support.office import Office


def close(office: Office, *, following: bool = True) -> int:
    """The head closes the year's book on its last day, and has opened the next one; gives the year."""
    year = clock.today(office.organisation).year
    head = office.viewer(Role.REGISTRY_HEAD)
    with clock.at(office.organisation, new_years_eve(year)):
        actions.close_register(head, register=Register.objects.get(year=year))
        if following:
            actions.open_book(head, year=year + 1)
    return year


def typed(year: int) -> dict[str, Any]:
    file = SimpleUploadedFile("захтев.txt", "Молим.".encode(), content_type="text/plain")
    return paper(documents=[file], received_at=f"31. 12. {year}. 14:05")


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the question, as a browser would send them."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in inputs if name != "csrfmiddlewaretoken"}


def test_what_was_typed_goes_into_the_next_book_after_one_question(office: Office, client_as: SignIn) -> None:
    clerk, year = client_as(Role.REGISTRY_CLERK), close(office)
    with clock.at(office.organisation, new_years_eve(year)):
        asked = clerk.post(URL, typed(year))
        assert asked.status_code == 302
        assert (Case.objects.count(), Document.objects.filter(name="захтев.txt").count()) == (0, 0)
        assert not Party.objects.filter(name="Ђорђе Њежић").exists()
        page = clerk.get(asked["Location"]).content.decode()
        for said in (f"Књига за {year}. годину је закључена", f"у књигу за {year + 1}", "Ђорђе Њежић", "захтев.txt"):
            assert said in page
        answered = clerk.post(URL, fields_of(page), follow=True)
    case = Case.objects.get()
    assert case.number in answered.content.decode()
    assert (case.ordinal, case.year, case.register.year) == (1, year + 1, year + 1)
    assert timezone.localtime(case.received_at) == timezone.make_aware(datetime(year, 12, 31, 14, 5))  # noqa: DTZ001
    assert [row.document.name for row in case.attachments.all()] == ["захтев.txt"]
    assert not KeptForm.objects.exists()


def test_while_no_other_book_is_open_the_paper_waits(office: Office, client_as: SignIn) -> None:
    clerk, year = client_as(Role.REGISTRY_CLERK), close(office, following=False)
    with clock.at(office.organisation, new_years_eve(year)):
        place = clerk.post(URL, typed(year))["Location"]
        page = clerk.get(place).content.decode()
        assert "шефа писарнице" in page
        assert "Да, заведите" not in page
        actions.open_book(office.viewer(Role.REGISTRY_HEAD), year=year + 1)
        clerk.post(URL, fields_of(clerk.get(place).content.decode()))
    assert Case.objects.get().year == year + 1


def test_a_paper_that_waits_is_its_clerks(office: Office, client_as: SignIn) -> None:
    year = close(office)
    with clock.at(office.organisation, new_years_eve(year)):
        place = client_as(Role.REGISTRY_CLERK).post(URL, typed(year))["Location"]
        assert client_as(Role.REGISTRY_HEAD).get(place).status_code == 404


def test_nobody_skips_ahead_while_this_years_book_is_open(office: Office, client_as: SignIn) -> None:
    year = clock.today(office.organisation).year
    with clock.at(office.organisation, new_years_eve(year)):
        actions.open_book(office.viewer(Role.REGISTRY_HEAD), year=year + 1)
    client_as(Role.REGISTRY_CLERK).post(URL, paper(book_year=str(year + 1)))
    assert Case.objects.get().year == year


@pytest.mark.parametrize("channel", [IntakeChannel.EMAIL, IntakeChannel.PORTAL, IntakeChannel.MAILBOX])
def test_where_nobody_can_be_asked_the_next_book_takes_it(office: Office, channel: IntakeChannel) -> None:
    year = close(office)
    with clock.at(office.organisation, new_years_eve(year)):
        intake = Intake("Захтев", channel, clock.now(office.organisation), class_code="352")
        case = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case
    assert (case.year, case.ordinal) == (year + 1, 1)


def test_without_a_next_book_it_is_refused(office: Office) -> None:
    year = close(office, following=False)
    intake = Intake("Захтев", IntakeChannel.EMAIL, clock.now(office.organisation), class_code="352")
    with clock.at(office.organisation, new_years_eve(year)), pytest.raises(ValidationError) as refused:
        actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)
    assert refused.value.code == "register-closed"


def test_a_book_closed_between_the_look_and_the_number_is_asked_about(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salter.registry.actions import intake as module

    year = clock.today(office.organisation).year
    stale = Register.objects.get()
    close(office)
    looks = [stale]
    real = module._open_book

    def first_stale(*args: object) -> Register | None:
        return looks.pop() if looks else real(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(module, "_open_book", first_stale)
    intake = Intake("Захтев", IntakeChannel.COUNTER, clock.now(office.organisation), class_code="352")
    with clock.at(office.organisation, new_years_eve(year)), pytest.raises(ValidationError) as refused:
        actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)
    assert refused.value.code == "next-book"


@pytest.mark.django_db(transaction=True)
def test_the_api_goes_on_in_the_next_book(transactional_db: None) -> None:
    from salter.organisations.tenancy import scope
    from tests.support.office import found_office

    office = found_office("brza")
    with scope(office.organisation.pk):
        year = close(office)
    program = caller(office, Role.REGISTRY_CLERK)
    with clock.at(office.organisation, new_years_eve(year)):
        answer = program.post("/cases", submission(received_at=None))
    assert answer.status_code == 201, answer.content
    said = json.loads(answer.content)
    assert (said["year"], said["ordinal"]) == (year + 1, 1)
