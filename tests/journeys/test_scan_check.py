"""Scans from the folder to the second person, by keyboard: read, registered, viewed, sent back, scanned again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect

from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.incoming.actions import register_incoming
from salter.registry.models import Door, Incoming, IntakeChannel, Procedure, ScanCheck, ScanState
from salter.registry.scans import reading, tasks
from tests.registry.test_scans import scan
from tests.support.browser import DESK, PHONE, Visitor, chromium, looked_at, site, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium", "tesseract"),
    pytest.mark.long,
    pytest.mark.xdist_group("scan-check"),
]
CLERK, HEAD = Role.REGISTRY_CLERK, Role.REGISTRY_HEAD
BAD, AGAIN, BY_HAND = "b-odsecen", "nov-sken", "zahtev"
ONE = re.compile(r"/office/scans/[0-9a-f-]{36}/")


@dataclass
class House:
    """An office with a scanner's folder, and who is signed in."""

    office: Office
    folder: Path
    sessions: dict[Role, str]

    def scan(self, **files: bytes) -> None:
        """Papers are scanned; the worker takes them, and reads each to its end."""
        for name, data in files.items():
            (self.folder / f"{name.replace('_', '-')}.pdf").write_bytes(data)
        for _look in range(2):
            tasks.look(organisation=self.office.organisation.pk)
        with scope(self.office.organisation.pk):
            run_everything()
            rows = list(Incoming.objects.filter(door=Door.SCAN, subject__in=[n.replace("_", "-") for n in files]))
        assert len(rows) == len(files)
        for row in rows:
            while reading.read_some(self.office.organisation, row.pk):
                pass

    def register(self, subject: str) -> None:
        """The clerk registers a scan that is none of this journey's keys."""
        with scope(self.office.organisation.pk):
            row = Incoming.objects.get(subject=subject)
            intake = actions.Intake(
                subject=f"Захтев {subject}",
                channel=IntakeChannel.POST,
                received_at=clock.now(self.office.organisation),
                parties=[actions.PartyInput(self.office.party("Стојан Пешић"))],
                procedure=Procedure.objects.get(organisation=self.office.organisation, code="P036"),
            )
            register_incoming(self.office.viewer(CLERK), incoming=row, intake=intake)


@pytest.fixture
def house(transactional_db: None, settings: Any, tmp_path: Path) -> House:
    """Five papers lie in the folder of the scanner, one page of them upside down; four are registered already."""
    office = found_office("vedrovo")
    folder = tmp_path / "scanner"
    folder.mkdir()
    settings.SALTER_SCAN_FOLDERS = {office.organisation.code: folder}
    settings.SALTER_SCAN_WORK = tmp_path / "work"
    sessions = {}
    for role in (CLERK, HEAD):
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    house = House(office, folder, sessions)
    house.scan(b_odsecen=scan(1), c_molba=scan(2), d_molba=scan(-1), e_molba=scan(-2), zahtev=scan(0, 180))
    for subject in (BAD, "c-molba", "d-molba", "e-molba"):
        house.register(subject)
    return house


class Person:
    """Somebody at the keyboard of an own browser: no mouse."""

    def __init__(self, browser: Browser, address: str, session: str, language: str) -> None:
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        self.visitor: Visitor = visitor(context)
        self.page: Page = self.visitor.page
        self.language, self.site = language, address + ("" if language == "sr" else f"/{language}")

    def words(self, message: str) -> str:
        """What the page says for an English message."""
        with translation.override(self.language):
            return gettext(message)

    def open(self, path: str) -> None:
        """Where the work begins."""
        self.page.goto(self.site + path)
        self.page.wait_for_load_state("networkidle")

    def keys(self, *keys: str) -> None:
        """Press keys that stay on the page."""
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, key: str, to: str | re.Pattern[str]) -> None:
        """Press a key that brings another page, and wait until all of it is there."""
        with self.page.expect_navigation(url=to):
            self.page.keyboard.press(key)
        self.page.wait_for_load_state("networkidle")

    def reach(self, text: str) -> None:
        """Go by Tab to a link, button or box with these words."""
        for _step in range(60):
            self.page.keyboard.press("Tab")
            said = self.page.evaluate("(document.activeElement.ariaLabel || document.activeElement.innerText || '')")
            if text in str(said):
                return
        raise AssertionError(f"“{text}” is not reached by Tab")

    def sees(self, message: str) -> None:
        """The page says it."""
        expect(self.page.locator("main")).to_contain_text(self.words(message))

    def sound(self, name: str) -> None:
        """The page is accessible at both widths, and nothing has complained; a picture of it when asked for."""
        for width in (PHONE, DESK):
            assert looked_at(self.visitor, width, f"scan-{name}-{self.language}") == [], self.page.url


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_scans_from_the_folder_to_the_second_person(house: House, language: str) -> None:
    with site() as address, chromium() as browser:

        def sit(role: Role) -> Person:
            return Person(browser, address, house.sessions[role], language)

        clerk, head = sit(CLERK), sit(HEAD)
        register_by_keyboard(clerk)
        the_own_are_not_mine_to_confirm(clerk)
        send_back_one(head)
        confirm_the_others_by_a_sample(head)
        in_a_thread(lambda: house.scan(nov_sken=scan(0)))
        say_which_is_the_new_scan(clerk)
        confirm_one(head)
        the_case_says_who_checked(clerk)
    with scope(house.office.organisation.pk):
        states = {row.document.name: row for row in ScanCheck.objects.select_related("document")}
        assert len(states) == 6
        assert states[f"{BAD}.pdf"].state == ScanState.REPLACED
        rest = [row for name, row in states.items() if name != f"{BAD}.pdf"]
        assert {row.state for row in rest} == {ScanState.CONFIRMED}
        assert {row.settled_by for row in rest} == {house.office.account(HEAD)}


