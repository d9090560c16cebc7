"""The story of the demo, clicked through in a real browser: once in Cyrillic, once in Latin; and an entry by keyboard.

Buttons are found by the words that people read, in the language of the page.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from salter.ops.database import Cluster
from salter.ops.walk_office import environment, free_port
from salter.organisations.fictional import DEMO_PASSWORD
from tests.support.browser import DESK, chromium, visitor
from tests.support.ready_schema import new_home

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("story"),
]
PARTS = {
    "disposition": "Одобрава се постављање скеле на Тргу ведрине 4, површине 7,2 m².\nОдобрење важи 30 дана.",
    "reasoning": "Странка је поднела захтев и приложила скицу. Увиђајем је утврђено да је захтев основан.",
}


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of a running demo office, gone without a trace afterwards."""
    home = new_home("salter-story-")
    port, log = free_port(), home / "demo.log"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "salter.ops.cli", "demo", "--small", "--port", str(port)]
        process = subprocess.Popen(command, env=environment(os.environ, home), stdout=said, stderr=said)
    end = time.monotonic() + 300
    while b"demo office is open" not in log.read_bytes():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    Cluster(home).destroy()


@pytest.fixture(scope="module")
def browser(demo: str) -> Iterator[Browser]:
    """The browser."""
    with chromium() as opened:
        yield opened


class Person:
    """Somebody at an own browser, signed in, in one script; `faults` is what the browser complained about."""

    def __init__(self, browser: Browser, site: str, username: str) -> None:
        self.site = site
        self.language = "sr-latn" if site.endswith("/sr-latn") else "sr"
        self.context: BrowserContext = browser.new_context(viewport={"width": DESK, "height": 900})
        self.visitor = visitor(self.context)
        self.page: Page = self.visitor.page
        self.open("/sign-in/")
        self.page.get_by_label(self.words("User name"), exact=True).fill(username)
        self.page.get_by_label(self.words("Password"), exact=True).fill(DEMO_PASSWORD)
        self.press("Sign in")
        expect(self.page.locator(".sl-band__name")).to_be_visible()

    @property
    def name(self) -> str:
        """The name in the band."""
        return self.page.locator(".sl-band__name").inner_text().strip()

    def words(self, message: str) -> str:
        """What the page says for an English message."""
        with translation.override(self.language):
            return gettext(message)

    def open(self, path: str) -> None:
        """Go to an address of the own script."""
        self.page.goto(self.site + path)

    def follow(self, address: str) -> None:
        """Click the link whose address matches, also one that waits under “More”."""
        link = self.main.locator(f"a[href*='{address}']").first
        if not link.is_visible():
            self.main.get_by_text(self.words("More"), exact=True).click()
        link.click()

    def press(self, *messages: str) -> None:
        """Press the button with these words, or with the others."""
        said = "|".join(re.escape(self.words(message)) for message in messages)
        self.main.get_by_role("button", name=re.compile(f"^({said})")).first.click()

    @property
    def main(self) -> Locator:
        """The page without band and footer."""
        return self.page.locator("main")


def answer(citizen: Person, code: str) -> None:
    """What this citizen says to a question."""
    page, begin = citizen.page, date.fromisoformat(today(citizen)) + timedelta(days=20)
    days = {"from": begin, "until": begin + timedelta(days=30)}
    texts = {"permit": "", "place": "Трг ведрине 4, испред зграде", "area": "7,2", "phone": ""}
    if code == "purpose":
        page.locator("input[value=building]").check()
    elif code in days:
        for part in ("day", "month", "year"):
            page.locator(f"input[name=answer_{part}]").fill(str(getattr(days[code], part)))
    elif code in texts:
        page.locator("[name=answer]").fill(texts[code])
    else:
        sketch = FilePayload(name="Скица.txt", mimeType="text/plain", buffer="Скица: скела 6 m x 1,2 m".encode())
        page.locator("input[type=file]").set_input_files([sketch])
    citizen.press("Continue", "Continue, with or without a file")


def today(person: Person) -> str:
    """The day of the demo office, which is that of the machine."""
    return str(person.page.evaluate("new Date().toISOString().slice(0, 10)"))


def hand_in(citizen: Person) -> tuple[str, str]:
    """From the first page to the receipt. Out: number of the case and of the receipt."""
    citizen.open("/")
    citizen.follow("/services/")
    citizen.follow("/services/P036/")
    citizen.follow("/services/P036/start/")
    citizen.press("Start a new one", "Continue")
    while not citizen.page.url.endswith("/check/"):
        answer(citizen, citizen.page.url.rstrip("/").rsplit("/", 1)[1])
    citizen.press("Send the request")
    number = citizen.page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    receipt = citizen.main.locator("a[href*='/status/']").inner_text()
    return number, receipt


