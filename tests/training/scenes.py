"""Somebody who practises, and the player that does exercises without anybody."""

from __future__ import annotations

from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.training.attempts import actions
from salter.training.exercises.format import Exercise
from salter.training.exercises.grading import Standing
from salter.training.models import Mode, Seat
from salter.training.offices.world import World
from salter.training.seats.actions import with_office
from tests.support.office import found_office


def practice() -> Organisation:
    """The practice office of somebody of a real office."""
    office = found_office("vedrovo").organisation
    with scope(office.pk):
        now = clock.real_now()
        seat = with_office(Seat(organisation=office, name="Полазник", opened_at=now, seen_at=now))
        assert seat.practice is not None
        return seat.practice


def played(office: Organisation, exercise: Exercise, mistake: str = "") -> Standing:
    """The exercise done from the first step to the last, one of them with a typical mistake."""
    chosen = {one.step: one.play for one in exercise.mistakes if one.key == mistake}
    with scope(office.pk):
        trainee = viewer_of(World.of(office).accounts[exercise.players[0]], office)
        attempt = actions.begin(trainee, exercise=exercise, mode=Mode.LEARNING)
        found = actions.look(trainee, attempt=attempt)
        for place, step in enumerate(exercise.steps):
            world = World.of(office, {**attempt.bound, **found.cases})
            actions.play_step(world, exercise, place, chosen.get(step.key))
            found = actions.look(trainee, attempt=attempt)
        return found
