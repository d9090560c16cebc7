"""Guarantee acts, the cases that refer to them, and what a decision says of them: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case

REFERRED = Q(removed_at__isnull=True)
"""Cases that refer to a guarantee act now."""


class Guarantee(Owned):
    """A guarantee act: what the body binds itself to decide on a later request, and by which special law.

    `months` is how long a request may come, from the day on which the act is issued; `months_law` is the special law
    that sets it, empty where it is the office's legal setting. `facts` are those that the act assumes.
    """

    act = OwnedForeignKey(Act, related_name="guarantees")
    law = models.CharField(max_length=300, help_text="The special law that provides for guarantee acts.")
    article = models.CharField(max_length=100)
    promised = models.CharField(max_length=1000)
    facts = models.CharField(max_length=1000)
    months = models.PositiveSmallIntegerField()
    months_law = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, help_text="Annulled or revoked that day.")
    ended_why = models.CharField(max_length=500, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "act"], name="guarantee_once"),
            models.CheckConstraint(
                name="guarantee_says_what",
                condition=~Q(law="") & ~Q(article="") & ~Q(promised="") & ~Q(facts="") & Q(months__gte=1),
            ),
            models.CheckConstraint(
                name="guarantee_ended_why",
                condition=Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="guarantee_newest")]


class GuaranteeUse(Owned):
    """A later case of the party refers to a guarantee act; taken back, the row stays."""

    guarantee = OwnedForeignKey(Guarantee, related_name="uses")
    case = OwnedForeignKey(Case, related_name="guarantee_uses")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=200, blank=True)
    removed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "guarantee", "case"],
                condition=Q(removed_at__isnull=True),
                name="guarantee_use_once",
            ),
            models.CheckConstraint(
                name="guarantee_use_removed_why",
                condition=Q(removed_at__isnull=True, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
        ]


class GuaranteeGround(models.TextChoices):
    """Whether a decision is as the guarantee act promised, or on which ground it departs."""

    KEPT = "kept", pgettext_lazy("guarantee", "as promised")
    PERIOD = "period", pgettext_lazy("guarantee", "otherwise: the request did not come within the period")
    FACTS = "facts", pgettext_lazy("guarantee", "otherwise: the facts differ from those that were assumed")
    REGULATION = "regulation", pgettext_lazy("guarantee", "otherwise: the regulation has changed")
    OTHER = "other", pgettext_lazy("guarantee", "otherwise: on another ground of the special law")


class GuaranteeAnswer(Owned):
    """What a decision says of the guarantee act to which its case refers; `said` stands in its explanation."""

    act = OwnedForeignKey(Act, related_name="guarantee_answers")
    use = OwnedForeignKey(GuaranteeUse, related_name="answers")
    ground = models.CharField(max_length=10, choices=GuaranteeGround)
    why = models.CharField(max_length=1000, blank=True)
    law = models.CharField(max_length=300, blank=True, help_text="Law and article of another ground.")
    said = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "act", "use"], name="guarantee_answer_once"),
            models.CheckConstraint(name="guarantee_departs_why", condition=Q(ground="kept") | ~Q(why="")),
            models.CheckConstraint(name="guarantee_other_law", condition=~Q(ground="other") | ~Q(law="")),
        ]
