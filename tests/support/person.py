"""Somebody who uses the site in a real browser: buttons are found by the words that people read."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Locator, Page, expect

from salter.ui.templatetags.salter import script
from tests.support.browser import DESK, PHONE, PICTURES, Visitor, looked_at, visitor


class Person:
    """Somebody at an own window; without a session a stranger."""

    def __init__(self, browser: Browser, address: str, session: str, language: str) -> None:
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        if session:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        self.visitor: Visitor = visitor(context)
        self.page: Page = self.visitor.page
        self.language, self.site = language, address + ("" if language == "sr" else f"/{language}")

    def words(self, message: str, **values: object) -> str:
        """What the page says for an English message."""
        with translation.override(self.language):
            return gettext(message) % values

    def script(self, text: str) -> str:
        """A word of the office as the page shows it."""
        with translation.override(self.language):
            return script(text)

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(self.site + path)

    def said(self, message: str, **values: object) -> Locator:
        """The button or link with these words."""
        said = re.compile(f"^\\s*{re.escape(self.words(message, **values)).replace(chr(47), chr(46))}")
        main = self.page.locator("main")
        return main.get_by_role("button", name=said).or_(main.get_by_role("link", name=said)).first

    def press(self, message: str, **values: object) -> None:
        """Press the button or follow the link with these words."""
        self.said(message, **values).click()

    def letter(self, subject: str) -> None:
        """Open a letter of the list."""
        self.page.locator("main").get_by_role("link", name=subject).first.click()

    def sound(self, name: str = "") -> None:
        """The page is accessible at both widths, and nothing has complained; a picture of it when asked for."""
        for width in (PHONE, DESK):
            found = looked_at(self.visitor, width, name and f"{name}-{self.language}")
            assert found == [], (self.page.url, found)


KEY = "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
CYRILLIC = dict(zip("jkxandvpz", "јкџандвпз", strict=True))
"""What the keys give on a Serbian Cyrillic keyboard."""


class Typist(Person):
    """Somebody without a mouse: a place takes the focus, keys do the rest; in Cyrillic on a Cyrillic keyboard."""

    @property
    def main(self) -> Locator:
        """The page without band and footer."""
        return self.page.locator("main")

    def at(self, place: Locator) -> Locator:
        """Give a place the focus, as Tab would."""
        place.focus()
        expect(place).to_be_focused()
        return place

    def go(self, place: Locator, key: str = "Enter") -> None:
        """Press a key on a place that leads to another page, and wait for that."""
        self.at(place)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def follow(self, message: str, **values: object) -> None:
        """Press Enter on the button or link with these words."""
        self.go(self.said(message, **values))

    def more(self, message: str) -> None:
        """Choose from the menu under “More”."""
        self.at(self.main.locator(".sl-more summary"))
        self.page.keyboard.press("Enter")
        item = self.main.locator(".sl-more__menu a", has_text=self.words(message)).first
        expect(item).to_be_visible()
        self.go(item)

    def back(self) -> None:
        """Follow the link back, above the page."""
        self.go(self.page.locator(".govuk-back-link"))

    def room(self, message: str) -> None:
        """Go to a room of the office by the digit that stands beside it."""
        entry = self.page.locator(".sl-nav__link", has_text=self.words(message)).first
        with self.page.expect_navigation():
            self.page.keyboard.press(entry.get_attribute("data-key") or "")

    def key(self, *letters: str) -> None:
        """Press keys of the office where the focus is; the next page is waited for by `leads`."""
        self.page.wait_for_selector("body.govuk-frontend-supported")
        for letter in letters:
            if self.language == "sr":
                self.page.evaluate(KEY, CYRILLIC.get(letter, letter))
            else:
                self.page.keyboard.press(letter)

    def leads(self, letter: str) -> None:
        """Press a key of the office that leads to another page."""
        self.page.wait_for_selector("body.govuk-frontend-supported")
        with self.page.expect_navigation():
            self.key(letter)

    def enter(self) -> None:
        """Press Enter on what has the focus: it leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Type into a field, in the place of what stands there."""
        self.at(self.main.locator(f"[name={name}]").first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several by the space bar."""
        one = self.at(self.main.locator(f"[name={name}][value='{value}']"))
        self.page.keyboard.press("Space")
        expect(one).to_be_checked()

    def pick(self, name: str, words: str) -> None:
        """Go down a list until the choice with these words."""
        box = self.at(self.main.locator(f"select[name={name}]"))
        self.page.keyboard.press("Home")
        for _step in range(box.locator("option").count()):
            if words in (box.locator("option:checked").text_content() or ""):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{words} is not in the list {name}")

    def sound(self, name: str = "") -> None:
        """The page is accessible: at a desk in Cyrillic, on a phone in Latin; both when pictures are asked for."""
        usual = (DESK,) if self.language == "sr" else (PHONE,)
        for width in (PHONE, DESK) if PICTURES else usual:
            found = looked_at(self.visitor, width, name and f"{name}-{self.language}")
            assert found == [], (self.page.url, width, found)
        self.page.set_viewport_size({"width": DESK, "height": 900})
