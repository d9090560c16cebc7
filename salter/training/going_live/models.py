"""Lines that were ticked by hand, and when the doctor was asked last: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salter.organisations.tenancy import Owned


class Tick(Owned):
    """Somebody said of a line that it is so; what was taken back stays here."""

    line = models.CharField(max_length=80, help_text="A key of salter.training.going_live.lines.")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "line"], condition=models.Q(taken_back_at=None), name="tick_once"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at=None) ^ ~models.Q(taken_back_by=""), name="tick_taken_back_by_somebody"
            ),
        ]


class Examination(Owned):
    """What the doctor's quick checks said, by their names."""

    checks = models.PositiveSmallIntegerField()
    failures = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
