"""The list for disposal as a page (PDF/A) and as a table (XLSX), the request to the public archive, and the record of
destruction; in Serbian Cyrillic.

Columns as a records-management plan of a public body has them: not read in a regulation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from salter.archive.disposal import queries
from salter.archive.disposal.queries import Group, total
from salter.archive.disposal.rules import Hold
from salter.archive.models import BookLine, Disposal, DisposalItem, DisposalState
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations import clock, reference
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.registry.books.columns import Column
from salter.registry.books.lines import Cell, Line
from salter.registry.books.paper import packed
from salter.registry.books.sheets import write_workbook
from salter.ui.formats import format_date, format_datetime, format_filesize

TITLE = "Попис безвредног документарног материјала за излучивање"
RECORD = "Записник о уништењу безвредног документарног материјала"
NOTE = "Предлог за комисију. Ништа није уништено; уништава се само по писменом одобрењу надлежног јавног архива."
PROPOSED = (DisposalState.DRAFT, DisposalState.REVIEW)
REQUEST = "Молимо надлежни јавни архив да писмено одобри уништење документарног материјала са овог пописа."
UNVERIFIED = "Колоне су према плану рада једне писарнице, не према пропису (непроверено)."
COLUMNS = (
    Column("Ред. бр.", 6),
    Column("Врста материјала", 44),
    Column("Ознака из Листе", 10),
    Column("Година настанка", 14),
    Column("Рок чувања", 18),
    Column("Количина (предмета)", 12),
    Column("Величина", 14),
    Column("Ред. бр. из архивске књиге", 14),
)
DESTROYED = (
    Column("Ред. бр.", 6),
    Column("Предмет", 26),
    Column("Врста материјала", 40),
    Column("Рок чувања", 16),
    Column("Чувано до", 16),
    Column("Докумената", 15),
    Column("Величина", 14),
    Column("Ред. бр. из архивске књиге", 14),
    Column("Шта је с њим", 34),
)
HELD = {
    Hold.LENT: "списи су издати на реверс",
    Hold.APPEALED: "у току је поступак по жалби",
    Hold.FILED: "предмет је у отвореном досијеу",
    Hold.LINKED: "на предмет се позива предмет који је у току",
    Hold.LISTED: "предмет је на другом попису",
}
SECONDS = 60


def held_words(holds: Iterable[Hold]) -> str:
    """Why a case was left out when the list was being destroyed."""
    return "Задржано при уништењу: " + (", ".join(HELD[hold] for hold in holds) or "рок чувања није истекао") + "."


def record_number(row: Disposal) -> str:
    """Number and date of the record of destruction, for the archive book."""
    assert row.destroyed_at is not None
    return f"записник {row.number} од {format_date(timezone.localdate(row.destroyed_at))}"


def cells(ordinal: int, row: Group) -> tuple[Cell, ...]:
    """A line of the list."""
    line = row.line
    size = format_filesize(row.bytes)
    return (ordinal, line.content, line.class_code, _years(line), line.retention, row.units, size, line.ordinal)


def _years(line: BookLine) -> str:
    return str(line.year_from) if line.year_from == line.year_to else f"{line.year_from}–{line.year_to}"


def about(office: Organisation, rows: Sequence[Group], disposal: Disposal | None) -> list[tuple[str, str]]:
    """What the list says of itself."""
    units, size = total(rows)
    stands = [("Стање на дан", format_date(clock.today(office)))]
    if disposal:
        stands += [("Предложио", f"{disposal.proposed_name}, {_moment(disposal.proposed_at)}")]
        if disposal.reviewed_name:
            stands += [("За комисију", f"{disposal.reviewed_name}, {_moment(disposal.reviewed_at)}")]
    return [
        *stands,
        ("Укупно предмета", str(units)),
        ("Укупна величина", format_filesize(size)),
        ("Напомена", f"{NOTE} {UNVERIFIED}" if disposal is None or disposal.state in PROPOSED else UNVERIFIED),
    ]


def pdf(office: Organisation, rows: Sequence[Group], disposal: Disposal | None = None) -> bytes:
    """The list as a page; of a list that the commission has accepted it is the request to the public archive."""
    lines = [[str(cell) for cell in cells(place, row)] for place, row in enumerate(rows, 1)]
    before = [_archive(office), REQUEST] if disposal and disposal.state == DisposalState.ACCEPTED else []
    data = _table(office, TITLE, disposal.number if disposal else "", COLUMNS, lines)
    return _printed(office, data, before=before, summary=about(office, rows, disposal))


def xlsx(office: Organisation, rows: Sequence[Group], disposal: Disposal | None = None) -> bytes:
    """The same list as a table."""
    lines = [Line(cells(place, row)) for place, row in enumerate(rows, 1)]
    told = [("Попис", f"{TITLE} {disposal.number if disposal else ''}".strip()), *about(office, rows, disposal)]
    with tempfile.TemporaryDirectory(prefix="salter-disposal-") as folder:
        target = Path(folder) / "popis.xlsx"
        write_workbook(target, COLUMNS, lines, told, language="sr")
        return target.read_bytes()


def destruction(viewer: Viewer, row: Disposal) -> bytes:
    """The record of destruction: who, when, by which approval, each case, and those that were excluded, and why."""
    office = viewer.organisation
    items = list(row.items.select_related(*queries.ITEM).order_by("id"))
    lines = [_line(place, item) for place, item in enumerate(items, 1)]
    gone = [item for item in items if not item.excluded_why]
    summary = [
        ("Предложио", f"{row.proposed_name}, {_moment(row.proposed_at)}"),
        ("За комисију", f"{row.reviewed_name}, {_moment(row.reviewed_at)}"),
        ("Одобрење", f"{row.approval_by}, број {row.approval_number} од {_day(row.approval_on)}"),
        ("Одобрење унео", f"{row.approved_name}, {_moment(row.approved_at)}"),
        ("Уништење наложио", f"{row.ordered_name}, {_moment(row.ordered_at)}"),
        ("Уништење завршено", _moment(row.destroyed_at)),
        ("Уништено предмета", str(len(gone))),
        ("Уништено докумената", str(sum(len(item.files) for item in gone))),
        ("Изузето предмета", str(len(items) - len(gone))),
    ]
    before = [
        "Уништени су садржај докумената и архивски пакети. Број, назив и дневник сваког предмета остају.",
        UNVERIFIED,
    ]
    data = _table(office, RECORD, row.number, DESTROYED, lines)
    return _printed(office, data, before=before, summary=summary)


def _line(place: int, item: DisposalItem) -> list[str]:
    unit = item.archive_unit
    size = sum(int(str(file["size"])) for file in item.files)
    said = f"изузето: {item.excluded_why} ({item.excluded_by})" if item.excluded_why else "уништено"
    return [
        str(place),
        unit.case.number,
        unit.line.content,
        unit.line.retention,
        _day(unit.keep_until),
        str(len(item.files)) if item.files else "",
        format_filesize(size) if item.files else "",
        str(unit.line.ordinal),
        said,
    ]


def _table(
    office: Organisation, title: str, number: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> dict[str, Any]:
    return {  # RegisterBook
        **letterhead(office, title=title, number=number, on=clock.today(office)),
        "columns": [{"label": one.label, "width": one.width} for one in columns],
        "note_at": 1,
        "rows": [{"cells": [*row]} for row in rows],
    }


def _printed(
    office: Organisation, data: dict[str, Any], *, before: Sequence[str], summary: Sequence[tuple[str, str]]
) -> bytes:
    whole = {
        **data,
        "before": [*before],
        "summary_title": "Укупно",
        "summary": [{"label": label, "value": value} for label, value in summary],
    }
    return packed(render("register_book", whole, at=clock.now(office), seconds=SECONDS))


def _archive(office: Organisation) -> str:
    """To whom the request goes."""
    found = reference.archive_of(office.municipality_code)[0] if office.municipality_code else None
    return f"{found.name_cyr}, {found.seat_cyr}" if found else "Надлежном јавном архиву"


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _moment(at: Any) -> str:
    return format_datetime(timezone.localtime(at)) if at else ""
