"""Open cases brought in from an old book: nothing good is held back, nothing comes twice, a stopped worker goes on."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, deadlines, desk, queries
from salter.registry.actions.bringing import guessed
from salter.registry.bringing import reading, work
from salter.registry.bringing.columns import OLD_BOOK
from salter.registry.bringing.judging import Fate, Ground, Seen, read, settle
from salter.registry.bringing.work import step
from salter.registry.desk import Narrow
from salter.registry.models import BookImport, Case, ImportState, Procedure, Register, Submission
from tests.support.office import Office

HEADS = (
    "Основни број",
    "Предмет",
    "Подброј",
    "Датум пријема",
    "Пошиљалац (назив, место)",
    "Број и датум акта пошиљаоца",
    "Организациона јединица",
    "Развод – датум",
    "Развод – ознака",
)
LATIN = ("Osnovni broj", "Predmet", "Podbroj", "Datum prijema", "Pošiljalac", "Broj i datum", "Org. jedinica", "", "")
Cells = Sequence[object]


@pytest.fixture(autouse=True)
def mid_year(office: Office) -> None:
    """Our book was opened in the middle of the year, where the old one ended: with number 101."""
    Register.objects.filter(organisation=office.organisation, code="basic").update(first_ordinal=101, last_ordinal=100)


def year(office: Office) -> int:
    return clock.today(office.organisation).year


def row(number: str, subject: str, sub: object, day: object, sender: str = "", *more: str) -> Cells:
    """A row of the nine columns; what is not given is empty."""
    return (number, subject, sub, day, sender, *more, *[""] * (4 - len(more)))


def good(office: Office) -> list[Cells]:
    """Two open cases, a supplement to the second, and a case that was put away."""
    now = year(office)
    dated, unit = f"03-7 од 2. 1. {now}.", "Одељење за комуналне послове"
    return [
        row(f"350-12/{now}-IV-02", "Захтев за дозволу", "", f"05. 01. {now}.", "Мила Ведрић, Ведрово", "", "IV-02"),
        row(f"353-13/{now}", "Уређење јавне површине", "", date(now, 1, 9), "ЈКП Чистоћа", dated, unit),
        row(f"353-13/{now}", "Допуна доказа", 1, f"{now}-01-20", "ЈКП Чистоћа"),
        row(f"404-14/{now}", "Набавка", "", f"10.1.{now}", "Ведрина ДОО", "", "", f"1. 2. {now}.", "а/а – 5 година"),
    ]


def table(rows: Sequence[Cells], heads: Sequence[str] = HEADS) -> io.BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    written.seek(0)
    return written


def separated(rows: Sequence[Cells], heads: Sequence[str] = LATIN, encoding: str = "cp1250") -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([heads, *rows])
    return io.BytesIO(text.getvalue().encode(encoding))


def sent(office: Office, file: io.BytesIO, name: str = "delovodnik.xlsx") -> BookImport:
    """Sent in and read by the worker."""
    book = actions.send_old_book(office.viewer(Role.REGISTRY_HEAD), name=name, content=file)
    return worked(office, book)


def worked(office: Office, book: BookImport) -> BookImport:
    """What the worker does of it."""
    while step(office.organisation.pk, book.pk):
        pass
    book.refresh_from_db()
    return book


def checked(office: Office, book: BookImport, **defaults: Any) -> BookImport:
    head = office.viewer(Role.REGISTRY_HEAD)
    return worked(office, actions.set_columns(head, book=book, columns=guessed(book), **defaults))


def brought(office: Office, file: io.BytesIO, **defaults: Any) -> BookImport:
    book = checked(office, sent(office, file), **defaults)
    return worked(office, actions.bring_old_book(office.viewer(Role.REGISTRY_HEAD), book=book))


def test_open_cases_keep_their_old_numbers_and_closed_ones_stay_in_the_old_book(office: Office) -> None:
    book = brought(office, table(good(office)))
    assert book.state == ImportState.DONE, book.problem
    assert book.counts == {"new": 2, "sub": 1, "there": 0, "away": 1, "wrong": 0}
    first, second = Case.objects.order_by("ordinal")
    assert (first.number, first.ordinal, first.year) == (f"350-12/{year(office)}-IV-02", 12, year(office))
    assert (first.unit, first.class_code) == (office.units["IV-02"], "350")
    assert first.received_at.astimezone().date() <= date(year(office), 1, 5)
    assert second.sender_reference == "03-7"
    assert second.sender_date == date(year(office), 1, 2)
    assert second.last_sub == 1
    assert second.submissions.get(sub_number=1).subject == "Допуна доказа"
    assert second.parties.get().party.kind == "company"
    assert first.parties.get().name == "Мила Ведрић, Ведрово"
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert queries.case_of_code(clerk, f"12/{year(office)}") == first
    entry = Entry.objects.get(verb="old-book.brought")
    assert set(entry.body["ids"]) == {str(first.pk), str(second.pk)}
    assert Register.objects.get(code="old").last_ordinal == 13


def test_our_own_numbers_and_book_are_untouched(office: Office) -> None:
    before = office.register().case
    brought(office, table(good(office)), year=year(office) - 1)
    assert office.register().case.ordinal == before.ordinal + 1
    assert list(queries.registers(office.viewer(Role.REGISTRY_CLERK)).values_list("code", flat=True)) == ["basic"]


def test_a_supplement_and_an_act_go_on_under_the_old_number(office: Office) -> None:
    brought(office, table(good(office)))
    case = Case.objects.get(ordinal=13)
    intake = actions.Intake(subject="Допуна", channel="post", received_at=clock.now(office.organisation))  # type: ignore[arg-type]
    submission = actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)
    assert submission.sub_number == 2


def test_wrong_dates_and_doubled_numbers_are_told_and_hold_nothing_back(office: Office) -> None:
    now = year(office)
    rows = [
        *good(office),
        row(f"353-20/{now}", "Лош датум", "", "31. 2. 2026.", "Неко"),
        row(f"353-21/{now}", "Из будућности", "", f"1. 1. {now + 1}.", "Неко"),
        row(f"353-22/{now}", "Из друге године", "", f"1. 3. {now - 3}.", "Неко"),
        row(f"350-12/{now}", "Двапут исти број", "", f"5. 1. {now}.", "Неко"),
        row("без броја", "Нема број", "", f"5. 1. {now}.", "Неко"),
        row(f"353-23/{now}", "", "", f"5. 1. {now}.", "Неко"),
        row(f"353-24/{now}", "Непозната јединица", "", f"5. 1. {now}.", "Неко", "", "XX"),
        row(f"353-25/{now}", "Сирота допуна", 3, f"5. 1. {now}.", "Неко"),
        row(f"353-26/{now}", "Добар", "", f"5. 1. {now}.", "Неко"),
    ]
    book = brought(office, table(rows))
    assert (book.counts["new"], book.counts["wrong"], book.brought) == (3, 8, 3)
    assert book.errors is not None
    mend = list(load_workbook(io.BytesIO(content(book.errors))).worksheets[0].iter_rows(values_only=True))
    assert mend[0] == (*HEADS, "Грешка")
    reasons = [str(row[9]) for row in mend[1:]]
    for reason, word in zip(
        reasons,
        ("31. 2. 2026.", str(now + 1), str(now - 3), "2", "без броја", "", "XX", f"25/{now}"),
        strict=True,
    ):
        assert reason
        assert word in reason, (word, reason)


def test_the_error_file_mended_and_sent_again_brings_the_rest_and_nothing_twice(office: Office) -> None:
    now = year(office)
    wrong = row(f"353-20/{now}", "Лош датум", "", "31. 2. 2026.", "Неко")
    first = brought(office, table([*good(office), wrong]))
    assert first.errors is not None
    assert Case.objects.count() == 2
    mended = load_workbook(io.BytesIO(content(first.errors)))
    mended.worksheets[0]["D2"] = f"28. 2. {now}."
    again = io.BytesIO()
    mended.save(again)
    again.seek(0)
    assert brought(office, again).brought == 1
    everything = brought(office, table([*good(office), wrong]))
    assert (everything.counts["there"], everything.counts["new"], everything.brought) == (3, 0, 0)
    assert (Case.objects.count(), Submission.objects.count()) == (3, 4)


def test_latin_separated_values_in_an_old_encoding_with_defaults(office: Office) -> None:
    rows: list[Cells] = [("7", "Žalba na rešenje", "", f"5.1.{year(office)}", "Đorđe Čolić", "", "", "", "")]
    book = brought(office, separated(rows), year=year(office), class_code="400", unit="IV-01")
    assert book.brought == 1, book.told
    case = Case.objects.get()
    assert (case.number, case.subject, case.unit) == (f"7/{year(office)}", "Žalba na rešenje", office.units["IV-01"])


def test_a_stopped_worker_goes_on_where_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    monkeypatch.setattr(work, "STRETCH", 1)
    day = f"5. 1. {year(office)}."
    rows = [row(f"353-{number}/{year(office)}", f"Предмет {number}", "", day) for number in range(1, 8)]
    book = checked(office, sent(office, table(rows)))
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.bring_old_book(head, book=book)
    assert step(office.organisation.pk, book.pk)
    book.refresh_from_db()
    assert (book.reached, Case.objects.count()) == (2, 2)
    assert step(office.organisation.pk, book.pk)  # another worker, which knows only what is written
    worked(office, book)
    assert sorted(Case.objects.values_list("ordinal", flat=True)) == list(range(1, 8))
    assert (book.state, book.brought) == (ImportState.DONE, 7)
    assert not step(office.organisation.pk, book.pk)


def test_numbers_after_the_opening_of_our_book_cannot_come_from_the_old_one(office: Office) -> None:
    Register.objects.filter(code="basic").update(first_ordinal=13, last_ordinal=12)
    book = checked(office, sent(office, table(good(office))))
    assert book.counts == {"new": 1, "sub": 0, "there": 0, "away": 0, "wrong": 3}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", "Ово није табела.".encode()])
def test_what_is_no_table_says_so_and_leaves_nothing(office: Office, data: bytes) -> None:
    book = actions.send_old_book(office.viewer(Role.REGISTRY_HEAD), name="x.xlsx", content=io.BytesIO(data))
    work.bring_in(organisation=office.organisation.pk, book=str(book.pk))
    book.refresh_from_db()
    assert book.state == ImportState.FAILED
    assert book.problem
    assert content(book.document) == data


def test_columns_that_are_missing_or_named_twice_are_refused(office: Office) -> None:
    head, book = office.viewer(Role.REGISTRY_HEAD), sent(office, table(good(office)))
    for columns in ({"number": 0}, {"number": 0, "subject": 0, "received": 3}):
        with pytest.raises(ValidationError):
            actions.set_columns(head, book=book, columns=columns)


def test_only_the_head_of_the_registry_brings_a_book_in(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.send_old_book(office.viewer(Role.REGISTRY_CLERK), name="x.xlsx", content=table(good(office)))


def test_a_case_is_due_by_its_procedure_or_by_its_class_and_where_that_is_unknown_it_is_said(office: Office) -> None:
    now, heads = year(office), (*HEADS, "Поступак")
    plain = Procedure.objects.get(code="P036")
    like = {"deadline_days": 15, "direct_decision": True, "deadline_article": "Закон, чл. 1"}
    Procedure.objects.filter(class_code=plain.class_code).update(**like)
    Procedure.objects.filter(class_code="350").update(class_code="351")
    plain.refresh_from_db()
    rows = [
        (*row(f"{plain.class_code}-1/{now}", "По поступку", "", f"5. 1. {now}."), "P036 Заузеће"),
        row(f"{plain.class_code}-2/{now}", "По класи", "", f"5. 1. {now}."),
        row(f"350-3/{now}", "Непознат рок", "", f"5. 1. {now}."),
        (*row(f"350-4/{now}", "Непознат поступак", "", f"5. 1. {now}."), "P999"),
    ]
    book = brought(office, table(rows, heads))
    assert (book.brought, book.counts["wrong"], book.undated) == (3, 1, 1)
    named, by_class, unknown = Case.objects.filter(register__kind="old").order_by("ordinal")
    expected = deadlines.of_case(office.organisation, plain, date(now, 1, 5))
    assert (named.procedure, named.procedure_revision, named.due_on) == (plain, plain.revision, expected.due_on)
    assert (by_class.procedure, by_class.due_on, by_class.deadline_rule) == (None, expected.due_on, expected.rule)
    assert (by_class.deadline_verified, by_class.sign_by) == (False, expected.sign_by)
    assert (unknown.due_on, unknown.deadline_rule) == (None, "")
    clerk = office.viewer(Role.REGISTRY_CLERK)
    late = [case.pk for case in desk.cases(clerk, Narrow("all", due="late"))]
    assert set(late) == {named.pk, by_class.pk}


def test_a_class_whose_procedures_have_other_terms_gives_no_deadline(office: Office) -> None:
    codes = list(Procedure.objects.filter(class_code="352").order_by("code").values_list("code", flat=True)[:2])
    assert len(codes) == 2
    Procedure.objects.filter(code=codes[0]).update(deadline_days=8, deadline_article="Закон, чл. 1")
    Procedure.objects.filter(code=codes[1]).update(deadline_days=9, deadline_article="Закон, чл. 1")
    rows = [row(f"352-1/{year(office)}", "Двојако", "", f"5. 1. {year(office)}.")]
    assert checked(office, sent(office, table(rows))).undated == 1


def _peak(rows: int, tmp_path: Path, today: date) -> int:
    """The most memory, in bytes, that reading and judging a book of so many rows takes."""
    table = tmp_path / f"{rows}.csv"
    with table.open("w", encoding="utf-8") as file:
        file.write("Основни број;Предмет;Датум пријема;Пошиљалац\n")
        file.writelines(
            f"350-{number}/{today.year};Захтев {number % 99};5.1.{today.year}.;Неко\n" for number in range(1, rows + 1)
        )
    ground = Ground(columns={"number": 0, "subject": 1, "received": 2, "sender": 3}, today=today)
    seen, place, judged = Seen(), 0, 0
    tracemalloc.start()
    try:
        with table.open("rb") as source, (tmp_path / f"{rows}.lines").open("w+b") as kept:
            reading.to_lines(source, kept, OLD_BOOK)
            while True:
                lines, place = reading.lines(kept, place, work.BATCH)
                if not lines:
                    break
                judged += sum(settle(read(ground, line), {}, seen).fate is Fate.NEW for line in lines)
        assert judged == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.long
def test_a_hundred_thousand_more_rows_take_no_more_memory(office: Office, tmp_path: Path) -> None:
    """Five bytes a number are kept of every row; a row that stayed would be a hundred times that."""
    today = date(year(office), 6, 1)
    small, large = _peak(60_000, tmp_path, today), _peak(160_000, tmp_path, today)
    assert large - small < 100_000 * 20, (small, large)


@pytest.mark.long
def test_bringing_in_four_times_the_rows_takes_no_more_memory(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 500)
    day, peaks = f"5. 1. {year(office)}.", []
    Register.objects.filter(code="basic").update(first_ordinal=90_001, last_ordinal=90_000)
    for first, count in ((1, 1000), (10_001, 2000), (30_001, 8000)):  # the first one fills what is kept for good
        rows = [
            row(f"353-{number}/{year(office)}", f"Предмет {number % 50}", "", day)
            for number in range(first, first + count)
        ]
        book = checked(office, sent(office, separated(rows, encoding="utf-8")))
        del rows
        actions.bring_old_book(office.viewer(Role.REGISTRY_HEAD), book=book)
        tracemalloc.start()
        worked(office, book)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert book.brought == count
    assert peaks[2] - peaks[1] < 2 << 20, peaks
