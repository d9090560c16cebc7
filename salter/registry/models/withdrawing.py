"""Requests that their parties withdraw: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case, CaseParty, Submission


class Withdrawal(Owned):
    """A party withdraws its request, in whole or in part; it may take that back while nothing is signed."""

    case = OwnedForeignKey(Case, related_name="withdrawals")
    party = OwnedForeignKey(CaseParty, related_name="+")
    on = models.DateField()
    whole = models.BooleanField()
    note = models.CharField(max_length=300, help_text="How the party said so, or what of the request it withdraws.")
    submission = OwnedForeignKey(Submission, null=True, related_name="+")
    act = OwnedForeignKey(Act, null=True, related_name="+", help_text="The decision to discontinue, drafted with it.")
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    taken_back_on = models.DateField(null=True)
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="withdrawal_says_how", condition=~Q(note="")),
            models.CheckConstraint(
                name="withdrawal_taken_back_why", condition=Q(taken_back_on__isnull=True) | ~Q(taken_back_why="")
            ),
            models.UniqueConstraint(
                fields=["organisation", "case", "party"],
                name="withdrawal_once_whole",
                condition=Q(whole=True, taken_back_on__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "id"], name="withdrawal_by_case")]
