"""Copies of books: complete and exact in both formats, made piece by piece, only for who reads books."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.books import paper, reading
from salter.registry.books.columns import BookKind
from salter.registry.books.work import make_copy, make_volume, make_workbook
from salter.registry.models import BookCopy, BookFormat, Case, CopyState, IntakeChannel, Register
from tests import verapdf
from tests.registry.scenes import assigned
from tests.support.office import Office


def book(office: Office) -> Register:
    return Register.objects.get(year=clock.today(office.organisation).year)


def ask(
    office: Office,
    kind: BookKind = BookKind.BASIC,
    form: BookFormat = BookFormat.XLSX,
    language: str = "sr",
    role: Role = Role.REGISTRY_CLERK,
) -> BookCopy:
    copy = actions.ask_copy(office.viewer(role), kind=kind, register=book(office), form=form, language=language)
    while form == BookFormat.PDF and make_volume(copy.pk):
        pass
    if form == BookFormat.XLSX:
        make_workbook(office.organisation.pk, copy.pk)
    copy.refresh_from_db()
    assert copy.state == CopyState.DONE, copy.problem
    return copy


def table(copy: BookCopy) -> tuple[list[list[Any]], dict[str, str]]:
    """The lines of a workbook, and what it says of itself."""
    read = load_workbook(io.BytesIO(content(copy.volumes.get().document)))
    rows = [[cell.value for cell in row] for row in read.worksheets[0].iter_rows(min_row=2)]
    return rows, {str(row[0].value): str(row[1].value) for row in read.worksheets[1].iter_rows()}


def text(copy: BookCopy) -> str:
    """The words of all volumes."""
    found = []
    for volume in copy.volumes.order_by("position"):
        document = pypdfium2.PdfDocument(content(volume.document))
        found += [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(found).split())


def supplement(office: Office, case: Case) -> None:
    intake = actions.Intake(
        subject="Допуна захтева", channel=IntakeChannel.POST, received_at=clock.now(office.organisation)
    )
    actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)


def full(office: Office) -> list[Case]:
    """Four numbers: an ordinary one with a supplement, a cancelled one, a restricted one, an ordinary one."""
    cases = [office.register(f"Предмет {place}").case for place in range(1, 5)]
    supplement(office, cases[0])
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.cancel_case(head, case=cases[1], reason="Двапут уписано.")
    actions.restrict_case(head, case=cases[2], staff=[], reason="подаци о здрављу")
    return cases


def test_the_workbook_has_every_number_once_and_explains_each(office: Office) -> None:
    full(office)
    rows, about = table(ask(office))
    assert [row[0] for row in rows] == [1, None, 2, 3, 4]
    assert (rows[1][1], rows[1][2]) == ("Допуна захтева", 1)
    assert rows[3][1] == "ограничен приступ"
    by = office.account(Role.REGISTRY_HEAD).display_name
    assert str(rows[2][9]).startswith("поништено ")
    assert str(rows[2][9]).endswith(f"{by}: Двапут уписано.")
    assert rows[2][1] == "Предмет 2"
    assert about["Од тога поништено"] == "1 (2)"
    assert about["Број уписа"] == "4"
    assert about["Прескочени бројеви"].startswith("нема")
    assert about["Са ограниченим приступом"].startswith("1 ")


def test_the_pdf_says_the_same_as_the_workbook_in_both_scripts(office: Office) -> None:
    full(office)
    cyrillic, latin = text(ask(office, form=BookFormat.PDF)), text(ask(office, form=BookFormat.PDF, language="sr-latn"))
    for said in ("Предмет 1", "Допуна захтева", "Двапут уписано.", "ограничен приступ", "Прескочени бројеви"):
        assert said in cyrillic
    assert "Dvaput upisano." in latin
    assert not [letter for letter in latin if "Ѐ" <= letter <= "ӿ"]


@pytest.mark.long
@pytest.mark.needs("java")
@pytest.mark.parametrize("kind", [BookKind.BASIC, BookKind.UP1])
def test_the_book_is_pdf_a(office: Office, tmp_path: Path, kind: BookKind) -> None:
    full(office)
    [volume] = ask(office, kind, BookFormat.PDF).volumes.all()
    file = tmp_path / "book.pdf"
    file.write_bytes(content(volume.document))
    for finding in verapdf.check([file]).values():
        assert finding.passed, finding


def test_volumes_follow_one_another_without_gap(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "LINES", 2)
    monkeypatch.setattr(reading, "STRETCH", 2)
    for _number in range(5):
        office.register()
    copy = ask(office, form=BookFormat.PDF)
    spans = list(copy.volumes.order_by("position").values_list("first", "last"))
    assert spans == [(1, 2), (3, 4), (5, 5)]
    assert copy.lines == 5
    assert "свеска 3" in text(copy)


def test_a_stopped_worker_goes_on_at_the_next_volume(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "LINES", 1)
    monkeypatch.setattr(reading, "STRETCH", 1)
    for _number in range(3):
        office.register()
    asked = actions.ask_copy(
        office.viewer(Role.REGISTRY_CLERK), kind=BookKind.BASIC, register=book(office), form=BookFormat.PDF
    )
    assert make_volume(asked.pk)
    kept = asked.volumes.get().document_id
    office.register()  # comes later, and is of no concern to this copy
    while make_volume(asked.pk):
        pass
    assert not make_volume(asked.pk)  # a job that is run again does nothing
    spans = list(asked.volumes.order_by("position").values_list("first", "last"))
    assert spans == [(1, 1), (2, 2), (3, 3)]
    assert asked.volumes.order_by("position")[0].document_id == kept
    assert Entry.objects.filter(verb="book.copied").count() == 1


def test_the_task_makes_one_volume_and_hands_on_the_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "LINES", 1)
    monkeypatch.setattr(reading, "STRETCH", 1)
    office.register()
    office.register()
    viewer = office.viewer(Role.REGISTRY_CLERK)
    asked = actions.ask_copy(viewer, kind=BookKind.BASIC, register=book(office), form=BookFormat.PDF)
    make_copy(organisation=office.organisation.pk, copy=str(asked.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'registry.make_copy'")
        assert cursor.fetchone() == (2,)
    asked.refresh_from_db()
    assert (asked.state, asked.reached) == (CopyState.WORKING, 1)


def test_a_copy_that_fails_says_so(office: Office) -> None:
    office.register()
    viewer = office.viewer(Role.REGISTRY_CLERK)
    asked = actions.ask_copy(viewer, kind=BookKind.BASIC, register=book(office), form=BookFormat.PDF)
    BookCopy.objects.filter(pk=asked.pk).update(asked_by=office.account(Role.HANDLER))
    with pytest.raises(NotAllowed):
        make_copy(organisation=office.organisation.pk, copy=str(asked.pk))
    asked.refresh_from_db()
    assert asked.state == CopyState.FAILED
    assert "NotAllowed" in asked.problem


def test_administrative_cases_stand_in_up1_under_their_number(office: Office) -> None:
    first = assigned(office)
    office.register("Други предмет")
    Case.objects.filter(subject="Други предмет").update(instance=None)
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=office.register().case, reason="Погрешно.")
    rows, about = table(ask(office, BookKind.UP1))
    assert [row[0] for row in rows] == [f"УП-1 {first.number}", f"УП-1 {Case.objects.get(ordinal=3).number}"]
    assert rows[0][4] == "по захтеву"
    assert str(rows[0][6]).startswith("IV-02, ")
    assert about["Од тога поништено"] == "1 (3)"
    assert table(ask(office, BookKind.UP2))[0] == []


def test_reading_a_full_stretch_asks_as_often_as_a_short_one(office: Office) -> None:
    viewer, counts = office.viewer(Role.REGISTRY_CLERK), []
    for _round in range(2):
        full(office)
        for kind in (BookKind.BASIC, BookKind.UP1):
            with CaptureQueriesContext(connection) as counted:
                reading.book_of(viewer, kind, book(office)).read(0, book(office).last_ordinal)
            counts.append(len(counted))
    assert counts[:2] == counts[2:]


def test_only_readers_of_books_ask_and_the_inspectors_look_is_journalled(office: Office) -> None:
    office.register()
    with pytest.raises(NotAllowed):
        ask(office, role=Role.HANDLER)
    ask(office, role=Role.INSPECTOR)
    entry = Entry.objects.get(verb="book.asked")
    assert entry.actor_name == office.people[Role.INSPECTOR].name
