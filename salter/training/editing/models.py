"""Exercises of an office, their versions, trials, and what steps are called in Pisarnica: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.tenancy import Owned, OwnedForeignKey


class OwnExercise(Owned):
    """An exercise that the office writes, or its own version of one that comes with Šalter."""

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200, help_text="As it was when the text could last be read.")
    text = models.TextField(help_text="What is being written; it may have faults.")
    base = models.TextField(
        blank=True, help_text="Of an own version: the file that comes with Šalter, as it was when last looked at."
    )
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="own_exercise_once")]


class ExerciseVersion(Owned):
    """What was published; it stays as it is, for attempts name it."""

    exercise = OwnedForeignKey(OwnExercise, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text.")
    needs = models.JSONField(default=dict, help_text="What it takes from the practice town, as that was.")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "exercise", "number"], name="exercise_version_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "digest"], name="exercise_version_digest")]


class NamedThere(Owned):
    """What a step is called in the state's Pisarnica and where it is found there, by code and step: it outlives
    versions of the exercise."""

    exercise = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    words = models.CharField(max_length=500)
    checked_on = models.DateField(null=True)
    checked_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "exercise", "step"], name="named_there_once"),
            models.CheckConstraint(
                condition=models.Q(checked_on=None, checked_by="")
                | (models.Q(checked_on__isnull=False) & ~models.Q(checked_by="")),
                name="named_there_checked",
            ),
        ]


class TrialState(models.TextChoices):
    """How far a trial is."""

    WAITING = "waiting", _("to be tried")
    DONE = "done", _("tried")
    FAILED = "failed", _("trial failed")


class Trial(Owned):
    """A draft played by the automatic player: once as it should be, and once with each typical mistake."""

    exercise = OwnedForeignKey(OwnExercise, related_name="trials")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=TrialState, default=TrialState.WAITING)
    rounds = models.JSONField(default=list, help_text="Each way of doing it, and how that ended.")
    problem = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "exercise", "-id"], name="trial_newest")]
