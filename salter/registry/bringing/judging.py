"""What each row of an old book would do; pure. A row that is wrong is told with its reason, and holds back no other."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.registry import numbers
from salter.registry.numbers import NumberKind, ParsedNumber
from salter.ui.forms import parse_date
from salter.ui.script import fold


class Fate(StrEnum):
    """What a row would do."""

    NEW = "new"
    SUB = "sub"
    THERE = "there"
    AWAY = "away"
    WRONG = "wrong"


FATES: dict[Fate, str | Promise] = {
    Fate.NEW: _("new case"),
    Fate.SUB: _("supplement to its case"),
    Fate.THERE: _("is here already"),
    Fate.AWAY: _("put away or ceded: stays in the old book"),
    Fate.WRONG: _("wrong: left out until it is mended"),
}
FAULTS: dict[str, str | Promise] = {
    "number": _("“%(text)s” is no number of a case; write for example 123/2026 or 350-123/2026"),
    "year": _("the number has no year: write it, or say for which year the book is"),
    "sub": _("“%(text)s” is no sub-number"),
    "doubled": _("number %(number)s stands in row %(row)s already"),
    "taken": _("under number %(number)s stands another case: “%(subject)s”"),
    "ours": _("our book of %(year)s begins with %(first)s: %(number)s cannot come from the old one"),
    "subject": _("what the case is about is missing"),
    "long": _("“%(text)s…” is longer than %(most)s signs"),
    "date": _("“%(text)s” is no day; write for example 23. 11. 2026."),
    "no-date": _("the day of receipt is missing"),
    "future": _("the day %(text)s lies in the future"),
    "other-year": _("the day %(text)s is not of the year of number %(number)s"),
    "class": _("“%(text)s” is no class mark of three digits"),
    "no-class": _("there is no class mark: write it into the number, or say which one holds for the book"),
    "unit": _("there is no unit “%(text)s”"),
    "procedure": _("there is no procedure “%(text)s” in the catalogue"),
    "no-case": _("case %(number)s, to which it belongs, is not brought in: its row is missing, wrong or comes later"),
}
Fault = tuple[str, dict[str, str | int]]
PLAIN = re.compile(r"(?:(\d{3}(?:-\d{2})?)-)?(\d{1,6})/(\d{4})(?:-([IVX]{1,4}(?:-\d{2})?|\d{2}))?")
CLASS = re.compile(numbers.CLASS)
AWAY = re.compile(r"a\s*/?\s*a\b|ad acta|ustup|izvorn")
REFERENCE = re.compile(r"^(.*?)[,;\s]+(?:od|од)\s+(.+)$", re.IGNORECASE)
SHORT_YEAR = re.compile(r"(\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*)(\d\d)\.?")
LARGEST_ORDINAL, LARGEST_SUB = 999_999, 9_999


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows are judged against.

    `units`: marks and names, folded; `procedures`: their classes by code; `dated`: classes that give a deadline;
    `first_of_ours`: by year, of our own book.
    """

    columns: Mapping[str, int]
    today: date
    year: int = 0
    class_code: str = ""
    unit: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    procedures: Mapping[str, str] = field(default_factory=dict)
    dated: frozenset[str] = frozenset()
    first_of_ours: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row as it is understood; `faults` say what is wrong with it."""

    line: int
    cells: Sequence[str]
    fate: Fate = Fate.NEW
    faults: list[Fault] = field(default_factory=list)
    number: str = ""
    keys: tuple[str, ...] = ()
    ordinal: int = 0
    year: int = 0
    sub: int = 0
    class_code: str = ""
    procedure: str = ""
    dated: bool = False
    unit: str = ""
    subject: str = ""
    received: date = date.min
    sender: str = ""
    reference: str = ""
    sender_date: date | None = None
    disposition: str = ""

    def fault(self, code: str, **words: str | int) -> None:
        """Something is wrong."""
        self.fate = Fate.WRONG
        self.faults.append((code, words))

    @property
    def place(self) -> tuple[int, int]:
        """Year and ordinal: the case that it is or belongs to."""
        return self.year, self.ordinal


class Seen:
    """Which numbers a table has named so far, in a few bytes each, so that a million rows stay small."""

    def __init__(self) -> None:
        self._rows: dict[int, array[int]] = {}
        self._fates: dict[int, bytearray] = {}
        self._subs: dict[tuple[int, int], int] = {}

    def first(self, row: Row) -> int:
        """The row in which this number stood first; 0 for a new one, which is then known."""
        if row.sub:
            bits, bit = self._subs.get(row.place, 0), 1 << row.sub
            self._subs[row.place] = bits | bit
            return -1 if bits & bit else 0
        rows = self._rows.setdefault(row.year, array("I"))
        if row.ordinal >= len(rows):
            rows.extend([0] * (row.ordinal + 1024 - len(rows)))
        if rows[row.ordinal]:
            return rows[row.ordinal]
        rows[row.ordinal] = row.line
        return 0

    def note(self, row: Row) -> None:
        """What became of a case."""
        fates = self._fates.setdefault(row.year, bytearray())
        if row.ordinal >= len(fates):
            fates.extend(bytes(row.ordinal + 1024 - len(fates)))
        fates[row.ordinal] = ORDER.index(row.fate) + 1

    def fate_of(self, year: int, ordinal: int) -> Fate | None:
        """What became of the case of a number, if the table has named it."""
        fates = self._fates.get(year, b"")
        return ORDER[fates[ordinal] - 1] if ordinal < len(fates) and fates[ordinal] else None


ORDER = list(Fate)
FOLDED = 50_000


@lru_cache(FOLDED)
def _folded_word(word: str) -> str:
    return fold(word)


def folded(text: str) -> str:
    """`fold`, word by word: the words of a book are few."""
    return " ".join(_folded_word(word) for word in text.split())


def read(ground: Ground, cells: Sequence[str]) -> Row:
    """A line of the table, understood as far as it goes; what it would do is settled by `settle`."""
    line, row_cells = int(cells[0]), cells[1:]
    row = Row(line, row_cells)

    def cell(name: str) -> str:
        place = ground.columns.get(name, -1)
        return row_cells[place] if 0 <= place < len(row_cells) else ""

    disposition, disposed = cell("disposition"), cell("disposed")
    row.disposition = " – ".join(filter(None, (disposition, disposed)))[:100]
    if disposition and AWAY.match(folded(disposition)):
        row.fate = Fate.AWAY
    row.subject = cell("subject")[:500]
    _read_procedure(row, ground, cell("procedure"))
    _read_number(row, ground, cell("number"), cell("class"))
    _read_sub(row, cell("sub"))
    if row.fate is Fate.AWAY:
        return row
    if not row.subject and not row.sub:
        row.fault("subject")
    row.sender = cell("sender")[:200]
    _read_day(row, ground, cell("received"))
    _read_reference(row, cell("reference"))
    _read_unit(row, ground, cell("unit"))
    return row


def _read_procedure(row: Row, ground: Ground, text: str) -> None:
    """By its code, with or without the name behind it."""
    code = text.split()[0].rstrip(".,:;·").upper() if text else ""
    if code and code not in ground.procedures:
        row.fault("procedure", text=text[:60])
    else:
        row.procedure = code


def _read_number(row: Row, ground: Ground, text: str, class_text: str) -> None:
    """The number keeps its spelling; class mark and unit are taken from it where the row has none."""
    found = _parsed(text)
    if found is None or not 0 < (found.ordinal or 0) <= LARGEST_ORDINAL:
        row.fault("number", text=text[:60])
        return
    row.ordinal, row.year = found.ordinal or 0, found.year or ground.year
    if not row.year:
        row.fault("year")
        return
    row.unit = found.unit
    row.class_code = class_text or found.classification or ground.procedures.get(row.procedure, "") or ground.class_code
    row.dated = bool(row.procedure) or row.class_code in ground.dated
    row.number = (text if found.year else f"{text}/{row.year}")[:60]
    row.keys = numbers.keys(found if found.year else numbers.local(found.classification, row.ordinal, row.year))
    if not row.class_code:
        row.fault("no-class")
    elif not CLASS.fullmatch(row.class_code):
        row.fault("class", text=row.class_code[:20])
    first = ground.first_of_ours.get(row.year)
    if first is not None and row.ordinal >= first:
        row.fault("ours", year=row.year, first=first, number=row.number)


def _parsed(text: str) -> ParsedNumber | None:
    if plain := PLAIN.fullmatch(text):
        ordinal, year = int(plain[2]), int(plain[3])
        if ordinal and numbers.FIRST_YEAR <= year <= numbers.LAST_YEAR:
            return ParsedNumber(NumberKind.LOCAL, ordinal, year, plain[1] or "", plain[4] or "")
    found = numbers.parse(text)
    return found if found.kind is NumberKind.LOCAL else None


def _read_sub(row: Row, text: str) -> None:
    if not text or text in ("0", "-", "–"):
        return
    if not text.isdecimal() or not 0 < int(text) <= LARGEST_SUB:
        row.fault("sub", text=text[:20])
        return
    row.sub = int(text)


def _read_day(row: Row, ground: Ground, text: str) -> None:
    if not text:
        row.fault("no-date")
        return
    day = as_day(text)
    if day is None:
        row.fault("date", text=text[:40])
        return
    row.received = day
    if day > ground.today:
        row.fault("future", text=text[:40])
    elif row.year and not row.sub and not date(row.year - 1, 12, 1) <= day <= date(row.year, 12, 31):
        row.fault("other-year", text=text[:40], number=row.number)


@lru_cache(FOLDED)
def as_day(text: str) -> date | None:
    """A day as people and programs write it; None for what is none."""
    try:
        return parse_date(text.partition(" 00:00")[0])
    except ValueError:
        short = SHORT_YEAR.fullmatch(text.strip())
    try:
        return parse_date(f"{short[1]}20{short[2]}") if short else None
    except ValueError:
        return None


def _read_reference(row: Row, text: str) -> None:
    """`03-12/2026 од 5. 1. 2026.`: the sender's number and date; what cannot be split stays whole."""
    found = REFERENCE.match(text) if text else None
    day = as_day(found[2].strip()) if found else None
    row.reference, row.sender_date = (found[1][:100], day) if found and day else (text[:100], None)


