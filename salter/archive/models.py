"""Archived cases, the archive book, the checks of fixity, and the lists by which expired cases are destroyed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
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
    destroyed_at = models.DateTimeField(null=True, help_text="Since then nothing of it is kept but this row.")
    destroyed_by = models.JSONField(default=dict, db_default={}, help_text="List, approval, its day and the archive.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "case"], name="archive_unit_once")]


class FixityCheck(Owned):
    """One check of one archived case."""

    archive_unit = OwnedForeignKey(ArchiveUnit, related_name="checks")
    at = models.DateTimeField()
    sound = models.BooleanField()
    problems = models.JSONField(default=list)


class DisposalState(models.TextChoices):
    """How far a list for disposal is."""

    DRAFT = "draft", pgettext_lazy("list for disposal", "being put together")
    REVIEW = "review", pgettext_lazy("list for disposal", "waits for the commission")
    ACCEPTED = "accepted", pgettext_lazy("list for disposal", "waits for the public archive")
    APPROVED = "approved", pgettext_lazy("list for disposal", "may be destroyed")
    DESTROYING = "destroying", pgettext_lazy("list for disposal", "is being destroyed")
    DESTROYED = "destroyed", pgettext_lazy("list for disposal", "destroyed")
    WITHDRAWN = "withdrawn", pgettext_lazy("list for disposal", "withdrawn")


class Disposal(Owned):
    """A list (popis) of archived cases that may go: proposed, reviewed, approved by the public archive, destroyed.

    Each step keeps whose it was: the review is never the proposer's, the order to destroy never by who entered the
    approval.
    """

    ordinal = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DisposalState, default=DisposalState.DRAFT)
    note = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_name = models.CharField(max_length=200)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    reviewed_name = models.CharField(max_length=200, blank=True)
    comment = models.CharField(max_length=1000, blank=True, help_text="What the commission said.")
    approval_number = models.CharField(max_length=60, blank=True)
    approval_on = models.DateField(null=True)
    approval_by = models.CharField(max_length=200, blank=True, help_text="The public archive.")
    approval = OwnedForeignKey(Document, null=True, related_name="+", help_text="The approval itself.")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    approved_name = models.CharField(max_length=200, blank=True, help_text="Who entered the approval.")
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    ordered_name = models.CharField(max_length=200, blank=True)
    destroyed_at = models.DateTimeField(null=True)
    record = OwnedForeignKey(Document, null=True, related_name="+", help_text="The record of destruction.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "ordinal"], name="disposal_number_once"),
            models.CheckConstraint(
                name="disposal_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="disposal_approved_in_writing",
                condition=~Q(state__in=["approved", "destroying", "destroyed"])
                | (Q(approval__isnull=False, approval_on__isnull=False) & ~Q(approval_number="")),
            ),
            models.CheckConstraint(
                name="disposal_ordered_by_another",
                condition=~Q(state__in=["destroying", "destroyed"])
                | (Q(ordered_by__isnull=False) & ~Q(ordered_by=models.F("approved_by"))),
            ),
            models.CheckConstraint(
                name="disposal_destroyed_with_record", condition=~Q(state="destroyed") | Q(record__isnull=False)
            ),
        ]

    @property
    def number(self) -> str:
        """The number of the list."""
        return f"{self.ordinal}/{self.year}"


LISTED = Q(excluded_why="")
"""Stands on the list."""


class DisposalItem(Owned):
    """An archived case on a list. Excluded, it stays there with the reason; destroyed, it says what went.

    `files`: identifier, name, SHA-256 and size of each document whose bytes went. `removed_at`: since when the store
    holds none of them.
    """

    disposal = OwnedForeignKey(Disposal, related_name="items")
    archive_unit = OwnedForeignKey(ArchiveUnit, related_name="disposal_items")
    excluded_why = models.CharField(max_length=300, blank=True)
    excluded_at = models.DateTimeField(null=True)
    excluded_by = models.CharField(max_length=200, blank=True)
    destroyed_at = models.DateTimeField(null=True)
    files = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "disposal", "archive_unit"], name="disposal_item_once"),
            models.UniqueConstraint(
                fields=["organisation", "archive_unit"], name="disposal_on_one_list", condition=Q(excluded_why="")
            ),
            models.CheckConstraint(
                name="disposal_excluded_is_kept", condition=Q(excluded_why="") | Q(destroyed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="disposal_removed_after_destroyed",
                condition=Q(removed_at__isnull=True) | Q(destroyed_at__isnull=False),
            ),
        ]
