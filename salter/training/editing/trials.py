"""Trying a draft: the automatic player does it in throw-away practice offices, in the worker.

Each round is a transaction that is rolled back at its end, so that nothing of the office is left, whatever happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.training.attempts.player import Stuck, played
from salter.training.editing import library
from salter.training.editing.actions import may_write
from salter.training.editing.models import OwnExercise, Trial, TrialState
from salter.training.exercises.format import Exercise
from salter.training.models import Seat
from salter.training.offices import town
from salter.training.seats.actions import with_office

log = structlog.get_logger()
NAME = "Проба вежбе"


@transaction.atomic
def try_out(viewer: Viewer, *, exercise: OwnExercise) -> Trial:
    """Let the worker play the draft as it is now. Raises NotAllowed, ValidationError with codes `faults`, `waiting`."""
    may_write(viewer)
    row = OwnExercise.objects.select_for_update().get(organisation=viewer.organisation, pk=exercise.pk)
    if row.trials.filter(state=TrialState.WAITING, text=row.text).exists():
        raise ValidationError(_("It is being tried just now."), code="waiting")
    found, faults = library.parsed(row.text)
    if found is None:
        raise ValidationError(_("Mend its faults first: %(first)s") % {"first": faults[0]}, code="faults")
    trial = Trial.objects.create(
        organisation=viewer.organisation,
        exercise=row,
        text=row.text,
        asked_at=clock.now(viewer.organisation),
        asked_by=viewer.name,
    )
    record(viewer, "exercise.tried", subject=("exercise", row.pk), body={"exercise": row.code})
    run.defer(organisation=viewer.organisation.pk, trial=str(trial.pk))
    return trial


@app.task(queue="practice", name="training.try_out", lock="training.try_out")
def run(*, organisation: int, trial: str) -> None:
    """Play every round of a trial and keep how each ended. What fails is said on its page."""
    with scope(organisation):
        rows = Trial.objects.select_related("organisation").filter(organisation_id=organisation, pk=UUID(trial))
        row = rows.first()
    if row is None:  # the exercise was thrown away meanwhile
        return
    try:
        exercise, _faults = library.parsed(row.text)
        assert exercise is not None
        with transaction.atomic():
            town.ready_town()
        rounds = list(_rounds(row.organisation, exercise))
    except Exception as error:
        log.exception("a trial failed", trial=trial)
        _finish(row, TrialState.FAILED, [], f"{type(error).__name__}: {error}"[:500])
    else:
        _finish(row, TrialState.DONE, rounds, "")


def _finish(row: Trial, state: TrialState, rounds: list[dict[str, Any]], problem: str) -> None:
    with scope(row.organisation_id):
        same = Trial.objects.filter(organisation_id=row.organisation_id, pk=row.pk)
        same.update(state=state, rounds=rounds, problem=problem, finished_at=clock.now(row.organisation))


def _rounds(host: Organisation, exercise: Exercise) -> Iterator[dict[str, Any]]:
    for mistake in ("", *(one.key for one in exercise.mistakes)):
        yield one_round(host, exercise, mistake)


def one_round(host: Organisation, exercise: Exercise, mistake: str = "") -> dict[str, Any]:
    """One way of doing an exercise, in an office that is thrown away: how it ended, as it is kept."""
    told: dict[str, Any] = {"mistake": mistake, "right": False, "made": [], "step": "", "points": 0, "wanted": 0}
    now = clock.real_now()
    with transaction.atomic():
        with scope(host.pk):
            seat = with_office(Seat(organisation=host, name=NAME, opened_at=now, seen_at=now))
            assert seat.practice is not None
        try:
            found = played(seat.practice, exercise, mistake)
        except Stuck as stuck:
            told |= {"step": stuck.step, "problem": _reason(stuck.__cause__)}
        else:
            step = found.standing.step
            told |= {"right": found.right, "made": found.made, "step": step.key if step else ""}
            told |= {"points": found.standing.points, "wanted": found.wanted}
        transaction.set_rollback(True)
    return told


def _reason(error: BaseException | None) -> str:
    if isinstance(error, ValidationError) and getattr(error, "code", "") == "stage" and error.__cause__:
        return _reason(error.__cause__)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)[:500]
    if isinstance(error, PermissionError):
        return str(error)[:500]
    return f"{type(error).__name__}: {error}"[:500]
