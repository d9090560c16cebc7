"""A book as a workbook: written line by line to the disk, so that its length does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from salter.registry.books.columns import Column
from salter.registry.books.lines import Cell, Line
from salter.ui.script import to_latin

DATE = "dd. mm. yyyy."
NOTE = Column("Напомена", 40)
LONGEST = 32_767
"""So many characters a cell of a workbook holds."""
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def write_workbook(
    target: Path, columns: Sequence[Column], lines: Iterable[Line], about: Iterable[tuple[str, str]], *, language: str
) -> int:
    """Write the book and a second sheet about it; `about` is asked for when the lines are written. Gives how many.

    The notes of a line stand in a column of their own, so that a table of numbers stays one.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet, told = book.create_sheet(_said("Књига", language)), book.create_sheet(_said("О књизи", language))
    shown = [*columns, NOTE] if columns[-1].label != NOTE.label else [*columns]
    _furnish(sheet, shown)
    sheet.append(list(_cells(sheet, [_said(column.label, language) for column in shown], bold=True)))
    count = 0
    for line in lines:
        noted = [*line.cells, line.note or None] if len(shown) > len(line.cells) else [*line.cells]
        values = [_said(cell, language) if isinstance(cell, str) else cell for cell in noted]
        sheet.append(list(_cells(sheet, values, struck=line.struck)))
        count += 1
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 44, 90
    for label, value in about:
        told.append(list(_cells(told, [_said(label, language), _said(value, language)])))
    book.save(target)
    return count


def _said(text: str, language: str) -> str:
    return to_latin(text) if language == "sr-latn" else text


def _furnish(sheet: Any, columns: Sequence[Column]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"


def _cells(sheet: Any, values: Iterable[Cell], *, bold: bool = False, struck: bool = False) -> Iterator[Any]:
    """Cells of one row; a text is a text, also one that begins like a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    for value in values:
        text = isinstance(value, str)
        written: Any = UNWRITABLE.sub("�", value)[:LONGEST] if isinstance(value, str) else value
        cell = WriteOnlyCell(sheet, written)
        if text:
            cell.data_type = "s"
        elif value is not None and not isinstance(value, int):
            cell.number_format = DATE
        if bold or struck:
            cell.font = Font(bold=bold, strike=struck)
        yield cell
