"""The automatic player: does an exercise by its own plays, so that it is known before anybody begins it that it can be
done, and that each typical mistake costs exactly what it says."""

from __future__ import annotations

from dataclasses import dataclass

from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.training.attempts import actions
from salter.training.exercises.format import Exercise
from salter.training.exercises.grading import Standing
from salter.training.models import Mode
from salter.training.offices.world import World
from salter.training.seats.actions import viewer_of_post


@dataclass(frozen=True, slots=True)
class Round:
    """How one way of doing an exercise ended; `mistake` is the key of the one that was made on purpose, if any."""

    exercise: Exercise
    standing: Standing
    mistake: str = ""

    @property
    def made(self) -> list[str]:
        """The mistakes that were seen."""
        return [one.mistake.key for one in self.standing.made]

    @property
    def wanted(self) -> int:
        """The points that are due: all, less the price of the mistake."""
        price = sum(one.points for one in self.exercise.mistakes if one.key == self.mistake)
        return self.exercise.points - price

    @property
    def right(self) -> bool:
        """Whether it was done to the end, with that mistake and no other, for exactly its price."""
        made = [self.mistake] if self.mistake else []
        return self.standing.done and self.made == made and self.standing.points == self.wanted


class Stuck(Exception):
    """The deeds of a step could not be done; `step` is its key, empty for the stage. The cause says why."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


def played(office: Organisation, exercise: Exercise, mistake: str = "") -> Round:
    """The exercise done in a practice office from the first step to the last, one of them with a typical mistake.

    Raises Stuck.
    """
    instead = {one.step: one.play for one in exercise.mistakes if one.key == mistake}
    at = ""
    with scope(office.pk):
        try:
            trainee = viewer_of_post(office, exercise.players[0])
            attempt = actions.begin(trainee, exercise=exercise, mode=Mode.LEARNING)
            found = actions.look(trainee, attempt=attempt, exercise=exercise)
            for place, step in enumerate(exercise.steps):
                at = step.key
                world = World.of(office, {**attempt.bound, **found.cases})
                actions.play_step(world, exercise, place, instead.get(step.key))
                found = actions.look(trainee, attempt=attempt, exercise=exercise)
        except Exception as error:
            raise Stuck(at) from error
        return Round(exercise, found, mistake)
