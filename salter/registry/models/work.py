"""How cases reach those to whom they were assigned: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Assignment


class HandoverEnd(models.TextChoices):
    """What became of a case that was handed over."""

    CONFIRMED = "confirmed", pgettext_lazy("a handover", "receipt confirmed")
    RETURNED = "returned", pgettext_lazy("a handover", "returned")
    UNDONE = "undone", pgettext_lazy("a handover", "taken back")


class Handover(Owned):
    """The signature in the internal delivery book beside an assignment: who confirmed, returned or took back, and when.

    A case that waits for it has `Case.handed_over_at`. Never changed; `name` stays readable for ever.
    """

    assignment = OwnedForeignKey(Assignment, related_name="handovers")
    end = models.CharField(max_length=10, choices=HandoverEnd)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    for_name = models.CharField(max_length=200, blank=True, help_text="In whose place a deputy did it.")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "assignment"], name="handover_once"),
            models.CheckConstraint(name="handover_returned_with_reason", condition=~Q(end="returned") | ~Q(reason="")),
        ]
