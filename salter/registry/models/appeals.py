"""Appeals and objections from receipt to outcome, and the clauses that follow: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.books import AppealOutcome
from salter.registry.models.cases import Case, CaseParty, Submission
from salter.registry.models.services import Service


class AppealKind(models.TextChoices):
    """What was filed."""

    APPEAL = "appeal", _("appeal")
    OBJECTION = "objection", _("objection")
    SILENCE = "silence", _("appeal for silence")


class Filed(models.TextChoices):
    """How it was filed."""

    COUNTER = "counter", pgettext_lazy("filed", "at the counter")
    REGISTERED = "registered", pgettext_lazy("filed", "by registered post")
    POST = "post", pgettext_lazy("filed", "by ordinary post or courier")
    ELECTRONIC = "electronic", pgettext_lazy("filed", "electronically")
    RECORD = "record", pgettext_lazy("filed", "orally, on record")
    OTHER = "other", pgettext_lazy("filed", "not known")


class AppealState(models.TextChoices):
    """Where it is."""

    RECEIVED = "received", pgettext_lazy("appeal", "with us")
    FORWARDED = "forwarded", pgettext_lazy("appeal", "with the second instance")
    ENDED = "ended", pgettext_lazy("appeal", "ended")


class DismissalGround(models.TextChoices):
    """Why the body itself dismisses it (APPEAL_DISMISSED)."""

    LATE = "late", _("it is late")
    NOT_ALLOWED = "not-allowed", _("it is not allowed")
    UNAUTHORISED = "unauthorised", _("it was filed by an unauthorised person")


class Appeal(Owned):
    """What a party filed against an act, or because there is none, and what became of it.

    `service` is the row of that party and that act, whose last day it is judged by. Without one it is for silence,
    against an act that is not kept here, or a note of an earlier release, which did not know whose it was.
    """

    case = OwnedForeignKey(Case, related_name="appeals")
    kind = models.CharField(max_length=10, choices=AppealKind)
    service = OwnedForeignKey(Service, null=True, related_name="appeals")
    party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    against = models.CharField(max_length=200, blank=True, help_text="The act, where it is not kept here.")
    submission = OwnedForeignKey(Submission, null=True, related_name="+")
    filed_by = models.CharField(max_length=200, blank=True, help_text="Empty: the party itself.")
    how = models.CharField(max_length=10, choices=Filed, default=Filed.OTHER)
    received_on = models.DateField()
    filed_on = models.DateField(help_text="The day that counts: of posting by registered post, else of receipt.")
    first_on = models.DateField(null=True, help_text="For silence: from when it can be filed.")
    last_on = models.DateField(null=True, help_text="The last day of its party; empty: not known.")
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.RECEIVED)
    act = OwnedForeignKey(Act, null=True, related_name="+", help_text="Our ruling or new decision on it.")
    intended = models.CharField(max_length=10, choices=AppealOutcome, blank=True, help_text="What that act brings.")
    to_body = models.CharField(max_length=200, blank=True)
    opinion = models.TextField(blank=True)
    forwarded_on = models.DateField(null=True)
    letter = OwnedForeignKey(Document, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=AppealOutcome, blank=True)
    ended_on = models.DateField(null=True)
    reference = models.CharField(max_length=100, blank=True, help_text="Number of the decision on it.")
    told_on = models.DateField(null=True, help_text="When its party was notified of that decision.")
    file_back_on = models.DateField(null=True)
    disputed_on = models.DateField(null=True, help_text="When the party went to court.")
    note = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    mistaken_on = models.DateField(null=True)
    mistake = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "service"],
                name="appeal_once",
                condition=Q(service__isnull=False, mistaken_on__isnull=True),
            ),
            models.CheckConstraint(
                name="appeal_ended_with_outcome",
                condition=(Q(state="ended") & ~Q(outcome="")) | (~Q(state="ended") & Q(outcome="", ended_on=None)),
            ),
            models.CheckConstraint(
                name="appeal_forwarded_on", condition=~Q(state="forwarded") | Q(forwarded_on__isnull=False)
            ),
            models.CheckConstraint(name="appeal_mistaken_why", condition=Q(mistaken_on__isnull=True) | ~Q(mistake="")),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "id"], name="appeal_by_case")]

    @property
    def in_time(self) -> bool | None:
        """Whether it came within the period of its own party; None where that is not known."""
        if self.last_on is None:
            return None
        return (self.first_on is None or self.first_on <= self.filed_on) and self.filed_on <= self.last_on


class ClauseKind(models.TextChoices):
    """What a clause says."""

    FINAL = "final", _("finality")
    FORCE = "force", _("legal force")
    ENFORCEABLE = "enforceable", _("enforceability")


class Clause(Owned):
    """A clause that was put on a copy of an act for one party: from which day the act has that quality for it."""

    service = OwnedForeignKey(Service, related_name="clauses")
    kind = models.CharField(max_length=12, choices=ClauseKind)
    since = models.DateField()
    document = OwnedForeignKey(Document, related_name="+")
    put_at = models.DateTimeField()
    name = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "service", "id"], name="clause_by_service")]
