"""Registers: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey


class RegisterKind(models.TextChoices):
    """Books of the registry office."""

    BASIC = "basic", _("basic register")
    UP1 = "up1", _("register of administrative cases, first instance")
    UP2 = "up2", _("register of administrative cases, second instance")
    OLD = "old", _("old book")
    STATE = "state", _("register of the state's system")


KEPT_ELSEWHERE = (RegisterKind.OLD, RegisterKind.STATE)
"""Books that others keep: their cases are here under the numbers that they have there, the book itself is not."""


class Register(Owned):
    """One book of one year: numbers 1, 2, 3 … without a gap. `last_ordinal` is the counter row."""

    kind = models.CharField(max_length=10, choices=RegisterKind)
    code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    first_ordinal = models.PositiveIntegerField(default=1)
    last_ordinal = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    old_book = models.CharField(max_length=200, blank=True, db_default="")
    opening_ground = models.CharField(max_length=300, blank=True, db_default="")
    opening_note = OwnedForeignKey(Document, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    closing_note = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code", "year"], name="register_once"),
            models.CheckConstraint(
                name="register_counts_up", condition=Q(last_ordinal__gte=models.F("first_ordinal") - 1)
            ),
        ]
