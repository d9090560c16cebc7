"""Officials who may not act in a case: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Staff, Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, CaseParty


class AskedBy(models.TextChoices):
    """Who asks that an official is recused."""

    OFFICIAL = "official", _("the official")
    PARTY = "party", _("a party")
    OTHERS = "others", _("somebody else who knows of the reason")


class Recusal(Owned):
    """An official is to be recused from a case. `granted` empty: not decided yet, and the official does nothing."""

    case = OwnedForeignKey(Case, related_name="recusals")
    staff = OwnedForeignKey(Staff, related_name="+")
    asked_by = models.CharField(max_length=10, choices=AskedBy)
    party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    asked_on = models.DateField()
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who noted it, readable for ever.")
    held_in = OwnedForeignKey(Unit, null=True, related_name="+", help_text="The official handled the case, in it.")
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="Number of the ruling, and why.")
    substitute = OwnedForeignKey(Staff, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="recusal_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="recusal_decided_with_note",
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | (Q(granted__isnull=False, decided_at__isnull=False) & ~Q(note="")),
            ),
            models.UniqueConstraint(
                fields=["organisation", "case", "staff"],
                condition=Q(granted__isnull=True) | Q(granted=True),
                name="recusal_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case", "id"], name="recusal_by_case"),
            models.Index(fields=["organisation", "id"], name="recusal_to_decide", condition=Q(granted__isnull=True)),
        ]
