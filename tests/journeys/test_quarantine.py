"""The post of a morning in a real browser: a mailbox is set up, letters come and are registered, looked at, set aside.

A real IMAP server holds the letters; buttons are found by the words that people read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.journal.tasks import run_everything
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry.mail import taking
from salter.registry.models import Case, Incoming, IncomingState, MailAccount
from tests.support.browser import chromium, site
from tests.support.imap import PASSWORD, USER, Server, pymap
from tests.support.office import Office, found_office
from tests.support.person import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("quarantine"),
]
PEOPLE = (Role.REGISTRY_CLERK, Role.ADMINISTRATOR)


@dataclass
class House:
    """An office with one case, who is signed in there, and a mailbox at a mail server."""

    office: Office
    number: str
    sessions: dict[Role, str]
    server: Server


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:
    """The office before the morning's post."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        number = office.register("Захтев за заузеће").case.number
    sessions = {}
    for role in PEOPLE:
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    with pymap() as server:
        server.deliver(*post(number))
        yield House(office, number, sessions, server)


def post(number: str) -> list[bytes]:
    """A request, a supplement with our number, a newsletter, a damaged letter, one without a subject."""
    request, supplement, news, bare = (EmailMessage() for _letter in range(4))
    subjects = ("Молба за извод", f"Допуна уз {number}", "Вести", "")
    for place, (letter, subject) in enumerate(zip((request, supplement, news, bare), subjects, strict=True)):
        letter["From"], letter["Message-ID"] = "Мила Ведрић <mila@primer.rs>", f"<{place}@primer.rs>"
        if subject:
            letter["Subject"] = subject
        letter.set_content("Поштовани,\n\nмолим да поступите по овом допису.\n\nМила Ведрић")
    news["List-Id"] = "<vesti.primer.rs>"
    request.add_attachment("Прилог".encode(), maintype="text", subtype="plain", filename="прилог.txt")
    damaged = b"From: a@b.rs\r\nSubject: Prekinuto\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nTekst"
    return [*(letter.as_bytes() for letter in (request, supplement, news, bare)), damaged]


def set_up(administrator: Person, port: int) -> None:
    """The administrator sets up the mailbox."""
    administrator.open("/office/mail/")
    administrator.sound("mail-empty")
    administrator.press("Set up the first mailbox")
    fields = {"name": "Писарница", "host": "127.0.0.1", "port": str(port), "username": USER, "password": PASSWORD}
    for name, value in fields.items():
        administrator.page.fill(f"[name={name}]", value)
    administrator.press("Save")  # with TLS, which is not what this server speaks; the job will say so
    administrator.press("Писарница")
    administrator.page.select_option("[name=security]", "none")
    administrator.press("Save")
    said = administrator.page.locator(".govuk-error-summary")
    expect(said).to_be_visible()  # who changes how the password is sent writes it once more
    administrator.sound("mail-account")
    administrator.page.fill("[name=password]", PASSWORD)
    administrator.press("Save")
    expect(said).to_have_count(0)
    administrator.sound("mail")


def fetch(house: House) -> None:
    """What the worker does each minute."""
    with scope(house.office.organisation.pk):
        account = MailAccount.objects.get()
    taking.Run(house.office.organisation, account.pk).go()


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_the_morning_post(house: House, language: str) -> None:
    with site() as address:
        with chromium() as browser:
            set_up(Person(browser, address, house.sessions[Role.ADMINISTRATOR], language), house.server.port)
        fetch(house)
        with chromium() as browser:
            clerk = Person(browser, address, house.sessions[Role.REGISTRY_CLERK], language)
            main = clerk.page.locator("main")
            clerk.open("/incoming/")
            clerk.sound("incoming")
            register_request(clerk)
            add_supplement(clerk, house.number)
            clerk.open("/incoming/")
            expect(main).to_contain_text(clerk.words("(no subject)"))
            look_and_set_aside(clerk)
            read_again(clerk)
    with scope(house.office.organisation.pk):
        run_everything()
        states = dict(Incoming.objects.values_list("subject", "state"))
        assert states["Молба за извод"] == states[f"Допуна уз {house.number}"] == IncomingState.REGISTERED
        assert (states["Вести"], states["Prekinuto"]) == (IncomingState.SET_ASIDE, IncomingState.UNCLEAR)
        case = Case.objects.get(subject="Молба за извод")
        assert case.attachments.count() == 2
        assert Case.objects.get(number=house.number).submissions.filter(sub_number=1, channel="email").exists()
    assert house.server.seen() == [True] * 5


def register_request(clerk: Person) -> None:
    """An ordinary letter becomes a case: the form is filled in, the clerk chooses what it is about."""
    clerk.letter("Молба за извод")
    expect(clerk.page.locator("main")).to_contain_text("прилог.txt")
    clerk.sound("letter")
    clerk.press("Register")
    clerk.press("New case")
    clerk.page.fill("[name=matter]", "P036")
    clerk.sound("letter-form")
    clerk.press("Register")
    expect(clerk.page.locator(".sl-big-number")).to_be_visible()


def add_supplement(clerk: Person, number: str) -> None:
    """Our number in the subject makes adding it to that case the first thing offered."""
    clerk.open("/incoming/")
    clerk.letter(f"Допуна уз {number}")
    clerk.press("Add to %(number)s", number=number)
    clerk.sound()
    clerk.press("Register the supplement")
    expect(clerk.page.locator(".sl-big-number")).to_be_visible()


def look_and_set_aside(clerk: Person) -> None:
    """A newsletter waits with its reason; the clerk sets it aside, and it is kept."""
    clerk.open("/incoming/?state=unclear")
    clerk.sound("unclear")
    clerk.letter("Вести")
    main = clerk.page.locator("main")
    expect(main).to_contain_text(clerk.words("It calls itself a newsletter or a message to a list."))
    clerk.sound("unclear-letter")
    clerk.page.locator(".sl-more summary").click()
    clerk.press("Set aside: not for us")
    clerk.page.fill("[name=reason]", "билтен")
    clerk.sound("aside")
    clerk.press("Set aside: not for us")
    clerk.open("/incoming/?state=set_aside")
    expect(main).to_contain_text("билтен")


def read_again(clerk: Person) -> None:
    """A damaged letter says what may be missing; its original can be read once more and is there to download."""
    clerk.open("/incoming/?state=unclear")
    clerk.letter("Prekinuto")
    clerk.press("Read the original once more")
    clerk.sound()
    with clerk.page.expect_download() as download:
        clerk.page.locator("main").get_by_role("link", name="poruka.eml").first.click()
    assert download.value.path().read_bytes().endswith(b"Tekst")
