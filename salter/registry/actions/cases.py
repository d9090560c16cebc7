"""What happens to a case between its registration and the archive."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.calendars.law import Rule
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.acting import Actor, Allowed, capacity
from salter.organisations.models import Duty, Role, Staff, Unit
from salter.registry import rules
from salter.registry.assigning import check_authorised
from salter.registry.models import (
    Assignment,
    Case,
    CaseStatus,
    HandoverEnd,
    Register,
    RegisterKind,
)
from salter.registry.moving import leave_waits, move
from salter.registry.recusing.rules import recused, refuse_recused, unless_recused
from salter.registry.rules import Status
from salter.registry.work.handing import pass_on, signed, takes_oneself

MAY_ASSIGN = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


@transaction.atomic
def open_register(
    viewer: Viewer, *, year: int, kind: RegisterKind = RegisterKind.BASIC, code: str = "", old_book_last: int = 0
) -> Register:
    """Open the register of a year; `old_book_last` is the last number of the old book when it opens mid-year."""
    require(viewer, Role.REGISTRY_HEAD, Role.ADMINISTRATOR)
    register = Register.objects.create(
        organisation=viewer.organisation,
        kind=kind,
        code=code or kind.value,
        year=year,
        first_ordinal=old_book_last + 1,
        last_ordinal=old_book_last,
        opened_at=clock.now(viewer.organisation),
    )
    record(
        viewer,
        "register.opened",
        subject=("register", register.pk),
        body={"year": year, "code": register.code, "first": register.first_ordinal},
    )
    return register


def lock(case: Case) -> Case:
    """The case, locked for the running transaction.

    Raises ValidationError when it is cancelled or archived.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.cancelled_at or locked.status == CaseStatus.ARCHIVED:
        raise ValidationError(
            _("Case %(number)s is cancelled or archived and can no longer be changed.") % {"number": locked.number},
            code="case-closed",
        )
    return locked


def lock_open(case: Case) -> Case:
    """The case, locked, when work on it goes on: a closed case waits for the archive, or is opened again first.

    Raises ValidationError.
    """
    locked = lock(case)
    if locked.closed_at:
        raise ValidationError(
            _("Case %(number)s is closed and can no longer be changed.") % {"number": locked.number}, code="case-closed"
        )
    return locked


def may_handle(viewer: Viewer, case: Case) -> Viewer:
    """The viewer in the capacity in which the case is handled: the deed goes on under it. Raises NotAllowed."""
    refuse_recused(viewer, case)
    refusal = _("Only the handler of the case, or the head of the unit, does this.")
    return capacity(viewer, Duty.HANDLE, handled_by(case), refusal)


def handled_by(case: Case) -> Allowed:
    """Who may handle a case: its handler, the head of its unit, the head of administration. The one rule for it.

    Nobody who is recused from it.
    """

    def allowed(actor: Actor) -> bool:
        handles = actor.staff is not None and case.handler_id == actor.staff
        heads = actor.has(Role.UNIT_HEAD) and case.unit_id in actor.units
        return handles or heads or actor.has(Role.HEAD_OF_ADMINISTRATION)

    return unless_recused(case, allowed)


def may_assign(viewer: Viewer) -> Viewer:
    """The viewer in the capacity in which cases are assigned. Raises NotAllowed."""
    names = ", ".join(str(role.label) for role in MAY_ASSIGN)
    refusal = _("This is done by: %(roles)s.") % {"roles": names}
    return capacity(viewer, Duty.ASSIGN, assigned_by, refusal)


def assigned_by(actor: Actor) -> bool:
    """Who may assign cases."""
    return actor.has(*MAY_ASSIGN)


def check_target(unit: Unit, staff: Staff | None) -> None:
    """Raise ValidationError (code `staff`) when nobody there can take a case: the words say what to do instead."""
    if not unit.active:
        words = _("The unit “%(unit)s” is closed. Choose the unit that has taken its work over.")
        raise ValidationError(words % {"unit": unit.name}, code="staff")
    if staff is None:
        return
    if not staff.active:
        words = _("%(name)s no longer works here. Choose another person, or the unit without a handler.")
        raise ValidationError(words % {"name": staff.name}, code="staff")
    if staff.unit_id != unit.pk:
        raise ValidationError(
            _("%(name)s does not work in the unit “%(unit)s”.") % {"name": staff.name, "unit": unit.name}, code="staff"
        )


def check_not_recused(case: Case, staff: Staff | None) -> None:
    """Raise ValidationError (code `staff`) when the case is to go to who is recused from it."""
    if staff and staff.pk in recused(case):
        words = _("%(name)s is recused from this case. Choose another person.")
        raise ValidationError(words % {"name": staff.name}, code="staff")


