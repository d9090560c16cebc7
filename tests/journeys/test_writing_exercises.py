"""A trainer writes an exercise from a copy, mends a fault that is shown with its line, looks at it, lets it be tried,
publishes it; a trainee does its first step. In Cyrillic at a desk, in Latin on a phone, axe on each page on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from salter.organisations.models import Account, Organisation, Role
from salter.organisations.tenancy import scope
from salter.training import deeds
from salter.training.editing import trials
from salter.training.editing.models import OwnExercise, Trial
from salter.training.exercises.library import exercises
from salter.training.models import Seat
from salter.training.offices.world import World
from tests.support.browser import DESK, PHONE, Visitor, chromium, looked_at, site, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("practising"),
]
SOURCE, CODE = "salter", "med-na-pijaci"
WORDS = {
    "": ("Мед на пијаци", "Корак 2 од 2", "у реду"),
    "/sr-latn": ("Med na pijaci", "Korak 2 od 2", "u redu"),
}


@pytest.fixture
def town_hall(transactional_db: None) -> Office:
    """The office whose people practise."""
    return found_office("vedrovo")


@pytest.fixture
def address(town_hall: Office) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


def apart(do: Callable[[], object]) -> None:
    """Do something with the database in a thread of its own: this one is the browser's."""

    def closing() -> None:
        try:
            do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(closing).result()


def session(account: Account) -> str:
    """The session of somebody."""
    client = Client()
    client.force_login(account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def opened(browser: Browser, address: str, value: str, width: int) -> Visitor:
    """A browser of somebody."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])
    return visitor(context)


def clean(reader: Visitor, name: str, *widths: int) -> None:
    """The page has no fault at these widths."""
    assert [fault for width in widths for fault in looked_at(reader, width, name)] == []


def in_text(page: Page, before: str, after: str) -> None:
    """Replace something in the text of the exercise and keep it."""
    box = page.locator("textarea[name=text]")
    box.fill(box.input_value().replace(before, after, 1))
    page.locator(".sl-lines__do button").click()
    page.wait_for_load_state()


def try_waiting(office: Organisation) -> None:
    """What the worker does: play the trial that waits."""
    with scope(office.pk):
        waiting = str(Trial.objects.latest("id").pk)
    trials.run(organisation=office.pk, trial=waiting)


def do_first_step(office: Organisation) -> None:
    """The trainee's first step, done as it should be."""
    with scope(office.pk):
        practice = Seat.objects.get(practice__isnull=False).practice
    assert practice is not None
    with scope(practice.pk):
        deeds.play(World.of(practice), exercises()[SOURCE].steps[0].play)


@pytest.mark.parametrize(("prefix", "width"), [("", DESK), ("/sr-latn", PHONE)])
def test_an_exercise_is_written_tried_published_and_begun(
    town_hall: Office, address: str, prefix: str, width: int
) -> None:
    title, second, right = WORDS[prefix]
    other = PHONE if width == DESK else DESK
    trainer, trainee = (session(town_hall.account(role)) for role in (Role.TRAINER, Role.HANDLER))
    office = town_hall.organisation
    with chromium() as browser:
        reader = opened(browser, address, trainer, width)
        page, said = reader.page, prefix.strip("/") or "sr"
        page.goto(f"{address}{prefix}/practice/")
        page.locator("a[href$='/practice/writing/']").click()
        page.wait_for_url("**/practice/writing/")
        clean(reader, f"writing-list-{said}", width, other)
        page.locator(f"a[href$='?source={SOURCE}']").click()
        page.locator("input[name=title]").fill("Мед на пијаци")
        page.locator("input[name=code]").fill(CODE)
        clean(reader, f"writing-new-{said}", width)
        page.locator("main form button.govuk-button").click()
        page.wait_for_selector("textarea[name=text]")
        in_text(page, "verb: case.registered", "verb: case.registred")
        fault = page.locator(".govuk-error-summary__list a")
        expect(fault).to_have_count(1)
        number = (fault.get_attribute("href") or "").removeprefix("#line-")
        lines = page.locator("textarea[name=text]").input_value().splitlines()
        assert lines[int(number) - 1].strip() == "verb: case.registred"
        fault.click()
        expect(page.locator(f"#line-{number}")).to_be_in_viewport()
        clean(reader, f"writing-text-{said}", width, other)
        in_text(page, "case.registred", "case.registered")
        expect(page.locator(".govuk-error-summary")).to_have_count(0)
        page.locator("nav a[href$='/preview/']").click()
        expect(page.locator(".sl-preview__step")).to_have_count(2)
        clean(reader, f"writing-preview-{said}", width, other)
        page.locator("nav a[href$='/try/']").click()
        page.locator("#trial form button").click()
        expect(page.locator("#trial [role=status]")).to_be_visible()
        apart(lambda: try_waiting(office))
        expect(page.locator("#trial .sl-tag--done").first).to_have_text(right, timeout=20_000)
        expect(page.locator("#trial .sl-tag--done")).to_have_count(1 + len(exercises()[SOURCE].mistakes))
        clean(reader, f"writing-trial-{said}", width, other)
        page.goto(f"{address}{prefix}/practice/writing/there/{CODE}/")
        page.locator("textarea[name=words]").first.fill("Нови предмет, прво дугме лево")
        page.locator("section form button").first.click()
        clean(reader, f"writing-there-{said}", width, other)
        page.goto(f"{address}{prefix}/practice/writing/")
        page.get_by_role("link", name=title, exact=True).click()
        page.locator("form[action$='/publish/'] button").click()
        expect(page.locator("form[action$='/take-back/']")).to_be_visible()
        page.locator("nav a[href$='/difference/']").click()
        clean(reader, f"writing-difference-{said}", width, other)

        learner = opened(browser, address, trainee, width)
        page = learner.page
        page.goto(f"{address}{prefix}/practice/")
        page.locator(f".sl-exercise a[href$='/{CODE}/']").click()
        page.locator("main form button").click()
        page.locator("button[name=mode][value=learning]").click()
        expect(page.locator("#sl-guide")).to_contain_text(title)
        expect(page.locator(".sl-guide__there .sl-unverified")).to_be_visible()
        apart(lambda: do_first_step(office))
        page.reload()
        expect(page.locator("#sl-guide")).to_contain_text(second)
        clean(learner, f"writing-guide-{said}", width)
    with scope(office.pk):
        assert OwnExercise.objects.get().code == CODE
