"""Asking for the recusal of an official and deciding on it. From the asking on the official does nothing in the case.

The rules are asked where somebody may do something (`recusing.rules`); the database holds them too: a recused person
cannot be the handler, and no entry of the journal about the case is written by one (migrations).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.acting import capacity, find
from salter.organisations.models import Duty, Role, Staff, Unit
from salter.registry.actions.cases import check_not_recused, check_target, handled_by, lock, lock_open, may_handle
from salter.registry.assigning import check_authorised
from salter.registry.models import OPEN, AskedBy, Assignment, Case, CaseParty, CaseStatus, Recusal
from salter.registry.moving import move
from salter.registry.recusing.rules import decided_by, recused, refusal, refuse_recused
from salter.registry.rules import Status

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who goes on with the case."""

    unit: Unit
    staff: Staff


@transaction.atomic
def ask_recusal(
    viewer: Viewer,
    *,
    case: Case,
    staff: Staff,
    asked_by: AskedBy,
    on: date,
    reason: str,
    party: CaseParty | None = None,
) -> Recusal:
    """Note that an official is to be recused. Who handled the case no longer does; its unit has it until it is decided.

    An official asks for the own recusal; for others the registry office and who handles the case note it. Raises
    NotAllowed, and ValidationError with codes `known`, `on`, `party`, `reason`, `staff`, `status`.
    """
    own = viewer.staff is not None and viewer.staff.pk == staff.pk
    if not own and not viewer.has(*CLERKS):
        viewer = may_handle(viewer, case)
    elif not own:
        refuse_recused(viewer, case)
    case = lock_open(case)
    _check(viewer, case, staff, asked_by, on, reason, party)
    handled = case.handler_id == staff.pk
    row = Recusal.objects.create(
        organisation=viewer.organisation,
        case=case,
        staff=staff,
        asked_by=asked_by,
        party=party,
        reason=reason.strip()[:500],
        asked_on=on,
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
        held_in_id=case.unit_id if handled else None,
    )
    _record(viewer, "recusal.asked", row, {"official": staff.name, "reason": row.reason}, by=asked_by.value)
    case.recused = [*(case.recused or ()), staff.pk]
    case.version += 1
    case.save(update_fields=["recused", "version", *(["handler", "handed_over_at"] if _leave(case, handled) else [])])
    if handled:
        _assigned(viewer, case, None, str(_("The recusal of the handler was asked for.")))
    return row


