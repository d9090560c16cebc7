"""Their day as a table: the rows of one day of an old book, understood by its headings."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.registry.bringing import reading
from salter.registry.bringing.columns import OLD_BOOK, guess
from salter.registry.bringing.judging import Ground, Row, read
from salter.registry.comparing import Line
from salter.registry.parallel import rules

MOST_ROWS, LARGEST = 5000, 8 << 20
NO_NUMBER = ("number", "year", "sub")
"""Faults by which a row says no number."""
NOT_KNOWN = "000"
"""A class mark for rows that say none, so that it is no fault; it is not compared."""


@dataclass
class Day:
    """Rows of the day, those whose number cannot be read, and how many were of other days."""

    lines: list[Line] = field(default_factory=list)
    places: set[tuple[int, int]] = field(default_factory=set)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    other_days: int = 0


def their_day(source: BinaryIO, day: date, units: Mapping[str, str], before: Mapping[str, str]) -> Day:
    """The rows of a day in a table. Raises ValidationError (code `table`), which says what to do."""
    with reading.spooled() as kept:
        table = reading.to_lines(source, kept, OLD_BOOK, reading.short(MOST_ROWS))
        columns = {name: place for name, place in guess(table.heads, OLD_BOOK, before).items() if "dispos" not in name}
        if "number" not in columns:
            words = _(
                "No column of the table is called “Основни број”. Name the one with the numbers so, and send it again."
            )
            raise ValidationError(words, code="table")
        if table.rows > MOST_ROWS:
            words = _("The table has more than %(most)s rows; send only those of one day.")
            raise ValidationError(words % {"most": MOST_ROWS}, code="table")
        kept.seek(0)
        rows = list(csv.reader(line.decode() for line in kept))
    ground = Ground(columns=columns, today=date.max, year=day.year, class_code=NOT_KNOWN, units=units)
    return _of_day(ground, rows, day)


def _of_day(ground: Ground, rows: Sequence[Sequence[str]], day: date) -> Day:
    found = Day()
    for cells in rows:
        row = read(ground, cells)
        wrong = next((code for code, _words in row.faults if code in NO_NUMBER), "")
        if row.received not in (day, date.min):
            found.other_days += 1
        elif wrong:
            found.unreadable.append({"line": row.line, "text": " · ".join(cell for cell in row.cells if cell)[:200]})
        else:
            found.places.add(row.place)
            found.lines.append(_line(row))
    return found


def _line(row: Row) -> Line:
    received = "" if row.received == date.min else row.received.isoformat()
    facts = {"received": received, "subject": row.subject, "sender": row.sender, "unit": row.unit}
    if row.class_code != NOT_KNOWN:
        facts["class"] = row.class_code
    return rules.line(row.number, row.year, row.ordinal, row.sub, facts)
