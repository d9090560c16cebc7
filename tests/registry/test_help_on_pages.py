"""The `?` on the pages of work: behind each stands the rule, its example and the way to practise, without a script."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from salter.organisations.models import Role
from salter.registry.helping.topics import topics
from tests.registry.scenes import SignIn, assigned
from tests.rules_of_the_house.sources import texts
from tests.support.office import Office

HELP = re.compile(r'<details class="[^"]*\bsl-help".*?</details>', re.DOTALL)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


def behind(text: str) -> dict[str, str]:
    """What stands behind each `?` of a page, by topic."""
    shown = [found for found in HELP.findall(text) if found.count("<summary") == 1]
    return {key: one for one in shown for key in topics() if reverse("registry:help-topic", args=[key]) in one}


@pytest.mark.django_db
def test_the_page_of_a_case_explains_its_deadline_and_opens_the_exercise(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    text = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
    found = behind(text)
    assert set(found) == {"deadline", "silence", "correction"}
    assert "чл. 145. ст. 2. Закона о општем управном поступку" in found["deadline"]
    assert "<strong>30 дана</strong>" in found["deadline"]
    assert "непроверено" in found["silence"]
    assert f'action="{reverse("training:take")}"' in found["deadline"]
    assert 'value="rokovi-praznici-cutanje"' in found["deadline"]
    assert '<div class="sl-helps sl-no-print">' in text  # a printed case has no help on it


@pytest.mark.django_db
def test_help_is_in_latin_for_who_reads_latin(office: Office, client_as: SignIn) -> None:
    text = client_as(Role.HANDLER).get("/sr-latn/office/help/appeal/").content.decode()
    assert "Zakona o opštem upravnom postupku" in text
    assert "Stranka je rešenje primila 2. 3. 2026. Uz" in text


@pytest.mark.django_db
def test_only_a_request_to_correct_explains_correcting(office: Office, client_as: SignIn) -> None:
    client, address = client_as(Role.HANDLER), reverse("registry:act-new", args=[assigned(office).pk])
    asked, decided = (
        client.get(address, {"kind": kind}).content.decode() for kind in ("request-to-correct", "decision")
    )
    assert set(behind(asked)) == {"correction"}
    assert behind(decided) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["absences", "new-absence"])
def test_the_pages_of_absences_lead_to_standing_in(office: Office, client_as: SignIn, page: str) -> None:
    text = client_as(Role.HEAD_OF_ADMINISTRATION).get(reverse(f"organisations:{page}")).content.decode()
    assert reverse("registry:help-topic", args=["assignment"]) in text


@pytest.mark.django_db
def test_the_form_of_waiting_explains_what_waiting_does(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    text = client_as(Role.HANDLER).get(reverse("registry:wait", args=[case.pk])).content.decode()
    assert set(behind(text)) == {"waiting", "correction"}
    assert "непроверено" in behind(text)["waiting"]


def nested(sources: dict[str, str]) -> list[str]:
    """Templates that put help, which holds a form, into a form."""
    return [name for name, text in sources.items() if any("help_about" in form for form in FORM.findall(text))]


def test_help_never_stands_within_a_form() -> None:
    assert nested(texts(".html")) == []
    assert nested({"a": '<form><p>{% help_about "x" %}</p></form>', "b": '<form></form>{% help_about "x" %}'}) == ["a"]
