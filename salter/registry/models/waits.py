"""What a case waits for: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case, CaseParty, Submission


class WaitKind(models.TextChoices):
    """What a case waits for. Which of them interrupt the procedure: `waiting.rules.INTERRUPTS`."""

    CORRECTION = "correction", _("correction of the submission by a party")
    STATEMENT = "statement", _("statement of a party")
    DATA = "data", _("data of another body")
    PRELIMINARY = "preliminary", _("decision on a preliminary question")
    HEARING = "hearing", _("hearing or inspection on the spot")
    OTHER = "other", _("another ground of interruption that a law names")


class WaitEnd(models.TextChoices):
    """How a wait ended."""

    ANSWERED = "answered", pgettext_lazy("a wait", "it came")
    EXPIRED = "expired", pgettext_lazy("a wait", "its time has passed")
    WITHDRAWN = "withdrawn", pgettext_lazy("a wait", "it is no longer needed")
    OVER = "over", pgettext_lazy("a wait", "the case went on without it")


class Wait(Owned):
    """Something that a case waits for: of whom, since when, how long. `interrupts`: the procedure rests meanwhile."""

    case = OwnedForeignKey(Case, related_name="waits")
    party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=WaitKind)
    interrupts = models.BooleanField()
    since = models.DateField()
    until = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    act = OwnedForeignKey(Act, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=WaitEnd, blank=True)
    submission = OwnedForeignKey(Submission, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="wait_ended", condition=Q(ended_at__isnull=True) ^ ~Q(end="")),
        ]
