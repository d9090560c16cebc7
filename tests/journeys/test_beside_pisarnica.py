"""An office beside the state's Pisarnica, in a browser: the file of the day, a case to its decision, the next file.

What a person types here is heard by the browser itself, field by field; what stands in the other system is known, since
this test is the other system. At most three fields of a case are typed in both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import Workbook
from playwright.sync_api import Browser, FilePayload, expect

from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Function, Mode, Role
from salter.organisations.tenancy import scope
from salter.registry.models import Act, Case, StateDay
from salter.ui.script import fold
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("beside"),
]
PEOPLE = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.SIGNATORY)
HEADS = ("Број предмета", "Предмет", "Датум пријема", "Подносилац", "Обрађивач", "Статус", "Поступак")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TWICE = 3
HEAR = """window.addEventListener("change", event => {
    const field = event.target
    if (field.type === "file" || field.type === "hidden") return
    const label = field.labels && field.labels.length ? field.labels[0].innerText : ""
    const chosen = field.tagName === "SELECT" ? field.selectedOptions[0].innerText : ""
    const marked = ["radio", "checkbox"].includes(field.type)
    typed(field.name, chosen || (marked ? label : field.value))
}, true)"""
PARTS = {
    "disposition": "Одобрава се постављање скеле испред зграде, површине 7,2 m².",
    "reasoning": "Увиђајем је утврђено да су испуњени прописани услови.",
}


@dataclass
class Pisarnica:
    """The state's system, as it is used by hand: its rows, and what was typed into it after it gave out its file."""

    rows: list[dict[str, str]]
    typed_first: dict[str, str] = field(default_factory=dict)
    typed_later: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.typed_first = dict(self.rows[0])

    def file(self) -> FilePayload:
        """What it gives out for the day."""
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(list(HEADS))
        for row in self.rows:
            sheet.append([row[head] for head in HEADS])
        written = io.BytesIO()
        book.save(written)
        return FilePayload(name="izvoz.xlsx", mimeType=XLSX, buffer=written.getvalue())

    def twice(self, typed: Sequence[tuple[str, str]]) -> dict[str, str]:
        """The fields of a case that people typed in both systems."""
        found = dict(self.typed_later)
        for name, value in typed:
            for head, cell in self.typed_first.items():
                if len(cell) > 2 and (fold(cell) in fold(value) or fold(value) == fold(cell)):
                    found[head] = f"{name}: {value}"
        return found


@dataclass
class House:
    """The office, who is signed in there, and the other system."""

    office: Office
    sessions: dict[Role, str]
    theirs: Pisarnica


