"""The citizen's journey in Hungarian: only where it is in official use, only on pages that have its words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from salter.organisations import actions as organisations
from salter.organisations.models import Organisation, Role
from salter.portal import actions
from salter.portal.definition import Texts
from salter.portal.definitions import newest
from salter.registry.models import Case, LanguageChoice
from salter.ui import formats, messages
from salter.ui.second import words
from tests.portal.scenes import filled, viewer
from tests.support.office import Office

SAID = {"ground": "члан 6. Статута", "name": "Vedrovo község", "body": "Községi Hivatal", "seat": "Vedrovo"}


@pytest.fixture
def vedrovo(office: Office) -> Office:
    """The office with Hungarian in official use."""
    organisations.use_language(office.viewer(Role.ADMINISTRATOR), code="hu", **SAID)
    office.organisation = Organisation.objects.get(pk=office.organisation.pk)
    return office


def test_the_pages_are_offered_only_where_the_language_is_used(office: Office, client: Client) -> None:
    assert 'hreflang="hu"' not in client.get("/services/").content.decode()
    assert client.get("/hu/services/?q=1")["Location"] == "/services/?q=1"
    organisations.use_language(office.viewer(Role.ADMINISTRATOR), code="hu", **SAID)
    assert 'href="/hu/services/" lang="hu"' in client.get("/services/").content.decode()
    page = client.get("/hu/services/").content.decode()
    assert '<html lang="hu"' in page
    assert "Mire van szüksége?" in page
    assert "Vedrovo község" in page
    assert "bírósági tolmács még nem olvasta" in page
    assert client.get("/hu/")["Location"] == "/hu/services/"


def test_pages_without_its_words_lead_to_serbian(vedrovo: Office, client: Client) -> None:
    for path in ("/log/", "/notice-board/", "/help/"):
        assert 'hreflang="hu"' not in client.get(path).content.decode()
        assert client.get(f"/hu{path}")["Location"] == path
    assert client.get("/hu/cases/", follow=False)["Location"] == "/cases/"


def test_a_service_is_read_and_its_questions_are_asked_in_hungarian(vedrovo: Office, client: Client) -> None:
    page = client.get("/hu/services/P050/").content.decode()
    assert "Egyszeri pénzbeli segély" in page
    assert "Kérelem" in page or "kérelem" in page
    client.force_login(vedrovo.account(Role.CITIZEN))
    draft = filled(vedrovo)
    question = client.get(f"/hu/requests/{draft.pk}/members/").content.decode()
    assert "Hányan élnek a háztartásban" in question
    refused = client.post(f"/hu/requests/{draft.pk}/members/", {"answer": "0"})
    assert refused.status_code == 422
    assert "A legkisebb lehetséges szám" in refused.content.decode()
    check = client.get(f"/hu/requests/{draft.pk}/check/").content.decode()
    assert "Ellenőrizze a válaszait" in check
    assert 'id="spoken-hu" name="spoken" type="radio" value="hu" checked' in check


def test_what_is_sent_in_hungarian_is_conducted_in_it(vedrovo: Office, client: Client) -> None:
    client.force_login(vedrovo.account(Role.CITIZEN))
    draft = filled(vedrovo)
    sent = client.post(f"/hu/requests/{draft.pk}/check/", {"spoken": "hu"}, follow=True)
    assert "Kérelmét átvettük" in sent.content.decode()
    case = Case.objects.get()
    assert case.language == "hu"
    assert LanguageChoice.objects.get().note == actions.ASKED_HERE
    page = client.get(f"/hu/my/{case.pk}/").content.decode()
    assert "Kérelmét átvettük és iktattuk" in page


def test_a_language_that_is_not_used_is_refused_and_nothing_is_sent(office: Office) -> None:
    draft = filled(office)
    with pytest.raises(ValidationError) as refused:
        actions.submit(viewer(office), draft=draft, spoken="hu")
    assert refused.value.code == "language"


def test_every_text_of_the_form_has_its_hungarian() -> None:
    form = newest("P050")
    assert form

    def texts(value: object) -> list[Texts]:
        if isinstance(value, Texts):
            return [value]
        if isinstance(value, (list, tuple)):
            return [one for part in value for one in texts(part)]
        parts = vars(value).values() if hasattr(value, "model_fields") else ()
        return [one for part in parts for one in texts(part)]

    found = texts(form)
    assert len(found) > 40
    missing = [text.sr for text in found if text.sr not in words("hu") and "{" not in text.sr]
    assert missing == []


def test_dates_and_numbers_are_written_as_in_hungarian() -> None:
    assert formats.format_date(date(2026, 11, 3), "hu") == "2026. november 3."
    assert formats.format_number(Decimal("1234567.5"), 2, "hu") == "1\xa0234\xa0567,50"
    assert formats.format_money(Decimal(1200), language="hu") == "1\xa0200,00 RSD"
    assert [formats.relative_days(days, "hu") for days in (3, 0, -2)] == ["még 3 nap", "ma jár le", "2 napja lejárt"]


def test_a_missing_word_of_a_citizens_page_is_told_and_one_of_staff_is_not() -> None:
    room = messages.ROOMS / "portal"
    known = {str(message.id) for message in messages.second_of(room, "hu") if message.id}
    assert "Check your answers" in known
    assert "Authorised officials" not in known
    assert messages.missing_of(room) == []
    with translation.override("hu"):
        assert translation.gettext("Check your answers") == "Ellenőrizze a válaszait"
        assert translation.gettext("Authorised officials") == "Овлашћена службена лица"
