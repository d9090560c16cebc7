"""Plan and catalogue in XLSX, CSV (a table a file, several in a ZIP) and YAML: read within limits, and written."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from salter.organisations.importing import tables
from salter.registry.carrying.columns import KINDS, Kind, What
from salter.registry.carrying.difference import Change, File, Line
from salter.registry.carrying.state import Cells, State
from salter.ui.script import fold

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "yaml": "application/yaml",
}
SUFFIXES = {"xlsx": "xlsx", "csv": "zip", "yaml": "yaml"}
FORMAT, VERSION = "salter-catalogue", 1
LONGEST_CELL = 10_000
HEADING_WITHIN = 5


def read(name: str, data: bytes) -> File:
    """The rows of a file. Raises ValidationError, which says what is wrong with the file as a whole."""
    if len(data) > tables.LARGEST_FILE:
        raise ValidationError(_("The file is larger than 5 MB. Nothing was kept. Send a smaller one."))
    file = _yaml(data) if name.lower().endswith((".yaml", ".yml")) else _tables(list(_sheets(name, data)))
    if not file.kinds:
        raise ValidationError(
            _("No table was found. The first row names the columns, as in the file that this office gives out.")
        )
    return file


def _sheets(name: str, data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        for title, lines in _opened(name, data):
            yield title, [[_cell(cell) for cell in line[: tables.MOST_COLUMNS]] for line in _bounded(title, lines)]
    except (csv.Error, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ValidationError(_("The table cannot be read. Save it again as XLSX or CSV and send that.")) from error


def _opened(name: str, data: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    if not data.startswith(b"PK"):
        yield from tables.sheets(name, data)
        return
    tables.refuse_bombs(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = [one for one in archive.namelist() if one.lower().endswith(".csv")]
        if "[Content_Types].xml" in archive.namelist() or not inside:
            yield from tables.sheets(name, data)
            return
        for one in inside:
            yield from tables.sheets(one, archive.read(one))


def _bounded(title: str, lines: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for number, line in enumerate(lines):
        if number > tables.MOST_ROWS:
            raise ValidationError(_("A table has at most %(most)s rows. Split it.") % {"most": tables.MOST_ROWS})
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in line):
            raise ValidationError(
                _("A cell of %(sheet)s, row %(number)s, is longer than %(most)s signs.")
                % {"sheet": title, "number": number + 1, "most": LONGEST_CELL}
            )
        yield line


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    whole = isinstance(cell, float) and cell.is_integer()
    return tables.unplain(str(int(cell) if whole and isinstance(cell, float) else cell).replace("\0", "").strip())


def _tables(sheets: list[tuple[str, list[list[str]]]]) -> File:
    lines: list[Line] = []
    kinds: list[str] = []
    unknown: list[str] = []
    for title, rows in sheets:
        found = _headed(rows)
        if found is None:
            continue
        start, kind, columns, strange = found
        kinds.append(kind.code)
        unknown += strange
        for number, row in enumerate(rows[start + 1 :], start=start + 2):
            given = {field: row[place] if place < len(row) else "" for place, field in columns.items()}
            if any(cell.strip() for cell in given.values()):
                lines.append(Line(kind.code, title, number, given))
    return File(tuple(lines), tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(unknown)))


def _headed(rows: list[list[str]]) -> tuple[int, Kind, dict[int, str], list[str]] | None:
    """Where the heading stands, of which table, which column says what, and headings that nobody knows."""
    for start, row in enumerate(rows[:HEADING_WITHIN]):
        for kind in KINDS.values():
            names = {
                fold(name): column.field
                for column in kind.columns
                for name in (column.heading, column.field, column.field.replace("_", " "))
            }
            columns = {place: names[fold(cell)] for place, cell in enumerate(row) if fold(cell) in names}
            strange = [cell for cell in row if cell and fold(cell) not in names and fold(cell) != fold(tables.FAULT)]
            if {column.field for column in kind.columns if column.required} <= set(columns.values()):
                return start, kind, columns, strange
    return None


class _Plain(yaml.BaseLoader):
    """Every scalar is text, so that `010` stays; no aliases, by which a small file could grow beyond measure."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As always, but no alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def _yaml(data: bytes) -> File:
    try:
        said = yaml.load(data.decode("utf-8-sig"), Loader=_Plain)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValidationError(_("The file cannot be read as YAML. Take the one that this office gives out.")) from error
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("version") != str(VERSION):
        raise ValidationError(
            _("The file is no catalogue of ours: it begins with “format: %(format)s” and “version: %(version)s”.")
            % {"format": FORMAT, "version": VERSION}
        )
    kinds = [code for code in KINDS if code in said]
    lines = [line for code in kinds for line in _entries(KINDS[code], said[code])]
    return File(tuple(lines), tuple(kinds), tuple(sorted(set(said) - {*KINDS, "format", "version", "organisation"})))


