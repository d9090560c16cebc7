"""The last day of the year in a real browser: the head closes the book while a clerk is typing; an inspector reads it.

Buttons are found by the words that people read, in the language of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry.books.work import make_volume
from salter.registry.models import BookCopy, Case, Register
from tests.support.browser import DESK, PHONE, Visitor, chromium, site, violations, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("closing"),
]
PEOPLE = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.INSPECTOR)


@dataclass
class House:
    """An office on the afternoon of the last day of its year, and who is signed in there."""

    office: Office
    year: int
    sessions: dict[Role, str]


@pytest.fixture
def house(transactional_db: None) -> House:
    """The office, with two entries in its book."""
    office = found_office("vedrovo")
    year = clock.today(office.organisation).year
    with scope(office.organisation.pk):
        office.register("Захтев за заузеће")
        office.register("Молба за увид")
    eve = timezone.make_aware(datetime(year, 12, 31, 14, 30))  # noqa: DTZ001
    Organisation.objects.filter(pk=office.organisation.pk).update(clock_shift=eve - clock.real_now())
    sessions = {}
    for role in PEOPLE:
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return House(office, year, sessions)


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


class Person:
    """Somebody at an own window."""

    def __init__(self, browser: Browser, address: str, session: str, language: str) -> None:
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        self.visitor: Visitor = visitor(context)
        self.page: Page = self.visitor.page
        self.language, self.site = language, address + ("" if language == "sr" else f"/{language}")

    def words(self, message: str, **values: object) -> str:
        """What the page says for an English message."""
        with translation.override(self.language):
            return gettext(message) % values

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(self.site + path)

    def press(self, message: str, **values: object) -> None:
        """Press the button or follow the link with these words."""
        said = re.compile(f"^\\s*{re.escape(self.words(message, **values))}")
        main = self.page.locator("main")
        main.get_by_role("button", name=said).or_(main.get_by_role("link", name=said)).first.click()

    def sound(self) -> None:
        """The page is accessible at both widths, and nothing has complained."""
        for width in (PHONE, DESK):
            assert violations(self.visitor, width) == [], self.page.url


def close_the_book(head: Person, year: int) -> None:
    """Open the next book, then close this one."""
    head.open("/registers/open/")
    head.page.fill("[name=year]", str(year + 1))
    head.press("Open the book")
    head.open(f"/registers/basic/{year}/")
    head.press("Close the book")
    head.sound()
    head.press("Close the book")
    expect(head.page.locator("main")).to_contain_text(str(year))
    head.sound()


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_what_is_typed_while_the_book_is_closed_goes_into_the_next_one(
    house: House, address: str, language: str, tmp_path: Path
) -> None:
    paper = tmp_path / "захтев.txt"
    paper.write_text("Молим да се одобри.", "utf-8")
    with chromium() as browser:
        clerk, head = (
            Person(browser, address, house.sessions[role], language)
            for role in (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
        )
        clerk.open("/cases/new/form/")
        clerk.page.fill("[name=matter]", "P036")
        clerk.page.fill("[name=subject]", "Скела на Тргу ведрине")
        clerk.page.fill("[name='party-0-name']", "Мила Ведрић")
        clerk.page.set_input_files("[name=documents]", paper)
        close_the_book(head, house.year)
        clerk.press("Register")
        main = clerk.page.locator("main")
        expect(main).to_contain_text(clerk.words("The book of %(year)s is closed", year=house.year))
        expect(main).to_contain_text("Скела на Тргу ведрине")
        expect(main).to_contain_text("захтев.txt")
        clerk.sound()
        clerk.press("Yes, register it in the book of %(year)s", year=house.year + 1)
        expect(main).to_contain_text(f"/{house.year + 1}-")
        clerk.sound()
    with scope(house.office.organisation.pk):
        case = Case.objects.get(subject="Скела на Тргу ведрине")
        assert (case.year, case.ordinal, case.attachments.count()) == (house.year + 1, 1, 1)
        closed = Register.objects.get(year=house.year)
        assert (closed.last_ordinal, closed.closed_at is not None) == (2, True)


def test_the_inspector_reads_and_copies_the_book_and_writes_nothing(house: House, address: str) -> None:
    year = house.year
    with chromium() as browser:
        inspector = Person(browser, address, house.sessions[Role.INSPECTOR], "sr")
        inspector.open("/registers/")
        inspector.sound()
        for code in ("basic", "up1", "up2"):
            inspector.open(f"/registers/{code}/{year}/")
            inspector.sound()
        expect(inspector.page.locator("main")).not_to_contain_text(inspector.words("Close the book"))
        inspector.open(f"/registers/basic/{year}/")
        inspector.press("Copy of the book")
        inspector.sound()
        inspector.press("Make the copy")
        expect(inspector.page.locator("progress")).to_be_visible()
        inspector.sound()
        place = inspector.page.url
    _work(house)
    with chromium() as browser:
        inspector = Person(browser, address, house.sessions[Role.INSPECTOR], "sr")
        inspector.page.goto(place)
        inspector.sound()
        with inspector.page.expect_download() as download:
            inspector.page.locator(".sl-document a").first.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
        for forbidden in ("/cases/new/form/", f"/registers/basic/{year}/close/", "/registers/open/"):
            answer = inspector.page.goto(address + forbidden)
            assert answer is not None
            assert answer.status == 403
    with scope(house.office.organisation.pk):
        looked = set(Entry.objects.filter(actor_name="Лице inspector").values_list("verb", flat=True))
        assert {"look.books", "look.register", "book.asked", "look.copy"} <= looked
        assert Case.objects.count() == 2


def _work(house: House) -> None:
    """What the worker does."""
    with scope(house.office.organisation.pk):
        copy = BookCopy.objects.get()
        while make_volume(copy.pk):
            pass
