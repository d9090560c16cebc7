"""A real browser, and what it finds wrong with a page: axe (WCAG 2.2 AA), scripts, policy, width."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FOUND = """rules => axe.run(rules).then(
    found => found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target}`)))"""
PHONE, DESK = 390, 1440
PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of the pages that tests look at; empty: none are taken."""
NO_FAULTS = (
    "Failed to load resource: the server responded with a status of",  # said of a page that refuses, too
    "Autofocus processing was blocked",  # the test was quicker than the page
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; no database may be asked in this thread while it is open."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def site() -> Iterator[str]:
    """The whole site of this very process, on a port of its own."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@dataclass
class Visitor:
    """A page in the browser, and what it has complained about so far."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def complaints(self) -> list[str]:
        """What came since it was last asked."""
        found, self.faults[:] = [fault for fault in self.faults if not fault.startswith(NO_FAULTS)], []
        return found


def visitor(context: BrowserContext) -> Visitor:
    """A fresh page whose console is listened to."""
    opened = Visitor(context.new_page())
    opened.page.on("console", lambda message: opened.faults.append(message.text))
    opened.page.on("pageerror", lambda error: opened.faults.append(str(error)))
    return opened


def violations(opened: Visitor, width: int) -> list[str]:
    """What is wrong with the page that is open, at that width."""
    page = opened.page
    page.wait_for_load_state()  # a click comes back once the next page has begun, which has no element yet
    page.set_viewport_size({"width": width, "height": 900})
    if not page.evaluate("'axe' in window"):  # half a megabyte: once for all widths of a page
        page.evaluate(AXE_SCRIPT)
    wrong: list[str] = page.evaluate(FOUND, RULES)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    scrolls = [f"scrolls sideways at {width} px"] if wide else []
    return wrong + scrolls + opened.complaints()


def looked_at(opened: Visitor, width: int, name: str) -> list[str]:
    """What is wrong with the page at that width; a picture of it when pictures are asked for."""
    found = violations(opened, width)
    if name and PICTURES:
        opened.page.screenshot(path=str(Path(PICTURES, f"{name}-{width}.png")), full_page=True)
    return found
