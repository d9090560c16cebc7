"""What the books hold beside cases: former numbers, lists of acts, remedies, and copies of books: data only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case
from salter.registry.models.registers import Register


class FormerNumber(Owned):
    """The line that a case keeps in an earlier book, when it was carried over into a later one under a new number.

    `last_sub`: what came and went up to this sub-number stands in the earlier book.
    """

    case = OwnedForeignKey(Case, related_name="former_numbers")
    register = OwnedForeignKey(Register, related_name="former_numbers")
    ordinal = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    last_sub = models.PositiveIntegerField()
    into = OwnedForeignKey(Register, related_name="+")
    new_number = models.CharField(max_length=60)
    carried_at = models.DateTimeField()
    carried_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "register", "ordinal"], name="former_ordinal_once"),
            models.UniqueConstraint(fields=["organisation", "into", "case"], name="former_carried_once"),
        ]


class ActList(Owned):
    """A list of acts (popis akata): many acts of one kind under one number of the basic register, that of `case`."""

    case = OwnedForeignKey(Case, related_name="lists")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(null=True, help_text=_("The count that was entered when the list was closed."))
    invoices = models.BooleanField(default=False, db_default=False, help_text=_("The book of received invoices."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "case"], name="act_list_once"),
            models.CheckConstraint(
                name="act_list_closed_with_count", condition=Q(closed_at__isnull=True) | Q(count__isnull=False)
            ),
        ]


class ListedAct(Owned):
    """A line of a list of acts, under its sub-number; `key` says which line of a file it came from."""

    act_list = OwnedForeignKey(ActList, related_name="acts")
    sub_number = models.PositiveIntegerField()
    day = models.DateField()
    name = models.CharField(max_length=200, blank=True, help_text=_("Whom the act is for, or who sent it."))
    subject = models.CharField(max_length=300)
    reference = models.CharField(max_length=100, blank=True)
    search = models.TextField(editable=False)
    key = models.CharField(max_length=100, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "act_list", "sub_number"], name="listed_act_once"),
            models.UniqueConstraint(
                fields=["organisation", "act_list", "key"], name="listed_act_key_once", condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="listed_act_cancelled_with_reason",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
            ),
        ]


class AppealOutcome(models.TextChoices):
    """How an appeal ended (regulation.md 1.11)."""

    REJECTED = "rejected", pgettext_lazy("appeal", "rejected")
    DISMISSED = "dismissed", pgettext_lazy("appeal", "dismissed")
    ANNULLED = "annulled", pgettext_lazy("appeal", "upheld, decision annulled")
    CHANGED = "changed", pgettext_lazy("appeal", "decision changed")
    RETURNED = "returned", pgettext_lazy("appeal", "returned for a new procedure")
    GRANTED = "granted", pgettext_lazy("appeal", "granted by a new decision of ours")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "withdrawn by the party")


class Remedies(Owned):
    """What the register of administrative cases says of a case beside the case itself; no row: nothing of it.

    Of appeals it has a summary, the newest `Appeal`; `appeals.receiving.summarise` alone writes that.
    """

    case = OwnedForeignKey(Case, related_name="remedies")
    ex_officio = models.BooleanField(default=False)
    appealed_on = models.DateField(null=True)
    forwarded_on = models.DateField(null=True)
    appeal_outcome = models.CharField(max_length=10, choices=AppealOutcome, blank=True)
    dispute = models.CharField(max_length=200, blank=True)
    enforcement = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "case"], name="remedies_once")]


class BookFormat(models.TextChoices):
    """How a book is copied."""

    PDF = "pdf", _("PDF/A, to be kept and printed")
    XLSX = "xlsx", _("XLSX, a table")


class CopyState(models.TextChoices):
    """How far a copy of a book is."""

    WAITING = "waiting", _("waiting to be made")
    WORKING = "working", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class BookCopy(Owned):
    """A copy of a book that somebody asked for: what it shall hold, and how far the worker is. It is its asker's.

    `last` is the number that the book had reached when it was asked for, `reached` the last one that is done.
    """

    register = OwnedForeignKey(Register, related_name="copies")
    act_list = OwnedForeignKey(ActList, null=True, related_name="copies")
    book = models.CharField(max_length=10)
    format = models.CharField(max_length=4, choices=BookFormat)
    language = models.CharField(max_length=8)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=CopyState, default=CopyState.WAITING)
    problem = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "asked_by", "-id"], name="book_copy_by_asker")]


class BookVolume(Owned):
    """A volume of a copy: the numbers `first` to `last` in one file."""

    copy = OwnedForeignKey(BookCopy, related_name="volumes")
    position = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    document = OwnedForeignKey(Document, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "copy", "position"], name="book_volume_once")
        ]
