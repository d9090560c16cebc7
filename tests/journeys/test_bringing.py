"""An office moves in in the middle of its year, in a real browser: its open cases come along under their old numbers.

Buttons are found by the words that people read, in the language of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect

from salter.organisations import clock
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.bringing.work import step
from salter.registry.models import BookImport, Case, DaySheet, ParallelRun, Register, Submission
from tests.support.browser import DESK, PHONE, Visitor, chromium, looked_at, site, visitor
from tests.support.office import Office, found_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("bringing"),
]
LAST = 1417
HEADS = (
    *("Основни број", "Предмет", "Подброј", "Датум пријема", "Пошиљалац (назив, место)"),
    *("Број и датум акта пошиљаоца", "Орг. јединица", "Развод – датум", "Развод – ознака"),
)
Row = Sequence[object]


@dataclass
class House:
    """An office on a day of July that has no book yet, and who is signed in there."""

    office: Office
    year: int
    sessions: dict[Role, str]

    def row(self, number: str, subject: str, day: str, sender: str = "Мила Ведрић, Ведрово", *more: object) -> Row:
        """A row of the old book; a day without year is of this one."""
        return (number, subject, "", f"{day}{self.year}.", sender, *more)

    def work(self) -> None:
        """What the worker does, in a thread of its own: the browser's may ask no database."""
        with ThreadPoolExecutor(1) as worker:
            worker.submit(self._work).result(timeout=60)

    def _work(self) -> None:
        try:
            with scope(self.office.organisation.pk):
                book = BookImport.objects.latest("id").pk
            while step(self.office.organisation.pk, book):
                pass
        finally:
            connection.close()


