"""How an exercise went: a line for each step with what was missed in it, and what comes next."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from salter.organisations.access import Viewer
from salter.training.attempts import actions, queries
from salter.training.exercises.format import Exercise, Step
from salter.training.exercises.grading import Met, Standing
from salter.training.guide import Law, Told, law_of, told_of
from salter.training.models import Attempt


@dataclass(frozen=True, slots=True)
class Line:
    """One step that was done, and what was missed in it."""

    met: Met
    law: Law | None
    missed: list[Told]
    hints: int

    @property
    def step(self) -> Step:
        """The step."""
        return self.met.step


@dataclass(frozen=True, slots=True)
class Result:
    """An exercise that is done."""

    attempt: Attempt
    standing: Standing
    lines: list[Line]

    @property
    def hints(self) -> int:
        """How many hints were opened."""
        return sum(line.hints for line in self.lines)


def result_of(viewer: Viewer) -> Result | None:
    """The result of the exercise that was begun last; None while it goes on.

    Raises NotAllowed outside a practice office.
    """
    attempt = queries.newest(viewer) if actions.practice_of(viewer) else None
    if attempt is None:
        return None
    attempt.organisation = viewer.organisation
    found = actions.look(viewer, attempt=attempt)
    return Result(attempt, found, lines_of(attempt, found)) if found.done else None


def lines_of(attempt: Attempt, found: Standing) -> list[Line]:
    """The steps that were done, in order."""
    return [
        Line(
            met=met,
            law=law_of(met.step.rule),
            missed=[told_of(one.mistake) for one in found.made if one.mistake.step == met.step.key],
            hints=attempt.hints.get(met.step.key, 0),
        )
        for met in found.met
    ]


def next_of(offered: Mapping[str, Exercise], done: Container[str], after: str = "") -> Exercise | None:
    """The exercise to do now: the first after `after` that was not done yet, from the end on to the beginning."""
    codes = list(offered)
    place = codes.index(after) + 1 if after in codes else 0
    coming = [code for code in codes[place:] + codes[:place] if code not in done and code != after]
    return offered[coming[0]] if coming else None
