"""The lines of the books from plain values; pure, so that what holds of every book can be tested.

A book leaves nothing open: each number from the first to the last has its line, also one that was cancelled, carried
over, or may not be seen by who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from salter.registry.books.columns import ADMINISTRATIVE, BASIC, LIST

Cell = str | int | date | None
RESTRICTED = "ограничен приступ"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a book: its cells in the order of the columns. `note` is what was written to it later."""

    cells: tuple[Cell, ...]
    struck: bool = False
    note: str = ""
    under: bool = False
    """Whether it stands under a number: a supplement or an act with its sub-number."""
    key: UUID | None = None
    """The case that stands there, or the line of a list; None under a number, and for what may not be seen."""


@dataclass(frozen=True, slots=True)
class Under:
    """What came or went under a number."""

    sub: int
    what: str
    on: date
    who: str = ""
    reference: str = ""
    disposed_on: date | None = None
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under one number of the basic register."""

    ordinal: int
    subject: str
    received: date
    sender: str = ""
    reference: str = ""
    unit: str = ""
    disposed_on: date | None = None
    disposition: str = ""
    cancelled: str = ""
    """When, by whom and why the entry was cancelled."""
    carried: str = ""
    """From or to which number of another book it was carried over."""
    under: Sequence[Under] = field(default_factory=tuple)
    key: UUID | None = None


def basic_lines(entries: Mapping[int, Entry], first: int, last: int) -> Iterator[Line]:
    """The lines of the basic register for the numbers `first` to `last`, each once, in order."""
    for ordinal in range(first, last + 1):
        entry = entries.get(ordinal)
        if entry is None:
            yield hidden(ordinal, len(BASIC))
            continue
        yield _entry_line(entry)
        yield from (_under_line(one) for one in sorted(entry.under, key=lambda one: one.sub))


def hidden(number: Cell, columns: int) -> Line:
    """The line of a number whose content the reader may not see."""
    return Line((number, RESTRICTED, *[None] * (columns - 2)))


def _entry_line(entry: Entry) -> Line:
    cells = (
        entry.ordinal,
        entry.subject,
        None,
        entry.received,
        entry.sender,
        entry.reference,
        entry.unit,
        entry.disposed_on,
        entry.disposition,
    )
    return Line(cells, bool(entry.cancelled), "; ".join(filter(None, (entry.carried, entry.cancelled))), key=entry.key)


def _under_line(one: Under) -> Line:
    cells = (None, one.what, one.sub, one.on, one.who, one.reference, None, one.disposed_on, one.disposition)
    return Line(cells, under=True)


@dataclass(frozen=True, slots=True)
class Administrative:
    """What the register of administrative cases says of one case."""

    number: str
    parties: str
    subject: str
    initiated: date
    ex_officio: bool
    due: date | None
    holder: str
    decided: date | None
    outcome: str
    issued: date | None
    """When the last party was notified: only then is a decision issued (Art. 145 ZUP)."""
    appealed: date | None = None
    forwarded: date | None = None
    appeal_outcome: str = ""
    dispute: str = ""
    enforcement: str = ""
    cancelled: str = ""
    carried: str = ""
    key: UUID | None = None


def administrative_line(row: Administrative, today: date) -> Line:
    """The line of one case in UP-1 or UP-2."""
    cells = (
        row.number,
        row.parties,
        row.subject,
        row.initiated,
        "по службеној дужности" if row.ex_officio else "по захтеву",
        row.due,
        row.holder,
        row.decided,
        row.outcome,
        "" if row.cancelled else in_time(row.due, row.issued, today),
        row.appealed,
        row.forwarded,
        row.appeal_outcome,
        row.dispute,
        row.enforcement,
    )
    assert len(cells) == len(ADMINISTRATIVE)
    return Line(cells, bool(row.cancelled), "; ".join(filter(None, (row.carried, row.cancelled))), key=row.key)


def in_time(due: date | None, issued: date | None, today: date) -> str:
    """Whether the case was resolved in time: „да“, „не“, or nothing while both are possible, or without a deadline."""
    if due is None:
        return ""
    if issued is not None:
        return "да" if issued <= due else "не"
    return "не" if today > due else ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One act of a list of acts."""

    sub: int
    day: date
    name: str
    subject: str
    reference: str = ""
    cancelled: str = ""
    key: UUID | None = None


def listed_lines(acts: Iterable[Listed]) -> Iterator[Line]:
    """The lines of a list of acts."""
    for act in acts:
        cells = (act.sub, act.day, act.name, act.subject, act.reference, act.cancelled)
        assert len(cells) == len(LIST)
        yield Line(cells, bool(act.cancelled), key=act.key)
