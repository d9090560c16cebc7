"""Signing in, in a real browser: codes, passkeys, a provider, a higher level and an ended session amid a form."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from pytest_django import DjangoDbBlocker

from salter.journal.models import Entry
from salter.ops.config import oidc_apps
from salter.organisations.identifiers import make_test_jmbg
from salter.organisations.models import Account, KeptForm, Role
from salter.organisations.tenancy import scope
from salter.portal.actions import publish_form
from salter.portal.definitions import newest
from salter.portal.models import DraftFile
from salter.registry.models import Procedure, Submission
from tests.support.browser import DESK, PHONE, chromium, site, violations, visitor
from tests.support.office import Office, found_office
from tests.support.oidc_provider import provider

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("signing-in"),
]
PASSWORD = "cetiri reci u nizu"
SCRIPTS = pytest.mark.parametrize("prefix", ["", "/sr-latn"])
JMBG = make_test_jmbg(date(1990, 1, 1), False, 7)
PEOPLE: dict[str, dict[str, Any]] = {
    "ana": {"name": "Ана Провајдерић", "email": "ana@example.org", "email_verified": False, "jmbg": JMBG},
    "mila": {"name": "Мила Ведрић"},
    "mila2": {"name": "Друга Мила"},
}
T = TypeVar("T")


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """An office that stays for the module, seen by the site's own threads; everybody has the same password."""
    with django_db_blocker.unblock(), translation.override("sr"):
        try:
            office = found_office("vedrovo")
            first = office.account(Role.HANDLER)
            first.set_password(PASSWORD)
            Account.objects.update(password=first.password)
            yield office
        finally:
            connection.close()
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def address(town: Office) -> Iterator[str]:
    """The running site, by a name: passkeys are made for names, not for numbers."""
    with site() as url:
        yield url.replace("127.0.0.1", "localhost")


@pytest.fixture
def browser(db: None, address: str) -> Iterator[Browser]:
    """The browser, closed before the database of the test is."""
    with chromium() as opened:
        yield opened


def asked(question: Callable[[], T], office: Office | None = None) -> T:
    """The database's answer, from a thread of its own: the browser's loop holds this one."""

    def answer() -> T:
        try:
            if office is None:
                return question()
            with scope(office.organisation.pk):
                return question()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(answer).result()


