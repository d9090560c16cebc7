"""What senders and clerks were told, line by line of the register book: what must stand there in the end.

Nothing here is looked up in the database: it is what an answer of the API, a receipt, the page of a registration or
one's own letter says.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from salter.ops.walk_person import WalkFailed

BELGRADE = ZoneInfo("Europe/Belgrade")
NUMBER = re.compile(r"\d+-(?P<ordinal>\d+)(?:/(?P<sub>\d+))?/\d{4}-(?P<unit>[IVX]+-\d\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the basic register, as somebody was told that it stands there."""

    door: str
    ordinal: int
    sub: int
    subject: str
    on: date
    sender: str
    reference: str
    unit: str
    number: str
    submission: str
    """The number of the receipt; empty where nobody was told."""
    case: str
    party: str = ""
    """The name alone of who sent it."""

    def cells(self) -> list[int | str | date | None]:
        """What must stand in the nine columns of the book."""
        if self.sub:
            return [None, self.subject, self.sub, self.on, self.sender or None, self.reference or None, *[None] * 3]
        return [
            *(self.ordinal, self.subject, None, self.on, self.sender or None, self.reference or None, self.unit),
            *(None, None),
        ]


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter or scan on its way to the shelf: what the clerk who finds it there will see on it."""

    door: str
    subject: str
    sender: str
    on: date
    to: Line | None = None
    """The case that it supplements."""


@dataclass
class Notes:
    """What all of them noted; a list or dictionary is added to as a whole, so threads need no lock."""

    lines: list[Line] = field(default_factory=list)
    sent: dict[str, Sent] = field(default_factory=dict)
    """By the subject that stands on the shelf."""
    received: dict[str, str] = field(default_factory=dict)
    """By its subject the number of the confirmation that the writer of a letter holds."""
    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    """How often the clerk was asked whether a paper is registered already."""
    turn: Any = field(default_factory=itertools.count)
    people: Any = field(default_factory=itertools.count)

    def cases(self) -> list[Line]:
        """The cases that are known to be registered."""
        return [line for line in self.lines if not line.sub]


def today() -> date:
    """The day of an office in Serbia."""
    return datetime.now(BELGRADE).date()


def serbian(day: date) -> str:
    """The day as people here write it."""
    return f"{day.day}. {day.month}. {day.year}."


def written_day(text: str) -> date:
    """The day at the beginning of a text, as a page shows it."""
    found = re.match(r"(\d+)\. (\d+)\. (\d{4})\.", text.strip())
    if not found:
        raise WalkFailed(f"no day in {text!r}")
    return date(int(found[3]), int(found[2]), int(found[1]))


def parts(number: str) -> tuple[int, int, str]:
    """Ordinal, sub-number (0 for a case) and unit of a number as it was told."""
    found = NUMBER.fullmatch(number.strip())
    if not found:
        raise WalkFailed(f"not a number of a case: {number!r}")
    return int(found["ordinal"]), int(found["sub"] or 0), found["unit"]


def joined(*pieces: str) -> str:
    """Pieces as a column of the book joins them."""
    return ", ".join(piece for piece in pieces if piece)


def referred(number: str, day: date | None) -> str:
    """The column of the sender's number and date."""
    return joined(number, serbian(day) if day else "")