@pytest.fixture
def house(transactional_db: None) -> House:
    """An office in companion mode; two papers stand in the state's system."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        admin = office.viewer(Role.ADMINISTRATOR)
        organisations.set_mode(admin, function=Function.REGISTER, mode=Mode.COMPANION)
    today = clock.today(office.organisation)
    handler = office.people[Role.HANDLER].name
    cells = (
        ("Скела испред зграде", "Стојан Пешић", handler, "P036"),
        ("Молба за увид", "Мила Ведрић", "", ""),
    )
    rows = [
        dict(zip(HEADS, (number, subject, today.strftime("%d.%m.%Y."), party, who, "у раду", procedure), strict=True))
        for number, (subject, party, who, procedure) in zip(
            (f"{ordinal:09} {today.year} 10520 004 003 000" for ordinal in (2453110, 2453111)), cells, strict=True
        )
    ]
    sessions = {}
    for role in PEOPLE:
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return House(office, sessions, Pisarnica(rows))


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


class Windows:
    """The people of the office at their windows, and what they typed there."""

    def __init__(self, browser: Browser, house: House, address: str, language: str) -> None:
        self.typed: list[tuple[str, str]] = []
        self.people: dict[Role, Person] = {}
        for role, session in house.sessions.items():
            person = Person(browser, address, session, language)
            context = person.page.context
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            context.expose_function("typed", lambda name, value: self.typed.append((name, value)))
            context.add_init_script(HEAR)
            self.people[role] = person

    def __getitem__(self, role: Role) -> Person:
        return self.people[role]


def bring_in(clerk: Person, theirs: Pisarnica, rows: int) -> None:
    """The file of the day: chosen, looked at, brought in. Its day is filled in already."""
    clerk.open("/registers/state/")
    clerk.sound("state-days")
    clerk.press("Bring a file in")
    clerk.sound("state-export-new")
    clerk.page.locator("[name=table]").set_input_files([theirs.file()])
    clerk.press("Show what it would do")
    expect(clerk.page.locator("main")).to_contain_text(theirs.rows[0][HEADS[0]])
    clerk.sound(f"state-export-{rows}")
    clerk.page.locator("main form[action$='/bring/'] button").click()
    clerk.page.wait_for_url("**/registers/state/days/**")


def decide(office: Windows, path: str) -> None:
    """Drafted by the handler, approved, signed, dispatched."""
    handler = office[Role.HANDLER]
    handler.open(path)
    handler.page.locator("main a[href*='/acts/new/?kind=decision']").first.click()
    handler.page.locator("input[value=granted]").check()
    for name, text in PARTS.items():
        handler.page.locator(f"textarea[name={name}]").fill(text)
    handler.page.locator("button[name=then][value=submit]").click()
    handler.page.wait_for_url(re.compile(r"/acts/[0-9a-f-]{36}/$"))
    act = handler.page.url.rstrip("/").rsplit("/", 1)[1]
    for role, deed in ((Role.UNIT_HEAD, "approve"), (Role.SIGNATORY, "sign")):
        person = office[role]
        person.open(f"{path}acts/{act}/")
        person.page.locator(f"button[name=deed][value={deed}]").click()
        said = person.page.locator(".govuk-notification-banner, .sl-message").first
        expect(said).to_be_visible(timeout=60_000)
    clerk = office[Role.REGISTRY_CLERK]
    clerk.open(f"/office/dispatch/{act}/")
    clerk.press("Dispatch the act")
    clerk.page.wait_for_load_state()


def tell(clerk: Person, path: str, theirs: Pisarnica) -> None:
    """What the state's system must be told is copied from the page of the case, field by field."""
    clerk.open(path)
    clerk.sound("state-case")
    card = clerk.page.locator(".sl-telling")
    for button in card.locator("[data-copy]").all():
        button.click()
        expect(button).to_have_attribute("data-copied", re.compile("."))
        name = button.locator("xpath=../span").first.get_attribute("data-tell") or ""
        theirs.typed_later[name] = clerk.page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_case_of_the_states_system_costs_three_fields_at_most(house: House, address: str, language: str) -> None:
    theirs = house.theirs
    with chromium() as browser:
        office = Windows(browser, house, address, language)
        clerk, head = office[Role.REGISTRY_CLERK], office[Role.REGISTRY_HEAD]
        bring_in(clerk, theirs, 2)
        clerk.sound("state-day-equal")
        day = clerk.page.url.split("/registers/")[1]
        clerk.page.locator("main").get_by_role("link", name="izvoz.xlsx").click()
        clerk.open("/cases/?status=all&q=" + theirs.rows[0][HEADS[0]].replace(" ", "+"))
        clerk.page.locator("main tbody a[href*='/cases/']").first.click()
        found = re.search(r"/cases/[0-9a-f-]{36}/", clerk.page.url)
        assert found
        decide(office, found[0])
        tell(clerk, found[0], theirs)
        theirs.rows[0]["Статус"] = theirs.typed_later["status"]
        bring_in(clerk, theirs, 1)
        clerk.open(found[0])
        expect(clerk.page.locator("main")).to_contain_text(theirs.rows[0][HEADS[0]])
        head.open(f"/registers/{day}")
        head.press("Close the day")
        expect(head.page.locator("main")).to_contain_text(house.office.people[Role.REGISTRY_HEAD].name)
        head.sound("state-day-closed")
        typed = list(office.typed)
    twice = theirs.twice(typed)
    assert {"outcome", "disposition", "reasoning"} <= {name for name, _value in typed}  # the browser did hear it
    assert set(twice) == {"status", "decided", "sent"}, twice
    assert len(twice) <= MOST_TWICE
    with scope(house.office.organisation.pk):
        case = Case.objects.get(external_number=theirs.rows[0][HEADS[0]])
        assert case.number == case.external_number
        assert fold(case.external_status) == fold(theirs.typed_later["status"])
        act = Act.objects.get(case=case)
        assert act.signed_at
        assert StateDay.objects.get().counts["rows"] == 2


def test_what_is_typed_twice_is_counted(house: House) -> None:
    subject, party = house.theirs.rows[0]["Предмет"], house.theirs.rows[0]["Подносилац"]
    assert house.theirs.twice([("subject", f"Захтев: {subject}"), ("party", party), ("note", "нешто треће")]) == {
        "Предмет": f"subject: Захтев: {subject}",
        "Подносилац": f"party: {party}",
    }
