"""A clerk's morning by keyboard alone, in both scripts: every key is counted, every wait measured.

The keystroke-level model (Card, Moran and Newell, 1980), as it is counted here:
    K = 0.20 s  a key, by an average skilled typist (55 words a minute); every key, those of free text too
    M = 1.35 s  one thought before each field that is filled and each decision that is taken; the key that ends a field
                (Tab, Enter) belongs to the thought before it
    R           what the office takes from the key to the page that answers, measured
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from salter.organisations import clock
from salter.organisations.identifiers import make_test_jmbg
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions, counter
from salter.registry.models import Case
from salter.ui.script import to_latin
from tests.registry.scenes import interrupted
from tests.support.browser import DESK, PHONE, chromium, site, violations, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("counter"),
]
K, M = 0.20, 1.35
FIELDS, STROKES, SECONDS = 12, 60, 30
SUBMITTED = re.compile(r"/submissions/[0-9a-f-]{36}/$")
KNOWN = "Ђорђе Шљивић"
# What a person meets on the form without opening anything; choices that belong together are one field.
MET = """form => new Set([...form.elements].filter(
    field => !field.closest("details:not([open])") && !["hidden", "submit", "fieldset"].includes(field.type)
        && field.checkVisibility()
).map(field => field.name)).size"""


@dataclass
class Desk:
    """The office, a case of it that waits for a supplement, and the codes of sheets that were printed in time."""

    office: Office
    waiting: Case
    sheets: list[str]


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """An office whose rows the browser sees: committed, and forgotten after the module."""
    with django_db_blocker.unblock(), translation.override("sr"):
        try:
            office = found_office("salter-na-uglu")
            with scope(office.organisation.pk):
                office.party(KNOWN)
                waiting = interrupted(office)
                clerk = office.viewer(Role.REGISTRY_CLERK)
                sheets = counter.sheets_of(clerk, actions.print_sheets(clerk, count=2))
            yield Desk(office, waiting, [sheet.code for sheet in sheets])
        finally:
            connection.close()
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def sessions(desk: Desk) -> dict[Role, str]:
    """Who is signed in, by role."""
    found = {}
    for role in (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER):
        client = Client()
        client.force_login(desk.office.account(role))
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture(scope="module")
def address(sessions: dict[Role, str]) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


@pytest.fixture
def browser(db: None, address: str) -> Iterator[Browser]:
    """The browser, closed before the database of the test is."""
    with chromium() as opened:
        yield opened


@dataclass
class Clerk:
    """Somebody at the keyboard of an own browser: no mouse. Counts keys, thoughts and waits."""

    page: Page
    site: str
    language: str
    faults: list[str]
    strokes: int = 0
    free: int = 0
    thoughts: int = 0
    waited: float = 0.0
    fields: int = 0

    def words(self, message: str) -> str:
        """What the page says for an English message."""
        with translation.override(self.language):
            return gettext(message)

    def script(self, text: str) -> str:
        """As this clerk types it."""
        return to_latin(text) if self.language == "sr-latn" else text

    def open(self, path: str) -> None:
        """Where the morning begins."""
        self.page.goto(self.site + path)

    def ready(self) -> None:
        """Once something has the focus: before that, keys go nowhere, and a page gives it only after it has loaded."""
        expect(self.page.locator("main :focus")).to_be_visible()

    def write(self, text: str, *, free: bool = False) -> None:
        """Fill the field that has the focus; `free` text is what stands on the paper in words."""
        self.thoughts += 1
        self.ready()
        self.page.keyboard.type(text)
        if free:
            self.free += len(text)
        else:
            self.strokes += len(text)

    def press(self, *keys: str, decides: bool = False) -> None:
        """Press keys; `decides`: something was to be thought of first."""
        self.thoughts += decides
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def send(self, key: str, to: str | re.Pattern[str], *, decides: bool = False) -> None:
        """Press a key that brings another page, and wait for it as people do."""
        begin = time.monotonic()
        self.ready()
        with self.page.expect_navigation(url=to):
            self.press(key, decides=decides)
        self.waited += time.monotonic() - begin

    def at(self, name: str) -> None:
        """The field that has the focus now."""
        expect(self.page.locator(f"[name='{name}']").first).to_be_focused()

    def met(self) -> int:
        """How many fields the form shows."""
        found: int = self.page.locator("form.sl-entry").evaluate(MET)
        self.fields = max(self.fields, found)
        return found

    @property
    def seconds(self) -> float:
        """By the keystroke-level model."""
        return K * (self.strokes + self.free) + M * self.thoughts + self.waited

    @property
    def number(self) -> str:
        """The number that was given."""
        return self.page.locator("[data-copy]").first.get_attribute("data-copy") or ""


def sit(browser: Browser, site: str, session: str, prefix: str) -> Clerk:
    """A clerk at an own browser, in one script."""
    context: BrowserContext = browser.new_context(viewport={"width": DESK, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    seen = visitor(context)
    return Clerk(seen.page, site + prefix, "sr-latn" if prefix else "sr", seen.faults)


@pytest.fixture(params=["", "/sr-latn"], ids=["Cyrillic", "Latin"])
def clerk(request: pytest.FixtureRequest, browser: Browser, address: str, sessions: dict[Role, str]) -> Iterator[Clerk]:
    """The clerk at the counter."""
    person = sit(browser, address, sessions[Role.REGISTRY_CLERK], request.param)
    yield person
    assert [fault for fault in person.faults if "Failed to load" not in fault and "Autofocus" not in fault] == []


def within_the_measure(clerk: Clerk) -> None:
    """What the issue asks for; what was counted is printed, so that a run with -s shows it."""
    counted = f"{clerk.fields} fields, {clerk.strokes} keys + {clerk.free} of free text, {clerk.seconds:.1f} s"
    print(f"{clerk.language}: {counted} ({clerk.thoughts} thoughts, {clerk.waited:.2f} s waited)")
    assert clerk.fields <= FIELDS, counted
    assert clerk.strokes <= STROKES, counted
    assert clerk.seconds <= SECONDS, counted


def test_an_ordinary_paper_of_a_known_party(clerk: Clerk) -> None:
    clerk.open("/cases/new/")
    clerk.write("djordje sljiv", free=True)
    clerk.send("Enter", re.compile("q=djordje"))
    clerk.send("n", re.compile("/cases/new/form/"), decides=True)
    clerk.at("matter")
    clerk.met()
    clerk.write("P036")
    clerk.press("Tab")
    clerk.write(clerk.script(f"Заузеће тротоара испред броја {clerk.language}"), free=True)
    clerk.send("Enter", SUBMITTED)
    assert re.fullmatch(r"352-\d+/\d{4}-IV-02", clerk.number)
    expect(clerk.page.locator("main")).to_contain_text(clerk.number)
    within_the_measure(clerk)


def test_an_ordinary_paper_of_somebody_new_with_number_and_address(clerk: Clerk) -> None:
    jmbg = make_test_jmbg(date(1985, 5, 5), False, 11 if clerk.language == "sr" else 12)
    clerk.open("/cases/new/")
    clerk.write("Љубица Њежић" if clerk.language == "sr" else "Čedomir Šušić", free=True)
    clerk.send("Enter", re.compile("/cases/new/form/"))
    clerk.at("matter")
    clerk.met()
    clerk.write("P036")
    clerk.press("Tab", "Tab", "Tab")  # the subject is that of the procedure, the name was asked for first
    clerk.at("party-0-identifier")
    clerk.write(jmbg)
    clerk.press("Tab")
    clerk.write(clerk.script("Липова 12"), free=True)
    clerk.send("Enter", SUBMITTED)
    within_the_measure(clerk)


def test_a_letter_of_the_post_with_its_number_and_date(clerk: Clerk) -> None:
    clerk.open("/cases/new/post/")
    clerk.at("belongs")
    clerk.met()
    clerk.press("Tab", decides=True)  # it supplements nothing
    clerk.write("P036")
    clerk.press("Tab", "Tab")
    clerk.write(clerk.script("ЈКП Чистоћа"), free=True)
    clerk.press(*["Tab"] * 7, decides=True)  # nothing more of the sender stands on it
    clerk.at("sender_reference")
    clerk.write("03-71" if clerk.language == "sr" else "03-72")
    clerk.press("Tab")
    clerk.write((clock_day() - timedelta(days=3)).strftime("%d.%m.%Y"))
    clerk.send("Enter", re.compile("last="))
    clerk.at("belongs")
    expect(clerk.page.locator(".sl-last")).to_contain_text(clerk.number)
    within_the_measure(clerk)


def clock_day() -> date:
    """Today, of an office with the real clock."""
    return clock.real_now().date()


def test_the_morning_post_goes_on_without_leaving_the_page(clerk: Clerk, desk: Desk) -> None:
    page, number = clerk.page, str(desk.waiting.number)
    clerk.open("/cases/new/post/")
    before = page.locator("[data-row]").count()
    for place in range(2):
        clerk.at("belongs")
        clerk.press("Tab")
        clerk.write("P036")
        clerk.press("Tab", "Tab")
        clerk.write(f"Pošiljalac {place} {clerk.language}")
        clerk.send("Enter", re.compile("last="))
        expect(page.locator("[data-row]")).to_have_count(before + place + 1)
    clerk.at("belongs")
    clerk.write(number.lower().replace("/", " / "))  # in another spelling: it belongs to a case
    clerk.press("Tab", "Tab")
    clerk.write(f"Доказ о уплати {clerk.language}")
    clerk.send("Enter", re.compile("last="))
    expect(page.locator(".sl-last")).to_contain_text(number)
    expect(page.locator("[data-row]")).to_have_count(before + 3)
    assert violations_of(clerk) == []


def violations_of(clerk: Clerk) -> list[str]:
    """What is wrong with the page that is open, on a phone and at a desk."""
    seen = visitor(clerk.page.context)
    seen.page.close()
    seen.page = clerk.page
    return [fault for width in (PHONE, DESK) for fault in violations(seen, width)]


def test_a_party_is_found_while_it_is_typed_and_then_needs_no_address(clerk: Clerk) -> None:
    clerk.open("/cases/new/form/")
    clerk.at("matter")
    clerk.write("P036")
    clerk.press("Tab")
    clerk.write(f"Нешто сасвим друго {clerk.language}")
    clerk.press("Tab")
    clerk.at("party-0-name")
    clerk.write("Đorđe Šlj" if clerk.language == "sr" else "Ђорђе Шљ")  # in the script that the name is not kept in
    known = clerk.page.locator("#party-0-known input[type=radio]")
    expect(known).to_have_count(2)
    assert clerk.met() <= FIELDS
    clerk.press("Tab", "ArrowDown")
    expect(known.nth(1)).to_be_checked()
    expect(clerk.page.locator("[name='party-0-identifier']")).to_be_hidden()
    assert violations_of(clerk) == []
    clerk.send("Enter", SUBMITTED)
    expect(clerk.page.locator("main")).to_contain_text(clerk.number)


def test_a_supplement_is_found_by_its_number_and_the_handler_sees_it(
    clerk: Clerk, desk: Desk, browser: Browser, address: str, sessions: dict[Role, str]
) -> None:
    words = f"Пуномоћје {clerk.language}"
    clerk.open("/cases/new/")
    clerk.write(f"{desk.waiting.ordinal}/{desk.waiting.year}")
    clerk.send("Enter", re.compile("q="))
    clerk.send("Enter", re.compile("/supplement/"), decides=True)
    clerk.at("subject")
    clerk.press("Control+a")
    clerk.write(words)
    clerk.send("Enter", SUBMITTED)
    handler = sit(browser, address, sessions[Role.HANDLER], "/sr-latn" if clerk.language == "sr-latn" else "")
    handler.open("/office/")
    expect(handler.page.locator(".sl-told")).to_contain_text(words)
    handler.page.locator(".sl-told a").first.focus()
    handler.send("Enter", re.compile(r"/cases/[0-9a-f-]{36}/$"))
    handler.open("/office/")
    expect(handler.page.locator(".sl-told")).to_have_count(0)


def test_two_clerks_with_the_same_paper_give_it_one_number(
    clerk: Clerk, browser: Browser, address: str, sessions: dict[Role, str]
) -> None:
    other = sit(browser, address, sessions[Role.REGISTRY_HEAD], "/sr-latn" if clerk.language == "sr-latn" else "")
    for person in (clerk, other):  # both have the form open and filled before either sends it
        person.open("/cases/new/form/")
        person.at("matter")
        person.write("P036")
        person.press("Tab")
        person.write(f"Žalba na buku {clerk.language}" if person is other else f"Жалба на буку {clerk.language}")
        person.press("Tab")
        person.write("Petar Bučić" if person is other else "Петар Бучић")
    clerk.send("Enter", SUBMITTED)
    with other.page.expect_navigation():
        other.press("Enter")
    expect(other.page.locator(".sl-question [data-open]")).to_be_focused()
    expect(other.page.locator(".sl-question")).to_contain_text(clerk.number)
    expect(other.page.locator("[name='subject']")).to_have_value(f"Žalba na buku {clerk.language}")
    assert violations_of(other) == []
    other.send("Enter", SUBMITTED, decides=True)  # it is this one
    assert other.number == clerk.number


def test_a_record_is_written_printed_and_signed(clerk: Clerk) -> None:
    clerk.open("/cases/new/")
    clerk.press("Escape")
    clerk.page.locator("a[href$='/cases/new/record/']").focus()
    clerk.send("Enter", re.compile("/record/$"))
    clerk.at("matter")
    clerk.write("352")
    clerk.press("Tab")
    clerk.write(f"Притужба {clerk.language}")
    clerk.press("Tab")
    clerk.at("statement")
    clerk.write("Молим да се поправи расвета.\nЛампа не гори недељу дана.")
    clerk.press("Tab")
    clerk.write(clerk.script("Стана Станић") + clerk.language)
    clerk.send("Enter", SUBMITTED)
    expect(clerk.page.locator("[data-key=z]")).to_be_focused()
    assert violations_of(clerk) == []
    clerk.send("d", re.compile("/records/"))
    clerk.page.locator("[name=note]").focus()
    clerk.send("Enter", SUBMITTED)
    expect(clerk.page.locator("main")).to_contain_text(clerk.words("signed by the party"))


def test_without_a_script_the_same_can_be_done(browser: Browser, address: str, sessions: dict[Role, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": sessions[Role.REGISTRY_CLERK], "url": address}]
    )
    page = context.new_page()
    page.goto(f"{address}/cases/new/form/")
    page.locator("[name=matter]").fill("P036")
    page.locator("[name=subject]").fill("Без скрипта")
    page.locator("[name='party-0-name']").fill("Djordje")
    page.locator("button[name=find]").click()
    page.locator("#party-0-known input[type=radio]").nth(1).check()
    page.locator("button.govuk-button", has_text="Заведи").first.click()
    page.wait_for_url(SUBMITTED)
    assert page.locator("main").inner_text()


def test_a_paper_that_was_taken_in_during_an_outage(clerk: Clerk, desk: Desk) -> None:
    """The stub in the party's hand leads to the case, which has the true time of receipt."""
    code = desk.sheets.pop()
    clerk.open("/cases/new/form/")
    clerk.at("matter")
    clerk.write("P036")
    clerk.press("Tab", "Tab")
    clerk.write(f"Сто Струјић {clerk.language}")
    page = clerk.page
    page.locator("details", has=page.locator("[name=sheet]")).locator("summary").focus()
    clerk.press("Enter")
    page.locator("[name=sheet]").focus()
    clerk.write(code.lower())
    page.locator("[name=received_at]").focus()
    clerk.press("Control+a")
    clerk.write("5. 1. 2026. 7:20")
    clerk.send("Enter", SUBMITTED)
    expect(page.locator("main")).to_contain_text(code)
    clerk.open(f"/status/{code}/")
    expect(page.locator("main")).to_contain_text(re.compile("352-"))
