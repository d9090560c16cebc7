"""Copies of the report on resolved cases: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.books import BookFormat, CopyState


class ReportCopy(Owned):
    """A report of a year as a file, which the worker makes; it is its asker's."""

    year = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=4, choices=BookFormat)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=CopyState, default=CopyState.WAITING)
    problem = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    document = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "asked_by", "-id"], name="report_copy_by_asker")]
