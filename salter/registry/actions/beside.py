"""Beside the state's Pisarnica: its file brought in, what differs settled, the day closed (decision 026)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_as_it_came
from salter.documents.blobs import TooLarge
from salter.documents.models import Source
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.importing.tables import FAULT
from salter.organisations.models import Function, Organisation, Role, Staff
from salter.organisations.queries import in_companion
from salter.registry import numbers, queries
from salter.registry.actions.cases import assign
from salter.registry.actions.external import correct_as_told, note_external
from salter.registry.beside import writing
from salter.registry.beside.columns import STATE_EXPORT
from salter.registry.beside.days import CLERKS, day_of
from salter.registry.beside.judging import COMPARED, Fate, Row, key_of, said
from salter.registry.beside.reading import LARGEST, Judged, cases_under, judged, table_of
from salter.registry.bringing.columns import guess
from salter.registry.bringing.work import XLSX, Errors
from salter.registry.models import Case, ExportState, StateDay, StateExport, StateReason, StateRow


def may_compare(viewer: Viewer) -> None:
    """Raise NotAllowed for who is no clerk, ValidationError (code `mode`) where no state's system is beside ours."""
    require(viewer, *CLERKS)
    if not in_companion(viewer.organisation, Function.REGISTER):
        words = _(
            "The register is not in companion mode: our numbers are the official ones. The administrator sets the mode."
        )
        raise ValidationError(words, code="mode")


@transaction.atomic
def send_export(viewer: Viewer, *, name: str, content: BinaryIO, day: date) -> StateExport:
    """Keep a file of the state's system as it came, and say what its rows would do, if its columns are known.

    Raises NotAllowed, ValidationError (codes `mode`, `day`, `table`).
    """
    may_compare(viewer)
    assert viewer.account is not None
    if day > clock.today(viewer.organisation):
        raise ValidationError(_("This day is yet to come."), code="day")
    _open(viewer, day)
    try:
        document = keep_as_it_came(
            viewer, name=name, content=content, source=Source.UPLOAD, media_type="", limit=LARGEST
        )
    except TooLarge as error:
        words = _("The table is larger than %(most)s MB. Send it in parts, for example a month each.")
        raise ValidationError(words % {"most": LARGEST >> 20}, code="table") from error
    try:
        table, lines = table_of(document)
    except ValidationError as error:
        raise ValidationError(" ".join(error.messages), code="table") from error
    done = StateExport.objects.filter(organisation=viewer.organisation, state=ExportState.DONE)
    before = done.order_by("-id").first()
    heads = {field: before.heads[place] for field, place in before.columns.items()} if before else {}
    export = StateExport.objects.create(
        organisation=viewer.organisation,
        document=document,
        day=day,
        heads=table.heads,
        sample=table.sample,
        rows=table.rows,
        columns=guess(table.heads, STATE_EXPORT, heads),
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    body = {"sha256": document.sha256, "day": day.isoformat(), "rows": table.rows}
    record(viewer, "state-export.sent", subject=("state-export", export.pk), body=body)
    if not missing_columns(export.columns):
        _check(viewer, export, lines)
    return export


def missing_columns(columns: Mapping[str, int]) -> list[str]:
    """The names of columns that are needed and not named."""
    return [str(column.words) for name, column in STATE_EXPORT.items() if column.needed and name not in columns]


def _open(viewer: Viewer, day: date) -> None:
    """Raise ValidationError for a day that was closed."""
    closed = StateDay.objects.filter(organisation=viewer.organisation, day=day).first()
    if closed:
        words = _("The day was closed by %(name)s. Send the file under a later day; its rows keep their own days.")
        raise ValidationError(words % {"name": closed.closed_name}, code="day")


@transaction.atomic
def set_export_columns(viewer: Viewer, *, export: StateExport, columns: Mapping[str, int]) -> StateExport:
    """Say what the columns mean; the next file is guessed by it.

    Raises NotAllowed, ValidationError (codes `mode`, `state`, `day`, `columns`).
    """
    export = _locked(viewer, export)
    if missing := missing_columns(columns):
        words = _("Say which column is: %(columns)s.") % {"columns": ", ".join(missing)}
        raise ValidationError(words, code="columns")
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("One column of the table cannot be two things at once."), code="columns")
    export.columns = dict(columns)
    record(viewer, "state-export.columns", subject=("state-export", export.pk), body={"columns": export.columns})
    _table, lines = table_of(export.document)
    _check(viewer, export, lines)
    return export


def _check(viewer: Viewer, export: StateExport, lines: Sequence[Sequence[str]]) -> Judged:
    """Count what the rows would do; those that are wrong go into a file to mend."""
    found = judged(viewer, export, lines)
    export.counts, export.body, export.state = found.counts, found.ground.body, ExportState.CHECKED
    errors = Errors(export.heads)
    for row in found.of(Fate.WRONG):
        errors.add_cells(row.cells, "; ".join(said(fault) for fault in row.faults))
    export.errors = None
    if errors.count:
        target = BytesIO()
        errors.save(target)
        target.seek(0)
        export.errors = keep_as_it_came(
            viewer, name="za-ispravku.xlsx", content=target, source=Source.OURS, media_type=XLSX, limit=LARGEST
        )
    export.save()
    return found


