"""Somebody who was told nothing, from the first page into a practice office: where the first step is done, hints, the
clock, beginning anew.

In a real browser, in Cyrillic at the width of a laptop and in Latin on a phone, with axe on every page on the way.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from salter.organisations.models import Role
from tests.support.browser import DESK, PHONE, chromium, site, violations, visitor
from tests.support.office import found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("practising"),
]
LAPTOP = 1366
WORDS = {
    "": ("Отворите канцеларију за вежбу", "Почните, уз помоћ", "Корак 1 од 2"),
    "/sr-latn": ("Otvorite kancelariju za vežbu", "Počnite, uz pomoć", "Korak 1 od 2"),
}


@pytest.fixture
def session(transactional_db: None) -> str:
    """The session of an official."""
    office = found_office("vedrovo")
    client = Client()
    client.force_login(office.account(Role.HANDLER))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def address(session: str) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def guide(page: Page, words: str) -> None:
    """What the guide says now."""
    expect(page.locator("#sl-guide")).to_contain_text(words, timeout=20_000)


@pytest.mark.parametrize(("prefix", "width"), [("", LAPTOP), ("/sr-latn", PHONE)])
def test_the_guide_leads_into_the_first_exercise(session: str, address: str, prefix: str, width: int) -> None:
    opens, begins, first = WORDS[prefix]
    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": 768})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        reader = visitor(context)
        page = reader.page
        page.goto(f"{address}{prefix}/practice/")
        assert violations(reader, width) == []
        page.locator(".sl-exercise a[href$='/salter/']").click()
        page.get_by_role("button", name=opens).click()
        page.get_by_role("button", name=begins).click()
        guide(page, first)
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
        page.set_viewport_size({"width": width, "height": 768})
        page.locator("#sl-guide a[href$='/cases/new/']").click()
        page.wait_for_url("**/cases/new/**")
        assert [*violations(reader, PHONE), *violations(reader, LAPTOP)] == []
        page.locator("#sl-guide button.govuk-button--secondary").first.click()
        expect(page.locator(".sl-guide__hints li")).to_have_count(1)
        page.locator(".sl-guide__clock summary").click()
        page.locator("#sl-guide button[name=days][value='7']").click()
        guide(page, "9. 3. 2026.")
        page.goto(f"{address}{prefix}/practice/exercises/salter/")
        page.locator("button[name=mode][value=learning]").click()
        guide(page, "2. 3. 2026.")
        expect(page.locator(".sl-guide__hints li")).to_have_count(0)
