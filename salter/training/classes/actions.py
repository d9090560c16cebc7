"""Leading a class: making it and cloning it, saying something, stopping the clocks, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.training.classes import pushes
from salter.training.classes.queries import LEADERS, taken_codes
from salter.training.classes.rules import fits_a_pair, new_code
from salter.training.editing.library import offered
from salter.training.models import LiveClass, Mode, Seat
from salter.training.offices import town

MOST = 1000
"""So many places a class has at most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a class is to be: `names` (some may be empty) are as many as there are places."""

    name: str
    exercise: str
    mode: Mode = Mode.LEARNING
    pair: bool = False
    free: bool = True
    stuck_minutes: int = 8
    names: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def make_class(viewer: Viewer, *, plan: Plan) -> LiveClass:
    """Make a class with its places and their codes.

    Raises NotAllowed, and ValidationError with codes `name`, `exercise`, `places`, `stuck`, `pair`.
    """
    require(viewer, *LEADERS)
    if viewer.organisation.practice:
        raise NotAllowed
    _check(viewer, plan)
    codes = _codes(viewer.organisation.pk, 1 + len(plan.names) * (2 if plan.pair else 1))
    live = LiveClass.objects.create(
        organisation=viewer.organisation,
        name=plan.name.strip()[:100],
        exercise=plan.exercise,
        mode=plan.mode,
        pair=plan.pair,
        code=codes.pop() if plan.free else "",
        stuck_minutes=plan.stuck_minutes,
        opened_at=clock.real_now(),
        opened_by=viewer.name,
    )
    Seat.objects.bulk_create(
        new_seat(live, number, name, codes.pop(), codes.pop() if plan.pair else "")
        for number, name in enumerate(plan.names, 1)
    )
    record(viewer, "class.opened", subject=("class", live.pk), body={"name": live.name, "places": len(plan.names)})
    return live


def _check(viewer: Viewer, plan: Plan) -> None:
    if not plan.name.strip():
        raise ValidationError(_("Write what the class is called."), code="name")
    exercise = offered(viewer.organisation).get(plan.exercise)
    if exercise is None:
        raise ValidationError(_("Choose an exercise."), code="exercise")
    if plan.pair and not fits_a_pair(exercise.players, town.citizens()):
        raise ValidationError(_("In this exercise there is nothing to do for a citizen and an official."), code="pair")
    if len(plan.names) > MOST or not (plan.names or plan.free):
        raise ValidationError(_("A class has from 1 to %(most)s places.") % {"most": MOST}, code="places")
    if not 1 <= plan.stuck_minutes <= 120:
        raise ValidationError(_("From 1 to 120 minutes."), code="stuck")


def _codes(host: int, count: int) -> list[str]:
    """So many codes that nobody has."""
    found: set[str] = set()
    while len(found) < count:
        fresh = {new_code() for _place in range(count - len(found))}
        found |= fresh - taken_codes(host, fresh)
    return list(found)


def new_seat(live: LiveClass, number: int, name: str, code: str, partner_code: str) -> Seat:
    """A place that nobody has taken yet; not saved."""
    now = clock.real_now()
    return Seat(
        organisation=live.organisation,
        in_class=live,
        number=number,
        name=name,
        code=code,
        partner_code=partner_code,
        opened_at=now,
        seen_at=now,
    )


def late_seat(live: LiveClass) -> Seat:
    """A place for somebody without a slip: in a pair the one that waits for its second person. The class is held.

    Raises ValidationError (code `full`).
    """
    LiveClass.objects.select_for_update().get(organisation=live.organisation_id, pk=live.pk)
    rows = Seat.objects.filter(organisation=live.organisation_id, in_class=live).order_by("-number")
    if live.pair:
        waiting = rows.filter(late=True, joined_at__isnull=False, partner_at__isnull=True).last()
        if waiting:
            return waiting
    newest = rows.first()
    number = (newest.number or 0) + 1 if newest else 1
    if number > MOST:
        raise ValidationError(_("The class is full. Ask the trainer."), code="full")
    first, second = _codes(live.organisation_id, 2)
    seat = new_seat(live, number, "", first, second if live.pair else "")
    seat.late = True
    seat.save(force_insert=True)
    return seat


@transaction.atomic
def clone_class(viewer: Viewer, *, live: LiveClass) -> LiveClass:
    """The same class for other people: fresh codes, the same places. Raises NotAllowed, ValidationError."""
    rows = Seat.objects.filter(organisation=live.organisation_id, in_class=live, late=False).order_by("number")
    plan = Plan(
        name=live.name,
        exercise=live.exercise,
        mode=Mode(live.mode),
        pair=live.pair,
        free=bool(live.code),
        stuck_minutes=live.stuck_minutes,
        names=list(rows.values_list("name", flat=True)),
    )
    return make_class(viewer, plan=plan)


@transaction.atomic
def say(viewer: Viewer, *, live: LiveClass, text: str, seat: UUID | None = None) -> LiveClass:
    """Say something to everybody in the class, also who comes later, or to one place. Empty takes it away.

    Raises NotAllowed, and ValidationError with codes `closed`, `text`.
    """
    row = held(viewer, live)
    text = text.strip()
    if len(text) > 500:
        raise ValidationError(_("At most 500 letters."), code="text")
    row.said_number += 1
    if seat is None:
        row.said = text
    row.save(update_fields=["said", "said_number"])
    pushes.say(row, number=row.said_number, text=text, seat=seat)
    record(viewer, "class.said", subject=("class", row.pk), body={"name": row.name, "to": str(seat or "")})
    return row


@transaction.atomic
def pause(viewer: Viewer, *, live: LiveClass) -> LiveClass:
    """The clocks of all its offices stand, and time at a step is not counted. Raises NotAllowed, ValidationError."""
    row = held(viewer, live)
    if row.paused_at is None:
        row.paused_at = clock.real_now()
        row.save(update_fields=["paused_at"])
        pushes.stop_clocks(row, row.paused_at)
        record(viewer, "class.paused", subject=("class", row.pk), body={"name": row.name})
    return row


@transaction.atomic
def resume(viewer: Viewer, *, live: LiveClass) -> LiveClass:
    """The clocks go on from where they stood. Raises NotAllowed, ValidationError (code `closed`)."""
    row = held(viewer, live)
    if row.paused_at is not None:
        now = clock.real_now()
        rows = Seat.objects.filter(organisation=row.organisation_id, in_class=row, step_at__isnull=False)
        rows.update(step_at=F("step_at") + (now - row.paused_at))
        row.paused_at = None
        row.save(update_fields=["paused_at"])
        pushes.start_clocks(row, now)
        record(viewer, "class.resumed", subject=("class", row.pk), body={"name": row.name})
    return row


@transaction.atomic
def close(viewer: Viewer, *, live: LiveClass) -> LiveClass:
    """Nobody comes in any more; the offices go in the next night, results stay. Raises NotAllowed, ValidationError."""
    if live.paused_at:
        resume(viewer, live=live)
    row = held(viewer, live)
    row.closed_at = clock.real_now()
    row.save(update_fields=["closed_at"])
    record(viewer, "class.closed", subject=("class", row.pk), body={"name": row.name})
    return row


def held(viewer: Viewer, live: LiveClass) -> LiveClass:
    """The class, held, while it is open. Raises NotAllowed, ValidationError (code `closed`)."""
    require(viewer, *LEADERS)
    row = LiveClass.objects.select_for_update().get(organisation=viewer.organisation, pk=live.pk)
    if row.closed_at:
        raise ValidationError(_("The class is closed. Clone it to go on."), code="closed")
    return row
