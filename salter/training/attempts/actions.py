"""Doing an exercise: beginning it, being seen, hints, the clock, and starting from a later step.

The others of the office answer as soon as a step is seen; they do so once, however many browsers look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Organisation
from salter.training import deeds
from salter.training.attempts import queries
from salter.training.classes.pushes import place_of
from salter.training.editing.library import exercise_of
from salter.training.exercises.format import Deed, Exercise
from salter.training.exercises.grading import Standing
from salter.training.models import Attempt, Mode
from salter.training.offices import clocks, town
from salter.training.offices.world import World
from salter.training.seats.actions import Progress, is_seated, keep_progress, keep_result

log = structlog.get_logger()
NOTHING = UUID(int=0)
MOST_DAYS = 90
"""So far the clock is moved at once."""


@transaction.atomic
def begin(viewer: Viewer, *, exercise: Exercise, mode: Mode, step: int = 0) -> Attempt:
    """Begin an exercise in one's practice office: its stage is set, and with `step` the steps before it are done.

    Raises NotAllowed outside a practice office, ValidationError with codes `step` (it has no such step) and `stage` (it
    cannot be begun in this town).
    """
    office = practice_of(viewer)
    if not 0 <= step < len(exercise.steps):
        raise ValidationError(_("This exercise has no such step."), code="step")
    world = World.of(office)
    with _or_refuse(exercise, "stage"):
        deeds.play(world, exercise.stage)
        world.tell()
    newest = Entry.objects.filter(organisation=office).order_by("-id").values_list("id", flat=True).first()
    Attempt.objects.filter(organisation=office, ended_at=None).update(ended_at=clock.now(office))
    attempt = Attempt.objects.create(
        organisation=office,
        exercise=exercise.code,
        version=exercise.version,
        digest=exercise.digest,
        mode=mode,
        begun_at=clock.now(office),
        after_entry=newest or NOTHING,
        bound=world.cases,
    )
    record(viewer, "exercise.begun", subject=("attempt", attempt.pk), body={"exercise": exercise.code, "mode": mode})
    with _or_refuse(exercise, str(step)):
        bring_to(viewer, attempt=attempt, exercise=exercise, step=step)
    return attempt


@contextmanager
def _or_refuse(exercise: Exercise, where: str) -> Iterator[None]:
    """What an exercise needs and the town has not, or not so any more, is said in words; nothing of it stays."""
    try:
        with transaction.atomic():
            yield
    except Exception as error:
        log.exception("an exercise could not be begun", exercise=exercise.code, where=where)
        words = _(
            "This exercise cannot be begun: it needs something that the practice town has otherwise by now. Your "
            "practice office is as it was. Please tell your trainer: %(exercise)s, %(where)s."
        )
        raise ValidationError(words % {"exercise": exercise.title, "where": where}, code="stage") from error


class NotBrought(Exception):
    """A step was played and not seen: what somebody did before stands in its way."""


@transaction.atomic
def bring_to(viewer: Viewer, *, attempt: Attempt, exercise: Exercise, step: int) -> Standing:
    """Let the steps before `step` be done that are not done yet, in this very office. Raises NotBrought."""
    found = look(viewer, attempt=attempt, exercise=exercise)
    while len(found.met) < step:
        place = len(found.met)
        play_step(World.of(viewer.organisation, {**attempt.bound, **found.cases}), exercise, place)
        found = look(viewer, attempt=attempt, exercise=exercise)
        if len(found.met) <= place:
            raise NotBrought(exercise.steps[place].key)
    return found


def play_step(world: World, exercise: Exercise, place: int, instead: Any = None) -> None:
    """Do a step as it should be done, or with other deeds."""
    deeds.play(world, exercise.steps[place].play if instead is None else instead)
    world.tell()


def practice_of(viewer: Viewer) -> Organisation:
    """The practice office of the viewer, opened from a seat. Raises NotAllowed elsewhere."""
    if not is_seated(viewer.organisation):
        raise NotAllowed(_("Exercises are done in a practice office."))
    return viewer.organisation


@transaction.atomic
def look(viewer: Viewer, *, attempt: Attempt, exercise: Exercise | None = None) -> Standing:
    """How the exercise stands; the others answer what is new, and the result is kept when all is done.

    `exercise` is given for one that is tried before it is published. Most pages have nothing new: they write nothing.
    """
    rows = Attempt.objects.filter(organisation=viewer.organisation)
    row, found = _graded(viewer, rows.get(pk=attempt.pk), exercise)
    if _is_news(row, found):
        row, found = _graded(viewer, rows.select_for_update().get(pk=attempt.pk), exercise)
        found = _go_on(viewer, row, found, exercise)
    attempt.answered, attempt.ended_at = row.answered, row.ended_at
    return found


def _graded(viewer: Viewer, row: Attempt, exercise: Exercise | None) -> tuple[Attempt, Standing]:
    row.organisation = viewer.organisation
    return row, queries.standing(row, exercise)


def _is_news(row: Attempt, found: Standing) -> bool:
    """Whether somebody has to answer, or to be told."""
    waits = row.ended_at is None and (found.done or row.answered < len(found.met))
    return waits or _progress(row, found) != row.told


def _go_on(viewer: Viewer, row: Attempt, found: Standing, exercise: Exercise | None) -> Standing:
    """What is new is answered, kept and told; the row is held."""
    while row.ended_at is None and row.answered < len(found.met):
        world = World.of(viewer.organisation, {**row.bound, **found.cases})
        answers = found.met[row.answered].step.then
        row.answered += 1
        _answer(world, row, answers)
        found = queries.standing(row, exercise)
    if found.done and row.ended_at is None:
        row.ended_at = clock.now(viewer.organisation)
        keep_result(viewer.organisation, exercise=row.exercise, result=_result(row, found))
        record(viewer, "exercise.ended", subject=("attempt", row.pk), body={"exercise": row.exercise})
    told = _progress(row, found)
    if told != row.told:
        keep_progress(row.organisation, Progress(*told), moved=told[:1] != row.told[:1])
    row.told = told
    row.save(update_fields=["answered", "ended_at", "told"])
    return found


def _progress(row: Attempt, found: Standing) -> list[Any]:
    """What the board of the class should know; outside a class what it knew."""
    place = place_of(row.organisation)
    if place is None or place.exercise != row.exercise:
        return list(row.told)
    hints = sum(row.hints.values())
    return list(astuple(Progress(len(found.met), len(found.made), hints, found.points, found.done)))


def _answer(world: World, row: Attempt, answers: Sequence[Deed]) -> None:
    """The others play their part. What they cannot do, because somebody has done it otherwise, is left: the exercise
    goes on with what there is."""
    try:
        with transaction.atomic():
            deeds.play(world, answers)
            world.tell()
    except Exception:  # whatever it is, the trainee's page must open
        log.exception("the others could not answer", exercise=row.exercise, answered=row.answered)


def _result(row: Attempt, found: Standing) -> dict[str, object]:
    return {
        "points": found.points,
        "most": found.most,
        "version": row.version,
        "mode": row.mode,
        "on": clock.real_now().date().isoformat(),
        "mistakes": [one.mistake.key for one in found.made],
        "hints": sum(row.hints.values()),
    }


@transaction.atomic
def open_hint(viewer: Viewer, *, attempt: Attempt, step: str) -> Attempt:
    """Open the next hint of a step. Raises NotAllowed in an exam."""
    row = Attempt.objects.select_for_update().get(organisation=viewer.organisation, pk=attempt.pk, ended_at=None)
    if row.mode == Mode.EXAM:
        raise NotAllowed(_("There are no hints in an exam."))
    exercise = exercise_of(row)
    known = {one.key: one for one in exercise.steps} if exercise else {}
    if step in known:
        row.hints[step] = min(row.hints.get(step, 0) + 1, len(known[step].hints))
        row.save(update_fields=["hints"])
        look(viewer, attempt=row)
        record(viewer, "exercise.hint", subject=("attempt", row.pk), body={"exercise": row.exercise, "step": step})
    return row


@transaction.atomic
def move_clock(viewer: Viewer, *, days: int) -> None:
    """Move the clock of the practice office on. Raises ValidationError (code `days`) for none or too many."""
    office = practice_of(viewer)
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(_("The clock goes on by 1 to %(most)s days.") % {"most": MOST_DAYS}, code="days")
    row = Organisation.objects.select_for_update().get(pk=office.pk)
    if row.clock_stands:
        raise ValidationError(_("The trainer has stopped the clock. It goes on in a moment."), code="days")
    if clock.now(row) - town.morning() > clocks.LONGEST:
        raise ValidationError(_("This office has come far enough: begin with a fresh one."), code="days")
    record(viewer, "exercise.clock", subject=("organisation", NOTHING), body={"days": days})
    clocks.move(World.of(row), days=days)
    office.clock_shift = row.clock_shift