def _read_unit(row: Row, ground: Ground, text: str) -> None:
    """By mark or name; a unit that only stands in the number need not be known any more."""
    if text:
        known = ground.units.get(folded(text))
        if known is None:
            row.fault("unit", text=text[:60])
        row.unit = known or ""
        return
    row.unit = ground.units.get(folded(row.unit), "") if row.unit else ""
    row.unit = row.unit or ground.unit


@dataclass(frozen=True, slots=True)
class Here:
    """A case of the old book that is here already, and the sub-numbers that it has."""

    subject: str
    subs: frozenset[int] = frozenset()


def settle(row: Row, here: Mapping[tuple[int, int], Here], seen: Seen) -> Row:
    """What a row would do, judged against what is here and what the table has named before."""
    if not row.ordinal or not row.year:
        return row
    known = here.get(row.place)
    if first := seen.first(row):
        row.fault("doubled", number=_shown(row), row=first) if first > 0 else row.fault(
            "taken", number=_shown(row), subject=row.subject[:60]
        )
        return row
    if row.sub:
        _settle_sub(row, known, seen)
        return row
    if row.fate is Fate.NEW and known:
        if folded(known.subject) == folded(row.subject):
            row.fate = Fate.THERE
        else:
            row.fault("taken", number=row.number, subject=known.subject[:60])
    seen.note(row)
    return row


def _settle_sub(row: Row, known: Here | None, seen: Seen) -> None:
    of_case = seen.fate_of(*row.place)
    if of_case is Fate.AWAY:
        row.fate = Fate.AWAY
    if row.fate in (Fate.AWAY, Fate.WRONG):
        return
    if known and row.sub in known.subs:
        row.fate = Fate.THERE
    elif known or of_case in (Fate.NEW, Fate.THERE):
        row.fate = Fate.SUB
    else:
        row.fault("no-case", number=f"{row.ordinal}/{row.year}")


def _shown(row: Row) -> str:
    return f"{row.number}, {row.sub}" if row.sub else row.number


def said(fault: Sequence[object]) -> str:
    """A fault in the reader's language."""
    code, words = str(fault[0]), fault[1]
    return str(FAULTS[code]) % words