@pytest.fixture
def house(transactional_db: None) -> House:
    """The office on its first day here; the book that founding gave it is taken away, the head opens one."""
    office = found_office("vedrovo")
    year = clock.today(office.organisation).year
    with scope(office.organisation.pk):
        Register.objects.all().delete()
    july = timezone.make_aware(datetime(year, 7, 1, 8, 30))  # noqa: DTZ001
    Organisation.objects.filter(pk=office.organisation.pk).update(clock_shift=july - clock.real_now())
    sessions = {}
    for role in (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD):
        client = Client()
        client.force_login(office.account(role))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return House(office, year, sessions)


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The running site."""
    with site() as url:
        yield url


class Person:
    """Somebody at an own window."""

    def __init__(self, browser: Browser, address: str, session: str, language: str) -> None:
        context = browser.new_context(viewport={"width": DESK, "height": 900}, accept_downloads=True)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        self.visitor: Visitor = visitor(context)
        self.page: Page = self.visitor.page
        self.main = self.page.locator("main")
        self.language, self.site = language, address + ("" if language == "sr" else f"/{language}")

    def words(self, message: str, **values: object) -> str:
        """What the page says for an English message."""
        with translation.override(self.language):
            return gettext(message) % values

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(self.site + path)

    def press(self, message: str, **values: object) -> None:
        """Press the button or follow the link with these words."""
        said = re.compile(f"^\\s*{re.escape(self.words(message, **values)).replace(chr(47), chr(46))}")
        self.main.get_by_role("button", name=said).or_(self.main.get_by_role("link", name=said)).first.click()

    def sound(self, name: str) -> None:
        """The page is accessible at both widths, and nothing has complained; a picture of it when asked for."""
        for width in (PHONE, DESK):
            assert looked_at(self.visitor, width, f"{name}-{self.language}") == [], self.page.url

    def counted(self, message: str) -> str:
        """The number that stands beside words in the list of what rows do."""
        words = self.words(message)
        row = self.main.locator(".govuk-summary-list__row").filter(has_text=re.compile(f"^\\s*{words}", re.IGNORECASE))
        return row.locator("dd").inner_text().strip()


def old_book(house: House, path: Path) -> Path:
    """The workbook: three good rows with a supplement, one put away; two wrong days, two numbers that stand twice.

    Its second column is headed with a word that is not known, so a person says what it means.
    """
    year = house.year
    rows: list[Row] = [
        house.row(f"350-12/{year}-IV-02", "Захтев за локацијске услове", "5. 1. "),
        house.row(f"353-13/{year}", "Уређење Трга ведрине", "9. 1. ", "ЈКП Чистоћа", f"03-7 од 2. 1. {year}."),
        (f"353-13/{year}", "Допуна доказа", 1, f"20. 1. {year}.", "ЈКП Чистоћа"),
        house.row(f"352-{LAST}/{year}", "Заузеће тротоара", "30. 6. ", "Ведрина ДОО"),
        house.row(f"404-14/{year}", "Набавка", "10. 1. ", "Ведрина ДОО", "", "", f"1. 2. {year}.", "а/а – 5 година"),
        house.row(f"353-20/{year}", "Сеча стабла", "31. 2. "),
        house.row(f"353-21/{year}", "Раскопавање улице", "1. 9. "),
        house.row(f"350-12/{year}", "Двапут исти број", "7. 1. "),
        house.row(f"353-{LAST + 1}/{year}", "Број који је већ наш", "30. 6. "),
    ]
    return saved([(*HEADS[:1], "О чему је", *HEADS[2:]), *rows], path)


def saved(rows: Sequence[Row], path: Path) -> Path:
    """A workbook of these rows."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def mended(errors: Path, year: int) -> Path:
    """The wrong rows mended by number; the last one is crossed out: its paper is in the new book."""
    book = load_workbook(errors)
    sheet = book.worksheets[0]
    assert sheet.max_row == 5, [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row in list(sheet.iter_rows(min_row=2)):
        assert row[len(HEADS)].value, "every wrong row says why"
        match str(row[0].value).partition("/")[0]:
            case "353-20":
                row[3].value = f"28. 2. {year}."
            case "353-21":
                row[3].value = f"1. 6. {year}."
            case "350-12":
                row[0].value = f"350-22/{year}"
            case _:
                sheet.delete_rows(row[0].row or 0)
    book.save(errors)
    return errors


def open_the_book(head: Person, year: int) -> None:
    """The head opens the book of the year from the number that the old one has reached."""
    head.open("/registers/")
    head.sound("bringing-1-no-book")
    head.press("Open the book of a year")
    head.page.fill("[name=old_book_last]", str(LAST))
    head.page.fill("[name=old_book]", f"деловодник {year}")
    head.page.fill("[name=ground]", f"Одлука 031-1/{year}")
    head.sound("bringing-2-open")
    head.press("Open the book")
    expect(head.page.locator("body")).to_contain_text(str(LAST + 1))


def send(head: Person, table: Path, work: Callable[[], None]) -> None:
    """Send a table in; the worker reads it."""
    head.open("/registers/old/")
    head.press("Bring in an old book")
    head.page.set_input_files("[name=table]", table)
    head.press("Send the table in")
    work()
    head.page.reload()


def check(head: Person, work: Callable[[], None], name: str) -> None:
    """Say what the second column is, and let every row be checked."""
    expect(head.page.locator("[name=number]")).to_have_value("0")
    expect(head.page.locator("[name=subject]")).to_have_value("")
    head.sound(f"{name}-columns")
    head.press("Check every row")
    expect(head.main.locator(".govuk-error-summary")).to_be_visible()  # it is needed, and nothing is lost
    head.page.select_option("[name=subject]", "1")
    expect(head.page.locator("[name=unit]")).to_have_value("6")
    head.press("Check every row")
    head.sound(f"{name}-checking")
    work()
    head.page.reload()


def take_errors(head: Person, path: Path) -> Path:
    """Download the wrong rows."""
    with head.page.expect_download() as download:
        head.press("Wrong rows, to mend")
    download.value.save_as(path)
    return path


def bring(head: Person, rows: int, work: Callable[[], None], name: str) -> None:
    """Give the word; the good rows are brought in."""
    with translation.override(head.language):
        words = translation.ngettext("Bring in %(rows)s row", "Bring in %(rows)s rows", rows) % {"rows": rows}
    head.main.get_by_role("button", name=words).click()
    work()
    head.page.reload()
    head.sound(name)


def add_supplement(clerk: Person, number: str, subject: str) -> None:
    """A paper comes to one of the cases: found under its old number, registered as its supplement."""
    clerk.open("/cases/new/")
    clerk.main.locator("[name=q]").fill(number)
    clerk.press("Go on")
    clerk.sound("bringing-7-found")
    clerk.main.locator("[data-rows] a").first.click()
    clerk.page.fill("[name=subject]", subject)
    clerk.sound("bringing-7-typed")
    clerk.press("Register the supplement")
    expect(clerk.page.locator(".sl-big-number")).to_contain_text(number.replace("/", "/2/"))
    clerk.sound("bringing-8-supplement")


def in_the_browser(house: House, address: str, language: str, tmp_path: Path) -> None:
    """What the two do at their windows."""
    table, year = old_book(house, tmp_path / "деловодник.xlsx"), house.year
    with chromium() as browser:
        head = Person(browser, address, house.sessions[Role.REGISTRY_HEAD], language)
        open_the_book(head, year)
        send(head, table, house.work)
        check(head, house.work, "bringing-3")
        fates = ("new case", "supplement to its case", "wrong: left out until it is mended")
        assert [head.counted(words) for words in fates] == ["3", "1", "4"]
        expect(head.main).to_contain_text(f"31. 2. {year}.")
        head.sound("bringing-4-dry-run")
        errors = take_errors(head, tmp_path / "za-ispravku.xlsx")
        bring(head, 4, house.work, "bringing-5-brought")
        send(head, mended(errors, year), house.work)
        check(head, house.work, "bringing-6")
        assert head.counted("new case") == "3"
        bring(head, 3, house.work, "bringing-6-brought")
        head.open("/registers/old/")
        head.sound("bringing-9-list")
        clerk = Person(browser, address, house.sessions[Role.REGISTRY_CLERK], language)
        add_supplement(clerk, f"353-13/{year}", f"Пуномоћје {language}")


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_an_office_moves_in_in_the_middle_of_its_year(
    house: House, address: str, language: str, tmp_path: Path
) -> None:
    in_the_browser(house, address, language, tmp_path)
    year, office = house.year, house.office
    with scope(office.organisation.pk):
        old = Case.objects.filter(register__kind="old").order_by("ordinal")
        assert [case.number for case in old] == [
            *(f"350-12/{year}-IV-02", f"353-13/{year}", f"353-20/{year}"),
            *(f"353-21/{year}", f"350-22/{year}", f"352-{LAST}/{year}"),
        ]
        added = Submission.objects.get(subject=f"Пуномоћје {language}")
        assert (added.case.number, added.sub_number) == (f"353-13/{year}", 2)
        assert (office.register().case.ordinal, Case.objects.count()) == (LAST + 1, 7)


def keep_both(head: Person, year: int) -> None:
    """The head lets both books be kept since the day before yesterday."""
    head.open("/registers/parallel/")
    head.sound("parallel-1-none")
    head.press("Keep both books for a while")
    head.page.fill("[name=old_book]", "деловодник")
    head.page.fill("[name=ground]", "Одлука 031-2")
    head.page.fill("[name=began_on]", f"29. 6. {year}.")
    head.sound("parallel-2-begin")
    head.press("Keep both books")
    expect(head.main).to_contain_text(head.words("Days not compared"))
    head.sound("parallel-3-run")


def compare_and_look(clerk: Person, table: Path, number: str) -> None:
    """The clerk is reminded, compares a day by the table of the old book, and says what becomes of what differs."""
    clerk.open("/office/")
    expect(clerk.main).to_contain_text(clerk.words("Two books side by side"))
    clerk.sound("parallel-4-reminded")
    clerk.main.get_by_role("link", name=clerk.words("Two books side by side")).click()
    clerk.press("Compare a day")
    clerk.sound("parallel-5-compare")
    clerk.page.set_input_files("[name=table]", table)
    clerk.press("Compare")
    expect(clerk.main).to_contain_text(number)
    expect(clerk.main).to_contain_text("Молба која није код нас")
    clerk.sound("parallel-6-sheet")
    clerk.press("I have looked at it")
    expect(clerk.main.locator(".govuk-error-summary")).to_be_visible()
    clerk.page.fill("[name=remark]", "Унето накнадно у нашу књигу.")
    clerk.press("I have looked at it")
    expect(clerk.main).to_contain_text("Унето накнадно у нашу књигу.")
    clerk.page.emulate_media(media="print")
    clerk.sound("parallel-7-printed")
    clerk.page.emulate_media(media="screen")


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_both_books_are_kept_and_compared_until_the_head_ends_it(
    house: House, address: str, language: str, tmp_path: Path
) -> None:
    house.office.organisation.refresh_from_db()
    with scope(house.office.organisation.pk):
        actions.open_register(house.office.viewer(Role.REGISTRY_HEAD), year=house.year)
        ours = house.office.register("Сеча стабла у Парку ведрине").case
    rows = [HEADS, house.row(f"353-{LAST}/{house.year}", "Молба која није код нас", "1. 7. ")]
    table = saved(rows, tmp_path / "dan.xlsx")
    with chromium() as browser:
        head = Person(browser, address, house.sessions[Role.REGISTRY_HEAD], language)
        keep_both(head, house.year)
        compare_and_look(Person(browser, address, house.sessions[Role.REGISTRY_CLERK], language), table, ours.number)
        head.open("/registers/parallel/end/")
        head.page.fill("[name=ending]", "Две недеље без разлике.")
        head.sound("parallel-8-end")
        head.press("End it with a note")
        head.sound("parallel-9-ended")
        note = head.main.get_by_role("link", name=head.words("Official note")).get_attribute("href")
        assert head.page.request.get(f"{address}{note}").body().startswith(b"%PDF-")
    with scope(house.office.organisation.pk):
        assert DaySheet.objects.get().differences == 2
        assert ParallelRun.objects.get().ended_at is not None
