"""A class in real browsers: the trainer makes it, two trainees with phones come in by their slips, the board sees their
steps, what is said arrives, a checkpoint works, and a pair shares an office. With axe on the pages on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.training.classes import checkpoints
from salter.training.models import LiveClass
from tests.support.browser import PHONE, Visitor, chromium, looked_at, site, visitor
from tests.support.office import Office, found_office
from tests.training.conftest import the_town

__all__ = ["the_town"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("practising"),
]
LAPTOP, SOON = 1366, 20_000


@pytest.fixture
def office(transactional_db: None, the_town: Organisation) -> Office:
    """The trainer's office; the town is there already."""
    return found_office("vedrovo")


@pytest.fixture
def session(office: Office) -> str:
    """The trainer's session."""
    client = Client()
    client.force_login(office.account(Role.TRAINER))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def address(session: str) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def trainer(browser: Browser, address: str, session: str) -> Visitor:
    """The trainer's laptop."""
    context = browser.new_context(viewport={"width": LAPTOP, "height": 768})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return visitor(context)


def makes(page: Page, address: str, exercise: str, places: int, *, pairs: bool = False) -> list[str]:
    """The trainer makes a class and reads the codes off the slips; the board is open then."""
    page.goto(f"{address}/practice/classes/")
    page.fill("#id_name", "Обука")
    page.select_option("#id_exercise", exercise)
    page.fill("#id_places", str(places))
    if pairs:
        page.check("input[name=together][value=pairs]")
    page.locator("main form.sl-measure button.govuk-button").click()
    page.wait_for_url(re.compile(r"/practice/classes/[0-9a-f-]{36}/$"))
    board = page.url
    page.goto(f"{board}slips/")
    codes = page.locator(".sl-slip__code").all_inner_texts()
    page.goto(board)
    return codes


def comes_in(browser: Browser, address: str, code: str) -> Visitor:
    """A trainee with a phone types the code of a slip."""
    reader = visitor(browser.new_context(viewport={"width": PHONE, "height": 800}))
    page = reader.page
    page.goto(f"{address}/join/")
    page.fill("#id_code", code)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/join/[a-z]+/$"))
    assert looked_at(reader, PHONE, "class-join") == []
    page.locator("main form button").click()
    page.wait_for_url("**/practice/exercises/**", timeout=60_000)
    return reader


def brings(office: Office, step: int) -> None:
    """What the worker does, in a thread of its own: beside a browser no database is asked."""

    def run() -> None:
        with scope(office.organisation.pk):
            live = LiveClass.objects.get()
        checkpoints.bring_all(host=office.organisation.pk, live=str(live.pk), step=step)
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(90)


def test_a_class_with_two_phones(office: Office, session: str, address: str) -> None:
    with chromium() as browser:
        leader = trainer(browser, address, session)
        board = leader.page
        codes = makes(board, address, "salter", 2)
        first, second = (comes_in(browser, address, code) for code in codes)
        expect(board.locator("#sl-board .sl-figures dd").first).to_have_text("2/2", timeout=SOON)
        assert looked_at(leader, LAPTOP, "class-board") == []
        assert looked_at(leader, PHONE, "class-board") == []
        board.fill("#id_text", "Погледајте датум пријема.")
        board.locator("form[action$='/say/'] button").click()
        for reader in (first, second):
            expect(reader.page.locator(".sl-guide__said")).to_contain_text("Погледајте датум", timeout=10_000)
            assert looked_at(reader, PHONE, "class-said") == []
        board.select_option("#id_step", "2")
        board.locator("form[action$='/step/'] button").click()
        expect(board.locator("#sl-board")).to_contain_text("→ 2", timeout=SOON)
        brings(office, 2)
        for reader in (first, second):
            expect(reader.page.locator("#sl-guide")).to_contain_text("Корак 2 од 2", timeout=SOON)
        expect(board.locator("#sl-board tbody tr").first).to_contain_text("1/2", timeout=SOON)


def test_the_network_goes_and_comes_back(session: str, address: str) -> None:
    """One device loses its network, of another the laptop simply does not answer any more."""
    with chromium() as browser:
        board = trainer(browser, address, session).page
        first, second = (comes_in(browser, address, code) for code in makes(board, address, "salter", 2))
        page, words = first.page, "Захтев за тезгу за мед на пијаци"
        form = f"{address}/cases/new/form/"
        page.goto(form)
        page.fill("[name=subject]", words)
        second.page.route("**/practice/guide/**", lambda _route: None)  # asked, and never answered
        page.context.set_offline(True)
        expect(page.locator("[data-offline]")).to_be_visible(timeout=3_000)
        expect(page.locator("[data-offline]")).to_contain_text("Канцеларија се не јавља")
        page.press("[name=subject]", "Enter")
        assert page.url == form
        assert page.input_value("[name=subject]") == words
        faults = looked_at(first, PHONE, "class-offline")
        assert [fault for fault in faults if not fault.startswith(("htmx:", "Failed to load resource"))] == []
        expect(second.page.locator("[data-offline]")).to_be_visible(timeout=SOON)
        board.fill("#id_text", "Мрежа се враћа.")
        board.locator("form[action$='/say/'] button").click()
        board.context.set_offline(True)
        expect(board.locator("#sl-board [data-offline]")).to_be_visible(timeout=3_000)
        for reader in (first, second):
            reader.page.unroute("**/practice/guide/**")
            reader.page.context.set_offline(False)
        board.context.set_offline(False)
        for reader in (first, second):
            expect(reader.page.locator(".sl-guide__said")).to_contain_text("Мрежа се враћа.", timeout=SOON)
            expect(reader.page.locator("[data-offline]")).to_be_hidden()
        expect(board.locator("#sl-board [data-offline]")).to_be_hidden(timeout=SOON)
        assert page.input_value("[name=subject]") == words


def test_a_pair_shares_an_office(session: str, address: str) -> None:
    with chromium() as browser:
        board = trainer(browser, address, session).page
        codes = makes(board, address, "zajednicka-vezba", 1, pairs=True)
        official, citizen = (comes_in(browser, address, code) for code in codes)
        expect(official.page.locator("#sl-guide")).to_contain_text("друга особа из Вашег пара")
        expect(citizen.page.locator("#sl-guide")).not_to_contain_text("друга особа из Вашег пара")
        expect(board.locator("#sl-board tbody tr").first).to_contain_text("(2/2)", timeout=SOON)
