"""Lists of acts (popis akata): many acts of one kind under one number of the basic register, each with a sub-number.

The number is an ordinary entry of the book; the sub-numbers are those of its case, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Role, Unit
from salter.registry import deadlines, rules
from salter.registry.actions.cases import lock, may_handle
from salter.registry.actions.intake import Ground, Intake, register_case
from salter.registry.models import ActList, Case, IntakeChannel, ListedAct, Register
from salter.registry.moving import move
from salter.registry.rules import Status
from salter.ui.script import fold

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
MOST = 5000
"""So many acts are entered at once at most; longer files go in pieces."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """An act to be entered. `key` names the line of a file: the same line again is not entered twice."""

    day: date
    subject: str
    name: str = ""
    reference: str = ""
    key: str = ""


@transaction.atomic
def open_list(
    viewer: Viewer, *, title: str, class_code: str, unit: Unit | None = None, register: Register | None = None
) -> ActList:
    """Open a list of acts under the next number of the year's book, or of a book that has just been opened.

    Raises NotAllowed, and ValidationError with codes `subject`, `class-mark`, `register-closed`, `next-book`.
    """
    require(viewer, *CLERKS)
    now = clock.now(viewer.organisation)
    intake = Intake(title, IntakeChannel.COUNTER, now, class_code=class_code, unit=unit)
    ground = Ground(register, deadlines.USUAL_DAYS) if register else None
    case = lock(register_case(viewer, intake, ground=ground).case)
    move(viewer, case, to=Status.IN_PROGRESS, rule=rules.LIST_OPENED, at=now)
    opened = ActList.objects.create(organisation=viewer.organisation, case=case, opened_at=now)
    record(
        viewer,
        "list.opened",
        subject=("list", opened.pk),
        case_id=case.pk,
        body={"number": case.number, "title": title.strip()},
    )
    return opened


def may_enter(viewer: Viewer, case: Case) -> Viewer:
    """In whose capacity the viewer enters acts: the registry office, or who handles the list. Raises NotAllowed."""
    return viewer if viewer.has(*CLERKS) else may_handle(viewer, case)


@transaction.atomic
def enter_acts(viewer: Viewer, *, act_list: ActList, rows: Sequence[ListRow]) -> list[ListedAct]:
    """Enter acts under the next sub-numbers, in their order; a row whose key is there already gives the act of before.

    Raises NotAllowed, and ValidationError with codes `list-closed`, `subject`, `day`, `too-many`. All or nothing.
    """
    viewer, act_list, case = _locked(viewer, act_list)
    _check(viewer, rows)
    keys = [row.key for row in rows if row.key]
    known = {act.key: act for act in ListedAct.objects.filter(act_list=act_list, key__in=keys)} if keys else {}
    fresh = list({row.key or place: row for place, row in enumerate(rows) if row.key not in known}.values())
    now = clock.now(viewer.organisation)
    new = [
        ListedAct(
            organisation=viewer.organisation,
            act_list=act_list,
            sub_number=case.last_sub + place,
            day=row.day,
            name=row.name.strip(),
            subject=row.subject.strip(),
            reference=row.reference.strip(),
            search=fold(f"{row.name} {row.subject} {row.reference}"),
            key=row.key,
            entered_at=now,
            entered_by=viewer.account,
        )
        for place, row in enumerate(fresh, 1)
    ]
    if new:
        ListedAct.objects.bulk_create(new)
        _count_on(case, new[-1].sub_number)
        span = {"first": new[0].sub_number, "last": new[-1].sub_number, "number": case.number}
        names = {"names": [act.name for act in new[:100]]}
        record(viewer, "list.entered", subject=("list", act_list.pk), case_id=case.pk, body=span, personal=names)
    by_key = known | {act.key: act for act in new if act.key}
    without = iter([act for act in new if not act.key])
    return [by_key[row.key] if row.key else next(without) for row in rows]


def _count_on(case: Case, last: int) -> None:
    case.last_sub = last
    case.version += 1
    case.save(update_fields=["last_sub", "version"])


def _check(viewer: Viewer, rows: Sequence[ListRow]) -> None:
    if len(rows) > MOST:
        raise ValidationError(_("Enter at most %(most)s acts at once.") % {"most": MOST}, code="too-many")
    today = clock.today(viewer.organisation)
    for row in rows:
        if not row.subject.strip():
            raise ValidationError(_("Write what the act is about."), code="subject")
        if row.day > today:
            raise ValidationError(_("The day of the act lies in the future."), code="day")


def _locked(viewer: Viewer, act_list: ActList, *, unseen: bool = False) -> tuple[Viewer, ActList, Case]:
    """Who acts, the list and its case, locked; `unseen`: also one that the viewer may not look into.

    Raises NotAllowed, ValidationError (code `list-closed`).
    """
    case = Case.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=act_list.case_id)
    viewer = may_enter(viewer, case)
    if not (unseen or Case.objects.visible_to(viewer).filter(pk=case.pk).exists()):
        raise NotAllowed(_("Only who may see the list enters acts in it."))
    act_list = ActList.objects.get(organisation=viewer.organisation, pk=act_list.pk)
    if act_list.closed_at or case.cancelled_at or case.closed_at:
        raise ValidationError(
            _("The list %(number)s is closed. Open a new one for this year.") % {"number": case.number},
            code="list-closed",
        )
    return viewer, act_list, case


@transaction.atomic
def cancel_listed(viewer: Viewer, *, act: ListedAct, reason: str) -> ListedAct:
    """Cancel a wrong line of a list; it stays there struck through, its sub-number is never used again.

    Raises NotAllowed, and ValidationError with codes `list-closed`, `reason`, `cancelled`.
    """
    viewer, act_list, case = _locked(viewer, act.act_list)
    act = ListedAct.objects.select_for_update(of=("self",)).get(pk=act.pk, act_list=act_list)
    if not reason.strip():
        raise ValidationError(_("Write why the entry is cancelled."), code="reason")
    if act.cancelled_at:
        raise ValidationError(_("This line is cancelled already."), code="cancelled")
    act.cancelled_at, act.cancelled_by = clock.now(viewer.organisation), viewer.account
    act.cancel_reason = reason.strip()[:300]
    act.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    record(
        viewer,
        "list.cancelled",
        subject=("list", act_list.pk),
        case_id=case.pk,
        body={"sub_number": act.sub_number, "number": case.number},
        personal={"reason": act.cancel_reason},
    )
    return act


@transaction.atomic
def close_list(viewer: Viewer, *, act_list: ActList) -> ActList:
    """Close a list: the count of its acts is entered in the book, and no act any more.

    Raises NotAllowed, and ValidationError (code `list-closed`).
    """
    viewer, act_list, case = _locked(viewer, act_list, unseen=True)
    now = clock.now(viewer.organisation)
    act_list.count = ListedAct.objects.filter(organisation=viewer.organisation, act_list=act_list).count()
    act_list.closed_at = now
    act_list.save(update_fields=["count", "closed_at"])
    case.disposition = f"попис закључен: {act_list.count} аката"
    case.version += 1
    case.save(update_fields=["disposition", "version"])
    move(viewer, case, to=Status.RESOLVED, rule=rules.LIST_CLOSED, at=now)
    record(
        viewer,
        "list.closed",
        subject=("list", act_list.pk),
        case_id=case.pk,
        body={"number": case.number, "count": act_list.count},
    )
    return act_list


def close_lists_of(viewer: Viewer, register: Register) -> int:
    """Close what is open of the lists of a book that is being closed; gives how many."""
    still_open = ActList.objects.filter(
        organisation=viewer.organisation,
        case__register=register,
        closed_at__isnull=True,
        case__cancelled_at__isnull=True,
    )
    count = 0
    for act_list in still_open.order_by("id"):
        close_list(viewer, act_list=act_list)
        count += 1
    return count


def open_again(viewer: Viewer, register: Register) -> list[ActList]:
    """Open the lists of the year before in a new book: its first numbers are theirs (regulation.md 1.6)."""
    before = ActList.objects.filter(
        organisation=viewer.organisation, case__register__year=register.year - 1, case__cancelled_at__isnull=True
    ).select_related("case__unit")
    return [_open_like(viewer, row, register) for row in before.order_by("case__ordinal")]


def _open_like(viewer: Viewer, before: ActList, register: Register) -> ActList:
    case = before.case
    opened = open_list(viewer, title=case.subject, class_code=case.class_code, unit=case.unit, register=register)
    if before.invoices:
        opened.invoices = True
        opened.save(update_fields=["invoices"])
    return opened
