"""What a file would change in an office: every row judged, field by field, before anything is written. Pure.

A column that a file does not have is left as it is. What the office has in use and the file does not name goes out of
use only when that was asked for, and of the plan only in the editions that the file names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from salter.registry.carrying import cells
from salter.registry.carrying.columns import CLASSES, KINDS, PROCEDURES, RETENTION, Column, Kind
from salter.registry.carrying.state import Cells, Key, State, Table

NEW, CHANGED, SAME, GONE, WRONG = "new", "changed", "same", "gone", "wrong"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file as it is written: its table, where it stands, its cells by column."""

    kind: str
    sheet: str
    number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class File:
    """The rows of a file, the tables that it has (also empty ones), and headings that nobody knows."""

    lines: tuple[Line, ...]
    kinds: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or (no column) with the whole row."""

    column: Column | None
    words: str

    def __str__(self) -> str:
        return f"{self.column.heading}: {self.words}" if self.column else self.words


@dataclass(slots=True)
class Change:
    """What happens to one thing, and what is wrong with its row. `before` and `after` hold only what differs."""

    kind: Kind
    key: Key
    fate: str
    cells: Cells
    before: Cells = field(default_factory=dict)
    after: Cells = field(default_factory=dict)
    line: Line | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: Column | None, words: str) -> None:
        """Something is wrong with a cell, or with the row."""
        self.fate = WRONG
        self.faults.append(Fault(column, words))

    def fields(self) -> list[tuple[Column, str, str]]:
        """What differs: column, before, after."""
        return [
            (column, self.before.get(column.field, ""), self.after.get(column.field, ""))
            for column in self.kind.columns
            if column.field in self.before or column.field in self.after
        ]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in the order of kinds and keys, and the mark under which exactly these are applied."""

    changes: tuple[Change, ...]
    mark: str

    @property
    def counts(self) -> dict[str, int]:
        """How many of each fate."""
        found = dict.fromkeys((NEW, CHANGED, SAME, GONE, WRONG), 0)
        for change in self.changes:
            found[change.fate] += 1
        return found

    @property
    def wrong(self) -> list[Change]:
        """Rows that cannot be applied; while there are any, nothing is."""
        return [change for change in self.changes if change.fate == WRONG]

    @property
    def doing(self) -> list[Change]:
        """What applying would do."""
        return [change for change in self.changes if change.fate in (NEW, CHANGED, GONE)]


def compare(state: State, file: File, *, remove: bool = False) -> Difference:
    """What the file would change. With `remove` what it does not name goes out of use."""
    changes: dict[str, list[Change]] = {
        kind.code: _judged(kind, state.tables[kind.code], [line for line in file.lines if line.kind == kind.code])
        for kind in KINDS.values()
    }
    if remove:
        for code in file.kinds:
            changes[code] += _gone(KINDS[code], state.tables[code], changes[code])
    _hold_together(state, changes)
    ordered = [change for code in KINDS for change in changes[code]]
    return Difference(tuple(ordered), mark_of(state, file, remove))


def mark_of(state: State, file: File, remove: bool) -> str:
    """Names exactly this file against exactly this office: anything that changes in either gives another mark."""
    tables = {code: sorted(table.items()) for code, table in state.tables.items()}
    said = [tables, sorted(state.units), [asdict(line) for line in file.lines], sorted(file.kinds), remove]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def _judged(kind: Kind, table: Table, lines: Iterable[Line]) -> list[Change]:
    changes: list[Change] = []
    seen: dict[Key, Change] = {}
    for line in lines:
        change = _judge(kind, table, line)
        changes.append(change)
        if "" in change.key:
            continue
        first = seen.setdefault(change.key, change)
        if first is not change:
            _doubled(first, change)
            _doubled(change, first)
    return changes


def _judge(kind: Kind, table: Table, line: Line) -> Change:
    change = Change(kind, (), SAME, {}, line=line)
    given = _read(change, line)
    change.key = tuple(given.get(column, "") for column in kind.key)
    known = table.get(change.key)
    for column in kind.columns:
        if _missing(change, column, given, known):
            change.fault(column, _("is missing"))
    change.cells = {**(known or _empty(kind)), **given}
    _check(change)
    if change.fate == WRONG:
        return change
    if known is None:
        change.fate, change.after = NEW, {name: cell for name, cell in change.cells.items() if cell}
    elif known != change.cells:
        differs = [name for name in kind.fields if known[name] != change.cells[name]]
        change.fate = CHANGED
        change.before, change.after = {n: known[n] for n in differs}, {n: change.cells[n] for n in differs}
    return change


