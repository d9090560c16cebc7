"""Somebody who uses the site in a real browser: buttons are found by the words that people read."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Locator, Page

from salter.ui.templatetags.salter import script
from tests.support.browser import DESK, PHONE, Visitor, looked_at, visitor


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
