"""A town starts from nothing, in a real browser: set-up by keyboard, staff from a table, invitations, a book opened
mid-year, the first paper, the first decision; its signature verifies offline.
"""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from openpyxl import load_workbook
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from salter.ops.database import Cluster
from salter.ops.verify import verify_file
from salter.ops.walk_office import environment, free_port
from tests.support.browser import DESK, PHONE, chromium, violations, visitor
from tests.support.ready_schema import new_home

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("real-start"),
]
PASSWORD = "tri ševe na krovu"
ADMIN = "mila.vedric"
STAFF = [
    ["ana", "Ана Анић", "писар", "IV-01", "", "", "registry-clerk"],
    ["goran", "Горан Горић", "шеф писарнице", "IV-01", "", "", "registry-head"],
    ["olga", "Олга Олгић", "обрађивач", "IV-02", "07", "", "обрађивач"],
    ["rade", "Раде Радић", "начелник одељења", "IV-02", "", "", "Rukovodilac jedinice"],
    ["petar", "Петар Петрић", "начелник", "IV", "", "", "potpisnik"],
    ["vera", "Вера Верић", "", "IV-99", "", "", ""],
]
PARTS = {
    "disposition": "Одобрава се постављање скеле на Тргу 1, површине 7,2 m².\nОдобрење важи 30 дана.",
    "reasoning": "Странка је поднела захтев и приложила скицу. Увиђајем је утврђено да је захтев основан.",
}


@dataclass
class Town:
    """An installation that was empty when it was started."""

    url: str
    home: Path
    code: str
    log: Path
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """`salter serve` on an empty home; gone without a trace afterwards."""
    home = new_home("salter-town-")
    port, log = free_port(), home / "serve.log"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "salter.ops.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment(os.environ, home), stdout=said, stderr=said)
    end = time.monotonic() + 300
    while not (found := re.search(r"Set-up code: (\S+)", log.read_text("utf-8", errors="replace"))):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)
    yield Town(f"http://127.0.0.1:{port}", home, found[1], log)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    Cluster(home).destroy()


@pytest.fixture(scope="module")
def browser(town: Town) -> Iterator[Browser]:
    """The browser."""
    with chromium() as opened:
        yield opened


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Press Tab until what the selector names has the focus."""
        for _press in range(80):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    def write(self, **fields: str) -> None:
        """Fill fields in the order of the page."""
        for name, text in fields.items():
            self.reach(f"[name={name}]")
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)

    def choose(self, value: str) -> None:
        """Go through radio buttons by the arrow keys."""
        self.reach("main input[type=radio]")
        for _press in range(6):
            if self.page.locator(f"input[value='{value}']:checked").count():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen by keyboard")

    def go(self, then: str) -> None:
        """Press the button of the page, which leads on."""
        self.reach("main button.govuk-button")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"**{then}")


def set_up(town: Town, browser: Browser) -> None:
    """Ten questions in Cyrillic, by keyboard alone; every page is accessible."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    opened = visitor(context)
    page, keys = opened.page, Keys(opened.page)

    def judge() -> None:
        page.wait_for_selector("body.govuk-frontend-supported")
        town.faults += [f"{page.url} {fault}" for width in (PHONE, DESK) for fault in violations(opened, width)]

    page.goto(f"{town.url}/services/")
    page.wait_for_url("**/set-up/")
    judge()
    keys.write(code=town.code)
    keys.go("/set-up/kind/")
    judge()
    keys.choose("self-government")
    keys.go("/set-up/place/")
    judge()
    keys.write(place="aleksinac")
    keys.go("/set-up/name/")
    judge()
    keys.write(body_cyr="Општинска управа општине Алексинац")
    keys.go("/set-up/contact/")
    judge()
    keys.write(address_cyr="Књаза Милоша 169", email="pisarnica@aleksinac.example")
    keys.go("/set-up/units/")
    judge()
    keys.go("/set-up/mode-register/")
    judge()
    keys.choose("companion")
    keys.go("/set-up/mode-delivery/")
    keys.go("/set-up/mode-archive/")
    keys.go("/set-up/numbers/")
    judge()
    keys.go("/set-up/administrator/")
    judge()
    keys.write(name="Мила Ведрић", username=ADMIN, password=PASSWORD, again=PASSWORD)
    keys.go("/set-up/check/")
    judge()
    expect(page.locator("main")).to_contain_text("TEST")
    keys.go("/sign-in/")
    context.close()


