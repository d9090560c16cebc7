"""Procedures, class marks and retention categories that come with Šalter, each row with its certainty. See README.md.

Every loader reads its packaged file once and answers with a tuple in the order of the file. Nothing that was not read
in a source is `verified`; screens must say so.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from salter.calendars.rules import Unit
from salter.ui.script import to_cyrillic

VERIFIED = "verified"
FROM_MEMORY = "радни називи из сећања; замените их таблицом уредбе, Сл. гласник РС 14/2023, чл. 3"


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure as municipalities' sites list it.

    `name_verified`: the name was seen in `source`. `verified` is about the whole row and holds for none, since every
    legal basis comes partly from memory. The deadline is given only where it was seen; `deadline_note` carries the
    source's words when it does not run from the initiation of the procedure, and then it sets no date by itself.
    `conducted_in` is `ceop` or `other` where the source says that the procedure is conducted elsewhere, else "".
    """

    code: str
    name_cyr: str
    name_lat: str
    name_en: str
    area_cyr: str
    competence: str
    legal_basis_cyr: str
    deadline_amount: int | None
    deadline_unit: Unit
    deadline_note: str
    required_documents_cyr: tuple[str, ...]
    conducted_in: str
    source: str
    certainty: str
    name_verified: bool
    verified: bool

    @property
    def deadline_days(self) -> int | None:
        """The special period in calendar days from the initiation, None when there is none of that kind."""
        return self.deadline_amount if self.deadline_unit is Unit.DAYS and not self.deadline_note else None


@dataclass(frozen=True)
class ClassMarkRow:
    """A mark of the classification plan: `edition` is 2023, 1993, or `memory` for working labels."""

    code: str
    level: int
    name_cyr: str
    name_lat: str
    edition: str
    source: str
    certainty: str
    verified: bool


@dataclass(frozen=True)
class RetentionRow:
    """A category with its retention; `years` is None when it is kept permanently (trajno)."""

    class_code: str
    class_name_cyr: str
    number: str
    category_cyr: str
    category_lat: str
    expression_cyr: str
    years: int | None
    source: str
    certainty: str
    verified: bool


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def procedures() -> tuple[ProcedureRow, ...]:
    return tuple(_procedure(row) for row in _rows("procedures"))


def _procedure(row: dict[str, str]) -> ProcedureRow:
    amount, unit, note = _deadline(row["deadline_days"])
    return ProcedureRow(
        code=row["id"],
        name_cyr=row["name_cyr"],
        name_lat=row["name_lat"],
        name_en=row["name_en"],
        area_cyr=to_cyrillic(row["area_lat"]),
        competence="delegated" if row["kind_lat"] == "povereni" else "own",
        legal_basis_cyr=to_cyrillic(row["legal_basis"]),
        deadline_amount=amount,
        deadline_unit=unit,
        deadline_note=note,
        required_documents_cyr=tuple(
            to_cyrillic(part.strip()) for part in row["required_documents"].split(";") if part.strip()
        ),
        conducted_in=_conducted_in(row),
        source=row["source"],
        certainty=row["certainty"],
        name_verified="name verified in source" in row["certainty"],
        verified=row["certainty"] == VERIFIED,
    )


def _deadline(text: str) -> tuple[int | None, Unit, str]:
    """`15` is days; `5 (radnih dana od …)` is working days that run from something else than the initiation."""
    found = re.fullmatch(r"(\d+)\s*(?:\((.*)\))?", text)
    if found is None:
        return None, Unit.DAYS, ""
    note = to_cyrillic(found[2] or "")
    return int(found[1]), Unit.WORKING_DAYS if note.startswith("радних") else Unit.DAYS, note


def _conducted_in(row: dict[str, str]) -> str:
    if "CEOP" in row["name_en"]:
        return "ceop"
    return "other" if "conducted elsewhere" in row["certainty"] else ""


@cache
def class_marks() -> tuple[ClassMarkRow, ...]:
    """Class marks seen in a source: the main groups of both editions, and what excerpts and acts in use show."""
    return tuple(
        _class_mark(row, row["edition"] if row["edition"].isdigit() else "seen", row["source"])
        for row in _rows("classification_plan")
    )


@cache
def class_marks_unverified() -> tuple[ClassMarkRow, ...]:
    """Working labels from memory of common municipal usage, never to be shown as official."""
    return tuple(_class_mark(row, "memory", FROM_MEMORY) for row in _rows("classification_plan_UNVERIFIED_memory"))


def _class_mark(row: dict[str, str], edition: str, source: str) -> ClassMarkRow:
    return ClassMarkRow(
        code=row["code"],
        level=int(row["level"]),
        name_cyr=row["name_cyr"],
        name_lat=row["name_lat"],
        edition=edition,
        source=source,
        certainty=row["certainty"],
        verified=row["certainty"] == VERIFIED,
    )


@cache
def retention_categories() -> tuple[RetentionRow, ...]:
    """Excerpts of the list of 1993 (superseded in 2023)."""
    return tuple(_retention(row) for row in _rows("retention_categories"))


@cache
def retention_unverified() -> tuple[RetentionRow, ...]:
    """Categories invented for demonstration and practice, from no legal list."""
    return tuple(_retention(row) for row in _rows("retention_ILLUSTRATIVE_unverified"))


def _retention(row: dict[str, str]) -> RetentionRow:
    permanent = row["retention"] == "trajno"
    return RetentionRow(
        class_code=row["class_code"],
        class_name_cyr=to_cyrillic(row["class_name"]),
        number=row["category_no"],
        category_cyr=to_cyrillic(row["category_lat"]),
        category_lat=row["category_lat"],
        expression_cyr=years_expression(None if permanent else int(row["retention"])),
        years=None if permanent else int(row["retention"]),
        source=row["source"],
        certainty=row["certainty"],
        verified=row["certainty"] == VERIFIED,
    )


def years_expression(years: int | None) -> str:
    """A retention as a schedule writes it."""
    return "трајно" if years is None else f"{years} {_years_word(years)}"


def _years_word(years: int) -> str:
    """The form of the Serbian word for years behind a number."""
    if 11 <= years % 100 <= 14 or years % 10 in (0, 5, 6, 7, 8, 9):
        return "година"
    return "година" if years % 10 == 1 else "године"
