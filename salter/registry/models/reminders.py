"""The mail of what is due: who wants it, and that it was made on a day. Data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.models import Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey


class DigestChoice(Owned):
    """A person wants one mail a day: from which hour on, how many days ahead, in which script or language."""

    staff = OwnedForeignKey(Staff, related_name="+")
    hour = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    site = models.CharField(max_length=200, help_text="Where the office's pages were open when it was chosen.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "staff"], name="digest_choice_once"),
            models.CheckConstraint(name="digest_choice_hour", condition=Q(hour__lte=23)),
        ]


class Digest(Owned):
    """The mail of one person and one day: made once, with so many cases; none are not mailed."""

    staff = OwnedForeignKey(Staff, related_name="+")
    day = models.DateField()
    cases = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "staff", "day"], name="digest_once_a_day")
        ]
