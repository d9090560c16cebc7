"""What the export of the state's Pisarnica says, day by day: data and constraints only (decision 026)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case


class ExportState(models.TextChoices):
    """How far an export is: each state but the last waits for a person."""

    MAPPING = "mapping", _("waits for its columns")
    CHECKED = "checked", _("checked, waits for a word")
    DONE = "done", _("brought in")


class StateExport(Owned):
    """A file of the state's system for one day: as it came, what its columns mean, what its rows do."""

    document = OwnedForeignKey(Document, related_name="+")
    errors = OwnedForeignKey(Document, null=True, related_name="+", help_text=_("The wrong rows with their reasons."))
    day = models.DateField(help_text=_("The working day that it is of."))
    body = models.CharField(max_length=5, blank=True, help_text=_("The code of the body, by its numbers."))
    heads = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    columns = models.JSONField(default=dict, help_text=_("Which column says what."))
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.MAPPING)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "day"], name="state_export_by_day")]


class StateRow(Owned):
    """What the state's system says of one case on one day. `key` is what two spellings of its number share.

    A row that is wrong keeps its faults, and has no case; a later file of the same day takes its place.
    """

    export = OwnedForeignKey(StateExport, related_name="lines")
    day = models.DateField()
    key = models.CharField(max_length=80)
    number = models.CharField(max_length=80)
    line = models.PositiveIntegerField()
    facts = models.JSONField(default=dict, help_text=_("Its cells, by what they mean."))
    faults = models.JSONField(default=list)
    case = OwnedForeignKey(Case, null=True, related_name="state_rows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day", "key"], name="state_row_once_a_day"),
            models.CheckConstraint(name="state_row_wrong_or_here", condition=Q(case__isnull=True) | Q(faults=[])),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "key", "day"], name="state_row_by_key")]


class StateReason(Owned):
    """Why something of a day is left as it is. `about` names what differed then: another difference asks again."""

    day = models.DateField()
    subject_id = models.UUIDField(help_text=_("A row of the state's system, or a case of ours."))
    about = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day", "subject_id"], name="state_reason_once"),
            models.CheckConstraint(name="state_reason_said", condition=~Q(reason="")),
        ]


class StateDay(Owned):
    """A day on which both systems say the same, closed by a person."""

    day = models.DateField()
    counts = models.JSONField(default=dict)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    closed_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "day"], name="state_day_once")]
