"""Who answers for the office, by keyboard: what becomes unlawful and why, many signatures at once, the report; and the
mayor's one sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Channel, Medium
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.actions.absences import note_absence
from salter.organisations.models import AbsenceKind, Account, AuthorisationKind, Role
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from salter.registry import actions
from salter.registry.models import Act, ActStatus, Case, ReportCopy
from salter.registry.seeing.report import OUR_FORM
from salter.registry.seeing.work import make_report
from salter.signatures.actions import issue_test_credentials
from tests.documents.test_rendering import text_of
from tests.registry.scenes import act_of, assigned
from tests.registry.test_seeing import due
from tests.support.browser import PICTURES, chromium, site
from tests.support.office import Office, found_office
from tests.support.scene import citizen, registered, signed
from tests.support.typist import Typist, meanwhile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("head-and-mayor"),
]
FIGURES = {
    "open cases": "7",
    "of them past the legal date": "1",
    "received in 30 days": "8",
    "issued in time, of a year": "100 %",
    "days to the decision, half of the cases": "0",
}
SAVING = (
    (
        "%(number)s consignment went by the mailbox in twelve months, without envelope and postage.",
        "%(number)s consignments went by the mailbox in twelve months, without envelope and postage.",
    ),
    (
        "%(number)s letter went by post to somebody who has a mailbox here.",
        "%(number)s letters went by post to people who have a mailbox here.",
    ),
)
UNSIGNED = ("waits for a signature", "wait for a signature")
UNDELIVERED = ("is signed and not delivered", "are signed and not delivered")
NOBODYS = ("is with nobody for over a day", "are with nobody for over a day")
BEFORE = {
    ("becomes unlawful within a week", "become unlawful within a week"): 1,
    ("is silent: the party may appeal now", "are silent: the party may appeal now"): 1,
    (
        "has another period of ours that ends within a week",
        "have another period of ours that ends within a week",
    ): 0,
    UNSIGNED: 3,
    UNDELIVERED: 1,
    ("is with somebody absent without a deputy", "are with somebody absent without a deputy"): 6,
    NOBODYS: 1,
}
"""What the head finds in the morning; two signatures later, two wait to be delivered instead."""
AFTER = {**BEFORE, UNSIGNED: 1, UNDELIVERED: 3}


@dataclass
class House:
    """An office with one case of every concern, the handler of most of them away; numbers by concern."""

    office: Office
    numbers: dict[str, str] = field(default_factory=dict)

    def session(self, account: Account) -> str:
        """Somebody's session."""
        client = Client()
        client.force_login(account)
        return client.cookies[settings.SESSION_COOKIE_NAME].value


def chief(office: Office) -> Account:
    """The head of administration, who signs decisions, too, as in most municipalities."""
    viewer = founder(office.organisation)
    roles = [Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY]
    staff = organisations.add_staff(
        viewer, username="nacelnik", name="Лука Начелник", unit=office.units["IV"], title="Начелник", roles=roles
    )
    issue_test_credentials(viewer, staff=staff)
    day = date(2026, 1, 5)
    decide = AuthorisationKind.DECIDE
    organisations.give_authorisation(
        viewer, staff=staff, kind=decide, number="031-2/2026-IV", issued_on=day, valid_from=day
    )
    return staff.account


def waits(office: Office) -> Case:
    """A case that nobody has had since the day before yesterday."""
    case = office.register().case
    Case.objects.filter(pk=case.pk).update(registered_at=clock.now(office.organisation) - timedelta(hours=50))
    return case


def on_its_way(office: Office) -> Case:
    """A decision that went by post to somebody who has a mailbox here."""
    case = registered(office, "Захтев за сечу стабала", citizen(office)).case
    post = Channel.objects.get(organisation=office.organisation, medium=Medium.POST)
    actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case), channel=post)
    return case


def issued(office: Office) -> Case:
    """A decision that its party has taken from the mailbox."""
    case = registered(office, "Захтев за постављање штанда", citizen(office)).case
    [delivery] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case))
    mailbox.open_receipt(office.viewer(Role.CITIZEN), delivery=delivery)
    run_everything()
    return case