def _entries(kind: Kind, entries: Any) -> Iterator[Line]:
    if entries in ("", None):
        return
    if not isinstance(entries, list) or len(entries) > tables.MOST_ROWS:
        raise ValidationError(
            _("“%(table)s” is a list of at most %(most)s entries.") % {"table": kind.code, "most": tables.MOST_ROWS}
        )
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise ValidationError(
                _("Entry %(number)s of “%(table)s” is no list of columns with values.")
                % {"number": number, "table": kind.code}
            )
        given = {name: _flat(entry[name])[: LONGEST_CELL + 1] for name in kind.fields if name in entry}
        yield Line(kind.code, kind.code, number, given)


def _flat(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def write(state: State, form: str, organisation: str = "") -> bytes:
    """The whole plan and catalogue of an office in one of FORMATS."""
    if form == "yaml":
        return _as_yaml(state, organisation)
    sheets = [(kind.sheet, _sheet(kind, state.tables[kind.code].values())) for kind in KINDS.values()]
    return tables.workbook(sheets) if form == "xlsx" else _as_csv(sheets)


def _sheet(kind: Kind, rows: Iterable[Mapping[str, str]]) -> list[list[str]]:
    heads = [column.heading for column in kind.columns]
    return [heads, *([column.write(row[column.field]) for column in kind.columns] for row in rows)]


def _as_csv(sheets: Iterable[tuple[str, list[list[str]]]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, lines in sheets:
            text = io.StringIO(newline="")
            csv.writer(text, delimiter=";").writerows([tables.plain(cell) for cell in line] for line in lines)
            archive.writestr(f"{title}.csv", text.getvalue().encode("utf-8-sig"))
    return written.getvalue()


def _as_yaml(state: State, organisation: str) -> bytes:
    said: dict[str, Any] = {"format": FORMAT, "version": VERSION, "organisation": organisation}
    for kind in KINDS.values():
        said[kind.code] = [_entry(kind, row) for row in state.tables[kind.code].values()]
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120).encode()


def _entry(kind: Kind, row: Cells) -> dict[str, Any]:
    """A row with what it says; lists as lists."""
    return {
        column.field: row[column.field].splitlines() if column.what is What.LINES else row[column.field]
        for column in kind.columns
        if row[column.field] or not column.required
    }


def write_faults(changes: Iterable[Change]) -> bytes:
    """The rows that are wrong as a workbook to mend: what was written, and beside it what is wrong."""
    given = [change for change in changes if change.line]
    sheets = []
    for kind in KINDS.values():
        mine = [change for change in given if change.kind is kind]
        if mine:
            heads = [*(column.heading for column in kind.columns), tables.FAULT]
            sheets.append(
                (kind.sheet, [heads, *([*_written(change), "; ".join(map(str, change.faults))] for change in mine)])
            )
    return tables.workbook(sheets)


def _written(change: Change) -> list[str]:
    line = change.line
    return [line.cells.get(field, "") if line else "" for field in change.kind.fields]
