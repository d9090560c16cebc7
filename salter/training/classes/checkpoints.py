"""Setting places of a class to a step: what is missing is done as it should be, or the office begins anew there.

The worker does it, one place after another: each takes about as long as the steps that are played.
"""

from __future__ import annotations

from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from salter.journal.actions import record
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
from salter.training.seats.actions import refresh, viewer_of_post

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
    keys = list((rows.filter(pk=seat) if seat else rows).order_by("number").values_list("pk", flat=True))
    if not keys:
        raise ValidationError(_("Nobody has joined yet."), code="nobody")
    Seat.objects.filter(organisation=row.organisation_id, pk__in=keys).update(wanted=step)
    record(viewer, "class.set", subject=("class", row.pk), body={"name": row.name, "step": step, "places": len(keys)})
    jobs: list[dict[str, JSONValue]] = [{"host": row.organisation_id, "seat": str(key)} for key in keys]
    bring.batch_defer(*jobs)
    return len(keys)


@app.task(queue="training", name="training.bring", retry=3)
def bring(host: int, seat: str) -> None:
    """Bring one place to the step that is wanted of it."""
    with scope(host):
        rows = Seat.objects.select_related("practice", "in_class__organisation")
        row = rows.get(organisation_id=host, pk=UUID(seat))
        exercise = exercise_of(row.in_class) if row.in_class else None
    if row.wanted is None or row.practice is None or row.in_class is None or exercise is None:
        return
    brought = _onwards(row.practice, exercise, row.wanted) or _anew(
        row.practice, exercise, Mode(row.in_class.mode), row.wanted
    )
    with scope(host):
        Seat.objects.filter(organisation_id=host, pk=row.pk, wanted=row.wanted).update(wanted=None)
        words = _("The trainer has brought you to step %(step)s.") % {"step": row.wanted}
        live = LiveClass.objects.select_for_update().get(organisation_id=host, pk=row.in_class.pk)
        live.said_number += 1
        live.save(update_fields=["said_number"])
        pushes.say(live, number=live.said_number, text=words, seat=row.pk)
    log.info("a place of a class was brought to a step", place=row.number, step=row.wanted, office=brought.code)


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
        with scope(office.pk):  # pages that are being drawn hold it before the seat: so do we
            list(Attempt.objects.select_for_update().filter(organisation=office))
        fresh = refresh(office)
        with scope(fresh.pk):
            trainee = viewer_of_post(fresh, exercise.players[0])
            attempts.begin(trainee, exercise=exercise, mode=mode, step=step - 1)
    return fresh