def _missing(change: Change, column: Column, given: Cells, known: Cells | None) -> bool:
    """Whether a cell that must be there is not, and nothing was said of it yet."""
    told = any(fault.column is column for fault in change.faults)
    empty = not given.get(column.field) and (known is None or column.field in given)
    return column.required and empty and not told


def _read(change: Change, line: Line) -> Cells:
    given: Cells = {}
    for column in change.kind.columns:
        if column.field not in line.cells:
            continue
        written = line.cells[column.field]
        if column.required and not written.strip():
            given[column.field] = ""
            continue
        try:
            given[column.field] = column.read(written)
        except ValidationError as error:
            change.fault(column, " ".join(error.messages))
    return given


def _empty(kind: Kind) -> Cells:
    """The cells of a new thing of which a file says nothing."""
    return {column.field: "" if column.required else column.read("") for column in kind.columns}


def _doubled(change: Change, other: Change) -> None:
    assert other.line
    words = _("stands in row %(number)s of %(sheet)s, too: leave one of the two") % {
        "number": other.line.number,
        "sheet": other.line.sheet,
    }
    change.fault(change.kind.column(change.kind.key[-1]), f"{change.key[-1]} {words}")


def _check(change: Change) -> None:
    """What cells of one row say together."""
    row, kind = change.cells, change.kind
    if kind is CLASSES and row["valid_from"] and row["valid_until"] and row["valid_until"] < row["valid_from"]:
        change.fault(kind.column("valid_until"), _("lies before the day from which it is in force"))
    if kind is PROCEDURES and row["deadline_days"] and not (row["deadline_article"] or row["source"]):
        change.fault(kind.column("deadline_article"), _("a deadline of its own names where it is prescribed"))
    if row["verified"] == cells.YES and not row["source"]:
        change.fault(kind.column("source"), _("what is verified names where it was read"))


def _gone(kind: Kind, table: Table, changes: Iterable[Change]) -> list[Change]:
    named = {change.key for change in changes}
    editions = {change.cells["edition"] for change in changes} if kind is CLASSES else set()
    return [
        Change(kind, key, GONE, row, before={name: cell for name, cell in row.items() if cell})
        for key, row in table.items()
        if key not in named and (kind is not CLASSES or row["edition"] in editions)
    ]


def _hold_together(state: State, changes: Mapping[str, list[Change]]) -> None:
    """Rows that name a class or a unit which would not be there."""
    marks = {row["code"] for row in _after(CLASSES, state, changes)}
    for kind in (RETENTION, PROCEDURES):
        column = kind.column("class_code")
        for change in changes[kind.code]:
            code = change.cells.get("class_code", "")
            if change.fate in (NEW, CHANGED) and code and code not in marks:
                change.fault(column, _("the plan has no class %(code)s, here or in the file") % {"code": code})
    for change in changes[PROCEDURES.code]:
        unit = change.cells.get("unit", "")
        if change.fate in (NEW, CHANGED, WRONG) and unit and unit not in state.units:
            words = _("the office has no unit %(mark)s: add it first, or leave the cell empty") % {"mark": unit}
            change.fault(PROCEDURES.column("unit"), words)
    _held(state, changes, marks)


def _held(state: State, changes: Mapping[str, list[Change]], marks: set[str]) -> None:
    """Classes that cannot go, because something that stays is of them."""
    users: dict[str, str] = {}
    for row in _after(RETENTION, state, changes):
        users.setdefault(row["class_code"], row["category"])
    for row in _after(PROCEDURES, state, changes):
        users[row["class_code"]] = row["code"]
    for change in changes[CLASSES.code]:
        code = change.cells.get("code", "")
        if change.fate == GONE and code not in marks and code in users:
            words = _("class %(code)s cannot go: %(user)s has it") % {"code": code, "user": users[code]}
            change.fault(None, words)


def _after(kind: Kind, state: State, changes: Mapping[str, list[Change]]) -> list[Cells]:
    """The rows of a kind as they would be."""
    rows = dict(state.tables[kind.code])
    for change in changes[kind.code]:
        if change.fate == GONE:
            rows.pop(change.key, None)
        elif change.key and "" not in change.key:
            rows[change.key] = change.cells
    return list(rows.values())


def judge_one(state: State, kind: Kind, given: Cells) -> Change:
    """One thing as a form gives it, judged as a row of a file would be."""
    line = Line(kind.code, "", 1, given)
    changes: dict[str, list[Change]] = {code: [] for code in KINDS}
    change = _judge(kind, state.tables[kind.code], line)
    changes[kind.code] = [change]
    _hold_together(state, changes)
    return change
