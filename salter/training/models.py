"""Seats of people who practise, and what they have done in their practice offices: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.training.editing.models import ExerciseVersion, NamedThere, OwnExercise, Trial, TrialState
from salter.training.going_live.models import Examination, Tick
from salter.training.standing.models import StandingPractice

__all__ = [
    "Attempt",
    "Examination",
    "ExerciseVersion",
    "LiveClass",
    "Mode",
    "NamedThere",
    "OwnExercise",
    "Seat",
    "StandingPractice",
    "Tick",
    "Trial",
    "TrialState",
]


class Mode(models.TextChoices):
    """How an exercise is done."""

    LEARNING = "learning", _("learning: hints are free, and it can be repeated")
    EXAM = "exam", _("exam: no hints, and every mistake counts")


class LiveClass(Owned):
    """A class that a trainer leads: one exercise, a place for everybody, and what was said to all of them last."""

    name = models.CharField(max_length=100)
    exercise = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, choices=Mode)
    pair = models.BooleanField(default=False, help_text="Two people share an office: an official and a citizen.")
    code = models.CharField(max_length=12, help_text="By which people without a slip come in; empty: nobody does.")
    stuck_minutes = models.PositiveSmallIntegerField(help_text="So long at one step counts as stuck.")
    opened_at = models.DateTimeField(help_text="Real time.")
    opened_by = models.CharField(max_length=200)
    paused_at = models.DateTimeField(null=True, help_text="Real time since which the clocks of its offices stand.")
    closed_at = models.DateTimeField(null=True, help_text="Real time.")
    said = models.CharField(max_length=500, blank=True, help_text="What was said to everybody last.")
    said_number = models.PositiveIntegerField(default=0, help_text="How many times something was said in it.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=~models.Q(code=""), name="class_code_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="class_newest")]


class Seat(Owned):
    """Somebody's place to practise, kept in the office that they come from; it outlives each practice office."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, help_text=_("How the trainee wants to be called; no name is needed."))
    practice = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField(help_text="Real time.")
    seen_at = models.DateTimeField(help_text="Real time of the last page.")
    results = models.JSONField(default=dict, help_text="By exercise: the best result with its version and day.")
    in_class = OwnedForeignKey(LiveClass, null=True, related_name="seats")
    number = models.PositiveSmallIntegerField(null=True, help_text="The place in the class, from 1.")
    code = models.CharField(max_length=12, blank=True, help_text="Of the slip by which somebody comes in, and back.")
    partner_code = models.CharField(max_length=12, blank=True, help_text="In a pair: of the citizen's slip.")
    late = models.BooleanField(default=False, help_text="Made for somebody who came without a slip.")
    joined_at = models.DateTimeField(null=True, help_text="Real time.")
    partner_at = models.DateTimeField(null=True, help_text="In a pair: when the citizen joined. Real time.")
    step = models.PositiveSmallIntegerField(default=0, help_text="Steps done, as they were graded last.")
    step_at = models.DateTimeField(null=True, help_text="Real time since when it is so.")
    mistakes = models.PositiveSmallIntegerField(default=0)
    hints = models.PositiveSmallIntegerField(default=0)
    points = models.PositiveSmallIntegerField(default=0)
    done = models.BooleanField(default=False)
    wanted = models.PositiveSmallIntegerField(null=True, help_text="The step that it is being set to.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=~models.Q(code=""), name="seat_code_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "partner_code"],
                condition=~models.Q(partner_code=""),
                name="seat_partner_code_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "account"],
                condition=models.Q(account__isnull=False),
                name="seat_of_account_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["practice"], name="seat_by_practice", condition=models.Q(practice__isnull=False)),
            models.Index(fields=["organisation", "seen_at"], name="seat_by_last_page"),
        ]


class Attempt(Owned):
    """One exercise done in a practice office, and which of its steps the office has answered; goes with the office."""

    exercise = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file of the exercise when it was begun.")
    mode = models.CharField(max_length=10, choices=Mode)
    begun_at = models.DateTimeField(help_text="Time of the practice office.")
    after_entry = models.UUIDField(help_text="The last entry of the journal before it was begun.")
    bound = models.JSONField(default=dict, help_text="The cases that its steps speak of, by name.")
    answered = models.PositiveIntegerField(default=0, help_text="Steps after which the office has played its part.")
    hints = models.JSONField(default=dict, help_text="By step: how many hints were opened.")
    ended_at = models.DateTimeField(null=True, help_text="Time of the practice office.")
    told = models.JSONField(default=list, help_text="What the board of its class was told last.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="attempt_newest")]
