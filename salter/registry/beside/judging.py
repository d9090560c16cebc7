"""What each row of an export would do; pure. A row that is wrong is told with its reason, and holds back no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.registry import numbers
from salter.registry.comparing import differences, same_words
from salter.registry.numbers import NumberKind
from salter.ui.forms import parse_date
from salter.ui.script import fold

LONGEST = {"number": 60, "subject": 500, "sender": 200, "unit": 200, "handler": 200, "status": 80, "class": 20}
COMPARED = ("subject", "sender", "received")
"""What both registers say of a case, and is held against each other."""
SAME = {"sender": same_words}
CLASS, TIME = re.compile(numbers.CLASS), re.compile(r"[\sT,]+\d{1,2}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?$")
OPENING = timedelta(days=31)
"""So long before its year a case may have been received: the post of December is entered in January."""
NEAR = timedelta(days=7)


class Fate(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    PERHAPS = "perhaps"
    WRONG = "wrong"


FATES: dict[Fate, str | Promise] = {
    Fate.NEW: _("new case"),
    Fate.CHANGED: _("is here, and is brought up to date"),
    Fate.SAME: _("is here, nothing has changed"),
    Fate.PERHAPS: _("perhaps entered here by hand: you decide"),
    Fate.WRONG: _("wrong: left out until it is mended"),
}
FAULTS: dict[str, str | Promise] = {
    "number": _("“%(text)s” is no number of a case"),
    "doubled": _("number %(number)s stands in row %(row)s already"),
    "subject": _("what the case is about is missing"),
    "date": _("“%(text)s” is no day; write for example 23. 11. 2026."),
    "no-date": _("the day of receipt is missing"),
    "later": _("the day %(text)s lies after the day of the file"),
    "other-year": _("the day %(text)s is not of the year of number %(number)s"),
    "year-of-file": _("number %(number)s is of %(year)s and is not here: send the file of that year under a day of it"),
    "body": _("the row is of another body (%(text)s)"),
    "class": _("“%(text)s” is no class mark of three digits"),
    "cancelled": _("case %(number)s is cancelled here: look at it before its row is brought in"),
}
Fault = tuple[str, dict[str, str | int]]


@dataclass(frozen=True, slots=True)
class Here:
    """A case that is here, and what the state's system said of it the last time."""

    number: str
    status: str = ""
    handler: str = ""
    """The handler whom the state's system named the last time."""
    cancelled: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that was entered here by hand and has no number of the state's system yet."""

    number: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows are judged against. `body`: the code that its numbers bear, `bodies`: our names, folded."""

    columns: Mapping[str, int]
    day: date
    body: str = ""
    bodies: frozenset[str] = frozenset()


@dataclass(slots=True)
class Row:
    """A row as it is understood. `said` tells what changes: what, before, after."""

    line: int
    cells: Sequence[str]
    number: str = ""
    key: str = ""
    year: int = 0
    body: str = ""
    received: date | None = None
    facts: dict[str, str] = field(default_factory=dict)
    fate: Fate = Fate.NEW
    faults: list[Fault] = field(default_factory=list)
    said: list[tuple[str, str, str]] = field(default_factory=list)

    def fault(self, code: str, **words: str | int) -> None:
        """Something is wrong."""
        self.fate = Fate.WRONG
        self.faults.append((code, words))


def key_of(text: str) -> str:
    """What two spellings of a number of the state's system share; "" for what is none.

    The national number is one case by ordinal, year and body; its units change when the case moves.
    """
    found = numbers.parse(text)
    if found.kind is NumberKind.UNKNOWN:
        return found.text[:80] if any(letter.isdigit() for letter in found.text) else ""
    of_year = f"{found.ordinal}/{found.year}" if found.year else str(found.ordinal)
    return " ".join(part for part in (found.register, of_year, found.body) if part)[:80]


def read(ground: Ground, line: Sequence[str]) -> Row:
    """A line of the table (its row first), understood as far as it goes; what it would do is settled by `settle`."""
    row = Row(int(line[0]), line[1:])
    for name, place in ground.columns.items():
        text = row.cells[place] if 0 <= place < len(row.cells) else ""
        row.facts[name] = text[: LONGEST.get(name, 200)]
    _read_number(row, ground)
    if not row.facts.get("subject"):
        row.fault("subject")
    _read_day(row, ground)
    mark = row.facts.get("class", "")
    if mark and not CLASS.fullmatch(mark):
        row.fault("class", text=mark)
    return row


def _read_number(row: Row, ground: Ground) -> None:
    row.number = row.facts.pop("number", "")
    row.key = key_of(row.number)
    if not row.key:
        row.fault("number", text=row.number)
        return
    found = numbers.parse(row.number)
    row.year, row.body = found.year or 0, found.body
    named = fold(row.facts.get("body", ""))
    if named and ground.bodies and named not in ground.bodies and named != ground.body:
        row.fault("body", text=row.facts["body"])
    elif found.body and ground.body and found.body != ground.body:
        row.fault("body", text=found.body)


def _read_day(row: Row, ground: Ground) -> None:
    text = row.facts.get("received", "")
    if not text:
        row.fault("no-date")
        return
    try:
        day = parse_date(TIME.sub("", text))
    except ValueError:
        row.fault("date", text=text[:40])
        return
    row.received, row.facts["received"] = day, day.isoformat()
    if day > ground.day:
        row.fault("later", text=text[:40])
    elif row.year and not date(row.year, 1, 1) - OPENING <= day <= date(row.year, 12, 31):
        row.fault("other-year", text=text[:40], number=row.number)
    if row.key and not row.year:  # a bare ordinal is one of the year in which the paper came
        row.number, row.year = f"{row.number}/{day.year}"[:60], day.year
        row.key = key_of(row.number)


def body_of(rows: Iterable[Row]) -> str:
    """The code that most of the numbers bear, where none is known yet."""
    found = Counter(row.body for row in rows if row.body)
    return found.most_common(1)[0][0] if found else ""


def settle(row: Row, ground: Ground, here: Mapping[str, Here], waiting: Sequence[Waiting], seen: dict[str, int]) -> Row:
    """What a row would do, judged against what is here and what the table has named before."""
    if row.key and (first := seen.setdefault(row.key, row.line)) != row.line:
        row.fault("doubled", number=row.number, row=first)
    known = here.get(row.key) if row.key else None
    if known and known.cancelled:
        row.fault("cancelled", number=known.number)
    if not known and row.key and row.year != ground.day.year and not row.faults:
        row.fault("year-of-file", number=row.number, year=row.year)
    if row.faults:
        return row
    if known:
        row.said = changes(row, known)
        row.fate = Fate.CHANGED if row.said else Fate.SAME
    elif any(alike(row.facts, one.facts) for one in waiting):
        row.fate = Fate.PERHAPS
    return row


def changes(row: Row, known: Here) -> list[tuple[str, str, str]]:
    """What the state's system says anew: status and handler are taken over, the rest waits for the comparison."""
    if known.archived:
        return []
    before = {"status": known.status, "handler": known.handler}
    return [
        (name, before[name], after)
        for name in before
        if (after := row.facts.get(name, "")) and fold(after) != fold(before[name])
    ]


def alike(theirs: Mapping[str, str], ours: Mapping[str, str]) -> bool:
    """Whether a row and a case entered by hand may be one paper: two of party, matter and day are the same."""
    both = [name for name in COMPARED if theirs.get(name) and ours.get(name)]
    return len(both) - len(differences({name: theirs[name] for name in both}, ours, SAME)) >= 2


def said(fault: Sequence[object]) -> str:
    """A fault in the reader's language."""
    code, words = str(fault[0]), fault[1]
    return str(FAULTS[code]) % words
