"""Two books kept side by side until the head ends it: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey


class ParallelRun(Owned):
    """A time in which the old book is kept beside ours; one at a time."""

    old_book = models.CharField(max_length=200)
    ground = models.CharField(max_length=300)
    began_on = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    ending = models.TextField(blank=True, help_text=_("The head's words at the end."))
    note = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_at__isnull=True), name="parallel_run_one_at_a_time"
            ),
            models.CheckConstraint(
                name="parallel_run_ended_with_note", condition=Q(ended_at__isnull=True) | Q(note__isnull=False)
            ),
        ]


class DaySheet(Owned):
    """A day of both books compared. A day may be compared again; the newest sheet counts, the others stay."""

    run = OwnedForeignKey(ParallelRun, related_name="sheets")
    day = models.DateField()
    document = OwnedForeignKey(Document, null=True, related_name="+", help_text=_("Their day as it came."))
    found = models.JSONField(default=dict, help_text=_("What stands differently in the two books."))
    same = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    seen_name = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "run", "day", "-id"], name="day_sheet_by_day")]
