"""Archived cases, the archive book and the checks of fixity."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models import Case, RetentionRule


class BookLine(Owned):
    """A line of the archive book, form AK (Rulebook 34/2022): numbered on, never closed at year's end."""

    ordinal = models.PositiveIntegerField()
    entered_on = models.DateField()
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()
    content = models.CharField(max_length=300)
    class_code = models.CharField(max_length=10)
    retention = models.CharField(max_length=100)
    consent_number = models.CharField(max_length=60, blank=True)
    units = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    formats = models.CharField(max_length=300, blank=True)
    location = models.CharField(max_length=300, blank=True)
    record_of_disposal = models.CharField(max_length=100, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "ordinal"], name="book_line_once")]


class ArchiveUnit(Owned):
    """A closed case as it is kept: one OCFL object."""

    case = OwnedForeignKey(Case, related_name="archive_units")
    line = OwnedForeignKey(BookLine, related_name="archive_units")
    object_id = models.CharField(max_length=200)
    retention = OwnedForeignKey(RetentionRule, related_name="+")
    keep_until = models.DateField(null=True, help_text="Empty: permanently.")
    files = models.PositiveIntegerField()
    size = models.BigIntegerField()
    inventory_digest = models.CharField(max_length=128)
    archived_at = models.DateTimeField()
    archived_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    sound = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "case"], name="archive_unit_once")]


class FixityCheck(Owned):
    """One check of one archived case."""

    archive_unit = OwnedForeignKey(ArchiveUnit, related_name="checks")
    at = models.DateTimeField()
    sound = models.BooleanField()
    problems = models.JSONField(default=list)