def notes_for_others(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer notes what others ask: the registry office, and who handles the case; not who is recused."""
    if refusal(viewer, case):
        return False
    return viewer.has(*CLERKS) or find(viewer, Duty.HANDLE, handled_by(case)) is not None


def _leave(case: Case, handled: bool) -> bool:
    """The unit has the case of a handler who may do nothing in it."""
    if handled:
        case.handler = case.handed_over_at = None
    return handled


def _check(
    viewer: Viewer, case: Case, staff: Staff, asked_by: AskedBy, on: date, reason: str, party: CaseParty | None
) -> None:
    """Raise ValidationError for what cannot be asked so."""
    if case.status not in OPEN:
        raise ValidationError(_("An official is recused from a case that is not decided yet."), code="status")
    if not staff.active:
        raise ValidationError(_("%(name)s no longer works here.") % {"name": staff.name}, code="staff")
    if staff.pk in recused(case):
        words = _("The recusal of %(name)s was asked for or granted already.")
        raise ValidationError(words % {"name": staff.name}, code="known")
    if asked_by is AskedBy.PARTY and (party is None or party.case_id != case.pk):
        raise ValidationError(_("Choose the party that asks."), code="party")
    if not reason.strip():
        raise ValidationError(_("Write the reason for the recusal."), code="reason")
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")


@transaction.atomic
def decide_recusal(
    viewer: Viewer, *, recusal: Recusal, granted: bool, note: str, substitute: Substitute | None = None
) -> Recusal:
    """Grant a recusal and say who goes on with the case, or refuse it: then the official may act again.

    Decided by the head of administration, on that of the head by the mayor. Raises NotAllowed, and ValidationError with
    codes `decided`, `note`, `staff` (nobody, or somebody who cannot, goes on with the case).
    """
    row = Recusal.objects.select_for_update(of=("self",)).select_related("staff", "held_in").get(pk=recusal.pk)
    viewer = may_decide(viewer, row)
    case = lock(row.case)
    if row.granted is not None:
        raise ValidationError(_("It is decided already."), code="decided")
    if not note.strip():
        raise ValidationError(_("Write the number of the ruling and why it is decided so."), code="note")
    row.granted, row.decided_at, row.decided_by = granted, clock.now(viewer.organisation), viewer.name
    row.note, row.substitute = note.strip()[:500], substitute.staff if granted and substitute else None
    row.save(update_fields=["granted", "decided_at", "decided_by", "note", "substitute"])
    name = row.staff.name
    if granted:
        _go_on(viewer, case, row, substitute)
        goes_on = row.substitute.name if row.substitute else ""
        _record(viewer, "recusal.granted", row, {"official": name, "note": row.note, "substitute": goes_on})
    else:
        _back(viewer, case, row)
        _record(viewer, "recusal.refused", row, {"official": name, "note": row.note})
    return row


def may_decide(viewer: Viewer, recusal: Recusal) -> Viewer:
    """The viewer in the capacity in which a recusal is decided. Raises NotAllowed."""
    roles = frozenset(recusal.staff.roles.values_list("role", flat=True))
    rule = decided_by(recusal.case, recusal.staff_id, roles)
    words = _("The head of administration decides on a recusal; on that of the head, the mayor.")
    if viewer.staff is not None and viewer.staff.pk in recused(recusal.case):
        rule = _nobody
    return capacity(viewer, Duty.ASSIGN, rule, words)


def _nobody(_actor: object) -> bool:
    return False


def _go_on(viewer: Viewer, case: Case, row: Recusal, substitute: Substitute | None) -> None:
    """The case goes to the substitute; who was recused without handling it needs none."""
    if substitute is None:
        if row.held_in_id and case.handler_id is None and case.status in OPEN:
            raise ValidationError(_("Choose who goes on with the case."), code="staff")
        return
    check_target(substitute.unit, substitute.staff)
    check_not_recused(case, substitute.staff)
    check_authorised(viewer.organisation, substitute.staff, case)
    _hand(viewer, case, substitute.unit, substitute.staff, awaits=True)
    if case.status == CaseStatus.FORMED:
        move(viewer, case, to=Status.IN_PROGRESS)


def _back(viewer: Viewer, case: Case, row: Recusal) -> None:
    """The official may act again, and handles the case again when nobody got it meanwhile."""
    case.recused = [one for one in case.recused or () if one != row.staff_id] or None
    case.version += 1
    case.save(update_fields=["recused", "version"])
    there = case.handler_id is None and case.unit_id == row.held_in_id == row.staff.unit_id
    if there and row.held_in and row.staff.active and not case.closed_at:
        _hand(viewer, case, row.held_in, row.staff, awaits=False)


def _hand(viewer: Viewer, case: Case, unit: Unit, staff: Staff, *, awaits: bool) -> None:
    now = clock.now(viewer.organisation)
    case.unit, case.handler, case.handed_over_at = unit, staff, now if awaits else None
    case.version += 1
    case.save(update_fields=["unit", "handler", "handed_over_at", "version"])
    _assigned(viewer, case, staff, "")
    body = {"unit": unit.name, "handler": staff.name}
    record(viewer, "case.assigned", subject=("case", case.pk), case_id=case.pk, body=body)


def _assigned(viewer: Viewer, case: Case, staff: Staff | None, note: str) -> None:
    """The line in the internal delivery book; a case without a unit yet has none."""
    if case.unit_id is None:
        return
    Assignment.objects.create(
        organisation=viewer.organisation,
        case=case,
        unit_id=case.unit_id,
        staff=staff,
        by=viewer.account,
        at=clock.now(viewer.organisation),
        note=note,
    )


def _record(viewer: Viewer, verb: str, row: Recusal, personal: dict[str, str], **body: str) -> None:
    record(viewer, verb, subject=("recusal", row.pk), case_id=row.case_id, body={**body}, personal=personal)
