"""What the parties say before a decision against them: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case, CaseParty, Submission
from salter.registry.models.waits import Wait


class StatementState(models.TextChoices):
    """How far the statement of a party is."""

    CALLED = "called", pgettext_lazy("statement of a party", "called to state")
    GIVEN = "given", pgettext_lazy("statement of a party", "stated")
    MISSED = "missed", pgettext_lazy("statement of a party", "called, and has not stated")
    LEFT_OUT = "left-out", pgettext_lazy("statement of a party", "not called, with a reason")


class StatementManner(models.TextChoices):
    """How a party stated."""

    WRITTEN = "written", pgettext_lazy("statement of a party", "in writing")
    ORAL = "oral", pgettext_lazy("statement of a party", "orally, with a record")


class PartyStatement(Owned):
    """A chance of a party to say something before a decision: called, used, missed, or left out and why."""

    case = OwnedForeignKey(Case, related_name="statements")
    party = OwnedForeignKey(CaseParty, related_name="+")
    state = models.CharField(max_length=8, choices=StatementState)
    about = models.TextField(blank=True, help_text="On what it is called to state.")
    called_on = models.DateField(null=True)
    until = models.DateField(null=True)
    act = OwnedForeignKey(Act, null=True, related_name="+", help_text="The letter that calls it.")
    wait = OwnedForeignKey(Wait, null=True, related_name="+")
    given_on = models.DateField(null=True)
    manner = models.CharField(max_length=8, choices=StatementManner, blank=True)
    said = models.TextField(blank=True)
    submission = OwnedForeignKey(Submission, null=True, related_name="+")
    document = OwnedForeignKey(Document, null=True, related_name="+", help_text="The record of an oral statement.")
    why = models.CharField(max_length=300, blank=True, help_text="Why the party was not called.")
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="statement_called_with_a_day",
                condition=~Q(state__in=["called", "missed"])
                | (Q(called_on__isnull=False, until__isnull=False) & ~Q(about="")),
            ),
            models.CheckConstraint(
                name="statement_given_on_a_day",
                condition=~Q(state="given") | (Q(given_on__isnull=False) & ~Q(manner="")),
            ),
            models.CheckConstraint(name="statement_left_out_why", condition=~Q(state="left-out") | ~Q(why="")),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "id"], name="statement_by_case")]
