"""What comes in at the demo office, as a table: one row a case."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SHOWN = ("g01", "f01")
"""Whose sign-in is shown; their cases look best and come first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case: how many days ago, of which procedure, by which door, whose ("": nobody's), and its story.

    `also` names another party and its part, as `g05:interested`.
    """

    days: int
    procedure: str
    channel: str
    party: str
    story: str
    subject: str
    also: str = ""


def written_rows(name: str) -> list[Row]:
    """The cases that are written by hand, oldest first."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return [Row(int(row.pop("days")), **row) for row in csv.DictReader(stream, delimiter=";")]
