"""A person at a browser without scripts: opens pages, follows links, fills in the forms that the pages really have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Self
from urllib.parse import urljoin

import httpx
from lxml import html

Files = Sequence[tuple[str, tuple[str, bytes, str]]]
TIMEOUT = 60.0
BAND_NAME = "//*[@class='sl-band__name']"


class WalkFailed(Exception):
    """A page was not what a person may expect; the message says which and what it showed."""


class Person:
    """Somebody signed in (or not yet) with an own browser; `page` is what they see."""

    def __init__(self, base: str, username: str) -> None:
        self.username = username
        self._http = httpx.Client(base_url=base, follow_redirects=True, timeout=TIMEOUT, trust_env=False)
        self.page: html.HtmlElement
        self.answer: httpx.Response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()

    def open(self, address: str) -> Self:
        """Go to an address."""
        return self._see(self._http.get(address))

    def _see(self, answer: httpx.Response) -> Self:
        self.answer = answer
        if answer.status_code != 200:
            raise WalkFailed(f"{answer.request.method} {answer.url}: {answer.status_code}. {_words(answer)}")
        self.page = html.document_fromstring(answer.content.decode(), base_url=str(answer.url))
        return self

    def _all(self, path: str) -> list[html.HtmlElement]:
        return list(self.page.xpath(path))

    @property
    def path(self) -> str:
        """The path of the page that is open."""
        return self.answer.url.path

    @property
    def text(self) -> str:
        """All words of the page, in one line."""
        return " ".join(self.page.text_content().split())

    def sign_in(self, password: str) -> Self:
        """By the form of the sign-in page."""
        self.open("/sign-in/")
        self.submit({"username": self.username, "password": password}, having="username")
        if not self._all(BAND_NAME):
            raise WalkFailed(f"{self.username} is not signed in. {_words(self.answer)}")
        return self

    @property
    def name(self) -> str:
        """The name in the band of the page."""
        return str(self._all(BAND_NAME)[0].text_content()).strip()

    def links(self, pattern: str) -> list[str]:
        """Addresses on the page that fit a regular expression, in order."""
        found = (str(link.get("href")) for link in self._all("//a[@href]"))
        return [urljoin(self.path, address) for address in found if re.search(pattern, address)]

    def follow(self, pattern: str) -> Self:
        """Click the first link whose address fits."""
        return self.open(self._one(pattern))

    def download(self, pattern: str) -> bytes:
        """What the first link that fits leads to, saved. The page stays open."""
        return self._get(self._one(pattern))

    def _get(self, address: str) -> bytes:
        answer = self._http.get(address)
        if answer.status_code != 200:
            raise WalkFailed(f"{address}: {answer.status_code}")
        return answer.content

    def _one(self, pattern: str) -> str:
        found = self.links(pattern)
        if not found:
            raise WalkFailed(f"{self.path} has no link to {pattern}. {_words(self.answer)}")
        return found[0]

    def submit(self, fields: Mapping[str, str], *, having: str = "", files: Files = ()) -> Self:
        """Fill in the form that has the field or button `having` (else the first in the page's main part) and send it.

        What the page has filled in already stays. Raises WalkFailed when there is no such form.
        """
        form = self._form(having)
        address = urljoin(str(self.answer.url), form.get("action") or "")
        data = {**known_by(form), **fields}
        if form.method == "GET":
            return self._see(self._http.get(address, params=data))
        headers = {"Referer": str(self.answer.url)}
        return self._see(self._http.post(address, data=data, files=list(files) or None, headers=headers))

    def _form(self, having: str) -> html.FormElement:
        form = form_of(self.page, having)
        if form is not None:
            return form
        raise WalkFailed(f"{self.path} has no form with {having or 'anything'}. {_words(self.answer)}")

    def option(self, field: str, words: str) -> str:
        """The value of the option of a select whose words contain `words`."""
        for option in self._all(f"//select[@name='{field}']//option"):
            if words in option.text_content():
                return str(option.get("value"))
        raise WalkFailed(f"{self.path}: {field} offers no “{words}”")

    def value(self, field: str) -> str:
        """What stands in a text field of the page; empty when it is not there."""
        found = self._all(f"//main//*[@name='{field}']")
        return str(found[0].text or found[0].get("value") or "").strip() if found else ""


def form_of(page: html.HtmlElement, having: str = "") -> html.FormElement | None:
    """The form that has the field or button `having`, else the first, in the main part of a page."""
    for form in page.xpath("//main//form"):
        names = {str(control.get("name")) for control in form.xpath(".//*[@name]")}
        if not having or having in names:
            return form
    return None


def known_by(form: html.FormElement) -> dict[str, list[str]]:
    """What the page has filled into a form already, as a browser sends it."""
    known: dict[str, list[str]] = {}
    for name, value in form.form_values():
        known.setdefault(str(name), []).append(str(value))
    # lxml reads a ticked box with an empty value as "on"; browsers send the empty value
    return known | {str(box.get("name")): [""] for box in form.xpath(".//input[@checked and @value='']")}


def _words(answer: httpx.Response) -> str:
    """What the page says: its error summary, else its heading."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return answer.text[:300]
    page = html.document_fromstring(answer.content.decode())
    for shown in ("//*[contains(@class, 'govuk-error-summary')]", "//h1", "//body"):
        found: list[html.HtmlElement] = list(page.xpath(shown))  # type: ignore[arg-type]
        if found:
            return " ".join(str(found[0].text_content()).split())[:400]
    return ""
