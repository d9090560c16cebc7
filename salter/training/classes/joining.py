"""Coming into a class by a code: to one's place in it, in a practice office where its exercise has begun."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.training.attempts import actions as attempts
from salter.training.attempts import queries as attempted
from salter.training.classes.actions import late_seat
from salter.training.classes.queries import of_code
from salter.training.classes.rules import Side, sides, typed
from salter.training.editing.library import offered
from salter.training.exercises.format import Exercise
from salter.training.models import LiveClass, Mode, Seat
from salter.training.offices import town
from salter.training.seats.actions import held, viewer_of_post, with_office


@dataclass(frozen=True, slots=True)
class Found:
    """What a code leads to: a place in a class, and which side of a pair; without a place, a place is to be had."""

    live: LiveClass
    exercise: Exercise
    seat: Seat | None = None
    side: Side = Side.BOTH

    @property
    def players(self) -> tuple[str, ...]:
        """Whom somebody who comes in by it plays."""
        return sides(self.exercise.players, town.citizens())[self.side]


def find(host: Organisation, text: str) -> Found | None:
    """What a code of the classes of an office leads to; None for a wrong one, and when the class is closed."""
    with scope(host.pk):
        found = of_code(host.pk, text)
        exercise = offered(host).get(found[0].exercise) if found else None
    if found is None or exercise is None:
        return None
    live, seat = found
    if seat is None or not live.pair:
        return Found(live, exercise, seat)
    return Found(live, exercise, seat, Side.CITIZEN if seat.partner_code == typed(text) else Side.OFFICIAL)


def come_late(host: Organisation, live: LiveClass) -> str:
    """A place for somebody without a slip; gives its code. Raises ValidationError (code `full`)."""
    with scope(host.pk):
        seat, now = late_seat(live), clock.real_now()
        second = live.pair and seat.joined_at is not None
        if second:
            seat.partner_at = now
        else:
            seat.joined_at = seat.step_at = now
        seat.save(update_fields=["partner_at"] if second else ["joined_at", "step_at"])
    return seat.partner_code if second else seat.code


def come_in(host: Organisation, found: Found, name: str = "") -> tuple[Organisation, str]:
    """The practice office of a place, with the exercise begun; and whom the newcomer plays at first.

    Who comes back finds the office as it was. Raises ValidationError (code `closed`).
    """
    assert found.seat is not None
    live = found.live
    with scope(host.pk):
        seat = held(host.pk, found.seat.pk)
        if seat.in_class is None or seat.in_class.closed_at:
            raise ValidationError(_("This class is closed."), code="closed")
        _note(seat, found.side, name)
        office = with_office(seat).practice
    assert office is not None
    with scope(office.pk), transaction.atomic():
        trainee = viewer_of_post(office, found.players[0])
        if attempted.newest(trainee) is None:
            attempts.begin(trainee, exercise=found.exercise, mode=Mode(live.mode))
    return office, found.players[0]


def _note(seat: Seat, side: Side, name: str) -> None:
    """Who came, when; the place saves it with its office."""
    now = clock.real_now()
    seat.name = name.strip()[:200] or seat.name
    if side == Side.CITIZEN:
        seat.partner_at = seat.partner_at or now
    else:
        seat.joined_at = seat.joined_at or now
    seat.step_at = seat.step_at or now
