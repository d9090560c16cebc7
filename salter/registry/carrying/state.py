"""The office as tables of canonical cells, and cells as columns of the database. Nothing else here knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from salter.organisations.access import Viewer
from salter.organisations.models import Unit
from salter.registry.carrying import cells
from salter.registry.carrying.columns import CLASSES, PROCEDURES, RETENTION, Kind
from salter.registry.models import ClassMark, Procedure, RetentionRule
from salter.registry.reference import years_expression

Cells = dict[str, str]
Key = tuple[str, ...]
Table = dict[Key, Cells]


@dataclass(slots=True)
class State:
    """What an office has in use, by kind and natural key; the marks of its open units."""

    tables: dict[str, Table] = field(default_factory=dict)
    units: frozenset[str] = frozenset()


def key_of(kind: Kind, row: Mapping[str, str]) -> Key:
    """The natural key of a row."""
    return tuple(row[column] for column in kind.key)


def of_office(viewer: Viewer) -> State:
    """What the viewer's office has in use. Four queries."""
    mine = {"organisation": viewer.organisation, "active": True}
    rows: dict[str, Iterable[Cells]] = {
        CLASSES.code: map(class_cells, ClassMark.objects.filter(**mine).order_by("edition", "code")),
        RETENTION.code: map(retention_cells, RetentionRule.objects.filter(**mine).order_by("class_code", "category")),
        PROCEDURES.code: map(procedure_cells, Procedure.objects.filter(**mine).select_related("unit").order_by("code")),
    }
    tables = {
        kind.code: {key_of(kind, row): row for row in rows[kind.code]} for kind in (CLASSES, RETENTION, PROCEDURES)
    }
    units = Unit.objects.filter(organisation=viewer.organisation, active=True).values_list("mark", flat=True)
    return State(tables, frozenset(units))


def class_cells(row: ClassMark) -> Cells:
    """A class mark."""
    minimum = cells.PERMANENT if row.kept_permanently else _number(row.minimum_years)
    return {
        "edition": row.edition,
        "code": row.code,
        "name": cells.text(row.name, 300),
        "competence": row.competence,
        "minimum": minimum,
        "valid_from": _day(row.valid_from),
        "valid_until": _day(row.valid_until),
        **_certainty(row),
    }


def class_columns(row: Mapping[str, str]) -> dict[str, Any]:
    """The columns that a class mark is written with, beside its key."""
    minimum = row["minimum"]
    return {
        "level": len(row["code"].partition("-")[0]),
        "name": row["name"],
        "competence": row["competence"],
        "minimum_years": int(minimum) if minimum.isdecimal() else None,
        "kept_permanently": minimum == cells.PERMANENT,
        "valid_from": _date(row["valid_from"]),
        "valid_until": _date(row["valid_until"]),
        **_certain(row),
    }


def retention_cells(row: RetentionRule) -> Cells:
    """A row of the retention schedule."""
    return {
        "class_code": row.class_code,
        "category": cells.text(row.category, 300),
        "kept": cells.PERMANENT if row.years is None else _number(row.years),
        **_certainty(row),
    }


def retention_columns(row: Mapping[str, str]) -> dict[str, Any]:
    """The columns that a row of the schedule is written with, beside its key."""
    years = None if row["kept"] == cells.PERMANENT else int(row["kept"])
    return {"years": years, "expression": years_expression(years), **_certain(row)}


def procedure_cells(row: Procedure) -> Cells:
    """A procedure in its newest revision."""
    return {
        "code": row.code,
        "name_cyr": cells.text(row.name_cyr, 300),
        "name_en": cells.text(row.name_en, 300),
        "area": cells.text(row.area, 100),
        "class_code": row.class_code,
        "competence": row.competence,
        "legal_basis": cells.text(row.legal_basis, 500),
        "deadline_days": _number(row.deadline_days),
        "deadline_article": cells.text(row.deadline_article, 200),
        "direct_decision": _yes(row.direct_decision),
        "required_documents": _lines((one["name"], one.get("by", "party")) for one in row.required_documents),
        "fee": f"{row.fee:.2f}" if row.fee is not None else "",
        "fee_basis": row.fee_basis,
        "form": row.form,
        "templates": _lines((one["title"], one["kind"]) for one in row.templates),
        "conducted_in": row.conducted_in,
        "unit": row.unit.mark if row.unit else "",
        **_certainty(row),
    }


def procedure_columns(row: Mapping[str, str]) -> dict[str, Any]:
    """The columns that a procedure is written with, beside its code and its unit."""
    same = ("name_cyr", "name_en", "area", "class_code", "competence", "legal_basis", "deadline_article")
    return {
        **{name: row[name] for name in (*same, "fee_basis", "form", "conducted_in")},
        "deadline_days": int(row["deadline_days"]) if row["deadline_days"] else None,
        "direct_decision": row["direct_decision"] == cells.YES,
        "required_documents": [{"name": name, "by": by} for name, by in cells.pairs(row["required_documents"])],
        "fee": Decimal(row["fee"]) if row["fee"] else None,
        "templates": [{"title": title, "kind": kind} for title, kind in cells.pairs(row["templates"])],
        **_certain(row),
    }


def _lines(items: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{cells.text(name.replace('|', '/').replace(';', ','), 200)} | {word}" for name, word in items)


def _certainty(row: ClassMark | RetentionRule | Procedure) -> Cells:
    return {"verified": _yes(row.verified), "source": cells.text(row.source, 300)}


def _certain(row: Mapping[str, str]) -> dict[str, Any]:
    return {"verified": row["verified"] == cells.YES, "source": row["source"]}


def _yes(value: bool) -> str:
    return cells.YES if value else cells.NO


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _date(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
