"""Every time that a case was put away, and opened again: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case
from salter.registry.models.catalogue import RetentionRule

UNSETTLED = Q(retention__isnull=True, opened_at__isnull=True)
"""Closed, and how long the case is kept is still to be determined."""


class Closing(Owned):
    """A case was put away with a class mark and a retention. Without one: it is to be determined, `note` says why.

    `kept_until` takes the place of the computed last day. `opened_…`: it was opened again. Names stay readable.
    """

    case = OwnedForeignKey(Case, related_name="closings")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    class_code = models.CharField(max_length=10)
    disposition = models.CharField(max_length=100)
    retention = OwnedForeignKey(RetentionRule, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_name = models.CharField(max_length=200, blank=True)
    kept_until = models.DateField(null=True)
    kept_reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_name = models.CharField(max_length=200, blank=True)
    opened_rule = models.CharField(max_length=60, blank=True, help_text="Code of the ground.")
    opened_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "case"], name="closing_one_holds", condition=Q(opened_at__isnull=True)
            ),
            models.CheckConstraint(
                name="closing_opened_with_reason",
                condition=Q(opened_at__isnull=True, opened_rule="", opened_reason="")
                | (Q(opened_at__isnull=False) & ~Q(opened_rule="") & ~Q(opened_reason="")),
            ),
            models.CheckConstraint(
                name="closing_last_day_with_reason", condition=Q(kept_until__isnull=True) | ~Q(kept_reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case", "id"], name="closing_by_case"),
            models.Index(fields=["organisation", "class_code", "-id"], name="closing_by_class"),
            models.Index(fields=["organisation", "id"], name="closing_unsettled", condition=UNSETTLED),
        ]
