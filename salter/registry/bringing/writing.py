"""Writing a batch of rows of an old book: into a table of the transaction by COPY, from there by one statement a table.

COPY itself is refused where rows are isolated by organisation, and row by row would take a minute a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from salter.organisations.access import Viewer
from salter.organisations.models import Party, PartyKind
from salter.organisations.tenancy import uuid7
from salter.registry.bringing.dues import Dues
from salter.registry.bringing.judging import FOLDED, Fate, Row, folded
from salter.registry.models import Case, CaseParty, CaseStatus, IntakeChannel, PartyRole, Register, Submission
from salter.registry.numbering import receipt_number
from salter.ui.script import sort_key

STAGE = """
CREATE TEMP TABLE IF NOT EXISTS salter_bringing (
    case_id uuid, fresh boolean, register_id uuid, ordinal integer, year smallint, number text, keys text[],
    unit_id uuid, class_code text, subject text, search text, received_at timestamptz, reference text,
    sender_date date, disposition text, party_id uuid, party_kind text, name text, name_fold text, name_sort text,
    caseparty_id uuid, submission_id uuid, submission_number text, sub integer, last_sub integer,
    procedure_id uuid, procedure_revision integer, due_on date, sign_by date, deadline_rule text,
    deadline_verified boolean
) ON COMMIT DELETE ROWS
"""
COLUMNS = (
    "case_id, fresh, register_id, ordinal, year, number, keys, unit_id, class_code, subject, search, received_at, "
    "reference, sender_date, disposition, party_id, party_kind, name, name_fold, name_sort, caseparty_id, "
    "submission_id, submission_number, sub, last_sub, procedure_id, procedure_revision, due_on, sign_by, "
    "deadline_rule, deadline_verified"
)
COMPANIES = frozenset(
    ("doo", "ad", "jp", "jkp", "jlp", "pd", "od", "kd", "szr", "str", "sr", "zr", "opstina", "grad", "gradska")
    + ("ministarstvo", "skola", "sud", "tuzilastvo", "uprava", "agencija", "zavod", "fond", "udruzenje", "savez")
    + ("institut", "bolnica", "centar", "biblioteka", "preduzece", "drustvo", "banka", "policijska")
)
"""Words by which a sender is taken for a body or company; the person's party says nothing that the law rests on."""


@dataclass(frozen=True, slots=True)
class Known:
    """Where the cases of the batch stand, and what is here of them."""

    registers: Mapping[int, Register]
    cases: Mapping[tuple[int, int], UUID]
    units: Mapping[str, UUID]
    dues: Dues


