"""Somebody who works without a mouse: rooms by digits, rows by j, buttons by Enter, choices by the space bar."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection
from django.utils import translation
from django.utils.translation import ngettext
from playwright.sync_api import Locator, expect

from tests.support.browser import DESK, PHONE, PICTURES, looked_at
from tests.support.person import Person

Found = TypeVar("Found")
ROWS = 40
"""As many as a list shows."""


def meanwhile(deed: Callable[[], Found]) -> Found:
    """What happens while the browser is open, in a thread that may ask the database."""

    def work() -> Found:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=60)


class Typist(Person):
    """Somebody at an own window whose hands stay on the keyboard."""

    @property
    def main(self) -> Locator:
        """The page without band and footer."""
        return self.page.locator("main")

    def sound(self, name: str = "") -> None:
        """As `Person.sound`; in Latin on a phone only and in Cyrillic on a desk only, unless pictures are asked for."""
        for width in (PHONE, DESK) if PICTURES else (PHONE if self.language == "sr-latn" else DESK,):
            found = looked_at(self.visitor, width, name and f"{name}-{self.language}")
            assert found == [], (self.page.url, found)

    def count(self, one: str, many: str, number: int) -> str:
        """What the page says for an English message with a number."""
        with translation.override(self.language):
            return ngettext(one, many, number) % {"number": number}

    def reach(self, target: Locator) -> Locator:
        """Go to something; it takes the focus."""
        target.focus()
        expect(target).to_be_focused()
        return target

    def enter(self, message: str, **values: object) -> None:
        """Press the button or follow the link with these words."""
        self.reach(self.said(message, **values))
        self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Write over what stands in a field."""
        self.reach(self.main.locator(f"[name={name}]"))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several, or tick a box."""
        box = self.reach(self.main.locator(f"[name={name}][value='{value}']"))
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def key(self, key: str) -> None:
        """Press a key of the page, once it listens."""
        self.page.wait_for_selector("body.govuk-frontend-supported")
        self.page.keyboard.press(key)

    def room(self, path: str) -> None:
        """Go to a room by its digit in the navigation."""
        digit = self.page.locator(f".sl-nav a[href$='{path}']").get_attribute("data-key") or ""
        self.key(digit)
        self.page.wait_for_url(f"**{path}")

    def row(self, words: str) -> None:
        """Go down the list to the row with these words, and open it."""
        self.page.wait_for_selector("body.govuk-frontend-supported")
        here = self.page.locator("[data-row]:focus-within")
        for _step in range(ROWS):
            if here.count() and words in here.inner_text():
                break
            self.page.keyboard.press("j")
        expect(here).to_contain_text(words)
        self.page.keyboard.press("Enter")

    def file(self, target: Locator) -> bytes:
        """Take a file."""
        self.reach(target)
        with self.page.expect_download() as download:
            self.page.keyboard.press("Enter")
        return download.value.path().read_bytes()
