"""What people of the office note for themselves at a case: ticklers, comments, tasks. Data and constraints only.

None of it belongs to the file: no party sees it, and it goes into no copy and into no archive package.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.models import Account, Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case

RUNS = Q(cleared_at__isnull=True)
TO_DO = Q(done_at__isnull=True)


class Tickler(Owned):
    """R and a day (rokovnik): the case waits in its drawer until then. At most one of a case runs."""

    case = OwnedForeignKey(Case, related_name="ticklers")
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "case"], name="tickler_runs_once", condition=RUNS)
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "on", "id"], name="tickler_by_day", condition=RUNS)]


class CaseNote(Owned):
    """A comment of somebody of the office on a case. `name` stays readable for ever."""

    case = OwnedForeignKey(Case, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="case_note_says_something", condition=~Q(text=""))]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "-id"], name="case_note_newest")]


class Task(Owned):
    """Something that somebody of the office is to do in a case by a day."""

    case = OwnedForeignKey(Case, related_name="tasks")
    title = models.CharField(max_length=200)
    staff = OwnedForeignKey(Staff, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    done_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case", "id"], name="task_by_case"),
            models.Index(fields=["organisation", "staff", "due_on", "id"], name="task_to_do", condition=TO_DO),
        ]
