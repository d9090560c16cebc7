"""Finding by keyboard in a real browser: from any page to the box, to what was found, into the case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.journal.tasks import run_everything
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.models import IntakeChannel
from tests.support.browser import DESK, PHONE, chromium, site, violations, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("finding"),
]


def bring(office: Office, subject: str, name: str, text: str) -> None:
    """A case with one paper."""
    intake = actions.Intake(
        subject=subject,
        channel=IntakeChannel.POST,
        received_at=office.ago(minutes=5),
        parties=[actions.PartyInput(office.party(name))],
        documents=[office.document(text=text)],
        class_code="352",
        sender_reference="УП-77/2025",
    )
    actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)


@pytest.fixture
def session(transactional_db: None) -> str:
    """The session of the clerk of a registry with two cases whose papers were read."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        bring(office, "Захтев за сечу стабала", "Стојан Ђурђевић", "Оглас о увиду у кестенов дрворед.")
        bring(office, "Zahtev za uverenje", "Ana Nešić", "Molim da mi izdate uverenje o lipama.")
    run_everything()
    client = Client()
    client.force_login(office.account(Role.REGISTRY_CLERK))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def address(session: str) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


@pytest.mark.parametrize(
    ("prefix", "typed", "marked", "seen"),
    [
        ("", "djurdjevic kestenovi", "кестенов", "Ђурђевић"),
        ("/sr-latn", "лип Нешић", "lipama", "Nešić"),
    ],
)
def test_from_any_page_to_a_case_without_a_mouse(
    session: str, address: str, prefix: str, typed: str, marked: str, seen: str
) -> None:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        reader = visitor(context)
        page = reader.page
        page.goto(f"{address}{prefix}/office/")
        page.wait_for_selector("body.govuk-frontend-supported")
        page.keyboard.press("/")
        expect(page.locator(".sl-band__find input[name=q]")).to_be_focused()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**/find/?q=*")
        expect(page.locator(".sl-hit")).to_have_count(1)
        expect(page.locator(".sl-hit__place mark")).to_have_text([marked])
        expect(page.locator(".sl-hit__party mark")).to_have_text([seen])
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
        page.wait_for_selector("body.govuk-frontend-supported")
        page.keyboard.press("/")
        expect(page.locator("#find-q")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("kestneov")
        page.keyboard.press("Enter")
        expect(page.locator("main [role=status]")).to_contain_text("кестенов")
        expect(page.locator("main [role=status]")).to_have_count(1)
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
        page.wait_for_selector("body.govuk-frontend-supported")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
        expect(page.locator("main")).to_contain_text("Захтев за сечу стабала")


@pytest.mark.parametrize("typed", ["„“", "x" * 2000])
def test_what_cannot_be_answered_keeps_what_was_typed(session: str, address: str, typed: str) -> None:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": PHONE, "height": 844})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        reader = visitor(context)
        reader.page.goto(f"{address}/find/?q={typed}")
        expect(reader.page.locator("#find-problem")).to_be_visible()
        expect(reader.page.locator("#find-q")).to_have_value(typed)
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
        reader.page.goto(f"{address}/cases/?q=zahtev&status=all")
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
