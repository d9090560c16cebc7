"""Beginning a security exercise, and keeping its result with the seat; the journal of the practice office has both."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.training.attempts.actions import practice_of
from salter.training.models import Mode
from salter.training.seats.actions import keep_result
from salter.training.security.format import SecurityExercise
from salter.training.security.grading import Standing

NOTHING = UUID(int=0)


@transaction.atomic
def begin(viewer: Viewer, *, exercise: SecurityExercise, mode: Mode) -> None:
    """Note that it was begun. Raises NotAllowed outside a practice office that belongs to a seat."""
    practice_of(viewer)
    body = {"exercise": exercise.code, "mode": mode}
    record(viewer, "exercise.begun", subject=("organisation", NOTHING), body=body)


@transaction.atomic
def finish(viewer: Viewer, *, standing: Standing, mode: Mode) -> None:
    """Keep the result of an exercise that is done. Raises NotAllowed as above."""
    office, exercise = practice_of(viewer), standing.exercise
    result: dict[str, object] = {
        "points": standing.points,
        "most": exercise.points,
        "version": exercise.version,
        "mode": mode,
        "on": clock.real_now().date().isoformat(),
        "mistakes": [one.key for one in standing.made],
        "hints": 0,
    }
    keep_result(office, exercise=exercise.code, result=result)
    record(viewer, "exercise.ended", subject=("organisation", NOTHING), body={"exercise": exercise.code})
