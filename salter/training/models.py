"""Seats of people who practise, and what they have done in their practice offices: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import Owned
from salter.training.editing.models import ExerciseVersion, NamedThere, OwnExercise, Trial, TrialState

__all__ = ["Attempt", "ExerciseVersion", "Mode", "NamedThere", "OwnExercise", "Seat", "Trial", "TrialState"]


class Seat(Owned):
    """Somebody's place to practise, kept in the office that they come from; it outlives each practice office."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, help_text=_("How the trainee wants to be called; no name is needed."))
    practice = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField(help_text="Real time.")
    seen_at = models.DateTimeField(help_text="Real time of the last page.")
    results = models.JSONField(default=dict, help_text="By exercise: the best result with its version and day.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "account"],
                condition=models.Q(account__isnull=False),
                name="seat_of_account_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["practice"], name="seat_by_practice", condition=models.Q(practice__isnull=False)),
            models.Index(fields=["organisation", "seen_at"], name="seat_by_last_page"),
        ]


class Mode(models.TextChoices):
    """How an exercise is done."""

    LEARNING = "learning", _("learning: hints are free, and it can be repeated")
    EXAM = "exam", _("exam: no hints, and every mistake counts")


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

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="attempt_newest")]