def write(viewer: Viewer, rows: Sequence[Row], known: Known, now: datetime) -> list[UUID]:
    """Write the rows that are to be brought in, in the running transaction; gives the cases that are new."""
    fresh = {row.place: uuid7() for row in rows if row.fate is Fate.NEW}
    last = _last_subs(rows)
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("TRUNCATE salter_bringing")
        with cursor.copy(f"COPY salter_bringing ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_staged(row, fresh, known, last))
        _insert(cursor, _party(viewer), PARTY, "fresh AND party_id IS NOT NULL")
        _insert(cursor, _case(viewer, now), CASE, "fresh")
        _insert(cursor, _submission(viewer, now), SUBMISSION, "true")
        _insert(cursor, _caseparty(viewer), CASEPARTY, "fresh AND party_id IS NOT NULL")
        cursor.execute(
            "UPDATE registry_case c SET last_sub = greatest(c.last_sub, b.sub), version = c.version + 1 FROM "
            "(SELECT case_id, max(sub) AS sub FROM salter_bringing WHERE NOT fresh GROUP BY case_id) b "
            "WHERE c.organisation_id = %s AND c.id = b.case_id AND c.last_sub < b.sub",
            [viewer.organisation.pk],
        )
    return [*fresh.values()]


def _last_subs(rows: Sequence[Row]) -> dict[tuple[int, int], int]:
    last: dict[tuple[int, int], int] = {}
    for row in rows:
        if row.sub:
            last[row.place] = max(last.get(row.place, 0), row.sub)
    return last


def _staged(
    row: Row, fresh: Mapping[tuple[int, int], UUID], known: Known, last: Mapping[tuple[int, int], int]
) -> tuple[Any, ...]:
    is_fresh = row.fate is Fate.NEW
    named = bool(row.sender) and is_fresh
    words = f"{row.subject} {row.sender} {row.reference}" if is_fresh else ""
    return (
        fresh.get(row.place) or known.cases[row.place],
        is_fresh,
        known.registers[row.year].pk,
        row.ordinal,
        row.year,
        row.number,
        list(row.keys),
        known.units.get(row.unit),
        row.class_code,
        row.subject or "Допуна",
        folded(words),
        midnight(row.received),
        row.reference,
        row.sender_date,
        row.disposition,
        uuid7() if named else None,
        kind_of_sender(row.sender) if named else None,
        row.sender,
        folded(row.sender)[:250] if named else "",
        _sorted(row.sender)[:500] if named else "",
        uuid7() if named else None,
        uuid7(),
        receipt_number(),
        row.sub,
        last.get(row.place, 0),
        *_due(row, known.dues),
    )


def _due(row: Row, dues: Dues) -> tuple[Any, ...]:
    procedure = dues.by_code.get(row.procedure)
    due = dues.of(row.procedure, row.class_code, row.received)
    named = (procedure.pk, procedure.revision) if procedure else (None, None)
    return (*named, due.due_on, due.sign_by, due.rule, due.verified)


@lru_cache(FOLDED)
def _sorted_word(word: str) -> str:
    return sort_key(word)


def _sorted(text: str) -> str:
    """`sort_key`, word by word."""
    return " ".join(filter(None, (_sorted_word(word) for word in text.split())))


def kind_of_sender(sender: str) -> str:
    """Whether a name in a table is a person's or a body's."""
    words = folded(sender).replace(".", "").replace(",", " ").replace('"', " ").split()
    return PartyKind.COMPANY if COMPANIES.intersection(words) else PartyKind.PERSON


@lru_cache(FOLDED)
def midnight(day: date) -> datetime:
    """The beginning of a day in Belgrade."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001


PARTY = {"id": "party_id", "kind": "party_kind", "name": "name", "name_fold": "name_fold", "name_sort": "name_sort"}
CASE = {
    "id": "case_id",
    "register_id": "register_id",
    "ordinal": "ordinal",
    "year": "year",
    "number": "number",
    "number_keys": "keys",
    "last_sub": "last_sub",
    "unit_id": "unit_id",
    "class_code": "class_code",
    "subject": "subject",
    "search": "search",
    "received_at": "received_at",
    "sender_reference": "reference",
    "sender_date": "sender_date",
    "disposition": "disposition",
    "procedure_id": "procedure_id",
    "procedure_revision": "procedure_revision",
    "due_on": "due_on",
    "sign_by": "sign_by",
    "deadline_rule": "deadline_rule",
    "deadline_verified": "deadline_verified",
    "party_ids": "CASE WHEN party_id IS NULL THEN '{}' ELSE ARRAY[party_id] END",
}
SUBMISSION = {
    "id": "submission_id",
    "case_id": "case_id",
    "sub_number": "sub",
    "submission_number": "submission_number",
    "subject": "subject",
    "sender_id": "party_id",
    "received_at": "received_at",
    "sender_reference": "reference",
    "sender_date": "sender_date",
}
CASEPARTY = {"id": "caseparty_id", "case_id": "case_id", "party_id": "party_id", "name": "name"}


def _party(viewer: Viewer) -> Party:
    return Party(organisation=viewer.organisation)


def _case(viewer: Viewer, now: datetime) -> Case:
    """What is the same in all cases."""
    return Case(
        organisation=viewer.organisation,
        status=CaseStatus.FORMED,
        registered_at=now,
        registered_by=viewer.account,
        channel=IntakeChannel.POST,
    )


def _submission(viewer: Viewer, now: datetime) -> Submission:
    return Submission(organisation=viewer.organisation, channel=IntakeChannel.POST, registered_at=now)


def _caseparty(viewer: Viewer) -> CaseParty:
    return CaseParty(organisation=viewer.organisation, role=PartyRole.SENDER)


def _insert(cursor: Any, same: models.Model, staged: Mapping[str, str], where: str) -> None:
    """One row of the model for each row of the stage: columns of the stage, the others as in `same`."""
    columns, values, given = [], [], []
    for field in same._meta.local_concrete_fields:
        columns.append(f'"{field.column}"')
        values.append(staged.get(str(field.column), "%s"))
        if field.column not in staged:
            given.append(field.get_db_prep_save(getattr(same, field.attname), connection))
    cursor.execute(
        f'INSERT INTO "{same._meta.db_table}" ({", ".join(columns)}) '
        f"SELECT {', '.join(values)} FROM salter_bringing WHERE {where}",
        given,
    )
