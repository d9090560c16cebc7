"""The file of a case in a real browser: from paper to paper by keyboard, pages as pictures, the whole case as a ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.models import Act
from tests.registry.scenes import act_of
from tests.support.browser import DESK, PHONE, chromium, site, violations, visitor
from tests.support.office import found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("case-file"),
]


@dataclass
class House:
    """An office with one case of three papers: a text, a signed decision, sheets of paper."""

    act: Act
    name: str
    session: str


@pytest.fixture
def house(transactional_db: None) -> House:
    """The office, and its clerk who is signed in."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        act = act_of(office, upto="signed")
        assert act.document
        name = act.document.name
        clerk = office.viewer(Role.REGISTRY_CLERK)
        actions.note_paper(clerk, case=act.case, title="Копија плана", sheets=12, place="соба 4")
    client = Client()
    client.force_login(office.account(Role.REGISTRY_CLERK))
    return House(act, name, client.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


@pytest.mark.parametrize("prefix", ["", "/sr-latn"])
def test_a_case_is_read_by_keyboard_and_taken_whole(house: House, address: str, prefix: str, tmp_path: Path) -> None:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": house.session, "url": address}])
        reader = visitor(context)
        page, case = reader.page, f"{address}{prefix}/cases/{house.act.case_id}/"
        page.goto(case)
        page.wait_for_selector("body.govuk-frontend-supported")
        head = page.locator("#paper h2")
        expect(head).to_contain_text("1. zahtev.txt")
        for width in (PHONE, DESK):  # the words of a text file keep to the page
            assert violations(reader, width) == []
        page.keyboard.press(".")
        expect(head).to_contain_text("2. Решење")
        page.keyboard.press(".")
        expect(head).to_contain_text("3. Копија плана")
        expect(page.locator("main")).to_contain_text("соба 4")
        page.keyboard.press(",")
        expect(head).to_contain_text("2. Решење")
        pictures_are_drawn(page, f"{case}?paper={house.act.document_id}&pictures=1")
        for width in (PHONE, DESK):
            assert violations(reader, width) == []
        page.goto(f"{case}whole/")
        with page.expect_download() as taken:
            page.locator("main a[data-key=z]").click()
        taken.value.save_as(tmp_path / "case.zip")
        for width in (PHONE, DESK):
            assert violations(reader, width) == []
        context.close()
    with zipfile.ZipFile(tmp_path / "case.zip") as archive:
        assert archive.testzip() is None
        assert [name for name in archive.namelist() if name.startswith("spisi/")] == [
            "spisi/001 zahtev.txt",
            f"spisi/002 {house.name}",
        ]


def pictures_are_drawn(page: Page, address: str) -> None:
    """The page of the document comes as a picture that the browser has really drawn."""
    page.goto(address)
    picture = page.locator(".sl-paper__image").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1240, timeout=20_000)
