"""Tables that people bring (XLSX, CSV): read within limits, and written for them to fill in or to mend."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.ui.script import fold

LARGEST_FILE = 5 * 2**20
LARGEST_UNPACKED = 60 * 2**20
MOST_PARTS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200, 5000, 40, 500

UNITS = {
    "mark": ("Ознака", "mark"),
    "name": ("Назив", "name", "naziv jedinice", "name of the unit"),
    "under": ("Надређена", "under", "nadredjena jedinica"),
}
STAFF = {
    "username": ("Корисничко име", "user name", "username"),
    "name": ("Име и презиме", "name and surname", "name"),
    "title": ("Радно место", "post"),
    "unit": ("Јединица", "unit", "oznaka jedinice"),
    "mark": ("Ознака обрађивача", "mark", "mark of the handler"),
    "email": ("Е-пошта", "e-mail", "email", "e-posta"),
    "roles": ("Улоге", "roles", "uloga"),
}
SHEETS = {"unit": ("Јединице", UNITS), "staff": ("Запослени", STAFF)}
REQUIRED = {"unit": ("mark", "name"), "staff": ("name", "unit")}
FAULT = "Грешка"
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, where it stands, what it says."""

    kind: str
    sheet: str
    number: int
    cells: dict[str, str]


def read(name: str, data: bytes) -> list[Row]:
    """The rows of an XLSX or CSV file. Raises ValidationError, which says what is wrong with the file."""
    rows = [row for sheet, lines in sheets(name, data) for row in _rows(sheet, lines)]
    if not rows:
        raise ValidationError(
            _("No table was found. The first row names the columns, as in the template; at least one row follows.")
        )
    return rows


def sheets(name: str, data: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    """The sheets of an XLSX or CSV file with their lines. Raises ValidationError, also while they are read."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 5 MB. Nothing was kept. Send a smaller one."))
    return _workbook(data) if data.startswith(b"PK") else _csv(name, data)


def _workbook(data: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    from openpyxl import load_workbook  # heavy, and seldom needed

    refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield sheet.title, sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it run into
        raise ValidationError(_("The table cannot be read. Save it again as XLSX or CSV and send that.")) from error


def refuse_bombs(data: bytes | BinaryIO, *, parts: int = MOST_PARTS, unpacked: int = LARGEST_UNPACKED) -> None:
    """Raise ValidationError for an archive that would grow beyond measure, or whose XML defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            found = archive.infolist()
            if len(found) > parts or sum(part.file_size for part in found) > unpacked:
                raise ValidationError(_("The table is too large when it is unpacked. Nothing was kept."))
            for part in found:
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4096).upper():
                        raise ValidationError(_("The table holds what no table needs. Nothing was kept."))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise ValidationError(_("The table cannot be read. Save it again as XLSX or CSV and send that.")) from error


def _csv(name: str, data: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    for encoding in ("utf-8-sig", "cp1250", "cp1251"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValidationError(_("The table cannot be read. Save it again as XLSX or CSV and send that."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    yield name[:60], csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _rows(sheet: str, lines: Iterable[Sequence[object]]) -> Iterator[Row]:
    """Rows under a heading that we know; a sheet without one is none of ours."""
    kind, columns = "", dict[int, str]()
    try:
        for number, line in enumerate(lines, start=1):
            cells = [_text(cell, sheet, number) for cell in line[:MOST_COLUMNS]]
            if not kind:
                kind, columns = _heading(cells)
                if not kind and number > 5:
                    return
                continue
            found = {columns[place]: cell for place, cell in enumerate(cells) if place in columns}
            if number > MOST_ROWS + 1:
                raise ValidationError(_("A table has at most %(most)s rows. Split it.") % {"most": MOST_ROWS})
            if any(found.values()):
                yield Row(kind, sheet, number, found)
    except (csv.Error, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ValidationError(_("The table cannot be read. Save it again as XLSX or CSV and send that.")) from error


def _text(cell: object, sheet: str, number: int) -> str:
    text = "" if cell is None else str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    if len(text) > LONGEST_CELL:
        raise ValidationError(
            _("A cell of %(sheet)s, row %(number)s, is longer than %(most)s signs.")
            % {"sheet": sheet, "number": number, "most": LONGEST_CELL}
        )
    return " ".join(text.replace("\0", "").split())


def _heading(cells: Sequence[str]) -> tuple[str, dict[int, str]]:
    """What sort of table it is, and which column says what."""
    for kind, (_title, fields) in (("staff", SHEETS["staff"]), ("unit", SHEETS["unit"])):
        names = {fold(name): field for field, names in fields.items() for name in names}
        columns = {place: names[fold(cell)] for place, cell in enumerate(cells) if fold(cell) in names}
        if set(REQUIRED[kind]) <= set(columns.values()):
            return kind, columns
    return "", {}


def write(rows: Iterable[tuple[Row, str]], legend: Sequence[tuple[str, str]] = ()) -> bytes:
    """An XLSX with both tables; beside each row what is wrong with it. Without rows it is the template."""
    given = list(rows)
    sheets: list[tuple[str, list[list[str]]]] = []
    for kind, (title, fields) in SHEETS.items():
        mine = [(row, fault) for row, fault in given if row.kind == kind]
        heads = [names[0] for names in fields.values()] + ([FAULT] if mine else [])
        sheets.append(
            (title, [heads, *([*(row.cells.get(field, "") for field in fields), fault] for row, fault in mine)])
        )
    if legend:
        sheets.append(("Улоге", [list(line) for line in legend]))
    return workbook(sheets)


def workbook(sheets: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """An XLSX of these sheets; the first line of each is its heading. Every cell is text: `010` keeps its nought."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([plain(cell) for cell in line])
        for place, head in enumerate(lines[0], start=1):
            sheet.cell(1, place).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(place)].width = min(60, max(16, len(head) + 4))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def plain(text: str) -> str:
    """Never a formula: a spreadsheet would run it. `unplain` takes the mark away again."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unplain(text: str) -> str:
    """What `plain` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text
