"""The report on resolved cases: each case counted once, by the day of notification, on the page and in both files."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry.models import BookFormat, Case, CopyState, Outcome, Remedies, ReportCopy
from salter.registry.seeing.actions import ask_report
from salter.registry.seeing.report import OUR_FORM, Row, report
from salter.registry.seeing.work import make
from tests import verapdf
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office

YEAR = 2025


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()) + timedelta(hours=9))


def _case(
    office: Office, received: str, *, due: str, notified: str = "", outcome: str = "", appealed: str = ""
) -> Case:
    """An administrative case with these days; the past is made in the database alone."""
    case = assigned(office)
    Case.objects.filter(pk=case.pk).update(
        instance=1,
        received_at=at(date.fromisoformat(received)),
        due_on=date.fromisoformat(due),
        notified_on=date.fromisoformat(notified) if notified else None,
        outcome=outcome,
    )
    if appealed:
        Remedies.objects.create(organisation=office.organisation, case=case, appealed_on=date.fromisoformat(appealed))
    return case


@pytest.fixture
def cases(office: Office) -> list[Case]:
    """Cases of three years; the report is that of the middle one."""
    before = _case(office, "2024-03-01", due="2024-04-30", notified="2024-12-31", outcome=Outcome.GRANTED)
    granted, refused = Outcome.PARTLY_GRANTED, Outcome.REFUSED
    carried = _case(office, "2024-12-20", due="2025-02-18", notified="2025-02-18", outcome=granted)
    late = _case(office, "2025-01-10", due="2025-03-11", notified="2025-03-12", outcome=refused, appealed="2025-03-20")
    waits = _case(office, "2025-12-20", due="2026-02-18")
    past = _case(office, "2025-06-01", due="2025-07-31", notified="2026-01-02", outcome=Outcome.GRANTED)
    after = _case(office, "2026-01-01", due="2026-03-01")
    undelivered = _case(office, "2025-08-01", due="2025-09-30", outcome=Outcome.GRANTED)
    Case.objects.filter(pk=undelivered.pk).update(unnotified_since="2025-09-01", resolved_at=at(date(2025, 9, 1)))
    by_hand = _case(office, "2025-08-01", due="2025-09-30", outcome=Outcome.DISCONTINUED)
    Case.objects.filter(pk=by_hand.pk).update(resolved_at=at(date(2025, 9, 30)))
    cancelled = _case(office, "2025-08-01", due="2025-09-30")
    Case.objects.filter(pk=cancelled.pk).update(cancelled_at=at(date(2025, 8, 2)), cancel_reason="грешка")
    letter = _case(office, "2025-08-01", due="2025-09-30")
    Case.objects.filter(pk=letter.pk).update(instance=None)
    return [before, carried, late, waits, past, after, undelivered, by_hand, cancelled, letter]


@pytest.mark.usefixtures("cases")
def test_each_case_is_counted_once_by_the_day_of_notification(office: Office) -> None:
    found = report(office.viewer(Role.HEAD_OF_ADMINISTRATION), YEAR)
    [row] = found.rows
    assert row == Row(
        unit="IV-02 Одељење за комуналне послове",
        carried=1,
        received=5,
        in_time=2,
        late=1,
        open_in_time=1,
        open_late=2,
        granted=1,
        refused=1,
        dismissed=0,
        discontinued=1,
        other=0,
        appealed=1,
    )
    total = found.total
    assert total.carried + total.received == total.in_time + total.late + total.open_in_time + total.open_late
    assert total.in_time + total.late == (
        total.granted + total.refused + total.dismissed + total.discontinued + total.other
    )


@pytest.mark.usefixtures("cases")
def test_what_one_report_leaves_the_next_one_carries_over(office: Office) -> None:
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    for year in (2024, 2025):
        left = report(head, year).total
        assert report(head, year + 1).total.carried == left.open_in_time + left.open_late


def test_an_empty_year_has_a_total_of_nothing(office: Office) -> None:
    found = report(office.viewer(Role.MAYOR), 2001)
    assert found.rows == []
    assert set(found.total.numbers) == {0}


def _made(office: Office, form: BookFormat, language: str = "sr") -> ReportCopy:
    copy = ask_report(office.viewer(Role.HEAD_OF_ADMINISTRATION), year=YEAR, form=form, language=language)
    make(copy.pk)
    make(copy.pk)
    copy.refresh_from_db()
    assert copy.state == CopyState.DONE
    assert Entry.objects.filter(verb="report.made").count() == 1
    return copy


@pytest.mark.usefixtures("cases")
def test_the_workbook_holds_the_numbers_of_the_page(office: Office) -> None:
    copy = _made(office, BookFormat.XLSX)
    assert copy.document
    sheet, told = load_workbook(io.BytesIO(content(copy.document))).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    found = report(office.viewer(Role.HEAD_OF_ADMINISTRATION), YEAR)
    assert [row[: len(found.rows[0].numbers) + 1] for row in rows] == [list(line.cells) for line in found.lines()]
    assert OUR_FORM in [row[1].value for row in told.iter_rows()]


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(("language", "words"), [("sr", "Прописани образац"), ("sr-latn", "Propisani obrazac")])
def test_the_pdf_says_that_the_form_is_ours(office: Office, language: str, words: str) -> None:
    copy = _made(office, BookFormat.PDF, language)
    assert copy.document
    document = pypdfium2.PdfDocument(content(copy.document))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert words in " ".join(text.split())


@pytest.mark.needs("java")
@pytest.mark.long
@pytest.mark.usefixtures("cases")
def test_the_pdf_is_pdf_a(office: Office, tmp_path: Path) -> None:
    copy = _made(office, BookFormat.PDF)
    assert copy.document
    file = tmp_path / "report.pdf"
    file.write_bytes(content(copy.document))
    for finding in verapdf.check([file]).values():
        assert finding.passed, finding


def test_it_is_asked_for_on_its_page_and_is_its_askers(office: Office, client_as: SignIn) -> None:
    head, address = client_as(Role.HEAD_OF_ADMINISTRATION), reverse("registry:report", args=[YEAR])
    assert head.post(address, {"format": "xlsx", "language": "sr"}).status_code == 302
    copy = ReportCopy.objects.get()
    file = reverse("registry:report-copy", args=[copy.pk])
    assert head.get(file).status_code == 404
    make(copy.pk)
    assert file in head.get(address).content.decode()
    assert head.get(file).status_code == 200
    assert client_as(Role.MAYOR).get(file).status_code == 404
    assert client_as(Role.HANDLER).get(address).status_code == 403
    year = clock.today(office.organisation).year
    assert head.get(reverse("registry:report", args=[year + 1])).status_code == 404
    with pytest.raises(ValidationError):
        ask_report(office.viewer(Role.MAYOR), year=year + 1, form=BookFormat.PDF, language="sr")
    with pytest.raises(NotAllowed):
        report(office.viewer(Role.HANDLER), YEAR)
