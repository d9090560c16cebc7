"""Who has looked at the paper file of a case at the office: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, CaseParty


class Inspection(Owned):
    """Somebody inspected the file: who, as which party or by what right, what of it, how much was copied."""

    case = OwnedForeignKey(Case, related_name="inspections")
    party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    person = models.CharField(max_length=200, help_text="Who looked, readable for ever.")
    right = models.CharField(max_length=300, help_text="Party, authority, or the interest that was shown.")
    on = models.DateField()
    what = models.CharField(max_length=300, help_text="The whole file, or which papers of it.")
    copies = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who was present for the office.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="inspection_says_who", condition=~Q(person="") & ~Q(right="") & ~Q(what=""))
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "id"], name="inspection_by_case")]
