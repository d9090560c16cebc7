"""Corrections of obvious errors in acts that were signed: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act


class ErrorKind(models.TextChoices):
    """What kind of an obvious error it is; nothing else is corrected so (RECTIFIED)."""

    NAME = "name", pgettext_lazy("error", "in a name")
    NUMBER = "number", pgettext_lazy("error", "in a number")
    WRITING = "writing", pgettext_lazy("error", "of writing")
    COUNTING = "counting", pgettext_lazy("error", "of counting")
    OTHER = "other", pgettext_lazy("error", "another obvious one")


class Rectification(Owned):
    """A ruling corrects an obvious error of an act; what was decided stays.

    `worse_for` are the parties to whose disadvantage it is (their keys in the case), `note` the page that goes with
    copies of the corrected act once the ruling is signed.
    """

    ruling = OwnedForeignKey(Act, related_name="corrects")
    act = OwnedForeignKey(Act, related_name="corrections")
    kind = models.CharField(max_length=8, choices=ErrorKind)
    place = models.CharField(max_length=200, help_text="Where in the act it stands.")
    wrong = models.CharField(max_length=500)
    right = models.CharField(max_length=500)
    worse_for = models.JSONField(default=list)
    note = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "ruling"], name="rectification_once"),
            models.CheckConstraint(name="rectification_of_another_act", condition=~Q(act=F("ruling"))),
            models.CheckConstraint(
                name="rectification_says_what", condition=~Q(place="") & ~Q(wrong="") & ~Q(right=F("wrong"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "act", "id"], name="rectification_of_act")]
