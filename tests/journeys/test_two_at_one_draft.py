"""Two people at one draft in a real browser: the second is told, sees both texts, loses nothing and goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry.models import Act
from tests.registry.scenes import act_of
from tests.support.browser import DESK, PHONE, Visitor, chromium, looked_at, site, visitor
from tests.support.office import found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("two-at-one-draft"),
]
HEADS = "Начелник је допунио: такса је плаћена."
HANDLERS = "Обрађивач је допунио: скица је приложена."
BOTH = f"{HEADS}\n{HANDLERS}"


@pytest.fixture
def people(transactional_db: None) -> dict[str, str]:
    """The draft's path and number, and the sessions of its handler and of the head of the unit."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        act = act_of(office, upto="draft")
    found = {"path": f"/cases/{act.case_id}/acts/{act.pk}/", "act": str(act.pk), "office": str(office.organisation.pk)}
    for name, role in (("handler", Role.HANDLER), ("head", Role.UNIT_HEAD)):
        client = Client()
        client.force_login(office.account(role))
        found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture
def address(people: dict[str, str]) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def opened(browser: Browser, session: str, address: str, path: str, *, script: bool = True) -> Visitor:
    """The draft, open before somebody."""
    context = browser.new_context(viewport={"width": DESK, "height": 900}, java_script_enabled=script)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    reader = visitor(context)
    reader.page.goto(address + path)
    expect(reader.page.locator("textarea[name=reasoning]")).to_be_visible()
    return reader


def write(reader: Visitor, text: str) -> None:
    """Write the explanation and save the draft."""
    reader.page.fill("textarea[name=reasoning]", text)
    reader.page.locator("button[name=then][value=save]").click()


def saved(reader: Visitor, text: str) -> None:
    """The page says that it is saved, and shows it."""
    expect(reader.page.locator(".govuk-notification-banner--success")).to_be_visible()
    expect(reader.page.locator("textarea[name=reasoning]")).to_have_value(text)


def test_two_write_at_once_and_nothing_is_lost(people: dict[str, str], address: str) -> None:
    path = people["path"]
    with chromium() as browser:
        head = opened(browser, people["head"], address, path)
        handler = opened(browser, people["handler"], address, path)
        write(head, HEADS)
        saved(head, HEADS)
        write(handler, HANDLERS)
        handler.page.wait_for_url("**/versions/3/")
        told = handler.page.locator(".govuk-notification-banner--action")
        expect(told).to_contain_text("Лице unit-head")
        expect(told).to_contain_text("верзија 2")
        expect(handler.page.locator("main ins")).to_contain_text(["Обрађивач"])
        sections = handler.page.locator(".sl-halves > section")
        expect(sections.nth(0)).to_contain_text(HEADS)
        expect(sections.nth(1)).to_contain_text(HANDLERS)
        for width in (PHONE, DESK):
            assert looked_at(handler, width, "two-at-one-draft") == []
        handler.page.goto(f"{address}/sr-latn{path}versions/3/")
        assert looked_at(handler, DESK, "two-at-one-draft-lat") == []
        handler.page.goto(f"{address}{path}versions/3/")
        handler.page.locator(".sl-actions a").first.click()
        expect(handler.page.locator("textarea[name=reasoning]")).to_have_value(HANDLERS)
        assert looked_at(handler, DESK, "two-at-one-draft-on") == []
        write(handler, BOTH)
        saved(handler, BOTH)
        handler.page.goto(f"{address}{path}versions/compare/?before=2&after=4")
        expect(handler.page.locator("main ins")).to_contain_text(["Обрађивач"])
        for width in (PHONE, DESK):
            assert looked_at(handler, width, "two-at-one-draft-compared") == []
    with scope(int(people["office"])):
        act = Act.objects.get(pk=people["act"])
        rows = list(act.versions.order_by("number").values_list("number", "how", "beside", "content__reasoning"))
        assert act.content["reasoning"] == BOTH
    assert rows[1:] == [(2, "typed", False, HEADS), (3, "typed", True, HANDLERS), (4, "merged", False, BOTH)]


def test_it_is_the_same_without_javascript(people: dict[str, str], address: str) -> None:
    path = people["path"]
    with chromium() as browser:
        head = opened(browser, people["head"], address, path, script=False)
        handler = opened(browser, people["handler"], address, path, script=False)
        write(head, HEADS)
        saved(head, HEADS)
        write(handler, HANDLERS)
        handler.page.wait_for_url("**/versions/3/")
        handler.page.locator(".sl-actions a").nth(1).click()
        expect(handler.page.locator("textarea[name=reasoning]")).to_have_value(HEADS)
        handler.page.goto(f"{address}{path}versions/")
        expect(handler.page.locator("tbody tr")).to_have_count(3)
        handler.page.locator("main form button").click()
        expect(handler.page.locator("main del").first).to_be_visible()