def _one_after_another(viewer: Viewer) -> None:
    """Files, rows and the end of a day wait for one another, and nobody else waits for them."""
    Organisation.objects.select_for_update(no_key=True).get(pk=viewer.organisation.pk)


def _locked(viewer: Viewer, export: StateExport) -> StateExport:
    """The file, locked, before it was brought in. Raises NotAllowed, ValidationError (codes `mode`, `state`, `day`)."""
    may_compare(viewer)
    _one_after_another(viewer)
    rows = StateExport.objects.select_for_update(of=("self",)).select_related("document")
    locked = rows.get(organisation=viewer.organisation, pk=export.pk)
    if locked.state == ExportState.DONE:
        raise ValidationError(_("This file was brought in already. Look at its page again."), code="state")
    _open(viewer, locked.day)
    return locked


@transaction.atomic
def bring_export(viewer: Viewer, *, export: StateExport) -> StateExport:
    """Bring the good rows in: new cases under their numbers, status and handler of those that are here.

    What every row does is judged again, for others have worked since it was shown. The same file a second time
    changes nothing. Raises NotAllowed, ValidationError (codes `mode`, `state`, `day`, `columns`).
    """
    export = _locked(viewer, export)
    if missing := missing_columns(export.columns):
        words = _("Say which column is: %(columns)s.") % {"columns": ", ".join(missing)}
        raise ValidationError(words, code="columns")
    _table, lines = table_of(export.document)
    found = _check(viewer, export, lines)
    cases = {row.key: found.cases[row.key] for row in [*found.of(Fate.CHANGED), *found.of(Fate.SAME)]}
    cases |= writing.write(viewer, export, found.of(Fate.NEW))
    for row in found.of(Fate.CHANGED):
        _update(viewer, cases[row.key], row)
    _keep(viewer, export, found.rows, cases)
    export.state, export.finished_at = ExportState.DONE, clock.now(viewer.organisation)
    export.save()
    body = {**export.counts, "day": export.day.isoformat(), "sha256": export.document.sha256}
    record(viewer, "state-export.brought", subject=("state-export", export.pk), body=body)
    return export


def _update(viewer: Viewer, case: Case, row: Row) -> None:
    """Take over status and handler, each as the deed that it is; a case that is closed here is not given to anybody."""
    changed = {name: after for name, _before, after in row.said}
    if "status" in changed:
        now = clock.now(viewer.organisation)
        note_external(
            viewer, case=case, system=writing.SYSTEM, number=case.external_number, status=changed["status"], at=now
        )
    person = _person(viewer, changed.get("handler", ""))
    if person and person.pk != case.handler_id and not case.closed_at:
        assign(viewer, case=case, unit=person.unit, staff=person, note=str(_("by the file of the state's system")))


def _person(viewer: Viewer, name: str) -> Staff | None:
    return writing.office_of(viewer).person(name) if name else None


def _keep(viewer: Viewer, export: StateExport, rows: Sequence[Row], cases: Mapping[str, Case]) -> None:
    """What the file says of the day: what it says as before stays as it is, what it says anew takes its place."""
    there = {row.key: row for row in StateRow.objects.filter(organisation=viewer.organisation, day=export.day)}
    if FAULT in export.heads:  # the file of wrong rows, mended: those whose number could not be read are in it
        gone = [row.pk for key, row in there.items() if key.startswith("#")]
        StateRow.objects.filter(organisation=viewer.organisation, pk__in=gone).delete()
    fresh, changed = [], []
    for row in rows:
        case = cases.get(row.key) if row.fate is not Fate.WRONG else None
        doubled = any(code == "doubled" for code, _words in row.faults)
        key = row.key if row.key and not doubled else f"#{row.line} {' '.join(row.cells)}"[:80]
        known = there.get(key)
        if known and row.fate is Fate.WRONG and known.case_id:
            continue  # what was brought in of it stands; its row is in the file of the wrong ones
        told = {"number": row.number[:80], "facts": row.facts, "faults": [*map(list, row.faults)]}
        if known is None:
            one = StateRow(organisation=viewer.organisation, export=export, day=export.day, key=key, line=row.line)
            fresh.append(one)
        elif any(getattr(known, name) != value for name, value in told.items()) or known.case_id != _pk(case):
            one = known
            changed.append(one)
        else:
            continue
        one.export, one.line, one.case = export, row.line, case
        one.number, one.facts, one.faults = row.number[:80], row.facts, [*map(list, row.faults)]
    StateRow.objects.bulk_create(fresh)
    StateRow.objects.bulk_update(changed, ["export", "line", "case", "number", "facts", "faults"])


def _pk(case: Case | None) -> object:
    return case.pk if case else None