@dataclass
class Visit:
    """Somebody at a browser of their own, reading one script."""

    context: BrowserContext
    page: Page
    url: str
    prefix: str
    faults: Callable[[], list[str]]

    def words(self, message: str) -> str:
        """What the page says for an English message."""
        with translation.override("sr-latn" if self.prefix else "sr"):
            return gettext(message)

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(f"{self.url}{self.prefix}{path}")

    def press(self, *messages: str) -> None:
        """Press the button with these words, or with the others."""
        said = "|".join(re.escape(self.words(message)) for message in messages)
        self.page.locator("main").get_by_role("button", name=re.compile(f"^({said})$")).first.click()

    def follow(self, message: str) -> None:
        """Follow the link with these words."""
        self.page.locator("main").get_by_role("link", name=self.words(message), exact=True).first.click()

    def sign_in(self, account: Account) -> None:
        """By password."""
        if "/sign-in/" not in self.page.url:
            self.open("/sign-in/")
        self.page.locator("input[name=username]").fill(account.username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sign_out(self) -> None:
        """By the band."""
        with self.page.expect_navigation():
            self.page.locator(".sl-band").get_by_role("button", name=self.words("Sign out")).click()

    def heading(self, message: str) -> None:
        """The page has this heading by now."""
        expect(self.page.locator("h1")).to_contain_text(self.words(message))

    def is_accessible(self) -> None:
        """axe, no sideways scrolling, no complaint of policy or script, at both widths."""
        opened = visitor_of[id(self)]
        found = [fault for width in (PHONE, DESK) for fault in violations(opened, width)]
        assert found == []


visitor_of: dict[int, Any] = {}


def visit(browser: Browser, url: str, prefix: str = "") -> Visit:
    """A fresh browser."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    opened = visitor(context)
    made = Visit(context, opened.page, url, prefix, opened.complaints)
    visitor_of[id(made)] = opened
    return made


def code_of(secret: str, place: int) -> str:
    """The last (0), present (1) or next (2) code of a secret."""
    return str(format_hotp_value(hotp_value(secret.replace(" ", ""), list(yield_hotp_counters_from_time())[place])))


@SCRIPTS
def test_a_code_is_set_up_and_asked_for(prefix: str, town: Office, address: str, browser: Browser) -> None:
    account = town.account(Role.ANALYST if prefix else Role.TRAINER)
    person = visit(browser, address, prefix)
    person.sign_in(account)
    person.page.locator(".sl-band__name").click()
    person.heading("My security")
    person.is_accessible()
    person.follow("Set up one-time codes")
    secret = person.page.locator("main p code").inner_text()
    person.is_accessible()
    person.page.locator("input[name=code]").fill(code_of(secret, 0))
    person.page.keyboard.press("Enter")
    person.heading("Recovery codes")
    expect(person.page.locator(".sl-codes code")).to_have_count(10)
    person.is_accessible()
    person.sign_out()
    person.sign_in(account)
    person.heading("Second step")
    person.is_accessible()
    person.page.locator("input[name=code]").fill("000000")
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".govuk-error-summary")).to_be_visible()
    person.page.locator("input[name=code]").fill(code_of(secret, 1))
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".sl-band__name")).to_be_visible()
    assert person.faults() == []


@SCRIPTS
def test_a_passkey_is_made_and_opens_the_door_by_keyboard(
    prefix: str, town: Office, address: str, browser: Browser
) -> None:
    account = town.account(Role.MAYOR if prefix else Role.ARCHIVIST)
    person = visit(browser, address, prefix)
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    person.sign_in(account)
    person.open("/security/passkeys/add/")
    person.is_accessible()
    person.page.locator("input[name=name]").fill("Мој телефон")
    person.page.keyboard.press("Enter")
    person.heading("My security")
    expect(person.page.locator("main")).to_contain_text("Мој телефон")
    assert len(device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    person.sign_out()
    person.open("/sign-in/")
    person.is_accessible()
    person.page.locator("main").get_by_role("button", name=person.words("Sign in with a passkey")).focus()
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".sl-band__name")).to_have_text(account.display_name)
    entry = asked(lambda: Entry.objects.filter(verb="sign-in.done", actor=account).latest("id").body, town)
    assert entry == {"method": "passkey", "level": "substantial"}
    person.open("/security/")
    person.page.locator("main a[href*='/security/passkeys/']").first.click()
    person.is_accessible()
    person.press("Remove this passkey")
    person.heading("My security")
    person.sign_out()
    person.open("/sign-in/")
    person.page.locator("main").get_by_role("button", name=person.words("Sign in with a passkey")).click()
    expect(person.page.locator(".govuk-notification-banner, [role=alert]:visible").first).to_be_visible()
    assert person.faults() == []


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def issuer(address: str) -> Iterator[str]:
    """The provider, and the site that is configured for it."""
    with provider(free_port(), f"{address}/sign-in/provider/back/", PEOPLE) as url:
        configured = {
            "issuer": url,
            "client_id": "salter",
            "secret": "only-for-tests",
            "name": "Пробни пружалац",
            "scope": ["openid", "profile", "email", "jmbg"],
            "levels": {"urn:test:low": "basic", "urn:test:high": "substantial"},
            "identifier_claim": "jmbg",
        }
        apps = {"openid_connect": {"APPS": oidc_apps(configured)}}
        with override_settings(SALTER_OIDC=configured, SOCIALACCOUNT_PROVIDERS=apps):
            yield url


def by_provider(person: Visit, who: str = "ana") -> None:
    """Sign in at the provider, where a page with a button for each person waits."""
    person.page.locator(f"button[value={who}]").click()


@pytest.mark.needs("node")
def test_a_citizen_comes_by_a_provider_and_rises_amid_a_form(
    issuer: str, town: Office, address: str, browser: Browser
) -> None:
    asked(lambda: publish_higher(town), town)
    person = visit(browser, address)
    person.open("/services/P036/start/")
    person.is_accessible()
    person.page.get_by_role("link", name="Пробни пружалац").click()
    by_provider(person)
    expect(person.page.locator(".sl-band__name")).to_have_text("Ана Провајдерић")
    account = asked(lambda: Account.objects.get(display_name="Ана Провајдерић"))
    assert (account.citizen, account.email, account.identifier) == (True, "", JMBG)
    person.page.wait_for_url("**/services/P036/start/")
    person.press("Start a new one", "Continue")
    person.page.wait_for_url("**/requests/**")
    begin_of_request = person.page.url
    person.page.locator("input[value=building]").check()
    person.press("Continue")
    person.heading("Confirm that it is you")
    person.is_accessible()
    person.page.get_by_role("link", name="Пробни пружалац").click()
    by_provider(person)
    person.heading("Your text is kept")
    person.is_accessible()
    person.follow("Continue in the form")
    assert person.page.url.split("?")[0] == begin_of_request.split("?")[0]
    expect(person.page.locator("input[value=building]")).to_be_checked()
    person.is_accessible()
    person.press("Continue")
    assert person.page.url.split("?")[0] != begin_of_request.split("?")[0]
    person.open("/security/")
    expect(person.page.locator("main")).not_to_contain_text(JMBG)
    expect(person.page.locator("main")).to_contain_text(JMBG[-2:])
    assert person.faults() == []


def publish_higher(office: Office) -> None:
    """A new version of the form, which asks for the level substantial."""
    form = newest("P036")
    assert form is not None
    changed = form.model_copy(update={"version": 2, "assurance": "substantial"})
    procedure = Procedure.objects.get(organisation=office.organisation, code="P036")
    publish_form(office.viewer(Role.ADMINISTRATOR), procedure=procedure, definition=changed)


@pytest.mark.needs("node")
def test_an_attachment_waits_for_the_higher_level(issuer: str, town: Office, address: str, browser: Browser) -> None:
    asked(lambda: publish_higher(town), town)
    person = visit(browser, address, "/sr-latn")
    draft = asked(lambda: begun_at_sketch(town), town)
    citizen = town.account(Role.CITIZEN)
    person.sign_in(citizen)
    link(person)
    sketch = FilePayload(name="Скица.pdf", mimeType="application/pdf", buffer=pdf())
    person.open(f"/requests/{draft}/sketch/")
    person.page.locator("input[type=file]").set_input_files([sketch])
    person.press("Continue, with or without a file", "Continue")
    person.heading("Confirm that it is you")
    assert asked(lambda: DraftFile.objects.count(), town) == 0
    person.page.get_by_role("link", name=re.compile("Пробни|Probni")).click()
    by_provider(person, "ana")  # somebody else, who confirms nothing
    expect(person.page.locator("main")).to_contain_text(
        person.words("Somebody else has signed in at the provider. Nothing was confirmed.")
    )
    person.follow("Forms that are kept for you")
    person.page.locator("main a[href*='/kept/']").first.click()
    person.press("Send it now as it is")
    person.heading("Confirm that it is you")
    person.page.get_by_role("link", name=re.compile("Пробни|Probni")).click()
    by_provider(person, "mila")
    person.heading("Your text is kept")
    expect(person.page.locator("main")).to_contain_text("Скица.pdf")
    person.press("Send it now as it is")
    person.page.wait_for_url(re.compile(r"/requests/(?!.*kept)"))
    assert asked(lambda: DraftFile.objects.get().document.name, town) == "Скица.pdf"
    assert asked(lambda: KeptForm.objects.filter(account=citizen).count()) == 0
    assert person.faults() == []


def link(person: Visit) -> None:
    """Link the account with the provider, signing in there too."""
    person.open("/security/")
    person.follow("Link the account")
    person.page.locator("button[value=mila]").click()
    expect(person.page.locator("main")).to_contain_text(person.words("The account is linked."))


def begun_at_sketch(office: Office) -> str:
    """A request of the citizen, to which a sketch may be added."""
    from tests.portal.scenes import begun

    return str(begun(office, "P036").pk)


def pdf() -> bytes:
    """A small PDF."""
    from tests.portal.scenes import pdf as made

    return made()


@pytest.mark.needs("node")
def test_what_a_provider_may_not_do(issuer: str, town: Office, address: str, browser: Browser) -> None:
    person = visit(browser, address)
    person.open("/sign-in/")
    person.page.get_by_role("link", name="Пробни пружалац").click()
    person.page.locator("button[name=cancel]").click()
    person.heading("Sign in")
    expect(person.page.locator("main")).to_contain_text("ништа није потврђено")
    person.page.get_by_role("link", name="Пробни пружалац").click()
    with person.page.expect_request(re.compile("/provider/back/")) as caught:
        by_provider(person, "mila2")
    used = caught.value.url
    expect(person.page.locator(".sl-band__name")).to_be_visible()
    thief = visit(browser, address)
    thief.page.goto(used)
    thief.heading("Sign in")
    expect(thief.page.locator(".sl-band__name")).to_have_count(0)


@SCRIPTS
def test_a_session_that_ends_on_a_half_written_entry_loses_nothing(
    prefix: str, town: Office, address: str, browser: Browser
) -> None:
    account = town.account(Role.REGISTRY_CLERK)
    clerk = visit(browser, address, prefix)
    clerk.sign_in(account)
    clerk.open("/cases/new/")
    clerk.page.keyboard.type("Zaboravna Sednica" if prefix else "Прекинута Пријава")
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**/cases/new/form/**")
    clerk.page.locator("[name=matter]").fill("P036")
    clerk.page.locator("[name=subject]").fill("Скела „испред“ зграде <1>")
    text = f"Молим да се одобри. {prefix}"  # the same file again would be asked about
    paper = FilePayload(name="Захтев.txt", mimeType="text/plain", buffer=text.encode())
    clerk.page.locator("input[type=file]").first.set_input_files([paper])
    asked(lambda: Session.objects.all().delete())
    clerk.page.locator("[name=subject]").press("Enter")
    clerk.heading("Sign in")
    expect(clerk.page.locator("main")).to_contain_text(
        clerk.words("What you wrote is kept. Sign in as the same person, and it waits for you.")
    )
    other = town.account(Role.HANDLER)
    clerk.sign_in(other)  # somebody else sits down first
    clerk.heading("Nothing is kept here for you")
    expect(clerk.page.locator("main")).not_to_contain_text("Скела")
    clerk.sign_out()
    clerk.sign_in(account)
    clerk.page.locator("main a[href*='/kept/']").first.click()
    clerk.page.locator("main a[href*='/kept/']").last.click()
    clerk.heading("Your text is kept")
    clerk.is_accessible()
    clerk.follow("Continue in the form")
    expect(clerk.page.locator("[name=subject]")).to_have_value("Скела „испред“ зграде <1>")
    expect(clerk.page.locator("main")).to_contain_text("Захтев.txt")
    clerk.is_accessible()
    clerk.page.locator("[name=subject]").press("Enter")
    clerk.page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    registered = asked(lambda: _newest(), town)
    assert registered == ("Скела „испред“ зграде <1>", ["Захтев.txt"])
    assert asked(lambda: KeptForm.objects.filter(account=account).count()) == 0
    assert clerk.faults() == []


def _newest() -> tuple[str, list[str]]:
    row = Submission.objects.latest("id")
    return row.case.subject, [each.document.name for each in row.attachments.all()]