def code_of(secret: str, offset: int) -> str:
    """What the application on a phone shows now, or showed a moment before."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + offset)))


class Person:
    """Somebody of the town, signed in; `secret` is in the application on the phone."""

    def __init__(self, town: Town, browser: Browser, username: str, secret: str = "") -> None:
        self.town = town
        self.visitor = visitor(browser.new_context(viewport={"width": DESK, "height": 900}))
        self.page = self.visitor.page
        self.open("/sign-in/")
        self.page.locator("main [name=username]").first.fill(username)
        self.page.locator("main [name=password]").first.fill(PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        if secret:
            self.page.wait_for_url("**/second/")
            self.page.locator("[name=code]").fill(code_of(secret, 0))
            self.page.locator("main button[type=submit]").first.click()
        expect(self.page.locator(".sl-band__name")).to_be_visible()

    def set_up_codes(self) -> str:
        """A second factor, which the role needs. Out: its secret."""
        assert "/security/" in self.page.url
        self.open("/security/codes/")
        secret = re.sub(r"\s", "", self.page.locator("#secret, main code").first.inner_text())
        self.page.locator("[name=code]").fill(code_of(secret, -1))
        self.page.locator("main form button").first.click()
        expect(self.main.locator("code")).to_have_count(10)  # recovery codes
        return secret

    def open(self, path: str) -> None:
        """Go somewhere."""
        self.page.goto(self.town.url + path)

    @property
    def main(self) -> Locator:
        """The page without band and footer."""
        return self.page.locator("main")

    def press(self) -> None:
        """The main button of a form."""
        self.main.locator("form button.govuk-button:not(.govuk-button--secondary)").first.click()

    def follow(self, address: str) -> None:
        """Click the link whose address matches, also one that waits under “More”."""
        link = self.main.locator(f"a[href*='{address}']").first
        if not link.is_visible():
            self.main.get_by_text("Још", exact=True).click()
        link.click()


def bring_in_staff(admin: Person) -> None:
    """The template, filled in; the good rows are written, the wrong one is shown."""
    template = admin.page.context.request.get(f"{admin.town.url}/office/administration/import/template/")
    book = load_workbook(io.BytesIO(template.body()))
    for row in STAFF:
        book["Запослени"].append(row)
    written = io.BytesIO()
    book.save(written)
    admin.open("/office/administration/import/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    table = FilePayload(name="zaposleni.xlsx", mimeType=kind, buffer=written.getvalue())
    admin.page.locator("input[type=file]").set_input_files([table])
    admin.press()
    expect(admin.main).to_contain_text("нема исправне јединице са ознаком IV-99")
    admin.page.locator("button[value=write]").click()
    admin.page.wait_for_url("**/administration/staff/**")
    expect(admin.main).to_contain_text("Олга Олгић")
    expect(admin.main).not_to_contain_text("Вера Верић")


def invite(admin: Person, browser: Browser, username: str) -> Person:
    """The administrator hands a link over; the person sets a password and signs in."""
    admin.open(f"/office/administration/staff/?q={username}")
    admin.main.locator("tbody a").first.click()
    admin.page.locator("main a[href$='/invite/']").click()
    admin.press()
    address = admin.page.locator("#link").inner_text().strip()
    guest = browser.new_page()
    guest.goto(address)
    guest.locator("[name=password]").fill(PASSWORD)
    guest.locator("[name=again]").fill(PASSWORD)
    guest.locator("main button").click()
    guest.wait_for_url("**/sign-in/")
    guest.context.close()
    return Person(admin.town, browser, username)


def authorise(admin: Person, username: str) -> None:
    """A written authorisation to decide, and a TEST key."""
    admin.open(f"/office/administration/staff/?q={username}")
    admin.main.locator("tbody a").first.click()
    admin.page.locator("main a[href$='/authorise/']").last.click()
    admin.page.locator("input[value=decide]").check()
    for name, text in (("number", "031-1/2026"), ("issued_on", "5. 1. 2026."), ("valid_from", "5. 1. 2026.")):
        admin.page.locator(f"[name={name}]").fill(text)
    admin.press()
    expect(admin.main).to_contain_text("031-1/2026")
    admin.open("/office/keys/")
    admin.main.locator("tbody button").first.click()
    expect(admin.main.locator("tbody")).to_contain_text(re.compile("Петар.*TEST", re.DOTALL))


def open_book(head: Person) -> None:
    """Mid-year, from the number that the old book has reached."""
    head.open("/registers/")
    head.follow("/registers/open/")
    head.page.locator("[name=old_book_last]").fill("1417")
    head.page.locator("[name=old_book]").fill("деловодник 2026")
    head.page.locator("[name=ground]").fill("Одлука начелника бр. 031-2/2026")
    head.press()
    expect(head.main).to_contain_text("1418")
    note = head.page.locator("main a[href$='/opening/']").get_attribute("href")
    assert head.page.context.request.get(f"{head.town.url}{note}").body().startswith(b"%PDF-")


def register(clerk: Person) -> tuple[str, str]:
    """The first paper at the counter. Out: number and path of the case."""
    keyboard = clerk.page.keyboard
    clerk.open("/cases/new/")
    keyboard.type("Стојан Пешић")
    keyboard.press("Enter")
    clerk.page.wait_for_url("**/cases/new/form/**")
    expect(clerk.main.locator("input:focus, select:focus")).to_be_visible()  # before that, keys go nowhere
    keyboard.type("P036")
    keyboard.press("Tab")
    keyboard.type("Скела испред зграде")
    keyboard.press("Enter")
    clerk.page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    number = clerk.page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    found = re.search(r"/cases/[0-9a-f-]{36}/", clerk.page.url)
    assert found
    clerk.open(found[0])
    clerk.follow(f"{found[0]}assign/")
    clerk.page.wait_for_load_state()
    options = clerk.page.locator("select[name=to] option").all_inner_texts()
    clerk.page.locator("select[name=to]").select_option(label=next(each for each in options if "Олга" in each))
    clerk.press()
    expect(clerk.main).to_contain_text("Олга")
    return number, found[0]


def decide(handler: Person, path: str) -> str:
    """The first decision, drafted and submitted. Out: the identifier of the act."""
    handler.open(path)
    handler.follow("/acts/new/?kind=decision")
    handler.page.locator("input[value=granted]").check()
    for name, text in PARTS.items():
        handler.page.locator(f"textarea[name={name}]").fill(text)
    handler.page.locator("button[name=then][value=submit]").click()
    handler.page.wait_for_url(re.compile(r"/acts/[0-9a-f-]{36}/$"))
    return handler.page.url.rstrip("/").rsplit("/", 1)[1]


def test_a_town_starts_from_nothing(town: Town, browser: Browser, tmp_path: Path) -> None:
    set_up(town, browser)
    assert town.faults == []
    admin = Person(town, browser, ADMIN)
    admin.set_up_codes()
    admin.open("/set-up/")
    expect(admin.page.locator("h1")).not_to_contain_text("Поставите канцеларију")
    bring_in_staff(admin)
    clerk, head, handler, unit_head, signatory = (
        invite(admin, browser, name) for name in ("ana", "goran", "olga", "rade", "petar")
    )
    signatory = Person(town, browser, "petar", signatory.set_up_codes())
    authorise(admin, "petar")

    clerk.open("/cases/new/")
    open_book(head)
    number, path = register(clerk)
    assert re.fullmatch(r"352-1418/\d{4}-IV(-\d\d)?", number)
    act = decide(handler, path)
    for person, list_of, deed in ((unit_head, "/office/approve/", "approve"), (signatory, "/office/sign/", "sign")):
        person.open(list_of)
        person.follow(act)
        person.page.locator(f"button[name=deed][value={deed}]").click()
        expect(person.page.locator(".govuk-notification-banner, .sl-message").first).to_be_visible(timeout=30_000)

    decision = signatory.page.context.request.get(f"{town.url}{path}acts/{act}/pdf/").body()
    (tmp_path / "decision.pdf").write_bytes(decision)
    verdict = verify_file(tmp_path / "decision.pdf", town.home / "trust")
    assert (verdict.outcome, verdict.reason) == ("valid", verdict.reason)
    people = (admin, clerk, head, handler, unit_head, signatory)
    assert [fault for person in people for fault in person.visitor.complaints()] == []
    assert not (town.home / "set-up.code").exists()