@transaction.atomic
def assign(viewer: Viewer, *, case: Case, unit: Unit, staff: Staff | None, note: str = "") -> Case:
    """Assign a case to a unit and, if given, to a person in it; a formed case is then in progress.

    Who gets it confirms the receipt (work.actions); who takes it oneself has it. Raises NotAllowed, and ValidationError
    (code `staff`) when the unit is closed, the person has left, works elsewhere or is recused from the case, or has no
    authorisation where the office refuses that.
    """
    viewer = may_assign(viewer)
    case = lock_open(case)
    refuse_recused(viewer, case)
    check_target(unit, staff)
    check_not_recused(case, staff)
    check_authorised(viewer.organisation, staff, case)
    now, own = clock.now(viewer.organisation), takes_oneself(viewer, staff)
    pass_on(viewer, [case], now)
    case.unit, case.handler, case.handed_over_at = unit, staff, None if own else now
    _save(case, "unit", "handler", "handed_over_at")
    if staff and case.status == CaseStatus.FORMED:
        move(viewer, case, to=Status.IN_PROGRESS, at=now)
    given = Assignment.objects.create(
        organisation=viewer.organisation, case=case, unit=unit, staff=staff, by=viewer.account, at=now, note=note
    )
    if own:
        signed(viewer, given, HandoverEnd.CONFIRMED, now).save(force_insert=True)
    record(
        viewer,
        "case.assigned",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"unit": unit.name, "handler": staff.name if staff else ""},
        personal={"note": note} if note else None,
    )
    return case


@transaction.atomic
def change_status(viewer: Viewer, *, case: Case, status: CaseStatus, reason: str, outcome: str = "") -> Case:
    """Move a case to another prescribed status by hand, with a reason: what no act and no wait brings.

    Raises NotAllowed, and ValidationError with codes `status` (the step is not allowed) and `outcome` (the register of
    administrative cases asks how the case ended).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    before, to = case.status, Status(status.value)
    if len(rules.path(before, to)) != 1 or to in (Status.ARCHIVED, Status.INTERRUPTED):
        raise ValidationError(
            _("The case cannot go from “%(before)s” to “%(after)s”.")
            % {"before": CaseStatus(before).label, "after": status.label},
            code="status",
        )
    if to is not Status.RESOLVED:
        move(viewer, case, to=to, reason=reason)
    else:
        rule = _how_it_ended(case, outcome)
        move(viewer, case, to=to, rule=rule, reason=reason, outcome=outcome)
    record(
        viewer,
        "case.status",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"before": before, "after": status.value, "outcome": case.outcome},
        personal={"reason": reason},
    )
    return case


def _how_it_ended(case: Case, outcome: str) -> Rule:
    """The ground of resolving by hand. Raises ValidationError (code `outcome`)."""
    if outcome and rules.status_after(outcome) is not Status.RESOLVED:
        raise ValidationError(
            _("A dismissed or discontinued case has a status of its own: choose that."), code="outcome"
        )
    if case.instance and not outcome:
        raise ValidationError(
            _("Choose how the case ended: the register of administrative cases has a column for it."), code="outcome"
        )
    return rules.DECIDE if outcome else rules.ANSWER


@transaction.atomic
def cancel_case(viewer: Viewer, *, case: Case, reason: str) -> Case:
    """Cancel a wrong entry; its number stays in the book and is never used again."""
    require(viewer, Role.REGISTRY_HEAD)
    case = lock(case)
    if not reason.strip():
        raise ValidationError(_("Write why the entry is cancelled."), code="reason")
    if case.acts.filter(status__in=["signed", "dispatched"]).exists():
        raise ValidationError(_("A case with a signed act cannot be cancelled."), code="signed")
    if case.joined_cases.filter(separated_on=None).exists():
        raise ValidationError(_("Cases are joined to this one. Separate them first."), code="joined")
    return cancelled(viewer, case, reason)


def cancelled(viewer: Viewer, case: Case, reason: str) -> Case:
    """The case, cancelled by the viewer; within the transaction that locked it and has looked whether it may be."""
    case.cancelled_at, case.cancelled_by = clock.now(viewer.organisation), viewer.account
    case.cancel_reason = reason.strip()[:300]
    _save(case, "cancelled_at", "cancelled_by", "cancel_reason")
    leave_waits(case, case.cancelled_at)
    record(viewer, "case.cancelled", subject=("case", case.pk), case_id=case.pk, personal={"reason": reason})
    return case


@transaction.atomic
def set_disposition(viewer: Viewer, *, case: Case, disposition: str) -> Case:
    """Enter the disposition (razvod) of a case."""
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    case.disposition = disposition
    _save(case, "disposition")
    record(viewer, "case.disposition", subject=("case", case.pk), case_id=case.pk, body={"disposition": disposition})
    return case


def _save(case: Case, *columns: str) -> None:
    case.version += 1
    case.save(update_fields=[*columns, "version"])
