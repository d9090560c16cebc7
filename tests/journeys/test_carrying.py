"""Plan and catalogue carried from a test office to a real one, in a real browser: given out, looked at, an office that
changes meanwhile, a plan with doubled codes, and the confirmation for citizens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django import DjangoDbBlocker

from salter.organisations.importing import tables
from salter.organisations.models import Organisation, Role
from tests.support.browser import DESK, PHONE, Visitor, chromium, site, violations, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("carrying"),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD, ADMINISTRATOR, CHIEF = Role.REGISTRY_HEAD, Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION


@pytest.fixture(scope="module")
def sessions(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """A test office and a real one, committed; the sessions of their people, as `proba head`."""
    with django_db_blocker.unblock(), translation.override("sr"):
        try:
            offices = {code: found_office(code) for code in ("proba", "pravo")}
            Organisation.objects.filter(code="pravo").update(demo=False)
            roles = {"head": HEAD, "administrator": ADMINISTRATOR, "chief": CHIEF}
            yield {f"{code} {word}": _session(offices[code], roles[word]) for code in offices for word in roles}
        finally:
            connection.close()
            call_command("flush", verbosity=0, interactive=False)


def _session(office: Office, role: Role) -> str:
    client = Client()
    client.force_login(office.account(role))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def address(sessions: dict[str, str], db: None) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


@pytest.fixture
def browser(address: str) -> Iterator[Browser]:
    """The browser, closed before the site is."""
    with chromium() as opened:
        yield opened


@dataclass
class Desk:
    """Somebody of an office at the browser; what is wrong with a page that was judged is gathered."""

    opened: Visitor
    address: str
    faults: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """What is open."""
        return self.opened.page

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.address + path)

    def judge(self) -> None:
        """Axe, width and console at both widths."""
        self.page.wait_for_selector("body.govuk-frontend-supported")
        self.faults += [f"{self.page.url} {one}" for width in (PHONE, DESK) for one in violations(self.opened, width)]

    def write(self, **fields: str) -> None:
        """Fill fields and press the button of the form."""
        for name, text in fields.items():
            where = self.page.locator(f"main [name={name}]")
            if where.evaluate("element => element.tagName") == "SELECT":
                where.select_option(text)
            else:
                where.fill(text)
        self.press()

    def press(self) -> None:
        """The button of the form."""
        with self.page.expect_navigation():
            self.page.click("main form button.govuk-button >> nth=0")

    def look_at(self, file: Path | FilePayload) -> None:
        """Send a file, and see what it would change."""
        self.go("/office/catalogue/carry/")
        self.page.set_input_files("[name=table]", file)
        self.press()


def desk(browser: Browser, address: str, session: str) -> Desk:
    """Somebody signed in."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return Desk(visitor(context), address)


def test_a_catalogue_goes_from_a_test_office_to_a_real_one(
    browser: Browser, address: str, sessions: dict[str, str], tmp_path: Path
) -> None:
    people = {who: desk(browser, address, session) for who, session in sessions.items()}
    file = _given_out(people["proba head"], tmp_path)
    head = people["pravo head"]
    head.look_at(file)
    main = head.page.locator("main")
    for said in ("Ново: 2", "мења се: 1", "V1", "Нов поступак", "351", "1.200,00"):
        expect(main).to_contain_text(said)
    head.judge()
    _meanwhile(people["pravo administrator"])
    head.press()
    expect(main).to_contain_text("Канцеларија се изменила откад сте погледали разлику")
    expect(main).to_contain_text("55,00")
    head.press()
    expect(main).to_contain_text("Уписано: ново 2, измењено 1")
    head.judge()
    _doubled(head)
    _confirmed(people["pravo chief"])
    assert [fault for one in people.values() for fault in one.faults] == []


def _given_out(head: Desk, folder: Path) -> Path:
    """The test office changes a procedure, adds a class and a procedure of it, and gives all out."""
    head.go("/office/catalogue/")
    head.page.click("main a:text-is('P036')")
    head.page.click("main a:text-is('Измените')")
    head.judge()
    head.write(fee="хиљаду", reason="одлука о таксама")
    expect(head.page.locator("main")).to_contain_text("упишите износ, на пример 1.200,00")
    head.write(fee="1.200,00")
    expect(head.page.locator("main")).to_contain_text("Верзија 2")
    head.judge()
    for page in ("plan/?edition=memory&group=3", "plan/editions/?edition=memory", "?gone"):
        head.go(f"/office/catalogue/{page}")
        head.judge()
    head.go("/office/catalogue/plan/classes/new/")
    head.write(edition="14/2023", code="351", name="грађевински послови")
    head.judge()
    head.go("/office/catalogue/new/")
    head.write(code="V1", name_cyr="Нов поступак", class_code="351", unit="IV-01", required_documents="Извод | орган")
    expect(head.page.locator("main")).to_contain_text("Извод (орган)")
    head.go("/office/catalogue/carry/")
    head.judge()
    with head.page.expect_download() as got:
        head.page.click("main a:has-text('XLSX')")
    file = folder / got.value.suggested_filename
    got.value.save_as(file)
    assert file.name == "plan-i-katalog-proba.xlsx"
    return file


def _meanwhile(administrator: Desk) -> None:
    """In the real office nothing was written yet, and somebody changes what the file changes, too."""
    administrator.go("/office/catalogue/")
    expect(administrator.page.locator("main")).not_to_contain_text("V1")
    administrator.page.click("main a:text-is('P036')")
    administrator.page.click("main a:text-is('Измените')")
    expect(administrator.page.locator("main")).to_contain_text("После измене га не виде")
    administrator.write(fee="55", reason="исправка")


def _doubled(head: Desk) -> None:
    """A plan with doubled codes: both rows are named, nothing can be written, the rows come back to mend."""
    rows = [["План", "Класа", "Назив"], ["14/2023", "701", "прво"], ["14/2023", "701", "друго"]]
    head.look_at({"name": "plan.xlsx", "mimeType": XLSX, "buffer": tables.workbook([("Класе", rows)])})
    main = head.page.locator("main")
    for said in ("стоји и у реду 3", "стоји и у реду 2", "ништа није изгубљено"):
        expect(main).to_contain_text(said)
    expect(main).not_to_contain_text("Упишите тачно ово")
    head.judge()
    with head.page.expect_download() as got:
        head.page.click("main button:has-text('табелу за исправку')")
    assert got.value.suggested_filename == "za-ispravku.xlsx"


def _confirmed(chief: Desk) -> None:
    """What came in waits for somebody named."""
    chief.go("/sr-latn/office/catalogue/")
    chief.judge()
    chief.page.click("main a:text-is('V1')")
    expect(chief.page.locator("main")).to_contain_text("ne prikazuje se")
    chief.page.click("main a:text-is('Potvrdite za građane')")
    chief.judge()
    chief.page.check("main [name=public]")
    chief.press()
    chief.page.click("main a:text-is('V1')")
    expect(chief.page.locator("main")).to_contain_text("potvrdio je")
    chief.judge()
