"""Clocks of a case beside its legal deadline, and what a special law adds to that: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, CaseParty


class Clock(models.TextChoices):
    """What a period is for."""

    CORRECTION_NOTICE = "correction-notice", _("tell the party how to correct the submission")
    CORRECTION = "correction", _("correction of the submission")
    DATA = "data", _("data from another body's records")
    FORWARD = "forward", _("forward the appeal with the file")
    SECOND_INSTANCE = "second-instance", _("decision on the appeal")
    RETURNED = "returned", _("new decision after the case was returned")
    OBJECTION = "objection", _("decision on the objection")
    SPECIAL = "special", _("a period by a special law")


class Whose(models.TextChoices):
    """Who has to do something by the day."""

    BODY = "body", _("this body")
    PARTY = "party", _("the party")
    OTHER_BODY = "other-body", _("another body")


RUNNING = Q(met_on__isnull=True, ended_on__isnull=True)


class Deadline(Owned):
    """One clock of a case: from the day of an event, by a rule, to a day. It ends by being met or dropped."""

    case = OwnedForeignKey(Case, related_name="clocks")
    kind = models.CharField(max_length=20, choices=Clock)
    whose = models.CharField(max_length=12, choices=Whose)
    party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    what = models.CharField(max_length=200, blank=True)
    from_on = models.DateField(help_text="The day of the event; it is not counted.")
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, default="days")
    due_on = models.DateField()
    rule = models.CharField(max_length=60)
    article = models.CharField(max_length=200)
    certainty = models.CharField(max_length=20)
    cause_id = models.UUIDField(null=True, help_text="What started it by itself: an act that was handed over.")
    started_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who started it, readable for ever.")
    met_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="deadline_one_end", condition=Q(met_on__isnull=True) | Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(name="deadline_has_article", condition=~Q(article="")),
            models.UniqueConstraint(
                fields=["organisation", "cause_id", "party"],
                name="deadline_once_a_cause",
                condition=Q(cause_id__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_on", "id"], name="deadline_running", condition=RUNNING),
            models.Index(fields=["organisation", "case", "id"], name="deadline_by_case"),
        ]


class Extension(Owned):
    """The legal deadline of a case made longer by a special law. The strict date stays beside it."""

    case = OwnedForeignKey(Case, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=200)
    article = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="extension_names_its_law", condition=~Q(law="") & ~Q(article="") & ~Q(reason="")
            ),
            models.CheckConstraint(name="extension_has_days", condition=Q(days__gte=1)),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "id"], name="extension_by_case")]
