"""The steps of a case between its statuses: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case, CaseStatus


class CaseMove(Owned):
    """One step of a case from a status to the next, with its ground. `name` stays readable for ever."""

    case = OwnedForeignKey(Case, related_name="moves")
    before = models.CharField(max_length=15, choices=CaseStatus)
    after = models.CharField(max_length=15, choices=CaseStatus)
    rule = models.CharField(max_length=60, help_text="Code of the ground, from the table of steps.")
    act = OwnedForeignKey(Act, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="case_move_moves", condition=~Q(before=F("after")))]
