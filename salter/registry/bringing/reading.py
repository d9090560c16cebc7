"""A table of any length as lines: XLSX or CSV in, one CSV line a row out; never more than a row in memory."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations.importing.tables import refuse_bombs, unplain
from salter.registry.bringing.columns import Known, is_heading, is_numbered

LARGEST = 400 << 20
"""A million rows of a wide book are some 200 MB."""
LARGEST_UNPACKED, MOST_PARTS = 4 << 30, 500
MOST_COLUMNS, LONGEST_CELL, SAMPLE, HEAD_WITHIN = 40, 1000, 5, 10
ENCODINGS = ("utf-8-sig", "cp1250", "cp1251")
UNREADABLE = _("The table cannot be read. Save it again as XLSX or CSV and send that. Nothing was changed.")
EMPTY = _("No table was found. The first row names the columns; at least one row follows.")
TOO_LARGE = _("The table is too large when it is unpacked. Nothing was kept.")
SEVERAL = _("Several sheets of the workbook hold rows. Leave one sheet in each file and send them one after the other.")
MOST_LISTED = 50_000
"""Rows of a table for a list of acts."""
SHEET_ROWS = 1 << 20
"""No sheet has more rows (ECMA-376); a row that says another number would be led up to by empty ones, without end."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a table is read: rows (one more than that, so that it is seen), letters, bytes of the opened file."""

    rows: int = SHEET_ROWS
    letters: int = 2 << 30
    unpacked: int = LARGEST_UNPACKED


BOOK = Bounds()
"""Of a whole old book, which is read in the background."""


def short(rows: int) -> Bounds:
    """Of a table of a few thousand rows."""
    return Bounds(rows, letters=50 << 20, unpacked=100 << 20)


@dataclass(slots=True)
class Table:
    """What was read: the headings, the first rows, and how many rows there are."""

    heads: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    rows: int = 0


def to_lines(source: BinaryIO, target: BinaryIO, known: Mapping[str, Known], bounds: Bounds = BOOK) -> Table:
    """Write the rows under the headings as CSV lines, each begins with its row in the table.

    `known` are the columns that such a table may have: a title above its headings is told by them. Reading ends with
    the first row beyond `bounds`.

    Raises ValidationError, which says what is wrong with the file.
    """
    table, text = Table(), io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    try:
        letters = 0
        for number, cells in islice(_under_heads(_rows(source, bounds), table, known), bounds.rows + 1):
            letters += sum(map(len, cells))
            if letters > bounds.letters:
                raise ValidationError(TOO_LARGE)
            writer.writerow([number, *cells])
    except (csv.Error, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise ValidationError(UNREADABLE) from error
    finally:
        text.detach()
    if not table.rows:
        raise ValidationError(EMPTY)
    return table


def lines(stream: BinaryIO, place: int, count: int) -> tuple[list[list[str]], int]:
    """The next `count` rows of what `to_lines` wrote, from a place in it, and the place after them."""
    stream.seek(place)
    found = list(islice(stream, count))
    rows = list(csv.reader(line.decode() for line in found))
    return rows, place + sum(map(len, found))


def _under_heads(
    rows: Iterable[tuple[int, list[str]]], table: Table, known: Mapping[str, Known]
) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, after the headings: the first line that is one, else the first that holds anything."""
    rows = iter(rows)
    first = [row for row in islice(rows, HEAD_WITHIN) if any(row[1])]
    at = next((place for place, (_number, cells) in enumerate(first) if is_heading(cells, known)), 0)
    if not first:
        return
    table.heads = first[at][1]
    for number, cells in chain(first[at + 1 :], rows):
        if not any(cells) or (not table.rows and is_numbered(cells)):
            continue
        table.rows += 1
        if len(table.sample) < SAMPLE:
            table.sample.append(cells)
        yield number, cells


def _rows(source: BinaryIO, bounds: Bounds) -> Iterator[tuple[int, list[str]]]:
    start = source.read(4)
    source.seek(0)
    found: Iterable[Sequence[object]] = _workbook(source, bounds) if start.startswith(b"PK") else _csv(source)
    for number, row in enumerate(found, start=1):
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _workbook(source: BinaryIO, bounds: Bounds) -> Iterator[Sequence[object]]:
    """The rows of the one visible sheet that holds any."""
    from openpyxl import load_workbook

    refuse_bombs(source, parts=MOST_PARTS, unpacked=bounds.unpacked)
    try:
        book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            sheet.reset_dimensions()
        filled = [sheet for sheet in sheets if _holds_rows(sheet)]
        if len(filled) > 1:
            raise ValidationError(SEVERAL)
        for sheet in filled:
            yield from sheet.iter_rows(max_row=SHEET_ROWS, max_col=MOST_COLUMNS, values_only=True)
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it run into
        raise ValidationError(UNREADABLE) from error


def _holds_rows(sheet: Any) -> bool:
    """Whether a cell of the first rows holds something."""
    rows = sheet.iter_rows(max_row=HEAD_WITHIN, max_col=MOST_COLUMNS, values_only=True)
    return any(cell is not None for row in rows for cell in row)


def _csv(source: BinaryIO) -> Iterator[Sequence[object]]:
    encoding = _encoding(source)
    source.seek(0)
    text = io.TextIOWrapper(source, encoding, newline="")
    head = "".join(islice(text, 3))
    delimiter = max(";,\t", key=head.count)
    text.seek(0)
    yield from csv.reader(text, delimiter=delimiter)
    text.detach()


def _encoding(source: BinaryIO) -> str:
    """The first encoding in which all of the file can be read."""
    for encoding in ENCODINGS:
        source.seek(0)
        decoder = io.TextIOWrapper(source, encoding, newline="")
        try:
            while decoder.read(1 << 20):
                pass
        except UnicodeDecodeError:
            continue
        finally:
            decoder.detach()
        return encoding
    raise ValidationError(UNREADABLE)


def _text(cell: object) -> str:
    """A cell as one line of text; a day as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unplain(" ".join(cell[:LONGEST_CELL].replace("\0", "").split()))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def spooled() -> BinaryIO:
    """A file that grows onto the disk, gone when it is closed."""
    return tempfile.SpooledTemporaryFile(max_size=8 << 20, prefix="salter-book-")  # type: ignore[return-value]
