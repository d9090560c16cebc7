"""What a row of the plan, the schedule and the catalogue says: its natural key, its columns, how each is read.

The same columns make the files, the differences, the revisions of a procedure and the form that changes it: a new
column is added here, in `state.py` where it is stored, and in the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.registry.carrying import cells
from salter.registry.models import ActKind, Competence, ConductedIn

OBTAINED_BY: Mapping[str, str | Promise] = {
    "party": _("the party"),
    "body": _("the body"),
    "choice": _("party's choice"),
}
"""Who obtains a document (Arts. 9 and 103 ZUP: what is in official records the body itself, unless the party will)."""
COMPETENCE: Mapping[str, str | Promise] = dict(Competence.choices)
YES_NO: Mapping[str, str | Promise] = {cells.YES: _("yes"), cells.NO: _("no")}


class What(StrEnum):
    """The sort of a cell."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    CLASS = "class"
    KEPT = "kept"
    EDITION = "edition"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `most` bounds texts and numbers; `labels` are the words of choices."""

    field: str
    heading: str
    label: str | Promise
    what: What = What.TEXT
    most: int = 300
    labels: Mapping[str, str | Promise] | None = None
    default: str = ""
    required: bool = False

    def read(self, written: str) -> str:
        """The canonical text of a cell. Raises ValidationError."""
        return READ[self.what](self, written)

    def write(self, canonical: str) -> str:
        """The cell as tables carry it, in Serbian."""
        wrote = WRITE.get(self.what)
        return wrote(self, canonical) if wrote else canonical

    def say(self, canonical: str) -> str:
        """The cell as a page shows it, in the reader's language."""
        labels = self.labels or {}
        if self.what is What.LINES:
            return "\n".join(f"{name} ({labels[what]})" for name, what in cells.pairs(canonical))
        if self.what in (What.CHOICE, What.YES_NO):
            return str(labels[canonical]) if canonical else ""
        if self.what is What.KEPT:
            return str(_("permanently")) if canonical == cells.PERMANENT else canonical
        return self.write(canonical)


READ: dict[What, Callable[[Column, str], str]] = {
    What.TEXT: lambda column, written: cells.text(written, column.most),
    What.LONG: lambda column, written: cells.text(written, column.most),
    What.CHOICE: lambda column, written: cells.choice(written, column.labels or {}) or column.default,
    What.YES_NO: lambda column, written: cells.yes_no(written) if written.strip() else column.default or cells.NO,
    What.NUMBER: lambda column, written: cells.number(written, column.most),
    What.MONEY: lambda column, written: cells.money(written),
    What.DAY: lambda column, written: cells.day(written),
    What.CLASS: lambda column, written: cells.class_mark(written),
    What.KEPT: lambda column, written: cells.kept(written),
    What.EDITION: lambda column, written: cells.edition(written),
    What.LINES: lambda column, written: cells.lines(written, column.labels or {}, column.default),
}
WRITE: dict[What, Callable[[Column, str], str]] = {
    What.CHOICE: lambda column, canonical: cells.word(canonical, column.labels or {}),
    What.YES_NO: lambda column, canonical: cells.word(canonical, column.labels or {}),
    What.MONEY: lambda column, canonical: cells.money_word(canonical),
    What.DAY: lambda column, canonical: cells.day_word(canonical),
    What.KEPT: lambda column, canonical: cells.kept_word(canonical),
    What.EDITION: lambda column, canonical: cells.edition_word(canonical),
    What.LINES: lambda column, canonical: cells.lines_word(canonical, column.labels or {}),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three tables: its name in files and on pages, its columns, and which of them are the key."""

    code: str
    sheet: str
    label: str | Promise
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.field for column in self.columns)


CERTAINTY = (
    Column("verified", "Проверено", _("verified"), What.YES_NO, labels=YES_NO),
    Column("source", "Извор", _("source")),
)
CLASSES = Kind(
    "classes", "Класе", _("classification plan"), ("edition", "code"),
    (
        Column("edition", "План", _("plan"), What.EDITION, required=True),
        Column("code", "Класа", _("class mark"), What.CLASS, required=True),
        Column("name", "Назив", _("full name"), required=True),
        Column("competence", "Надлежност", _("competence"), What.CHOICE, labels=COMPETENCE),
        Column("minimum", "Најмањи рок чувања", _("least retention"), What.KEPT),
        Column("valid_from", "Важи од", _("in force from"), What.DAY),
        Column("valid_until", "Важи до", _("in force until"), What.DAY),
        *CERTAINTY,
    ),
)  # fmt: skip
RETENTION = Kind(
    "retention", "Рокови чувања", _("retention schedule"), ("class_code", "category"),
    (
        Column("class_code", "Класа", _("class mark"), What.CLASS, required=True),
        Column("category", "Категорија", _("category"), required=True),
        Column("kept", "Чува се", _("kept"), What.KEPT, required=True),
        *CERTAINTY,
    ),
)  # fmt: skip
PROCEDURES = Kind(
    "procedures", "Поступци", _("catalogue of procedures"), ("code",),
    (
        Column("code", "Шифра", _("code of the procedure"), most=20, required=True),
        Column("name_cyr", "Назив", _("full name"), required=True),
        Column("name_en", "Назив на енглеском", _("name in English")),
        Column("area", "Област", _("area"), most=100),
        Column("class_code", "Класа", _("class mark"), What.CLASS, required=True),
        Column("competence", "Надлежност", _("competence"), What.CHOICE, labels=COMPETENCE, required=True),
        Column("legal_basis", "Правни основ", _("legal basis"), What.LONG, most=500),
        Column("deadline_days", "Рок у данима", _("deadline in days"), What.NUMBER, most=3650),
        Column("deadline_article", "Члан који прописује рок", _("article of the deadline"), most=200),
        Column("direct_decision", "Без посебног испитног поступка", _("without a special inquiry"), What.YES_NO,
               labels=YES_NO, default=cells.YES),
        Column("required_documents", "Документи и ко их прибавља", _("documents and who obtains them"), What.LINES,
               labels=OBTAINED_BY, default="party"),
        Column("fee", "Такса", _("fee"), What.MONEY),
        Column("fee_basis", "Основ таксе", _("basis of the fee")),
        Column("form", "Образац", _("form")),
        Column("templates", "Акти који се доносе", _("acts that are made"), What.LINES,
               labels=dict(ActKind.choices), default=ActKind.DECISION.value),
        Column("conducted_in", "Води се у", _("conducted in"), What.CHOICE, labels=dict(ConductedIn.choices),
               default=ConductedIn.SALTER.value),
        Column("unit", "Јединица", _("unit"), most=20),
        *CERTAINTY,
    ),
)  # fmt: skip
KINDS = {kind.code: kind for kind in (CLASSES, RETENTION, PROCEDURES)}
OF_OFFICE = ("unit",)
"""Columns of a procedure that are no part of its revisions: who conducts it is a matter of the office."""
