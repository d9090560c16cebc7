"""The plan and the catalogue: rows are written one by one, procedures in revisions, and somebody named answers for each
procedure that citizens see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role, Unit
from salter.organisations.tenancy import uuid7
from salter.registry.carrying import state
from salter.registry.carrying.columns import CLASSES, OF_OFFICE, PROCEDURES, RETENTION, Kind
from salter.registry.carrying.difference import CHANGED, GONE, NEW, WRONG, Change, judge_one
from salter.registry.models import ClassMark, Procedure, ProcedureRevision, RetentionRule

CONFIRMS = (Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR)
CHANGES = (Role.REGISTRY_HEAD, Role.ADMINISTRATOR)
"""Who keeps the plan and the catalogue; what citizens then see is confirmed by CONFIRMS."""


@transaction.atomic
def confirm_procedure(
    viewer: Viewer, *, procedure: Procedure, unit: Unit, public: bool, seen: int | None = None
) -> Procedure:
    """Say which unit conducts a procedure and whether citizens see its newest revision; who says so is kept with it.

    `seen` is the revision that was looked at. Raises NotAllowed, and ValidationError with codes `retired`, `revision`.
    """
    require(viewer, *CONFIRMS)
    row = Procedure.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=procedure.pk)
    _is_newest(row, seen)
    if public and not row.active:
        raise ValidationError(_("The procedure is not in use any more."), code="retired")
    row.unit, row.public = unit, public
    if public:
        row.confirmed_revision, row.confirmed_by = row.revision, viewer.name
        row.confirmed_at = clock.now(viewer.organisation)
    row.save(update_fields=["unit", "public", "confirmed_revision", "confirmed_by", "confirmed_at"])
    words = {"code": row.code, "name": row.name_cyr, "unit": unit.mark, "revision": row.revision}
    if public:
        record(viewer, "procedure.confirmed", subject=("procedure", row.pk), body=words)
    else:
        record(viewer, "procedure.hidden", subject=("procedure", row.pk), body=words)
    return row


@transaction.atomic
def write_row(viewer: Viewer, *, kind: Kind, given: state.Cells, reason: str = "", seen: int | None = None) -> Change:
    """Write one class mark, row of the schedule or procedure, new or changed; a procedure changes into a new revision.

    `seen` is the revision that was changed: nobody overwrites what somebody else has written meanwhile.
    Raises NotAllowed, and ValidationError with everything that is wrong, the column as code.
    """
    require(viewer, *CHANGES)
    hold(viewer)
    if seen is not None and kind is PROCEDURES:
        _is_newest(Procedure.objects.get(organisation=viewer.organisation, code=given["code"]), seen)
    change = judge_one(state.of_office(viewer), kind, given)
    if change.fate == WRONG:
        raise ValidationError(
            [ValidationError(one.words, code=one.column.field if one.column else "row") for one in change.faults]
        )
    if change.fate == CHANGED and kind is PROCEDURES and not reason.strip():
        raise ValidationError(_("Write why it is changed: the next reader of a case will ask."), code="reason")
    if change.fate in (NEW, CHANGED):
        apply(viewer, [change], reason.strip())
        if kind is not PROCEDURES:
            body = {"table": kind.code, "key": " ".join(change.key), "fate": change.fate}
            record(viewer, "plan.written", subject=("organisation", uuid7()), body=body)
    return change


def _is_newest(row: Procedure, seen: int | None) -> None:
    """Raise ValidationError when the procedure has been changed since it was looked at."""
    if seen is not None and seen != row.revision:
        raise ValidationError(
            _("Somebody has changed the procedure meanwhile: it is revision %(number)s now. Open it again and compare.")
            % {"number": row.revision},
            code="revision",
        )


@transaction.atomic
def set_edition(viewer: Viewer, *, edition: str, in_use: bool) -> int:
    """Take a whole edition of the plan into use, or out of it; what cases carry is not touched.

    Gives how many marks that changed. Raises NotAllowed, and ValidationError (code `in-use`) when a procedure in use
    would lose its class.
    """
    require(viewer, *CHANGES)
    hold(viewer)
    mine = ClassMark.objects.filter(organisation=viewer.organisation)
    if not in_use:
        _stays_complete(viewer, set(mine.filter(active=True).exclude(edition=edition).values_list("code", flat=True)))
    changed = mine.filter(edition=edition).exclude(active=in_use).update(active=in_use)
    if changed:
        body = {"edition": edition, "count": changed}
        if in_use:
            record(viewer, "plan.used", subject=("organisation", uuid7()), body=body)
        else:
            record(viewer, "plan.unused", subject=("organisation", uuid7()), body=body)
    return changed


def _stays_complete(viewer: Viewer, marks: set[str]) -> None:
    """Raise ValidationError when a procedure or a row of the schedule that is in use has a class beyond these."""
    mine = {"organisation": viewer.organisation, "active": True}
    users = [*Procedure.objects.filter(**mine).order_by("code").values_list("class_code", "code")]
    users += RetentionRule.objects.filter(**mine).order_by("class_code").values_list("class_code", "category")
    lost = [f"{code}: {user}" for code, user in users if code and code not in marks]
    if lost:
        raise ValidationError(
            _("It stays in use: these have a class that no other edition has. Change them first. %(users)s")
            % {"users": "; ".join(lost[:5])},
            code="in-use",
        )


@transaction.atomic
def set_procedure_in_use(viewer: Viewer, *, procedure: Procedure, in_use: bool) -> Procedure:
    """Take a procedure out of the catalogue, or back into it; its cases keep it. Back, it waits to be confirmed.

    Raises NotAllowed.
    """
    require(viewer, *CHANGES)
    hold(viewer)
    row = Procedure.objects.get(organisation=viewer.organisation, pk=procedure.pk)
    if row.active == in_use:
        return row
    row.active, row.public = in_use, False
    row.save(update_fields=["active", "public"])
    if in_use:
        record(viewer, "procedure.restored", subject=("procedure", row.pk), body={"code": row.code})
    else:
        record(viewer, "procedure.retired", subject=("procedure", row.pk), body={"code": row.code})
    return row


def hold(viewer: Viewer) -> None:
    """Whoever else changes the plan or the catalogue waits; registering does not."""
    Organisation.objects.select_for_update(no_key=True).get(pk=viewer.organisation.pk)


def apply(viewer: Viewer, changes: Sequence[Change], reason: str) -> None:
    """Write judged changes; the caller holds the office and journals. Of classes first, since others name them."""
    doing = [change for change in changes if change.fate in (NEW, CHANGED, GONE)]
    _classes(viewer, [change for change in doing if change.kind is CLASSES])
    _retention(viewer, [change for change in doing if change.kind is RETENTION])
    _procedures(viewer, [change for change in doing if change.kind is PROCEDURES], reason)


def _classes(viewer: Viewer, changes: Sequence[Change]) -> None:
    rows = [
        ClassMark(
            organisation=viewer.organisation,
            edition=change.cells["edition"],
            code=change.cells["code"],
            active=change.fate != GONE,
            **state.class_columns(change.cells),
        )
        for change in changes
    ]
    columns = [*(state.class_columns(changes[0].cells) if changes else ()), "active"]
    ClassMark.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organisation", "edition", "code"], update_fields=columns
    )


def _retention(viewer: Viewer, changes: Sequence[Change]) -> None:
    rows = [
        RetentionRule(
            organisation=viewer.organisation,
            class_code=change.cells["class_code"],
            category=change.cells["category"],
            active=change.fate != GONE,
            **state.retention_columns(change.cells),
        )
        for change in changes
    ]
    columns = [*(state.retention_columns(changes[0].cells) if changes else ()), "active"]
    RetentionRule.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organisation", "class_code", "category"], update_fields=columns
    )


def _procedures(viewer: Viewer, changes: Sequence[Change], reason: str) -> None:
    units = {unit.mark: unit for unit in Unit.objects.filter(organisation=viewer.organisation, active=True)}
    codes = [change.cells["code"] for change in changes]
    rows = Procedure.objects.filter(organisation=viewer.organisation, code__in=codes).select_related("unit")
    known = {row.code: row for row in rows}
    for change in changes:
        row = known.get(change.cells["code"])
        if change.fate == GONE:
            if row:
                set_procedure_in_use(viewer, procedure=row, in_use=False)
        elif row is None:
            _add(viewer, change.cells, units)
        else:
            _revise(viewer, row, change.cells, units, reason)


def _add(viewer: Viewer, cells: state.Cells, units: dict[str, Unit]) -> None:
    row = Procedure.objects.create(
        organisation=viewer.organisation,
        code=cells["code"],
        unit=units.get(cells["unit"]),
        **state.procedure_columns(cells),
    )
    record(viewer, "procedure.added", subject=("procedure", row.pk), body={"code": row.code, "name": row.name_cyr})


def _revise(viewer: Viewer, row: Procedure, cells: state.Cells, units: dict[str, Unit], reason: str) -> None:
    """The next revision, when anything but the unit differs; in a real office citizens wait until it is confirmed."""
    before = state.procedure_cells(row)
    differs = [name for name in PROCEDURES.fields if before[name] != cells[name] and name not in OF_OFFICE]
    row.unit, written = units.get(cells["unit"]), ["unit", "active"]
    row.active = True
    if differs:
        ProcedureRevision.objects.create(
            organisation=viewer.organisation,
            procedure=row,
            number=row.revision,
            content={name: cell for name, cell in before.items() if name not in OF_OFFICE},
            replaced_at=clock.now(viewer.organisation),
            replaced_by=viewer.account,
            reason=reason,
        )
        columns: dict[str, Any] = state.procedure_columns(cells)
        for name, value in columns.items():
            setattr(row, name, value)
        row.revision += 1
        row.public = row.public and (viewer.organisation.demo or viewer.organisation.practice)
        written += [*columns, "revision", "public"]
    row.save(update_fields=written)
    body = {"code": row.code, "revision": row.revision, "fields": differs, "unit": cells["unit"], "reason": reason}
    record(viewer, "procedure.revised", subject=("procedure", row.pk), body=body)
