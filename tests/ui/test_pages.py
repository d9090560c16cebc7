"""The style guide in a real browser: every component, both scripts, phone and desk, light and dark."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, Dialog, Page, Route, sync_playwright

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.long]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Scheme = Literal["light", "dark"]
ADDRESSES = ("style-guide/?practice", "style-guide/?errors", "style-guide/?staff", "style-guide/?end", "error/500/")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    middleware = ["django.middleware.locale.LocaleMiddleware", "tests.ui.site.office"]
    with override_settings(ROOT_URLCONF="tests.ui.site", MIDDLEWARE=middleware, ALLOWED_HOSTS=["*"]):
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
        server.set_app(StaticFilesHandler(WSGIHandler()))
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Visitor:
    """A page in the browser, and what it has complained about so far."""

    page: Page
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, permissions=["clipboard-write"])
    opened = Visitor(context.new_page())
    opened.page.on("console", lambda message: opened.faults.append(message.text))
    opened.page.on("pageerror", lambda error: opened.faults.append(str(error)))
    yield opened
    context.close()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.page


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(
        "body.govuk-frontend-supported"
    )  # not a function: polling one needs eval, which our policy bars


@pytest.mark.parametrize(
    ("prefix", "width", "scheme"),
    [("", 1440, "light"), ("", 320, "light"), ("sr-latn/", 390, "light"), ("sr-latn/", 1440, "dark")],
)
def test_accessible_whole_and_within_the_policy(
    site: str, visitor: Visitor, prefix: str, width: int, scheme: Scheme
) -> None:
    """Every kind of page in both scripts, on a phone and a desk; 320 px is 1280 px at 400 % zoom."""
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for address in ADDRESSES:
        visit(page, site + prefix + address)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert visitor.faults == []


def test_axe_bites(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?end")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=/static/x.png>')")
    rules = {rule["id"] for rule in Axe().run(page, options=RULES).response["violations"]}
    assert {"label", "image-alt"} <= rules


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))


def test_a_list_is_used_by_keyboard_alone(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?staff")
    for key, expected in (("j", "350-140/2026-IV-02"), ("ј", "350-139/2026-IV-02"), ("k", "350-140/2026-IV-02")):
        page.evaluate(
            "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", key
        )
        assert focused(page) == expected
    page.keyboard.press("Enter")
    page.wait_for_url("**#case")
    page.keyboard.press("a")
    page.wait_for_url("**#assign")
    page.keyboard.press("n")
    page.wait_for_url("**#new")
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.press("j")
    assert page.input_value("#filter-q") == "j"


def test_each_key_is_there_on_a_cyrillic_keyboard_too(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?staff")
    for pressed, key in zip("дпзсул", "dpzsul", strict=True):
        link = f'<a href="#found-{key}" data-key="{key}">.</a>'
        page.evaluate("link => document.querySelector('main').insertAdjacentHTML('beforeend', link)", link)
        page.evaluate("key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", pressed)
        page.wait_for_url(f"**#found-{key}")


def test_all_keys_are_shown_and_can_be_switched_off(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?staff")
    page.keyboard.press("?")
    assert page.is_visible("#sl-keys")
    page.uncheck("[data-keys-choice]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    assert not page.url.endswith("#new")


def test_a_case_number_is_copied_and_said(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?end")
    page.click("[data-copy]")
    page.wait_for_selector("#sl-live:text-is('Број је копиран')", state="attached")


def test_leaving_a_half_filled_form_asks(site: str, page: Page) -> None:
    visit(page, site + "style-guide/")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.fill("#id_full_name", "Мила")
    page.goto(site + "style-guide/?end")
    assert asked == ["beforeunload"]
    page.goto(site + "style-guide/")
    page.goto(site + "style-guide/?end")
    assert asked == ["beforeunload"]


def test_without_scripts_nothing_is_lost(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(site + "style-guide/?errors")
    assert plain.is_visible("#id_attachments")
    assert plain.is_visible(".govuk-error-summary")
    assert plain.locator("[data-copy]:visible").count() == 0
    context.close()


@pytest.mark.parametrize("address", ["style-guide/", "style-guide/?staff"])
def test_nothing_jumps_while_it_loads(site: str, page: Page, address: str) -> None:
    def late(route: Route) -> None:
        time.sleep(0.25)  # the page is painted before its font is there, as on a slow line
        route.continue_()

    page.goto("about:blank")
    page.route("**/*.woff2", late)
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) moved += one.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    visit(page, site + address)
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => null)")
    assert page.evaluate("moved") < 0.02


def test_a_row_is_thin_and_the_head_stays(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?staff")
    heights = page.eval_on_selector_all("[data-row]", "rows => rows.map(row => row.getBoundingClientRect().height)")
    assert len(heights) == 40
    assert max(heights) <= 26
    page.evaluate("scrollTo(0, 500)")
    assert page.evaluate("document.querySelector('thead th').getBoundingClientRect().top") == pytest.approx(0, abs=1)


def test_printing_leaves_out_what_is_not_paper(site: str, page: Page) -> None:
    visit(page, site + "style-guide/?staff")
    page.emulate_media(media="print")
    for hidden in (".sl-band", ".sl-nav", ".sl-filters", ".govuk-button"):
        assert page.locator(f"{hidden}:visible").count() == 0
    assert page.locator("[data-row]:visible").count() == 40
