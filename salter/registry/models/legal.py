"""What an office has set where the law is not verified: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned


class LegalChoice(Owned):
    """One setting of a legal rule: what it was, what it is, who set it and why. Rows are only added."""

    setting = models.CharField(max_length=40, help_text="A setting that a rule of calendars names.")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="legal_choice_has_a_reason", condition=~Q(reason=""))]
        indexes: ClassVar = [models.Index(fields=["organisation", "setting", "-id"], name="legal_choice_newest")]
