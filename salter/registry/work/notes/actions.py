"""Setting and clearing ticklers, writing comments, giving and doing tasks."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.acting import capacity
from salter.organisations.models import Duty, Staff
from salter.registry import rules as registry
from salter.registry.actions.cases import lock, lock_open, may_handle
from salter.registry.models import RUNS, Case, CaseNote, Task, Tickler
from salter.registry.queries import may_see
from salter.registry.rules import Disposition
from salter.registry.work.notes import queries
from salter.registry.work.notes.rules import LONGEST, WRITERS


def written(on: date) -> str:
    """A tickler as the book has it: `Р – 23. 11. 2026.`"""
    return registry.write_disposition(Disposition.TICKLER, on)


@transaction.atomic
def set_tickler(viewer: Viewer, *, case: Case, on: date, note: str = "") -> Tickler:
    """The case waits for a day: R and the day stand in the book, and on that day it is in the list.

    An earlier tickler goes. Raises NotAllowed, and ValidationError with code `on`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    now = clock.now(viewer.organisation)
    if on < clock.today(viewer.organisation):
        raise ValidationError(_("This day has passed. Choose today or a later one."), code="on")
    case.ticklers.filter(RUNS).update(cleared_at=now, cleared_by=viewer.account)
    row = Tickler.objects.create(
        organisation=viewer.organisation,
        case=case,
        on=on,
        note=note.strip()[:300],
        set_at=now,
        set_by=viewer.account,
        name=viewer.name,
    )
    _dispose(case, written(on))
    record(
        viewer,
        "tickler.set",
        subject=("tickler", row.pk),
        case_id=case.pk,
        body={"on": on.isoformat()},
        personal={"note": row.note},
    )
    return row


@transaction.atomic
def clear_tickler(viewer: Viewer, *, case: Case) -> Case:
    """The case waits for its day no longer; where the book says so, it no longer does.

    Raises NotAllowed, and ValidationError (code `none`).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    row = case.ticklers.select_for_update(of=("self",)).filter(RUNS).first()
    if row is None:
        raise ValidationError(_("The case has no tickler any more."), code="none")
    row.cleared_at, row.cleared_by = clock.now(viewer.organisation), viewer.account
    row.save(update_fields=["cleared_at", "cleared_by"])
    if case.disposition == written(row.on):
        _dispose(case, "")
    body = {"on": row.on.isoformat()}
    record(viewer, "tickler.cleared", subject=("tickler", row.pk), case_id=case.pk, body=body)
    return case


def _dispose(case: Case, disposition: str) -> None:
    case.disposition = disposition
    case.version += 1
    case.save(update_fields=["disposition", "version"])


@transaction.atomic
def comment(viewer: Viewer, *, case: Case, text: str) -> CaseNote:
    """Write a comment on a case: who sees the case in the office reads it, no party does.

    The journal says that it was written, not what. Raises NotAllowed, and ValidationError (code `text`).
    """
    require(viewer, *WRITERS)
    if not may_see(viewer, case):
        raise NotAllowed(_("Only who may see the case writes a comment."))
    case = lock(case)
    text = text.strip()
    if not text:
        raise ValidationError(_("Write the comment."), code="text")
    if len(text) > LONGEST:
        words = _("A comment has at most %(most)s letters. What is longer belongs into an official note.")
        raise ValidationError(words % {"most": LONGEST}, code="text")
    row = CaseNote.objects.create(
        organisation=viewer.organisation,
        case=case,
        text=text,
        at=clock.now(viewer.organisation),
        by=viewer.account,
        name=viewer.name,
    )
    record(viewer, "case.commented", subject=("case-note", row.pk), case_id=case.pk)
    return row


@transaction.atomic
def add_task(viewer: Viewer, *, case: Case, title: str, staff: Staff, due_on: date) -> Task:
    """Give somebody who sees the case something to do in it by a day.

    Raises NotAllowed, and ValidationError with codes `title`, `staff`, `due_on`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    if not title.strip():
        raise ValidationError(_("Write what is to be done."), code="title")
    if due_on < clock.today(viewer.organisation):
        raise ValidationError(_("This day has passed. Choose today or a later one."), code="due_on")
    if not queries.doers(viewer, case).filter(pk=staff.pk).exists():
        raise ValidationError(_("Choose somebody who works in the unit of the case and may see it."), code="staff")
    row = Task.objects.create(
        organisation=viewer.organisation,
        case=case,
        title=title.strip()[:200],
        staff=staff,
        due_on=due_on,
        at=clock.now(viewer.organisation),
        by=viewer.account,
        name=viewer.name,
    )
    record(
        viewer,
        "task.given",
        subject=("task", row.pk),
        case_id=case.pk,
        personal={"task": row.title, "who": staff.name, "due": due_on.isoformat()},
    )
    return row


@transaction.atomic
def finish_task(viewer: Viewer, *, task: Task) -> Task:
    """A task is done; said twice, it stays as it is. Raises NotAllowed."""
    task = Task.objects.select_for_update(of=("self",)).select_related("case").get(pk=task.pk)
    refusal = _("Only who was given the task, or who handles the case, says that it is done.")
    viewer = capacity(viewer, Duty.HANDLE, queries.done_by(task), refusal)
    if task.done_at:
        return task  # said twice
    task.done_at, task.done_by, task.done_name = clock.now(viewer.organisation), viewer.account, viewer.name
    task.save(update_fields=["done_at", "done_by", "done_name"])
    record(viewer, "task.done", subject=("task", task.pk), case_id=task.case_id, personal={"task": task.title})
    return task
