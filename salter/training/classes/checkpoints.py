"""Setting places of a class to a step; the worker does it.

One place goes on in its own office: what is missing is done there as it should be, and only where that cannot be it
begins a fresh one. For everybody the steps are done once, in an office that is never kept; each place that stands
elsewhere gets a copy of its rows. What is done already is seen by the place itself, so that a worker which was stopped
goes on with those that are left.
"""

from __future__ import annotations

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
from salter.training.attempts import actions as attempts
from salter.training.attempts import queries as attempted
from salter.training.classes import pushes
from salter.training.classes.actions import held
from salter.training.classes.queries import exercise_of
from salter.training.exercises.format import Exercise
from salter.training.models import Attempt, LiveClass, Mode, Seat
from salter.training.offices import copying, town
from salter.training.offices.copying import Mould
from salter.training.offices.world import World
from salter.training.seats.actions import refresh, viewer_of_post, with_office

log = structlog.get_logger()


@transaction.atomic
def set_to_step(viewer: Viewer, *, live: LiveClass, step: int, seat: UUID | None = None) -> int:
    """Let everybody who has joined, or one, stand before a step (from 1); gives for how many it is being done.

    Raises NotAllowed, and ValidationError with codes `closed`, `step`, `nobody`.
    """
    row = held(viewer, live)
    if not 1 <= step <= len(exercise_of(row).steps):
        raise ValidationError(_("This exercise has no such step."), code="step")
    rows = Seat.objects.filter(organisation=row.organisation_id, in_class=row, practice__isnull=False)
    count = (rows.filter(pk=seat) if seat else rows).update(wanted=step)
    if not count:
        raise ValidationError(_("Nobody has joined yet."), code="nobody")
    record(viewer, "class.set", subject=("class", row.pk), body={"name": row.name, "step": step, "places": count})
    if seat:
        bring.defer(host=row.organisation_id, seat=str(seat))
    else:
        bring_all.configure(lock=f"class-{row.pk}").defer(host=row.organisation_id, live=str(row.pk), step=step)
    return count


@app.task(queue="training", name="training.bring", retry=3)
def bring(host: int, seat: str) -> None:
    """Bring one place to the step that is wanted of it."""
    row = _place(host, UUID(seat))
    if row is None or row.wanted is None or row.practice is None or row.in_class is None:
        return
    with scope(host):
        exercise = exercise_of(row.in_class)
    brought = _onwards(row.practice, exercise, row.wanted) or _anew(
        row.practice, exercise, Mode(row.in_class.mode), row.wanted
    )
    _brought(row, row.wanted, _("The trainer has brought you to step %(step)s.") % {"step": row.wanted})
    log.info("a place of a class was brought to a step", place=row.number, step=row.wanted, office=brought.code)


@app.task(queue="training", name="training.bring_all", retry=3)
def bring_all(host: int, live: str, step: int) -> None:
    """Bring all places of a class of which a step is wanted there."""
    with scope(host):
        row = LiveClass.objects.select_related("organisation").get(organisation_id=host, pk=UUID(live))
        exercise = exercise_of(row)
        rows = Seat.objects.filter(organisation=host, in_class=row, wanted=step, practice__isnull=False)
        keys = list(rows.order_by("number").values_list("pk", flat=True))
    found = mould_at(row.organisation, exercise, Mode(row.mode), step) if keys else None
    words = _("The trainer has brought everybody to step %(step)s. What comes before it is done.") % {"step": step}
    for key in keys:
        seat = _place(host, key)
        if found is None or seat is None or seat.practice is None or seat.wanted != step:
            continue  # meanwhile it left, or is wanted elsewhere
        if not _stands(seat.practice, exercise, step):
            _copied(seat.practice, exercise, found)
        _brought(seat, step, words)
    log.info("a class was brought to a step", step=step, places=len(keys))


