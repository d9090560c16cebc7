"""Reading what was noted at cases; the first argument is always the viewer."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from salter.organisations.access import READS_CASES, Confidentiality, Viewer
from salter.organisations.acting import Actor, Allowed, find
from salter.organisations.models import Duty, Staff
from salter.organisations.statements import Statement, asked, counting
from salter.registry import queries
from salter.registry.actions.cases import handled_by
from salter.registry.models import RUNS, TO_DO, Case, CaseNote, Task, Tickler

MANY = queries.MANY


def tickler(case: Case) -> Tickler | None:
    """The tickler that runs in a case that was found visible."""
    return case.ticklers.filter(RUNS).first()


def comments(case: Case, most: int = MANY) -> list[CaseNote]:
    """Comments on a case that was found visible, newest first."""
    return list(case.notes.order_by("-id")[:most])


def tasks_of(case: Case) -> list[Task]:
    """The tasks of a case that was found visible: what is to be done by its day, then what is done."""
    rows = list(case.tasks.select_related("staff").order_by("due_on", "id"))
    return [row for row in rows if not row.done_at] + [row for row in rows if row.done_at]


def task(viewer: Viewer, case_id: UUID, task_id: UUID) -> Task:
    """A task of which the viewer may say that it is done, in a case that the viewer may see.

    Raises Case.DoesNotExist, Task.DoesNotExist.
    """
    found = queries.case(viewer, case_id).tasks.select_related("staff").get(pk=task_id)
    if not may_finish(viewer, found):
        raise Task.DoesNotExist
    return found


def done_by(task: Task) -> Allowed:
    """Who says that a task is done: whose it is, and who handles the case."""
    handles = handled_by(task.case)

    def allowed(actor: Actor) -> bool:
        return actor.staff == task.staff_id or handles(actor)

    return allowed


def may_finish(viewer: Viewer, task: Task) -> bool:
    """Whether the viewer says that a task is done. Reads nothing when the case of the task was read."""
    return find(viewer, Duty.HANDLE, done_by(task)) is not None


def doers(viewer: Viewer, case: Case) -> QuerySet[Staff]:
    """Who can be given a task: its handler, who was named for it, and people of its unit who read cases and see it."""
    named = Q(pk=case.handler_id) | Q(pk__in=case.granted_to)
    if case.confidentiality == Confidentiality.NORMAL:
        named |= Q(unit=case.unit_id, roles__role__in=READS_CASES)
    rows = Staff.objects.filter(named, organisation=viewer.organisation, active=True)
    return rows.order_by("name").distinct()


def my_tasks(viewer: Viewer) -> list[Task]:
    """What the viewer is to do in cases that the viewer may see, by its day."""
    rows = Task.objects.filter(_mine(viewer), case__in=Case.objects.visible_to(viewer))
    return list(rows.select_related("case", "case__unit").order_by("due_on", "id")[:MANY])


def to_do(viewer: Viewer) -> int:
    """How many tasks the viewer has."""
    if viewer.staff is None:
        return 0
    [(count,)] = asked(_counting(Case.objects.all().rule_for(viewer), _mine(viewer)))
    return int(count)


def _mine(viewer: Viewer) -> Q:
    if viewer.staff is None:
        return Q(pk__in=[])
    return Q(TO_DO, organisation=viewer.organisation, staff=viewer.staff.pk, case__cancelled_at=None)


@lru_cache(maxsize=500)
def _counting(visible: Q, rule: Q) -> Statement:
    return counting(Task.objects.filter(rule, case__in=Case.objects.filter(visible)), MANY)