def in_a_thread(do: Callable[[], None]) -> None:
    """The worker works beside the browser, which lets nobody ask the database in its own thread."""
    from threading import Thread

    from django.db import connection

    failed: list[BaseException] = []

    def run() -> None:
        try:
            do()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    worker = Thread(target=run)
    worker.start()
    worker.join(timeout=300)
    assert not worker.is_alive()
    assert failed == []


def register_by_keyboard(clerk: Person) -> None:
    """The scan opens, its text was read, a page was turned; the number is given."""
    clerk.open("/incoming/?door=scan")
    clerk.sound("shelf")
    clerk.go("Enter", re.compile(r"/incoming/[0-9a-f-]{36}/"))
    clerk.sees("the untouched original")
    clerk.sound("paper")
    clerk.go("n", re.compile("/cases/new/"))
    clerk.page.keyboard.type("Љубица Њежић")
    clerk.go("Enter", re.compile("/cases/new/form/"))
    clerk.page.keyboard.type("P036")
    clerk.go("Enter", re.compile(r"/submissions/[0-9a-f-]{36}/$"))


def the_own_are_not_mine_to_confirm(clerk: Person) -> None:
    """Who has registered all of them may confirm none."""
    clerk.open("/office/scans/")
    clerk.sees("you; another person checks it")
    expect(clerk.page.locator("main input[type=checkbox]")).to_have_count(0)
    clerk.sound("own")


def send_back_one(head: Person) -> None:
    """The first one is bad: it goes back with what is wrong."""
    head.open("/office/")
    head.reach(head.words("Scans to be checked"))
    head.sound("today")
    head.go("Enter", re.compile("/office/scans/"))
    head.sound("list")
    head.page.locator("[data-open]").first.focus()
    head.go("Enter", ONE)
    expect(head.page.locator("main")).to_contain_text(BAD)
    head.sound("one")
    head.go("n", re.compile("/refuse/"))
    head.page.locator("[name=reason]").focus()
    head.sound("refuse")
    head.page.keyboard.type("одсечена доња ивица")
    head.go("Enter", ONE)
    head.sees("The paper is to be scanned again. Nothing is lost: the scan stays in the case.")


def confirm_the_others_by_a_sample(head: Person) -> None:
    """Four are ticked at once; three are drawn and viewed; one key confirms all four."""
    head.open("/office/scans/")
    head.reach(head.words("Tick all"))
    head.keys("Space")
    head.go("a", re.compile("/office/scans/sample/"))
    head.sound("batch")
    left = head.page.locator("main table .sl-tag--action").count()
    assert left in (2, 3)  # the one that followed the bad one was viewed already
    for _drawn in range(left):
        head.go(".", ONE)
    head.sound("sample")
    head.go(".", re.compile(r"/office/scans/sample/[0-9a-f-]{36}/$"))
    head.sees("You have viewed the whole sample. Nothing is confirmed yet.")
    head.sound("viewed")
    head.go("a", re.compile("/office/scans/$"))
    head.sees("No scan waits to be checked")
    head.sound("nothing")


def say_which_is_the_new_scan(clerk: Person) -> None:
    """The paper was scanned again and lies on the shelf; the clerk says whose it is."""
    clerk.open("/office/scans/?state=refused")
    clerk.sound("refused")
    clerk.page.locator("[data-open]").first.focus()
    clerk.go("Enter", ONE)
    clerk.sound("refused-one")
    clerk.go("a", re.compile("/again/"))
    clerk.page.locator("[name=incoming]").first.focus()
    clerk.keys("Space")
    clerk.sound("again")
    clerk.reach(clerk.words("This is the new scan"))
    clerk.go("Enter", ONE)
    expect(clerk.page.locator("main")).to_contain_text(AGAIN)


def confirm_one(head: Person) -> None:
    """The new scan is good."""
    head.open("/office/scans/")
    head.page.locator("[data-open]").first.focus()
    head.go("Enter", ONE)
    head.go("a", re.compile("/office/scans/$"))
    head.sees("The scan is confirmed.")
    head.open("/office/scans/?state=confirmed")
    head.sound("checked")


def the_case_says_who_checked(clerk: Person) -> None:
    """Both scans are in the case, each with how it stands."""
    clerk.open("/office/scans/?state=replaced")
    clerk.page.locator("[data-open]").first.focus()
    clerk.go("Enter", ONE)
    clerk.sound("replaced")
    clerk.page.locator("aside .sl-case-number a").first.focus()
    clerk.go("Enter", re.compile(r"/cases/[0-9a-f-]{36}/$"))
    clerk.sees("scan checked")
    clerk.sees("replaced by a new scan")
    clerk.sound("case")
