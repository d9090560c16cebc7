"""Tables that people send: never more is read than they may hold, nothing of them is lost without a word."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from salter.organisations.importing.tables import FAULT
from salter.registry.bringing import reading
from salter.registry.bringing.columns import OLD_BOOK
from salter.registry.bringing.work import Errors

HEADS = ["Основни број", "Датум пријема", "Пошиљалац"]
ROW = ["5", "1. 2. 2020.", "Мила"]


def sheets(*filled: Sequence[Sequence[str]], hidden: bool = False) -> BytesIO:
    """A workbook with these sheets; with `hidden` the first is."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in filled:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    if hidden:
        book.worksheets[0].sheet_state = "hidden"
    written = BytesIO()
    book.save(written)
    written.seek(0)
    return written


def read_all(source: BytesIO, bounds: reading.Bounds = reading.BOOK) -> tuple[reading.Table, list[list[str]]]:
    """What `to_lines` makes of a table."""
    with reading.spooled() as target:
        table = reading.to_lines(source, target, OLD_BOOK, bounds)
        return table, reading.lines(target, 0, 100)[0]


@pytest.mark.timeout(60)
def test_a_row_that_says_a_number_without_end_is_not_waited_for() -> None:
    written = sheets([HEADS, ROW])
    changed = BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = (
                    data.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="A2"', b"").replace(b'r="B2"', b"")
                )
            after.writestr(name, data)
    changed.seek(0)
    with pytest.raises(ValidationError):
        read_all(changed)


def test_reading_ends_with_the_first_row_too_many() -> None:
    table, rows = read_all(
        sheets([HEADS, *([str(number), "1. 2. 2020.", "Мила"] for number in range(50))]), reading.short(7)
    )
    assert (table.rows, len(rows)) == (8, 8)


def test_a_table_that_grows_when_it_is_opened_is_refused() -> None:
    many = sheets([HEADS, *([str(number), "1. 2. 2020.", "М" * 1000] for number in range(50))])
    with pytest.raises(ValidationError, match="превелика"):
        read_all(many, reading.Bounds(rows=100, letters=20_000))
    with pytest.raises(ValidationError, match="превелика"):
        read_all(many, reading.Bounds(unpacked=1000))


def test_rows_on_several_sheets_are_not_left_out_silently() -> None:
    one = [HEADS, ROW]
    with pytest.raises(ValidationError, match="Више листова"):
        read_all(sheets(one, one))
    assert read_all(sheets([], one))[0].rows == 1
    assert read_all(sheets([HEADS, ["9", "", ""]], one, hidden=True))[1] == [["2", "5", "1. 2. 2020.", "Мила"]]


def test_a_mended_file_comes_back_as_it_was() -> None:
    cells, heads = ["5", "+381 11", "=1+1 \uffff"], HEADS
    for _round in range(2):
        errors, written = Errors(heads), BytesIO()
        errors.add_cells(cells, "нема дана")
        errors.save(written)
        written.seek(0)
        table, [[_number, *cells]] = read_all(written)
        heads = table.heads
        assert heads == [*HEADS, FAULT]
        assert cells == ["5", "+381 11", "=1+1 �", "нема дана"]
