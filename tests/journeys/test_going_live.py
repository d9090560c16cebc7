"""The administrator before the office goes live, without a mouse: the checklist, a line that is mended through its
link, a draft in both forms, a tick, the doctor; then the practice copy of the office, and into it.

In Cyrillic and in Latin, each page at both widths, with axe.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, expect

from salter.organisations.models import Role
from salter.registry.starting.rules import MARK
from tests.support.browser import PICTURES, chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Typist

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("going-live"),
]
DRAFT = "draft-obavestenje"


@pytest.fixture
def town_hall(transactional_db: None) -> Office:
    """An office that is about to begin."""
    return found_office("vedrovo")


@pytest.fixture
def address(town_hall: Office) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def session(office: Office) -> str:
    """The administrator's session."""
    client = Client()
    client.force_login(office.account(Role.ADMINISTRATOR))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def line(typist: Typist, key: str) -> Locator:
    """A line of the list."""
    return typist.main.locator(f"#line-{key}")


def downloaded(typist: Typist, link: Locator) -> bytes:
    """What a link downloads, by Enter."""
    typist.at(link)
    with typist.page.expect_download() as got:
        typist.page.keyboard.press("Enter")
    return Path(got.value.path()).read_bytes()


def mend(typist: Typist) -> None:
    """Nobody has noted who decides on appeals; the link leads there."""
    expect(line(typist, "second-instance")).to_contain_text(typist.script("за рад"))
    typist.go(line(typist, "second-instance").get_by_role("link"))
    typist.follow("Set a body")
    typist.write("body", "Општинско веће Општине Ведрово")
    typist.write("to_body", "Општинском већу Општине Ведрово")
    typist.write("ground", "Статут општине (измишљен)")
    typist.follow("Set it")
    typist.open("/office/start/")
    expect(line(typist, "second-instance")).to_contain_text(typist.script("у реду"))


def take_draft(typist: Typist) -> None:
    """The notice to citizens, for Word and as PDF, both marked; then the tick with a note."""
    links = line(typist, DRAFT).get_by_role("link")
    word = docx.Document(io.BytesIO(downloaded(typist, links.filter(has_text="DOCX"))))
    assert word.sections[0].header.paragraphs[0].text == MARK
    page = pypdfium2.PdfDocument(downloaded(typist, links.filter(has_text="PDF")))[0]
    assert MARK in page.get_textpage().get_text_range().replace("\xa0", " ")
    typist.at(line(typist, DRAFT).locator("summary").first)
    typist.page.keyboard.press("Enter")
    note = line(typist, DRAFT).locator("input[name=note]").first
    typist.at(note)
    typist.page.keyboard.type("на провери код правника")
    typist.go(line(typist, DRAFT).get_by_role("button", name=re.compile(f"^{typist.words('Tick')}$")).first)
    expect(line(typist, DRAFT)).to_contain_text(typist.script("на провери код правника"))
    expect(line(typist, DRAFT)).to_contain_text(typist.script("Лице administrator"))
    expect(line(typist, DRAFT)).to_contain_text(typist.script("непознато"))  # it is not adopted yet


def printed(typist: Typist) -> None:
    """On paper stand the findings and who has ticked what; no forms, no rooms of the office."""
    typist.page.emulate_media(media="print")
    expect(line(typist, DRAFT)).to_contain_text(typist.script("Лице administrator"))
    expect(typist.main.locator("details, button").locator("visible=true")).to_have_count(0)
    expect(typist.page.locator(".sl-nav")).to_be_hidden()
    if PICTURES:
        typist.page.screenshot(path=str(Path(PICTURES, f"going-live-printed-{typist.language}.png")), full_page=True)
    typist.page.emulate_media(media="screen")


def practise(typist: Typist) -> None:
    """The copy is opened, somebody of it is chosen, and its pages are marked."""
    typist.go(line(typist, "own-practice").get_by_role("link"))
    typist.sound("own-practice-none")
    typist.follow("Open the practice copy")
    typist.sound("own-practice")
    typist.go(typist.main.get_by_role("button", name=re.compile(f"^{typist.words('Go in')}")).first)
    expect(typist.page.locator("body")).to_contain_text(typist.script("ВЕЖБА"))
    typist.open("/practice/own/")
    expect(typist.main).to_contain_text(typist.words("this is you now"))
    typist.sound("own-practice-within")
    typist.open("/practice/exercises/salter/")
    expect(typist.main.locator(".govuk-inset-text").first).to_be_visible()
    typist.sound("own-practice-exercise")


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_the_administrator_prepares_the_beginning(town_hall: Office, address: str, language: str) -> None:
    value = session(town_hall)
    with chromium() as browser:
        typist = Typist(browser, address, value, language)
        typist.open("/office/start/")
        typist.sound("going-live")
        mend(typist)
        take_draft(typist)
        typist.follow("Ask the doctor now")
        expect(line(typist, "doctor")).to_contain_text(typist.script("Лице administrator"))
        typist.sound("going-live-after")
        printed(typist)
        practise(typist)
