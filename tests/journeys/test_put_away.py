"""A case is put away by keyboard: closed without a known retention, settled, opened again, laid into a box and lent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.registry.scenes import resolved
from tests.support.browser import DESK, PHONE, Visitor, chromium, looked_at, site, visitor
from tests.support.office import found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("put-away"),
]


@dataclass
class Desk:
    """A decided case, and the sessions of who works on it."""

    case: str
    number: str
    sessions: dict[Role, str]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """The office with one case that its handler has answered."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        case = resolved(office)
    sessions = {}
    for role in (Role.HANDLER, Role.REGISTRY_HEAD):
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Desk(f"/cases/{case.pk}/", case.number, sessions)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def signed_in(browser: Browser, session: str, address: str) -> Visitor:
    """A person at a desk."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return visitor(context)


def write(page: Page, name: str, text: str) -> None:
    """Type into a field that has the focus."""
    box = page.locator(f"main [name={name}]").first
    box.focus()
    expect(box).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def send(page: Page, name: str, then: str) -> None:
    """Press the button of the form with that field, by keyboard, and wait for the next page."""
    button = page.locator(f"main form:has([name={name}]) button").last
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(then)


def fine(opened: Visitor, name: str) -> None:
    """Nothing is wrong with the page, on a phone and on a desk."""
    assert [*looked_at(opened, PHONE, name), *looked_at(opened, DESK, name)] == []


def chosen(page: Page, name: str, value: str) -> None:
    """Choose a radio button by the space bar."""
    radio = page.locator(f"main [name={name}][value='{value}']")
    radio.focus()
    expect(radio).to_be_focused()
    page.keyboard.press("Space")
    expect(radio).to_be_checked()


def pick(page: Page, name: str, key: str, words: str) -> None:
    """Choose from a list by a key: the last choice, or the first that begins so."""
    box = page.locator(f"main [name={name}]")
    box.focus()
    expect(box).to_be_focused()
    page.keyboard.press(key)
    expect(box.locator("option:checked")).to_contain_text(words)


@pytest.mark.parametrize("prefix", ["", "/sr-latn"])
def test_a_case_is_put_away_opened_again_laid_into_a_box_and_lent_by_keyboard(
    desk: Desk, address: str, prefix: str
) -> None:
    case = f"{address}{prefix}{desk.case}"
    script = prefix.strip("/") or "sr"
    with chromium() as browser:
        handler = signed_in(browser, desk.sessions[Role.HANDLER], address)
        page = handler.page
        page.goto(f"{case}close/")
        fine(handler, f"closing-{script}")
        pick(page, "retention", "End", "rok se utvrđuje" if prefix else "рок се утврђује")
        expect(page.locator("main [name=retention]")).to_have_value("open")
        write(page, "note", "Класе нема у листи категорија.")
        send(page, "class_code", case)

        head = signed_in(browser, desk.sessions[Role.REGISTRY_HEAD], address)
        page = head.page
        page.goto(f"{address}{prefix}/office/retention/")
        fine(head, f"retention-open-{script}")
        link = page.locator("main [data-open]").first
        expect(link).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/retention/")
        pick(page, "retention", "5", "5 ")
        write(page, "kept_until", "31. 12. 2099.")
        send(page, "kept_until", "**/retention/")
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        fine(head, f"retention-{script}")
        write(page, "reason", "Тече спор пред судом.")
        send(page, "kept_until", case)
        expect(page.locator("aside").last).to_contain_text("31. 12. 2099.")

        page.goto(f"{case}reopen/")
        fine(head, f"reopen-{script}")
        chosen(page, "ground", "case.reopen.returned")
        write(page, "reason", "Решење о жалби 07-5/2026.")
        send(page, "ground", case)
        expect(page.locator("main")).to_contain_text("Решење о жалби 07-5/2026.")
        fine(head, f"reopened-{script}")

        page.goto(f"{address}{prefix}/office/shelves/")
        write(page, "code", "Депо")
        send(page, "code", "**/office/shelves/*-*-*/")
        write(page, "code", "К-1")
        send(page, "title", "**/office/shelves/boxes/*/")
        write(page, "numbers", desk.number)
        page.keyboard.press("Enter")
        send(page, "numbers", "**/office/shelves/boxes/*/")
        expect(page.locator("tbody")).to_contain_text(desk.number)
        fine(head, f"box-{script}")
        page.goto(f"{case}lend/")
        write(page, "to", "Слободан Ковач")
        send(page, "to", "**/slip/")
        fine(head, f"slip-{script}")
        page.goto(f"{address}{prefix}/office/shelves/loans/")
        expect(page.locator("tbody")).to_contain_text("Слободан Ковач")
        fine(head, f"loans-{script}")
