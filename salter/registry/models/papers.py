"""Papers of a case beside its files: what is here on paper only, and copies of whole cases: data only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.books import CopyState
from salter.registry.models.cases import Case


class SheetPaper(Owned):
    """An act or attachment that the case has on paper only: what it is, how many sheets, and where it lies.

    `sub_number` is that of the submission or act which it came or went with. What was noted wrongly is withdrawn.
    """

    case = OwnedForeignKey(Case, related_name="on_paper")
    sub_number = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    sheets = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    moved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="sheet_paper_has_sheets", condition=Q(sheets__gte=1)),
            models.CheckConstraint(
                name="sheet_paper_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""),
            ),
        ]


class CaseCopy(Owned):
    """A whole case in one PDF that somebody asked for, and how far the worker is. It is its asker's.

    `left_out`: names, hashes and reasons of what could not be put into it.
    """

    case = OwnedForeignKey(Case, related_name="copies")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=CopyState, default=CopyState.WAITING)
    papers = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    problem = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    document = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "asked_by", "-id"], name="case_copy_by_asker")]
