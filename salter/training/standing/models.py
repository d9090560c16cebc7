"""The practice office that is a copy of an office: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salter.organisations.models import Organisation
from salter.organisations.tenancy import Owned


class StandingPractice(Owned):
    """The copy that an office has open. Its people have names of their own unless `names` says otherwise."""

    practice = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    names = models.BooleanField(help_text="People are called there as they are here.")
    people = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation"], name="standing_practice_once")]
