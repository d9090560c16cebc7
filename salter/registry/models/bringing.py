"""What is brought in from an old book: data and constraints only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.books import ActList


class ImportState(models.TextChoices):
    """How far an old book is. `mapping` and `checked` wait for a person, the other unfinished ones for the worker."""

    READING = "reading", _("being read")
    MAPPING = "mapping", _("waits for its columns")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, waits for a word")
    BRINGING = "bringing", _("being brought in")
    DONE = "done", _("brought in")
    FAILED = "failed", _("failed")


class BookImport(Owned):
    """A table of an old book, or of acts for a list: the file as it came, what its columns mean, how far the worker is.

    `lines` is the same table as CSV, so that the worker goes on at a place in it (`place`, bytes; `reached`, rows).
    """

    document = OwnedForeignKey(Document, related_name="+")
    act_list = OwnedForeignKey(ActList, null=True, related_name="imports", help_text=_("Its rows go into this list."))
    lines = OwnedForeignKey(Document, null=True, related_name="+")
    errors = OwnedForeignKey(Document, null=True, related_name="+", help_text=_("The wrong rows with their reasons."))
    heads = models.JSONField(default=list)
    sample = models.JSONField(default=list, help_text=_("The first rows, as they stand in the table."))
    columns = models.JSONField(default=dict, help_text=_("Which column says what."))
    defaults = models.JSONField(default=dict, help_text=_("What holds where a row says nothing."))
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.READING)
    rows = models.PositiveIntegerField(default=0)
    place = models.PositiveBigIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    told = models.JSONField(default=list, help_text=_("Samples of what rows would do."))
    undated = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("New cases for which no deadline is known.")
    )
    brought = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