@transaction.atomic
def join_row(viewer: Viewer, *, row: StateRow, case: Case) -> Case:
    """A row of theirs is a case that was entered here by hand: it gets the number.

    Raises NotAllowed, ValidationError (codes `mode`, `day`, `state`, `case`, `external`).
    """
    row = _row(viewer, row)
    _may_see(viewer, case)
    if case.external_number and key_of(case.external_number) != row.key:
        words = _("Case %(number)s bears another number of the state's system already.")
        raise ValidationError(words % {"number": case.number}, code="case")
    status = row.facts.get("status", "")
    now = clock.now(viewer.organisation)
    case = note_external(viewer, case=case, system=writing.SYSTEM, number=row.number, status=status, at=now)
    row.case = case
    row.save(update_fields=["case"])
    return case


@transaction.atomic
def open_row(viewer: Viewer, *, row: StateRow) -> Case:
    """A row of theirs is a paper that is not here: bring it in as a new case.

    Raises NotAllowed, ValidationError (codes `mode`, `day`, `state`).
    """
    row = _row(viewer, row)
    if row.key in cases_under(viewer, [(row.key, row.number)]):
        raise ValidationError(_("A case with this number is here already. Look at the page again."), code="state")
    received = date.fromisoformat(row.facts["received"])
    year = numbers.parse(row.number).year or received.year
    told = Row(row.line, (), row.number, row.key, year, received=received, facts=dict(row.facts))
    case = writing.write(viewer, row.export, [told])[row.key]
    row.case = case
    row.save(update_fields=["case"])
    return case


def _row(viewer: Viewer, row: StateRow) -> StateRow:
    """A good row that has no case yet, locked."""
    may_compare(viewer)
    _one_after_another(viewer)
    _open(viewer, row.day)
    rows = StateRow.objects.select_for_update(of=("self",)).select_related("export")
    locked = rows.get(organisation=viewer.organisation, pk=row.pk)
    if locked.case_id or locked.faults:
        raise ValidationError(_("This row was settled meanwhile, or is wrong. Look at the page again."), code="state")
    return locked


def _may_see(viewer: Viewer, case: Case | None) -> None:
    """Raise NotAllowed for a restricted case of which the viewer knows the number only."""
    if case and not queries.may_see(viewer, case):
        raise NotAllowed(_("You may not see this case."))


@transaction.atomic
def take_over(viewer: Viewer, *, row: StateRow, facts: Sequence[str]) -> Case:
    """What the state's system says of a case is right: matter, party or day are corrected here.

    Raises NotAllowed, ValidationError.
    """
    may_compare(viewer)
    _open(viewer, row.day)
    if row.case is None:
        raise ValidationError(_("This row was settled meanwhile, or is wrong. Look at the page again."), code="state")
    _may_see(viewer, row.case)
    wanted = {name: row.facts[name] for name in facts if name in COMPARED and row.facts.get(name)}
    if not wanted:
        raise ValidationError(_("Choose what is to be taken over."), code="facts")
    party = writing.party_of(viewer, wanted.pop("sender", ""))
    received = wanted.pop("received", "")
    return correct_as_told(
        viewer,
        case=row.case,
        subject=wanted.pop("subject", ""),
        received_on=date.fromisoformat(received) if received else None,
        party=party,
    )


@transaction.atomic
def leave_as_is(viewer: Viewer, *, day: date, subject: StateRow | Case, reason: str, about: str = "") -> StateReason:
    """Leave something of a day as it is, with the reason. Raises NotAllowed, ValidationError (code `reason`)."""
    may_compare(viewer)
    _open(viewer, day)
    _may_see(viewer, subject.case if isinstance(subject, StateRow) else subject)
    if not reason.strip():
        raise ValidationError(_("Write why it is left as it is."), code="reason")
    given, _made = StateReason.objects.update_or_create(
        organisation=viewer.organisation,
        day=day,
        subject_id=subject.pk,
        defaults={
            "about": about,
            "reason": reason.strip(),
            "given_by": viewer.name,
            "given_at": clock.now(viewer.organisation),
        },
    )
    record(
        viewer,
        "state-day.left",
        subject=("state-row" if isinstance(subject, StateRow) else "case", subject.pk),
        body={"day": day.isoformat()},
        personal={"reason": given.reason},
    )
    return given


@transaction.atomic
def close_day(viewer: Viewer, *, day: date) -> StateDay:
    """Close a day on which both registers say the same, or each difference has its reason.

    Raises NotAllowed, ValidationError (codes `mode`, `day`).
    """
    may_compare(viewer)
    require(viewer, Role.REGISTRY_HEAD)
    assert viewer.account is not None
    _one_after_another(viewer)
    _open(viewer, day)
    found = day_of(viewer, day)
    if not found.files:
        raise ValidationError(_("No file of this day was brought in. Bring it first."), code="day")
    if found.open:
        raise ValidationError(_("Something of this day is not settled yet. Look at its page again."), code="day")
    closed = StateDay.objects.create(
        organisation=viewer.organisation,
        day=day,
        counts=found.counts,
        closed_at=clock.now(viewer.organisation),
        closed_by=viewer.account,
        closed_name=viewer.name,
    )
    body = {**found.counts, "day": day.isoformat()}
    record(viewer, "state-day.closed", subject=("state-day", closed.pk), body=body)
    return closed
