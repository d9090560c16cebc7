"""Nothing inline in any page: no script, no style, no handler; the policy stands on every answer."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client

from salter.organisations.models import Role
from salter.ui.policy import HEADER, policy
from tests.rules_of_the_house.pages import EXPECTED, pages
from tests.support.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("policy")]


class Inline(HTMLParser):
    """Finds what a strict policy would refuse, and what would need a weaker one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        held = dict(attrs)
        if tag == "style" or (tag == "script" and not held.get("src")):
            self.found.append(f"<{tag}> in the page")
        for name, value in held.items():
            if name == "style" or name.startswith("on"):
                self.found.append(f"{name}= on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"javascript: on <{tag}>")
            if name in ("src", "href") and tag in ("script", "link") and (value or "").startswith(("http", "//")):
                self.found.append(f"<{tag}> from elsewhere")


def inline(html: str) -> list[str]:
    """What is inline in a page."""
    parser = Inline()
    parser.feed(html)
    return parser.found


def answers(scene: Scene) -> Iterator[tuple[str, HttpResponse]]:
    """Every page of the table, opened by somebody who may; in English, for no reason but variety."""
    found = pages()
    for name, expected in EXPECTED.items():
        browser = Client()
        page = found[name]
        if not page.public or page.roles:
            role = next(role for role in Role if role not in expected.hidden and (not page.roles or role in page.roles))
            browser.force_login(scene.office.account(role))
        address = expected.address(name, scene)
        answer = browser.get(address) if expected.sent is None else browser.post(address, dict(expected.sent))
        if isinstance(answer, HttpResponse):
            yield name, answer


def test_no_page_has_anything_inline(scenes: tuple[Scene, Scene]) -> None:
    wrong: dict[str, list[str]] = {}
    seen = 0
    for name, answer in answers(scenes[0]):
        stated = answer.headers[HEADER]
        assert "default-src" in stated, name
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert "unsafe" not in stated, name
            seen += 1
            if found := inline(answer.content.decode()):
                wrong[name] = found
    assert wrong == {}
    assert seen > 50


def test_the_policy_lets_nothing_in() -> None:
    stated = dict(part.strip().split(" ", 1) for part in policy().split(";"))
    for kind in ("default-src", "script-src", "style-src", "form-action", "frame-ancestors"):
        assert stated[kind] == "'self'"
    assert stated["object-src"] == stated["base-uri"] == "'none'"


def test_planted_faults_are_found() -> None:
    planted = (
        '<p style="color:red" onclick="x()">a</p><style>p{}</style><script>x()</script>'
        '<a href=" javascript:x()">b</a><script src="https://elsewhere.example/x.js"></script>'
    )
    assert inline(planted) == [
        "style= on <p>",
        "onclick= on <p>",
        "<style> in the page",
        "<script> in the page",
        "javascript: on <a>",
        "<script> from elsewhere",
    ]
    assert inline('<script src="/static/x.js"></script><p class="style">on</p>') == []