def mould_at(host: Organisation, exercise: Exercise, mode: Mode, step: int) -> Mould:
    """An office in which the steps before `step` (from 1) were done as they should be. Nothing of it stays but what is
    given: it is played in a transaction that is rolled back."""
    with transaction.atomic():
        source = town.ready_town()
    now = clock.real_now()
    with transaction.atomic():
        with scope(host.pk):
            office = with_office(Seat(organisation=host, opened_at=now, seen_at=now)).practice
        assert office is not None
        with scope(office.pk):
            trainee = viewer_of_post(office, exercise.players[0])
            attempts.begin(trainee, exercise=exercise, mode=mode, step=step - 1)
            World.of(office).tell(all_of_it=True)
        found = copying.mould(source, office, clock.now(office))
        transaction.set_rollback(True)
    return found


def _place(host: int, seat: UUID) -> Seat | None:
    with scope(host):
        rows = Seat.objects.select_related("practice", "in_class__organisation")
        return rows.filter(organisation_id=host, pk=seat).first()


def _brought(seat: Seat, step: int, words: str) -> None:
    """It is there: nothing more is wanted, and its open pages say so."""
    with scope(seat.organisation_id):
        Seat.objects.filter(organisation_id=seat.organisation_id, pk=seat.pk, wanted=step).update(wanted=None)
        assert seat.in_class is not None
        rows = LiveClass.objects.select_for_update()
        live = rows.get(organisation_id=seat.organisation_id, pk=seat.in_class.pk)
        live.said_number += 1
        live.save(update_fields=["said_number"])
        pushes.say(live, number=live.said_number, text=words, seat=seat.pk)


def _stands(office: Organisation, exercise: Exercise, step: int) -> bool:
    """Whether a place stands before the step already, in an attempt that goes on."""
    with scope(office.pk):
        attempt = attempted.newest(viewer_of_post(office, exercise.players[0]))
        if attempt is None or attempt.digest != exercise.digest or attempt.ended_at:
            return False
        attempt.organisation = office
        return len(attempted.standing(attempt).met) == step - 1


def _copied(office: Organisation, exercise: Exercise, found: Mould) -> None:
    """A copy in the place of the office that it has; browsers go on there by themselves (seats.sessions)."""
    with transaction.atomic():
        _held(office)
        fresh = refresh(office, found)
        with scope(fresh.pk):
            trainee = viewer_of_post(fresh, exercise.players[0])
            attempt = attempted.newest(trainee)
            assert attempt is not None
            attempts.look(trainee, attempt=attempt)


def _onwards(office: Organisation, exercise: Exercise, step: int) -> Organisation | None:
    """In the office as it is, when what is missing can be done there: what somebody has made stays."""
    try:
        with scope(office.pk):
            trainee = viewer_of_post(office, exercise.players[0])
            attempt = attempted.newest(trainee)
            if attempt is None or attempt.digest != exercise.digest or attempt.ended_at:
                return None
            attempt.organisation = office
            if len(attempts.look(trainee, attempt=attempt).met) > step - 1:
                return None
            attempts.bring_to(trainee, attempt=attempt, exercise=exercise, step=step - 1)
    except Exception:  # whatever stands in the way, a fresh office has it not
        log.info("what was done stands in the way of a step: a fresh office", office=office.code, exc_info=True)
        return None
    return office


def _anew(office: Organisation, exercise: Exercise, mode: Mode, step: int) -> Organisation:
    """In a fresh office; browsers go on there by themselves (seats.sessions)."""
    with transaction.atomic():
        _held(office)
        fresh = refresh(office)
        with scope(fresh.pk):
            trainee = viewer_of_post(fresh, exercise.players[0])
            attempts.begin(trainee, exercise=exercise, mode=mode, step=step - 1)
    return fresh


def _held(office: Organisation) -> None:
    """Pages that are being drawn hold the attempt before the seat: so do we."""
    with scope(office.pk):
        list(Attempt.objects.select_for_update().filter(organisation=office))
