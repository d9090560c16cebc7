"""Cases under the numbers of the state's system: a statement a table, an entry of the journal a case.

They stand in a register of kind `state`, whose ordinals are a running count of ours and are shown nowhere: the number
of such a case is the one that the state's system gave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from salter.journal import actions as journal
from salter.journal.models import Entry, Outbox
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Party, Staff, Unit
from salter.organisations.tenancy import uuid7
from salter.registry import deadlines, numbers
from salter.registry.beside.judging import Row
from salter.registry.beside.reading import external_keys
from salter.registry.bringing.writing import kind_of_sender, midnight
from salter.registry.models import (
    Assignment,
    Case,
    CaseParty,
    CaseStatus,
    IntakeChannel,
    PartyRole,
    Procedure,
    Register,
    RegisterKind,
    StateExport,
    Submission,
)
from salter.registry.numbering import receipt_number
from salter.ui.script import fold, sort_key

SYSTEM, BOOK = "pisarnica", "Писарница"
STATE = RegisterKind.STATE.value


@dataclass
class Office:
    """What names in a file may mean here: units by name and mark, people by name, procedures by code and name."""

    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff | None] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)

    def unit(self, name: str) -> Unit | None:
        """The unit of that name or mark."""
        return self.units.get(fold(name)) if name else None

    def person(self, name: str) -> Staff | None:
        """Who bears that name, when nobody else does."""
        return self.staff.get(fold(name)) if name else None

    def procedure(self, name: str) -> Procedure | None:
        """The procedure of that code or name."""
        return self.procedures.get(fold(name)) if name else None


def office_of(viewer: Viewer) -> Office:
    """Three queries."""
    office, us = Office(), {"organisation": viewer.organisation, "active": True}
    for unit in Unit.objects.filter(**us):
        office.units |= {fold(unit.name): unit, fold(unit.mark): unit}
    for person in Staff.objects.filter(**us).select_related("unit"):
        office.staff[fold(person.name)] = None if fold(person.name) in office.staff else person
    for one in Procedure.objects.filter(**us).select_related("unit"):
        office.procedures |= {fold(one.name_cyr): one, fold(one.code): one}
    return office


@dataclass
class Written:
    """The rows of all tables for some new cases."""

    cases: list[Case] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    case_parties: list[CaseParty] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def write(viewer: Viewer, export: StateExport, rows: Sequence[Row]) -> dict[str, Case]:
    """Write a case for each row, in the running transaction; gives them by key."""
    if not rows:
        return {}
    office, now, written = office_of(viewer), clock.now(viewer.organisation), Written()
    registers = _registers(viewer, {row.year for row in rows}, now)
    expected = deadlines.expected_days(viewer.organisation)
    for row in rows:
        register = registers[row.year]
        register.last_ordinal += 1
        case = _case(viewer, row, register, office, now, expected)
        _add(viewer, written, case, row, export, now)
    for register in registers.values():
        register.save(update_fields=["last_ordinal"])
    for model, instances in (
        (Party, written.parties),
        (Case, written.cases),
        (Submission, written.submissions),
        (CaseParty, written.case_parties),
        (Assignment, written.assignments),
        (Entry, written.entries),
    ):
        manager: Any = model._default_manager
        manager.bulk_create(instances)
    Outbox.objects.bulk_create(
        Outbox(organisation=viewer.organisation, entry_id=entry.pk, verb=entry.verb) for entry in written.entries
    )
    return {row.key: case for row, case in zip(rows, written.cases, strict=True)}


def _registers(viewer: Viewer, years: Iterable[int], now: datetime) -> dict[int, Register]:
    """The state's register of each year, locked; whoever writes holds the lock of the state's files already."""
    for year in years:
        Register.objects.get_or_create(
            organisation=viewer.organisation,
            code=STATE,
            year=year,
            defaults={"kind": STATE, "opened_at": now, "opened_by": viewer.account, "old_book": BOOK},
        )
    rows = Register.objects.select_for_update(of=("self",)).filter(organisation=viewer.organisation, code=STATE)
    return {register.year: register for register in rows.filter(year__in=years)}


def _case(viewer: Viewer, row: Row, register: Register, office: Office, now: datetime, expected: int) -> Case:
    facts, received = row.facts, row.received
    assert received is not None
    procedure, handler = office.procedure(facts.get("procedure", "")), office.person(facts.get("handler", ""))
    parsed = numbers.parse(row.number)
    unit = handler.unit if handler else office.unit(facts.get("unit", "")) or office.unit(parsed.unit)
    due = deadlines.of_case(viewer.organisation, procedure, received, expected=expected)
    return Case(
        organisation=viewer.organisation,
        register=register,
        ordinal=register.last_ordinal,
        year=row.year,
        number=row.number,
        number_keys=[*numbers.keys(parsed), *external_keys(row.number)],
        unit=unit or (procedure.unit if procedure else None),
        handler=handler,
        status=CaseStatus.IN_PROGRESS if handler else CaseStatus.FORMED,
        procedure=procedure,
        procedure_revision=procedure.revision if procedure else None,
        instance=procedure.instance if procedure else None,
        class_code=facts.get("class") or parsed.classification or (procedure.class_code if procedure else ""),
        subject=facts["subject"],
        search=fold(f"{facts['subject']} {facts.get('sender', '')} {row.number}"),
        received_at=midnight(received),
        registered_at=now,
        registered_by=viewer.account,
        channel=IntakeChannel.POST,
        due_on=due.due_on,
        sign_by=due.sign_by,
        deadline_rule=due.rule,
        deadline_verified=due.verified,
        external_system=SYSTEM,
        external_number=row.number,
        external_status=facts.get("status", ""),
        external_at=now,
    )


def _add(viewer: Viewer, written: Written, case: Case, row: Row, export: StateExport, now: datetime) -> None:
    """The case with its submission, its party, its first assignment, and the entry that tells of it."""
    party = party_of(viewer, row.facts.get("sender", ""))
    if party:
        case.party_ids = [party.pk]
        written.parties.append(party)
        role = PartyRole.APPLICANT
        written.case_parties.append(
            CaseParty(organisation=viewer.organisation, case=case, party=party, role=role, name=party.name)
        )
    written.cases.append(case)
    written.submissions.append(
        Submission(
            organisation=viewer.organisation,
            case=case,
            submission_number=receipt_number(),
            channel=case.channel,
            subject=case.subject,
            sender=party,
            received_at=case.received_at,
            registered_at=now,
        )
    )
    if case.unit:
        written.assignments.append(
            Assignment(
                organisation=viewer.organisation,
                case=case,
                unit=case.unit,
                staff=case.handler,
                by=viewer.account,
                at=now,
            )
        )
    body = {"external_number": case.external_number, "day": export.day.isoformat(), "export": str(export.pk)}
    body |= {"unit": case.unit.name if case.unit else "", "handler": case.handler.name if case.handler else ""}
    personal = {"subject": case.subject, "parties": [party.name] if party else []}
    fields = journal.fields(
        viewer, "case.from-state", subject=("case", case.pk), case_id=case.pk, body=body, personal=personal
    )
    written.entries.append(Entry(**fields))


def party_of(viewer: Viewer, name: str) -> Party | None:
    """A party of its own for each name: people, not a table, say that two are one."""
    if not name:
        return None
    return Party(
        id=uuid7(),
        organisation=viewer.organisation,
        kind=kind_of_sender(name),
        name=name,
        name_fold=fold(name)[:250],
        name_sort=sort_key(name)[:500],
    )
