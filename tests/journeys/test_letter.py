"""A citizen writes to the body, a clerk registers it as a supplement, the citizen sees the number: in a real browser.

The letter answers one of the office in the mailbox. Another one is free and becomes a new case; a third is set aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.organisations.actions import party_of_account
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.portal.models import Letter
from salter.registry import actions
from salter.registry.models import Case, IncomingState, IntakeChannel
from tests.portal.scenes import pdf, viewer
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Person
from tests.support.scene import registered, signed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("letter"),
]
PEOPLE = (Role.REGISTRY_CLERK, Role.CITIZEN)


@dataclass
class House:
    """An office that has written to a citizen, and who is signed in there."""

    office: Office
    number: str
    delivery: str
    sessions: dict[Role, str]


@pytest.fixture
def house(transactional_db: None) -> House:
    """The citizen has a case, and has taken a letter of the office."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        case = registered(office, "Захтев за заузеће јавне површине", party_of_account(viewer(office))).case
        [delivery] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case))
        mailbox.open_receipt(viewer(office), delivery=delivery)
        run_everything()
    sessions = {}
    for role in PEOPLE:
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return House(office, case.number, str(delivery.pk), sessions)


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_citizen_writes_and_follows_it_to_its_number(house: House, language: str) -> None:
    with site() as address, chromium() as browser:
        citizen = someone(browser, address, house, Role.CITIZEN, language)
        answer(citizen, house)
        begin_and_come_back(citizen)
        advertise(citizen)
        clerk = someone(browser, address, house, Role.REGISTRY_CLERK, language)
        add_supplement(clerk, house.number)
        new_case(clerk)
        set_aside(clerk)
        follow(citizen, house.number)
    with scope(house.office.organisation.pk):
        run_everything()
        states = dict(Letter.objects.values_list("subject", "incoming__state"))
        assert states["Примедба на буку"] == IncomingState.REGISTERED
        assert states["Понуда"] == IncomingState.SET_ASIDE
        case = Case.objects.get(number=house.number)
        supplement = case.submissions.get(sub_number__gt=0)
        assert supplement.channel == IntakeChannel.MAILBOX
        assert list(supplement.attachments.values_list("label", flat=True)) == ["pismo.pdf", "dokaz.pdf"]
        assert Letter.objects.filter(number=supplement.submission_number).exists()


def someone(browser: Browser, address: str, house: House, role: Role, language: str) -> Person:
    """A person at an own window."""
    return Person(browser, address, house.sessions[role], language)


def answer(citizen: Person, house: House) -> None:
    """From the letter in the mailbox: an answer with a file, added, checked, sent, confirmed."""
    citizen.open(f"/mailbox/{house.delivery}/")
    citizen.sound("mailbox-message")
    citizen.press("Answer the letter")
    citizen.sound("answer")
    citizen.page.fill("[name=text]", "Поштовани,\n\nшаљем доказ који сте тражили.\n\nМила Ведрић")
    citizen.page.set_input_files("[name=papers]", {"name": "dokaz.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    citizen.press("Add and choose another")
    expect(citizen.page.locator("main")).to_contain_text("dokaz.pdf")
    citizen.sound("letter-with-file")
    citizen.press("Continue")
    citizen.sound("letter-check")
    citizen.press("Send the letter")
    expect(citizen.page.locator(".govuk-panel")).to_contain_text(citizen.words("Your letter was received"))
    citizen.sound("letter-received")
    with citizen.page.expect_download() as download:
        citizen.press("Confirmation of receipt (PDF)")
    assert download.value.path().read_bytes().startswith(b"%PDF")


def begin_and_come_back(citizen: Person) -> None:
    """A letter that is half written is found again, what is missing is asked for, and it is sent."""
    citizen.open("/my/letters/write/")
    citizen.sound("letter-new")
    citizen.page.fill("[name=subject]", "Примедба на буку")
    citizen.press("Keep it for later")
    citizen.sound("letters-unsent")
    citizen.letter("Примедба на буку")
    citizen.press("Continue")
    expect(citizen.page.locator("main")).to_contain_text(citizen.words("Write your letter here, or add it as a file."))
    citizen.sound("letter-missing")
    citizen.page.fill("[name=text]", "Кафић у Липовој улици пушта музику после поноћи.")
    citizen.press("Continue")
    citizen.press("Send the letter")


def advertise(citizen: Person) -> None:
    """What is not for the office."""
    citizen.open("/my/letters/write/")
    citizen.page.fill("[name=subject]", "Понуда")
    citizen.page.fill("[name=text]", "Купите штампач.")
    citizen.press("Continue")
    citizen.press("Send the letter")


def add_supplement(clerk: Person, number: str) -> None:
    """The case of the letter that was answered is offered first; the party is chosen already."""
    clerk.open("/incoming/?door=mailbox")
    clerk.sound("incoming-letters")
    clerk.letter(clerk.words("Answer to: %(title)s", title=clerk.script("Решење")))
    clerk.sound("incoming-letter")
    clerk.press("Add to %(number)s", number=number)
    clerk.sound("incoming-letter-supplement")
    clerk.press("Register the supplement")
    expect(clerk.page.locator(".sl-big-number")).to_be_visible()


def new_case(clerk: Person) -> None:
    """The clerk only says what kind of matter it is."""
    clerk.open("/incoming/")
    clerk.letter("Примедба на буку")
    clerk.press("Register")
    clerk.press("New case")
    clerk.page.fill("[name=matter]", "P036")
    clerk.sound("incoming-letter-case")
    clerk.press("Register")
    expect(clerk.page.locator(".sl-big-number")).to_be_visible()


def set_aside(clerk: Person) -> None:
    """The clerk is told that the sender reads the reason."""
    clerk.open("/incoming/")
    clerk.letter("Понуда")
    clerk.page.locator(".sl-more summary").click()
    clerk.press("Set aside: not for us")
    clerk.sound("letter-aside")
    clerk.page.fill("[name=reason]", "То је реклама, а не поднесак.")
    clerk.press("Set aside: not for us")


def follow(citizen: Person, number: str) -> None:
    """Each letter says what became of it."""
    main = citizen.page.locator("main")
    citizen.open("/my/letters/")
    citizen.sound("letters")
    citizen.letter("Понуда")
    expect(main).to_contain_text("То је реклама")
    citizen.sound("letter-set-aside")
    citizen.open("/my/letters/")
    citizen.letter("Примедба на буку")
    expect(main).to_contain_text(citizen.words("registered"))
    citizen.sound("letter-registered")
    citizen.open("/my/letters/")
    main.get_by_role("link", name=citizen.script("Решење")).click()
    expect(main).to_contain_text(number.split("/")[0])
    citizen.press("Where the case is, and your receipt")
    citizen.sound("case-of-letter")
