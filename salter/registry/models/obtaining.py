"""Data that the body obtains itself from official records: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, CaseParty, Submission
from salter.registry.models.deadlines import Deadline
from salter.registry.models.waits import Wait


class DataBasis(models.TextChoices):
    """Why the body obtains a datum itself, or why it does not."""

    RULE = "rule", pgettext_lazy("data ex officio", "by law, without asking the party")
    CONSENT = "consent", pgettext_lazy("data ex officio", "with the consent of the party")
    WISH = "wish", pgettext_lazy("data ex officio", "the party wishes to obtain it itself")


class DataState(models.TextChoices):
    """How far a datum is."""

    NEEDED = "needed", pgettext_lazy("data ex officio", "not asked for yet")
    ASKED = "asked", pgettext_lazy("data ex officio", "asked for")
    GOT = "got", pgettext_lazy("data ex officio", "obtained")
    WITHOUT = "without", pgettext_lazy("data ex officio", "ended without it")


class DataWay(models.TextChoices):
    """By which way it is asked for. None of them is a connection of ours to a system of the state."""

    LETTER = "letter", pgettext_lazy("data ex officio", "by a letter")
    EZUP = "ezup", pgettext_lazy("data ex officio", "by hand in eZUP")
    CONNECTOR = "connector", pgettext_lazy("data ex officio", "by a connector")
    SEEN = "seen", pgettext_lazy("data ex officio", "looked at in the record")


class DataEnd(models.TextChoices):
    """Why a datum is no longer awaited."""

    NOT_NEEDED = "not-needed", pgettext_lazy("data ex officio", "it is no longer needed")
    NO_RECORD = "no-record", pgettext_lazy("data ex officio", "the record holds nothing about it")
    REFUSED = "refused", pgettext_lazy("data ex officio", "the keeper of the record refused")
    SILENT = "silent", pgettext_lazy("data ex officio", "the keeper of the record does not answer")
    CONSENT_GONE = "consent-gone", pgettext_lazy("data ex officio", "the party withdrew its consent")


class DataRequest(Owned):
    """A datum of a case: what, from which record, on what ground, when it was asked for and what came of it.

    `times`: how often it was asked for; each time has a clock of its own, `deadline` is the last.
    """

    case = OwnedForeignKey(Case, related_name="data_requests")
    party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    what = models.CharField(max_length=300)
    register = models.CharField(max_length=200, blank=True, help_text="The official record.")
    keeper = models.CharField(max_length=200, blank=True, help_text="The body that keeps the record.")
    ground = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=8, choices=DataBasis)
    consent_on = models.DateField(null=True)
    submission = OwnedForeignKey(Submission, null=True, related_name="+", help_text="With which the party chose.")
    state = models.CharField(max_length=8, choices=DataState, default=DataState.NEEDED)
    way = models.CharField(max_length=10, choices=DataWay, blank=True)
    connector = models.CharField(max_length=20, blank=True, db_default="")
    answer_data = models.JSONField(null=True, help_text="What a connector answered.")
    asked_on = models.DateField(null=True)
    asked_by = models.CharField(max_length=200, blank=True)
    times = models.PositiveSmallIntegerField(default=0)
    deadline = OwnedForeignKey(Deadline, null=True, related_name="+")
    wait = OwnedForeignKey(Wait, null=True, related_name="+", help_text="What the case waits in for this and others.")
    letter = OwnedForeignKey(Document, null=True, related_name="+")
    got_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    document = OwnedForeignKey(Document, null=True, related_name="+")
    end = models.CharField(max_length=12, choices=DataEnd, blank=True)
    ended_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who noted that it is needed, readable for ever.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="data_consent_has_a_day", condition=~Q(basis="consent") | Q(consent_on__isnull=False)
            ),
            models.CheckConstraint(
                name="data_asked_by_a_way", condition=Q(asked_on__isnull=True) | (~Q(way="") & ~Q(asked_by=""))
            ),
            models.CheckConstraint(
                name="data_state_told",
                condition=Q(state="needed", asked_on__isnull=True, got_on__isnull=True, ended_on__isnull=True)
                | Q(state="asked", asked_on__isnull=False, got_on__isnull=True, ended_on__isnull=True)
                | Q(state="got", got_on__isnull=False, ended_on__isnull=True)
                | (Q(state="without", ended_on__isnull=False, got_on__isnull=True) & ~Q(end="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case", "id"], name="data_by_case"),
            models.Index(
                fields=["organisation", "state", "id"],
                name="data_open",
                condition=Q(state__in=["needed", "asked"]),
            ),
        ]