@pytest.fixture
def house(transactional_db: None) -> House:
    """The office on a morning on which everything is the matter."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        due(assigned(office), -3)
        cases = {
            "unlawful": due(assigned(office), 3),
            "waiting": waits(office),
            "undelivered": on_its_way(office),
            "issued": issued(office),
        }
        for _act in range(3):
            act_of(office, upto="approved")
        today = clock.today(office.organisation)
        note_absence(
            founder(office.organisation),
            staff=office.people[Role.HANDLER],
            kind=AbsenceKind.LEAVE,
            from_on=today,
            until_on=today + timedelta(days=5),
        )
    return House(office, {name: case.number for name, case in cases.items()})


def counted(head: Typist, expected: dict[tuple[str, str], int]) -> None:
    """Every concern with its number."""
    for (one, many), count in expected.items():
        said = re.compile(f"^\\s*{count}\\s+{re.escape(head.count(one, many, count))}")
        expect(head.main.get_by_role("link", name=said)).to_have_count(1)


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_the_head_sees_what_becomes_unlawful_signs_and_reports(house: House, language: str) -> None:
    with scope(house.office.organisation.pk):
        session = house.session(chief(house.office))
    with site() as address, chromium() as browser:
        head = Typist(browser, address, session, language)
        head.open("/office/")
        head.room("/head/")
        see(head, house)
        sign_two(head)
        head.room("/head/")
        counted(head, AFTER)
        take_report(head, house)
    with scope(house.office.organisation.pk):
        done = Act.objects.filter(signatory__name="Лука Начелник", status=ActStatus.SIGNED)
        assert done.count() == 2


def see(head: Typist, house: House) -> None:
    """Counts, the article, who is absent; a count leads to its list, a row to its case."""
    counted(head, BEFORE)
    main = head.main
    expect(main).to_contain_text(house.office.people[Role.HANDLER].name)
    row = main.locator("[data-row]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(head.script("чл. 145"))
    head.sound("head")
    head.row(house.numbers["unlawful"])
    head.page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    head.page.go_back()
    link = main.get_by_role("link", name=head.count(*NOBODYS, 1))
    head.reach(link)
    head.key("Enter")
    head.page.wait_for_url("**/cases/**")
    expect(main.locator("[data-row]")).to_have_count(1)
    expect(main).to_contain_text(house.numbers["waiting"])
    head.sound("head-list")


def sign_two(head: Typist) -> None:
    """Two of three acts are ticked by x, shown by d, and signed by d."""
    head.room("/office/sign/")
    expect(head.main.locator("a[data-open]").first).to_be_focused()
    head.sound("sign")
    for key in ("x", "j", "x"):
        head.key(key)
    expect(head.main.locator("[data-checked-count]")).to_have_text("2")
    head.key("d")
    head.page.wait_for_url("**/office/sign/check/**")
    head.sound("sign-check")
    head.key("d")
    head.page.wait_for_url("**/office/sign/result/", timeout=60_000)
    expect(head.main.locator("[data-row]")).to_have_count(2)
    expect(head.main).not_to_contain_text(head.words("not signed"))
    head.sound("sign-result")


def take_report(head: Typist, house: House) -> None:
    """The report with its chart, and the same numbers in both files."""
    head.enter("Resolved cases")
    head.page.wait_for_url("**/report/")
    expect(head.main.locator("table svg")).not_to_have_count(0)
    head.sound("report")
    total = head.main.locator("tbody tr").last.locator("td").all_inner_texts()
    for copies, kind in enumerate(("pdf", "xlsx"), 1):
        head.choose("format", kind)
        head.enter("Have it made")
        expect(head.main.locator(".sl-no-print li")).to_have_count(copies)
        head.page.wait_for_load_state()
        meanwhile(lambda: make_all(house))
        head.page.reload()
        head.page.wait_for_selector("body.govuk-frontend-supported")
    head.sound("report-copies")
    links = head.main.locator("a[href*='/report/copies/']")
    workbook, paper = (head.file(links.nth(place)) for place in (0, 1))
    rows = openpyxl.load_workbook(BytesIO(workbook)).worksheets[0]
    assert [str(cell.value) for cell in list(rows)[-1]][1 : len(total) + 1] == total
    assert head.script(OUR_FORM) in " ".join(text_of(paper).split())


def make_all(house: House) -> None:
    """What the worker does."""
    office = house.office.organisation.pk
    with scope(office):
        wanted = list(ReportCopy.objects.filter(document=None).values_list("pk", flat=True))
    for copy in wanted:
        make_report(organisation=office, copy=str(copy))


def test_the_mayor_has_the_office_on_one_sheet_of_paper(house: House) -> None:
    session = house.session(house.office.account(Role.MAYOR))
    with site() as address, chromium() as browser:
        for language in ("sr", "sr-latn"):
            mayor = Typist(browser, address, session, language)
            mayor.open("/office/")
            mayor.room("/mayor/")
            main = mayor.main
            shown = zip(main.locator("dt").all_inner_texts(), main.locator("dd").all_inner_texts(), strict=True)
            assert dict(shown) == {mayor.words(words): number for words, number in FIGURES.items()}
            expect(main.locator("tbody tr svg")).to_have_count(12)
            expect(main.locator("tbody tr").last.locator("td").last).to_have_text("1")
            unit = mayor.script("IV-02 Одељење за комуналне послове")
            expect(main.locator("h2 + p", has_text=unit)).to_contain_text("2 ")
            for one, many in SAVING:
                expect(main.locator("p").last).to_contain_text(mayor.count(one, many, 1))
            assert not any(number in main.inner_text() for number in house.numbers.values())
            mayor.sound("mayor")
            printed(mayor, f"mayor-print-{language}.png")
            mayor.room("/report/")
            mayor.sound("mayor-report")


def printed(mayor: Typist, name: str) -> None:
    """On paper it is one page, with the name of the body and without what only a screen needs."""
    page = mayor.page
    page.evaluate("window.print = () => document.body.classList.add('asked-to-print')")
    mayor.key("p")
    expect(page.locator("body.asked-to-print")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator(".sl-nav")).to_be_hidden()
    expect(page.locator(".sl-print-head")).to_be_visible()
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES, name)), full_page=True)
    page.emulate_media(media="screen")
    assert len(pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))) == 1
