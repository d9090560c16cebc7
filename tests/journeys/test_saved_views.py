"""The list of cases by keyboard in a real browser: moving, ticking, assigning what is ticked, keeping the list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.support.browser import DESK, PHONE, chromium, site, violations, visitor
from tests.support.office import found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("saved-views"),
]


@pytest.fixture
def session(transactional_db: None) -> str:
    """The session of the head of a registry with two cases."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        for subject in ("Захтев за сечу стабала", "Жалба на решење"):
            office.register(subject)
    client = Client()
    client.force_login(office.account(Role.REGISTRY_HEAD))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def address(session: str) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def key(page: Page, letter: str) -> None:
    """A key as a Cyrillic keyboard gives it, where the focus is."""
    page.evaluate(
        "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", letter
    )


@pytest.mark.parametrize("prefix", ["", "/sr-latn"])
def test_a_list_is_ticked_assigned_and_kept_by_keyboard(session: str, address: str, prefix: str) -> None:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        reader = visitor(context)
        page, listed = reader.page, f"{address}{prefix}/cases/?who=all&status=all"
        page.goto(listed)
        page.wait_for_selector("body.govuk-frontend-supported")
        ticked = page.locator("[data-checked-count]")
        for letter, count in (
            ("j", "0"),
            ("x", "1"),
            ("ArrowDown", "1"),
            ("џ", "2"),
            ("x", "1"),
            ("к", "1"),
            ("x", "0"),
        ):
            key(page, letter)
            expect(ticked).to_have_text(count)
        key(page, "x")
        page.locator(".sl-bulk button").click()
        expect(page.locator("input[name=case]").first).to_be_attached()
        page.goto(listed)
        page.wait_for_selector("body.govuk-frontend-supported")
        page.keyboard.press("v")
        page.wait_for_url("**/cases/views/new/**")
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
        page.fill("input[name=name]", "Све што смо примили")
        page.keyboard.press("Enter")
        expect(page.locator(".sl-views [aria-current=page]")).to_contain_text("Све што смо примили")
        page.goto(f"{address}{prefix}/cases/views/")
        expect(page.locator("tbody")).to_contain_text("Све што смо примили")
        assert [*violations(reader, PHONE), *violations(reader, DESK)] == []
        context.close()
