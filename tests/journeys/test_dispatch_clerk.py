"""The dispatch clerk by keyboard: letters go to the post in one go, slips lead back, what fails ends on the board."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.journal.tasks import run_everything
from salter.mailbox.models import DeliveryState
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Organisation, PartyKind, Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.dispatching.tasks import take_notices_down
from salter.registry.models import Act, PublicNotice, Service, Way
from tests.documents.test_rendering import text_of
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Person
from tests.support.scene import registered, signed
from tests.support.typist import Typist, meanwhile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("dispatch-clerk"),
]
HANDED, REFUSED, GONE, LAST = "Стојан Пешић", "Вера Лукић", "Јован Ћирић", "Ана Нешић"
MISTYPED, NUMBER, OTHER = "RE123456758RS", "RE123456785RS", "RE123456799RS"


@dataclass
class House:
    """An office with a decision to send, and three letters that wait for the post: their slips and numbers by name."""

    office: Office
    act: Act
    session: str
    slips: dict[str, str]
    numbers: dict[str, str]

    @property
    def today(self) -> str:
        """The day of the office, as its addresses say it."""
        return clock.today(self.office.organisation).isoformat()


def decided(office: Office, name: str) -> Act:
    """A signed decision for somebody with an address and no mailbox here."""
    clerk, address = office.viewer(Role.REGISTRY_CLERK), "Улица липа 4, 11000 Ведрово"
    party = organisations.enter_party(clerk, kind=PartyKind.PERSON, name=name, address=address)
    return signed(office, registered(office, "Захтев за заузеће јавне површине", party).case)


@pytest.fixture
def house(transactional_db: None) -> House:
    """The morning of the dispatch clerk."""
    office = found_office("vedrovo")
    slips, numbers = {}, {}
    with scope(office.organisation.pk):
        for name in (HANDED, REFUSED, GONE):
            [sent] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=decided(office, name))
            slips[name], numbers[name] = sent.slip_code, sent.case_number
        last = decided(office, LAST)
    client = Client()
    client.force_login(office.account(Role.REGISTRY_CLERK))
    return House(office, last, client.cookies[settings.SESSION_COOKIE_NAME].value, slips, numbers)


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_letters_go_out_come_back_and_are_delivered_publicly(house: House, language: str) -> None:
    with site() as address, chromium() as browser:
        clerk = Typist(browser, address, house.session, language)
        send_what_waits(clerk, house)
        prepare(clerk, house)
        hand_over(clerk, house)
        scan_back(clerk, house)
        put_on_the_board(clerk, house)
        stranger = Person(browser, address, "", language)
        read_the_board(stranger, house)
        until = meanwhile(lambda: days_pass(house))
        stranger.page.reload()
        expect(stranger.page.locator("main")).to_contain_text(stranger.words("No act is delivered publicly today."))
        clerk.page.reload()
        expect(clerk.main).to_contain_text(clerk.words("Nothing hangs on the board"))
        clerk.open("/office/dispatch/notices/?state=down")
        expect(clerk.main.locator("[data-row]")).to_contain_text(clerk.words("counts as served"))
    with scope(house.office.organisation.pk):
        served = Service.objects.get(case_party__name=GONE)
        assert (served.served_on, served.way) == (until, Way.PUBLISHED)


def send_what_waits(clerk: Typist, house: House) -> None:
    """From the first page to the signed act that waits, and out with it."""
    clerk.open("/office/")
    clerk.room("/office/dispatch/")
    clerk.sound("dispatch")
    expect(clerk.main.locator("a[data-open]").first).to_be_focused()
    clerk.key("Enter")
    clerk.page.wait_for_url(f"**/office/dispatch/{house.act.pk}/")
    expect(clerk.main).to_contain_text(LAST)
    clerk.sound("dispatch-act")
    clerk.key("d")
    clerk.page.wait_for_url("**/office/dispatch/")
    expect(clerk.page.locator(".govuk-notification-banner")).to_be_visible()


def prepare(clerk: Typist, house: House) -> None:
    """Envelopes and slips of all that wait, in one go."""
    clerk.enter("Outgoing post")
    clerk.page.wait_for_url("**/office/dispatch/post/")
    expect(clerk.main.locator("[data-row]")).to_have_count(4)
    clerk.sound("outgoing")
    envelopes, slips = (text_of(clerk.file(clerk.said(what))) for what in ("Envelopes", "Return slips"))
    for part in (LAST, *house.numbers, *house.numbers.values()):
        assert part in envelopes
    for code in house.slips.values():
        assert code in slips


def hand_over(clerk: Typist, house: House) -> None:
    """The numbers of the post: one mistyped, told at its letter; then the book of the day with its list."""
    main, fields = clerk.main, clerk.main.locator("[data-row] input[type=text]")
    given = {HANDED: NUMBER, LAST: MISTYPED}
    for name, number in given.items():
        clerk.reach(main.locator("[data-row]").filter(has_text=name).locator("input[type=text]"))
        clerk.page.keyboard.type(number)
    clerk.enter("Handed to the post")
    expect(main.locator(".govuk-error-summary")).to_be_visible()
    expect(main.locator("[data-row]").filter(has_text=LAST).locator(".govuk-error-message")).to_be_visible()
    assert {NUMBER, MISTYPED} <= {box.input_value() for box in fields.all()}
    clerk.sound("outgoing-wrong")
    wrong = clerk.reach(main.locator("[data-row]").filter(has_text=LAST).locator("input[type=text]"))
    clerk.page.keyboard.press("ControlOrMeta+a")
    clerk.page.keyboard.type(OTHER)
    expect(wrong).to_have_value(OTHER)
    clerk.enter("Handed to the post")
    clerk.page.wait_for_url(f"**/office/dispatch/post/{house.today}/")
    clerk.sound("outgoing-day")
    listed = text_of(clerk.file(clerk.said("List for the post office (PDF)")))
    table = openpyxl.load_workbook(BytesIO(clerk.file(clerk.said("List for the post office (XLSX)")))).worksheets[0]
    assert [row[1].value or "" for row in table.iter_rows(min_row=2, max_row=5)] == [NUMBER, "", "", OTHER]
    for part in (NUMBER, OTHER, *(clerk.script(name) for name in (LAST, *house.numbers))):
        assert part in listed


def scan_back(clerk: Typist, house: House) -> None:
    """Slips come back: an unknown code, a signed one, a refusal; a letter by its number; somebody unknown there."""
    clerk.open("/office/dispatch/")
    clerk.enter("A slip came back")
    scan(clerk, "7F3K-92QD-0A1B")
    expect(clerk.main.locator(".govuk-error-summary")).to_be_visible()
    clerk.sound("slips")
    scan(clerk, house.slips[HANDED].lower().replace("-", " "))
    enter_result(clerk, "handed", "receipt")
    clerk.page.wait_for_url("**/office/dispatch/slips/")
    scan(clerk, OTHER)
    enter_result(clerk, "handed")
    clerk.page.wait_for_url("**/office/dispatch/slips/")
    scan(clerk, house.slips[REFUSED])
    enter_result(clerk, "refused")
    clerk.page.wait_for_url("**/office/dispatch/undelivered/*-*/")
    clerk.open("/office/dispatch/slips/")
    scan(clerk, house.slips[GONE])
    enter_result(clerk, "unknown")
    clerk.page.wait_for_url("**/office/dispatch/undelivered/*-*/")


def scan(clerk: Typist, code: str) -> None:
    """The scanner types into the field that waits for it, also over a code that was not known, and ends with Enter."""
    clerk.page.wait_for_selector("body.govuk-frontend-supported")
    expect(clerk.main.locator("[name=code]")).to_be_focused()
    clerk.page.keyboard.type(code)
    clerk.page.keyboard.press("Enter")


def enter_result(clerk: Typist, result: str, name: str = "") -> None:
    """What the slip says."""
    clerk.page.wait_for_url(re.compile(r"/office/dispatch/receipts/[0-9a-f-]{36}/"))
    if name:
        clerk.sound(name)
    clerk.choose("result", result)
    clerk.enter("Enter the return receipt")


def put_on_the_board(clerk: Typist, house: House) -> None:
    """The refused letter is left with a reason; who is unknown there is served publicly, on a ground."""
    clerk.open("/office/dispatch/undelivered/")
    expect(clerk.main.locator("[data-row]")).to_have_count(2)
    clerk.sound("undelivered")
    clerk.row(house.numbers[REFUSED])
    clerk.page.wait_for_url("**/office/dispatch/undelivered/*-*/")
    clerk.sound("undelivered-one")
    clerk.choose("way", "leave")
    clerk.write("note", "Странка је преузела решење на шалтеру.")
    clerk.enter("Do it")
    clerk.page.wait_for_url("**/office/dispatch/undelivered/")
    expect(clerk.main.locator("[data-row]")).to_have_count(1)
    clerk.row(house.numbers[GONE])
    clerk.page.wait_for_url("**/office/dispatch/undelivered/*-*/")
    clerk.enter("Public delivery")
    clerk.page.wait_for_url("**/publish/")
    clerk.sound("publish")
    clerk.choose("ground", "no-other-way")
    clerk.write("days", "14")
    clerk.enter("Put it on the board")
    expect(clerk.main.locator("#id_days_error")).to_be_visible()
    clerk.write("days", "15")
    clerk.enter("Put it on the board")
    clerk.page.wait_for_url("**/office/dispatch/notices/")
    clerk.sound("notices")
    notice = text_of(clerk.file(clerk.said("Print")))
    assert house.numbers[GONE] in notice
    assert GONE not in notice


def read_the_board(stranger: Person, house: House) -> None:
    """What everybody reads: the number and initials, and until when; no name."""
    stranger.open("/notice-board/")
    stranger.sound("board")
    main = stranger.page.locator("main")
    expect(main).to_contain_text(house.numbers[GONE])
    expect(main).to_contain_text("Ј. Ћ.")
    expect(main).not_to_contain_text(GONE)


def days_pass(house: House) -> object:
    """The office's clock goes on behind the last day of the notice, and the worker does its part. Out: that day."""
    office = house.office.organisation
    with scope(office.pk):
        notice = PublicNotice.objects.get()
    ahead = timedelta(days=(notice.until - clock.today(office)).days + 1)
    Organisation.objects.filter(pk=office.pk).update(clock_shift=ahead)
    take_notices_down(0)
    run_everything()
    with scope(office.pk):
        notice.refresh_from_db()
        assert notice.taken_down_at is not None
        assert notice.delivery.state == DeliveryState.DEEMED
    return notice.until