def assign(clerk: Person, number: str, handler: str) -> str:
    """The clerk finds the case and gives it to the handler. Out: the path of the case."""
    clerk.open("/cases/")
    clerk.main.get_by_role("link", name=clerk.words("All open")).click()
    clerk.page.locator("main input[name=q]").fill(number)
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**q=352**")
    clerk.main.get_by_role("link", name=number).first.click()
    path = "/cases/" + clerk.page.url.rstrip("/").rsplit("/", 1)[1] + "/"
    clerk.follow(f"{path}assign/")
    clerk.page.locator("select[name=to]").select_option(label=handler)
    clerk.press("Assign")
    expect(clerk.main).to_contain_text(handler)
    return path


def decide(handler: Person, path: str) -> str:
    """The handler writes the decision and submits it. Out: the identifier of the act."""
    handler.open(path)
    handler.follow("/acts/new/?kind=decision")
    handler.page.locator("input[value=granted]").check()
    for name, text in PARTS.items():
        handler.page.locator(f"textarea[name={name}]").fill(text)
    handler.page.locator("button[name=then][value=submit]").click()
    handler.page.wait_for_url(re.compile(r"/acts/[0-9a-f-]{36}/$"))
    return handler.page.url.rstrip("/").rsplit("/", 1)[1]


def close(handler: Person, path: str) -> None:
    """The handler closes the case for five years."""
    handler.open(path)
    handler.follow(f"{path}close/")
    handler.page.locator("input[name=class_code]").fill("352")
    handler.page.wait_for_load_state()
    rules = handler.page.locator("select[name=retention] option")
    five = next(index for index, text in enumerate(rules.all_inner_texts()) if "5 г" in text or "5 g" in text)
    handler.page.locator("select[name=retention]").select_option(index=five)
    handler.press("Close the case")
    handler.page.wait_for_url(f"**{path}")


@pytest.mark.parametrize("prefix", ["", "/sr-latn"])
def test_from_the_citizens_request_to_the_archive(demo: str, browser: Browser, prefix: str) -> None:
    names = ("gradjanin", "pisarnica", "obrada", "nacelnik-odeljenja", "potpis", "arhiva")
    people = [Person(browser, demo + prefix, name) for name in names]
    citizen, clerk, handler, head, signatory, archivist = people

    number, receipt = hand_in(citizen)
    path = assign(clerk, number, handler.name)
    act = decide(handler, path)
    for person, list_of, deed in ((head, "/office/approve/", "approve"), (signatory, "/office/sign/", "sign")):
        person.open(list_of)
        person.follow(act)
        person.page.locator(f"button[name=deed][value={deed}]").click()
        expect(person.page.locator(".govuk-notification-banner, .sl-message").first).to_be_visible(timeout=30_000)
    clerk.open("/office/dispatch/")
    clerk.follow(f"/office/dispatch/{act}/")
    clerk.press("Dispatch the act")
    clerk.page.wait_for_url("**/office/dispatch/")

    citizen.open("/mailbox/")
    citizen.main.get_by_role("listitem").filter(has_text=number.partition("/")[0]).get_by_role("link").first.click()
    citizen.press("Open the receipt and take the letter")
    letter = citizen.main.locator("a[href*='/documents/']").first
    expect(letter).to_be_visible()
    decision = citizen.context.request.get(demo + str(letter.get_attribute("href")))
    assert decision.body().startswith(b"%PDF-")
    expect(citizen.main.locator("a[href$='evidence.asice']")).to_be_visible()

    close(handler, path)
    archivist.open("/archive/waiting/")
    archivist.follow(f"/archive/waiting{path.removeprefix('/cases')}")
    archivist.press("Archive the case")
    archivist.page.wait_for_url("**/archive/units/**")
    expect(archivist.page.locator("h1")).to_contain_text(number)

    citizen.open(f"/status/{receipt}/")
    expect(citizen.main).to_contain_text(citizen.words("The case is closed."))
    cyrillic = re.search("[А-Яа-я]", clerk.page.locator("h1").inner_text())
    assert bool(cyrillic) is (prefix == "")
    assert [fault for person in people for fault in person.visitor.complaints()] == []


@pytest.mark.parametrize(("prefix", "sender"), [("", "Непознат Незнановић"), ("/sr-latn", "Tuđa Drugović")])
def test_an_entry_is_made_by_keyboard_alone(demo: str, browser: Browser, prefix: str, sender: str) -> None:
    clerk = Person(browser, demo + prefix, "pisarnica")
    keyboard = clerk.page.keyboard
    clerk.open("/cases/new/")
    keyboard.type(sender)
    keyboard.press("Enter")
    clerk.page.wait_for_url("**/cases/new/form/**")
    expect(clerk.page.locator("[name=matter]")).to_be_focused()
    keyboard.type("P036")
    keyboard.press("Tab")
    expect(clerk.page.locator("[name=subject]")).to_be_focused()
    keyboard.type("Скела испред зграде")
    keyboard.press("Enter")
    clerk.page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    number = clerk.page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    assert re.fullmatch(r"352-\d+/\d{4}-IV-02", number)
    expect(clerk.main).to_contain_text(number)
    assert clerk.visitor.complaints() == []
