"""Every page in both scripts: axe (WCAG 2.2 AA), no sideways scrolling, no error of a script, the policy kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext

from salter.organisations.models import Role
from tests.rules_of_the_house.pages import EXPECTED, Page, pages
from tests.support.browser import DESK, PHONE, chromium, looked_at, site, violations, visitor
from tests.support.scene import Scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("axe"),
]
MORE = {  # pages in other states than the table opens them in
    "nothing there": ("/nowhere/", None),
    "not allowed": ("/cases/", Role.MAYOR),
    "not found": ("/status/?number=AAAA", None),
    "kinds of act": ("/cases/{case}/acts/new/", Role.HANDLER),
    "found at the counter": ("/cases/new/?q=stojan", Role.REGISTRY_CLERK),
    "parties found": ("/office/parties/?q=stojan", Role.REGISTRY_CLERK),
    "no cases": ("/cases/?q=nema&status=all", Role.REGISTRY_CLERK),
    "case of the inspector": ("/cases/{case}/", Role.INSPECTOR),
    "dense components": ("/style-guide/?staff", None),
    "failed form": ("/style-guide/?errors", None),
}


def opener(page: Page) -> Role | None:
    """Somebody who may open the page and sees its object."""
    hidden = EXPECTED[page.name].hidden
    return None if page.public else next(role for role in Role if role in (page.roles or Role) and role not in hidden)


@pytest.fixture(scope="module")
def addresses(scenes: tuple[Scene, Scene]) -> dict[str, tuple[str, Role | None]]:
    """Every page that a person looks at: its address and who opens it."""
    found, own = pages(), scenes[0]
    shown = {
        name: (line.address(name, own), opener(found[name]))
        for name, line in EXPECTED.items()
        if not line.plain and line.sent is None and line.status == 200
    }
    case = str(own.open.case_id)
    return shown | {name: (address.format(case=case), role) for name, (address, role) in MORE.items()}


@pytest.fixture(scope="module")
def address(sessions: dict[Role, str], addresses: dict[str, tuple[str, Role | None]]) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


@pytest.fixture
def browser(db: None, address: str) -> Iterator[Browser]:
    """The browser, closed before the database of the test is."""
    with chromium() as opened:
        yield opened


def signed_in(browser: Browser, address: str, session: str | None) -> BrowserContext:
    """A browser of somebody."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    if session:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return context


@pytest.mark.parametrize(("prefix", "widths"), [("", (DESK, PHONE)), ("/sr-latn", (PHONE, DESK))])
def test_every_page_is_accessible(
    prefix: str,
    widths: tuple[int, int],
    address: str,
    browser: Browser,
    sessions: dict[Role, str],
    addresses: dict[str, tuple[str, Role | None]],
) -> None:
    wrong: dict[str, list[str]] = {}
    for role in {role for _path, role in addresses.values()}:
        context = signed_in(browser, address, sessions[role] if role else None)
        opened = visitor(context)
        for name, (path, who) in addresses.items():
            if who == role:
                opened.page.goto(address + prefix + path)
                opened.page.wait_for_selector("body.govuk-frontend-supported")
                said = f"{name.replace(':', '-').replace(' ', '-')}-{prefix.strip('/') or 'sr'}"
                found = [fault for width in widths for fault in looked_at(opened, width, said)]
                wrong |= {name: found} if found else {}
        context.close()
    assert wrong == {}


def test_planted_violations_are_caught(address: str, browser: Browser) -> None:
    context = signed_in(browser, address, None)
    opened = visitor(context)
    opened.page.goto(f"{address}/help/")
    opened.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', "
        "'<input><div style=\"color:red\">x</div><table><tr><td>' + 'x'.repeat(400) + '</table>')"
    )
    found = violations(opened, PHONE)
    context.close()
    assert any(fault.startswith("label: ") for fault in found), found
    assert f"scrolls sideways at {PHONE} px" in found
    assert any("Content Security Policy" in fault for fault in found), found


class Slow(BaseHTTPRequestHandler):
    """A page with a link whose next page begins at once and comes half a second later."""

    def do_GET(self) -> None:
        """The answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.flush()
        time.sleep(0.5 if self.path == "/next/" else 0)
        self.wfile.write(b"<!doctype html><html lang=en><title>t</title><a href=/next/>next</a><img src=/x>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""


def test_a_page_that_has_only_begun_is_waited_for(browser: Browser) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    opened = visitor(browser.new_context())
    opened.page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
    opened.page.get_by_role("link", name="next").click()
    found = violations(opened, PHONE)
    server.shutdown()
    server.server_close()
    assert [fault.partition(":")[0] for fault in found] == ["image-alt"], found
