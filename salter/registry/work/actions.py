"""Giving cases to units and people, and what these do with them: confirm the receipt, or send them back.

What is done to many at once takes a fixed number of statements, with an entry in the journal for each case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.journal import actions as journal
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.acting import capacity
from salter.organisations.models import Duty, Role, Staff, Unit
from salter.registry.actions.cases import check_not_recused, check_target, lock_open, may_assign
from salter.registry.assigning import unauthorised
from salter.registry.deadlines import settings_of
from salter.registry.models import Assignment, Case, CaseStatus, Handover, HandoverEnd
from salter.registry.moving import begin_work
from salter.registry.recusing.rules import refusal, refuse_recused
from salter.registry.work import rules
from salter.registry.work.handing import newest, pass_on, received_by, receiver, signed, takes_oneself


@dataclass(frozen=True, slots=True)
class Refused:
    """A case with which nothing was done, and why."""

    case: Case
    why: str | Promise


@dataclass(slots=True)
class Bulk:
    """What was done to many cases at once: those that went through, and those that did not."""

    done: list[Case] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@transaction.atomic
def assign_many(viewer: Viewer, *, cases: Iterable[Case], unit: Unit, staff: Staff | None, note: str = "") -> Bulk:
    """Assign cases to a unit and, if given, to a person in it; formed ones are then in progress.

    A case that is closed, there already, or not for this person where the office refuses that, is refused with the
    reason, the others go through. Raises NotAllowed, and ValidationError: code `staff` as `assign` does, code
    `too-many`.
    """
    viewer = may_assign(viewer)
    check_target(unit, staff)
    bulk = Bulk()
    for case, effect in effects(viewer, _locked(viewer, {case.pk for case in cases}), unit, staff):
        if effect.moves:
            bulk.done.append(case)
        else:
            bulk.refused.append(Refused(case, effect.words))
    if bulk.done:
        _assign(viewer, bulk.done, unit, staff, note)
    return bulk


def effects(
    viewer: Viewer, cases: Iterable[Case], unit: Unit | None, staff: Staff | None
) -> list[tuple[Case, rules.Effect]]:
    """What assigning does to each case, as the preview says and the deed holds to; `unit` None: not chosen yet."""
    to = (unit.pk if unit else None, staff.pk if staff else None)
    found = [
        (case, rules.Effect(False, rules.RECUSED_SELF) if refusal(viewer, case) else rules.effect(case, *to))
        for case in cases
    ]
    if staff is None or not settings_of(viewer.organisation).conduct_refuses:
        return found
    missing = {case.pk for case in unauthorised(viewer.organisation, staff, (case for case, one in found if one.moves))}
    return [(case, rules.Effect(False, rules.UNAUTHORISED) if case.pk in missing else one) for case, one in found]


def _assign(viewer: Viewer, cases: Sequence[Case], unit: Unit, staff: Staff | None, note: str) -> None:
    now, own = clock.now(viewer.organisation), takes_oneself(viewer, staff)
    keys = [case.pk for case in cases]
    pass_on(viewer, cases, now)
    rows = Case.objects.filter(organisation=viewer.organisation, pk__in=keys)
    rows.update(unit=unit, handler=staff, handed_over_at=None if own else now, version=F("version") + 1)
    if staff:
        begin_work(viewer, [case for case in cases if case.status == CaseStatus.FORMED], at=now)
    given = Assignment.objects.bulk_create(_assignment(viewer, case, unit, staff, note, now) for case in cases)
    if own:
        Handover.objects.bulk_create(signed(viewer, row, HandoverEnd.CONFIRMED, now) for row in given)
    journal.record_all(
        viewer,
        (
            journal.fields(
                viewer,
                "case.assigned",
                subject=("case", key),
                case_id=key,
                body={"unit": unit.name, "handler": staff.name if staff else ""},
                personal={"note": note} if note else None,
            )
            for key in keys
        ),
    )


def _assignment(viewer: Viewer, case: Case, unit: Unit, staff: Staff | None, note: str, at: datetime) -> Assignment:
    return Assignment(
        organisation=viewer.organisation, case=case, unit=unit, staff=staff, by=viewer.account, at=at, note=note
    )


@transaction.atomic
def confirm_receipt(viewer: Viewer, *, cases: Iterable[Case]) -> Bulk:
    """Sign in the internal delivery book that cases have come: those that were assigned to one, or to one's unit.

    A case that waits for no confirmation, or for that of somebody else, is refused with the reason. Raises
    ValidationError (code `too-many`).
    """
    bulk, now, signing = Bulk(), clock.now(viewer.organisation), dict[UUID, Viewer]()
    for case in _locked(viewer, {case.pk for case in cases}):
        who = receiver(viewer, case)
        if case.handed_over_at is None or case.cancelled_at or case.closed_at:
            bulk.refused.append(Refused(case, rules.CONFIRMED))
        elif who is None:
            bulk.refused.append(Refused(case, rules.NOT_HERE))
        else:
            signing[case.pk] = who
            bulk.done.append(case)
    if bulk.done:
        _confirm(viewer, bulk.done, signing, now)
    return bulk


def _locked(viewer: Viewer, keys: Collection[UUID]) -> list[Case]:
    """The cases, locked in one order, so that two who want the same ones wait for each other."""
    if len(keys) > rules.MOST:
        raise ValidationError(
            _("At most %(most)s cases are taken at once. Tick fewer, the rest afterwards.") % {"most": rules.MOST},
            code="too-many",
        )
    rows = Case.objects.select_for_update(of=("self",)).filter(organisation=viewer.organisation, pk__in=keys)
    return list(rows.order_by("id"))


def _confirm(viewer: Viewer, cases: Sequence[Case], signing: Mapping[UUID, Viewer], now: datetime) -> None:
    given = newest(viewer, signing)
    Handover.objects.bulk_create(signed(signing[case.pk], given[case.pk], HandoverEnd.CONFIRMED, now) for case in cases)
    rows = Case.objects.filter(organisation=viewer.organisation, pk__in=list(signing))
    rows.update(handed_over_at=None, version=F("version") + 1)
    journal.record_all(
        viewer,
        (
            journal.fields(
                signing[case.pk],
                "case.received",
                subject=("case", case.pk),
                case_id=case.pk,
                body={"unit": given[case.pk].unit.name, "handler": _name(given[case.pk].staff)},
            )
            for case in cases
        ),
    )


def _name(staff: Staff | None) -> str:
    return staff.name if staff else ""


@transaction.atomic
def return_case(viewer: Viewer, *, case: Case, reason: str) -> Case:
    """Send a case back whose receipt one will not confirm, with a reason.

    A person sends it to the head of the unit, a unit to where it was before, or to who handed it over.

    Raises NotAllowed, and ValidationError with codes `confirmed`, `reason`, `nowhere`.
    """
    case = lock_open(case)
    refuse_recused(viewer, case)
    viewer = capacity(viewer, Duty.HANDLE, received_by(case), _("Only who was to get the case returns it."))
    given = _awaited(viewer, case)
    if not reason.strip():
        raise ValidationError(_("Write why the case goes back."), code="reason")
    unit = _back_to(viewer, case, given)
    now = clock.now(viewer.organisation)
    signed(viewer, given, HandoverEnd.RETURNED, now, reason.strip()).save(force_insert=True)
    _put(viewer, case, unit, None, now, note=reason.strip()[:300], awaits=True)
    journal.record(
        viewer,
        "case.returned",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"unit": unit.name},
        personal={"reason": reason.strip()[:300]},
    )
    return case


def _awaited(viewer: Viewer, case: Case) -> Assignment:
    """The assignment of a locked case that waits for its confirmation. Raises ValidationError (code `confirmed`)."""
    given = newest(viewer, [case.pk]).get(case.pk)
    if case.handed_over_at is None or given is None:
        raise ValidationError(_("The receipt of the case is confirmed already."), code="confirmed")
    return given


def _back_to(viewer: Viewer, case: Case, given: Assignment) -> Unit:
    """The unit that a case goes back to. Raises ValidationError (code `nowhere`)."""
    heads = viewer.has(Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION) and given.unit_id in viewer.unit_ids
    if case.handler_id is not None and not heads:
        return given.unit
    us = {"organisation": viewer.organisation}
    others = Assignment.objects.filter(case=case, id__lt=given.pk, unit__active=True, **us).exclude(unit=given.unit)
    before = others.select_related("unit").order_by("-id").first()
    if before:
        return before.unit
    staff = Staff.objects.filter(active=True, unit__active=True, **us).exclude(unit=given.unit).select_related("unit")
    sender = staff.filter(account=given.by).first() or staff.filter(roles__role=Role.REGISTRY_HEAD).first()
    if sender is None:
        raise ValidationError(_("There is nobody to return the case to. Assign it to another unit."), code="nowhere")
    return sender.unit


def _put(
    viewer: Viewer,
    case: Case,
    unit: Unit,
    staff: Staff | None,
    now: datetime,
    *,
    note: str,
    awaits: bool,
    by_viewer: bool = True,
) -> Assignment:
    """Where a case is from now on; the deed writes the journal. What only came back was assigned by nobody."""
    case.unit, case.handler, case.handed_over_at = unit, staff, now if awaits else None
    case.version += 1
    case.save(update_fields=["unit", "handler", "handed_over_at", "version"])
    row = _assignment(viewer, case, unit, staff, note, now)
    row.by = viewer.account if by_viewer else None
    row.save(force_insert=True)
    return row


@transaction.atomic
def undo_assignment(viewer: Viewer, *, case: Case) -> Case:
    """Take an assignment back whose receipt nobody has confirmed: the case is again where it was before.

    A case that was begun stays in progress: no step leads back. Raises NotAllowed, and ValidationError with codes
    `confirmed`, `first` (nobody had it before), `worked` (the receiver has begun).
    """
    viewer = may_assign(viewer)
    case = lock_open(case)
    given = _awaited(viewer, case)
    mine = viewer.account is not None and given.by_id == viewer.account.pk
    if not mine and not viewer.has(Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION):
        raise NotAllowed(_("Only who assigned the case takes that back, or the head of the registry office."))
    before = _before(viewer, case, given)
    check_not_recused(case, before.staff)
    check_target(before.unit, before.staff)
    now = clock.now(viewer.organisation)
    signed(viewer, given, HandoverEnd.UNDONE, now).save(force_insert=True)
    waited = not Handover.objects.filter(assignment=before, end=HandoverEnd.CONFIRMED).exists()
    row = _put(viewer, case, before.unit, before.staff, now, note="", awaits=waited, by_viewer=False)
    if not waited:
        signed(viewer, row, HandoverEnd.CONFIRMED, now, "").save(force_insert=True)
    journal.record(
        viewer,
        "case.taken-back",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"unit": before.unit.name, "handler": _name(before.staff)},
    )
    return case


def _before(viewer: Viewer, case: Case, given: Assignment) -> Assignment:
    """Who had the case before. Raises ValidationError with codes `first`, `worked`."""
    rows = Assignment.objects.filter(organisation=viewer.organisation, case=case, id__lt=given.pk)
    before = rows.select_related("unit", "staff").order_by("-id").first()
    if before is None or given.by_id is None:
        raise ValidationError(
            _("Nobody had the case before. Assign it to another unit or person instead."), code="first"
        )
    people = Staff.objects.filter(organisation=viewer.organisation, unit=given.unit)
    people = people.filter(pk=given.staff_id) if given.staff_id else people
    later = Entry.objects.filter(organisation=viewer.organisation, case_id=case.pk, id__gt=given.pk)
    worked = later.exclude(verb="case.assigned")
    if worked.filter(actor__in=people.exclude(account=viewer.account).values("account")).exists():
        raise ValidationError(
            _("Who got the case has begun to work on it. Assign it anew instead of taking it back."), code="worked"
        )
    return before
