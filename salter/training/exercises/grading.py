"""How an exercise stands by what the journal has. Pure: the same entries always give the same result.

Steps are met one after another: the entry of a step lies behind that of the step before. A mistake is found wherever
its pattern matches once its step is within reach, and once; what it costs never takes the result below nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from salter.training.exercises import patterns
from salter.training.exercises.format import Exercise, Mistake, Step
from salter.training.exercises.patterns import Scene, Seen


@dataclass(frozen=True, slots=True)
class Met:
    """A step that was done: the entry that shows it, and its place among the entries."""

    step: Step
    entry: Seen
    place: int


@dataclass(frozen=True, slots=True)
class Made:
    """A mistake that was made, and the entry that shows it."""

    mistake: Mistake
    entry: Seen


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is in an exercise."""

    exercise: Exercise
    met: tuple[Met, ...] = ()
    made: tuple[Made, ...] = ()
    cases: Mapping[str, str] = field(default_factory=dict)

    @property
    def step(self) -> Step | None:
        """The step that is to be done now; None when all are done."""
        return self.exercise.steps[len(self.met)] if len(self.met) < len(self.exercise.steps) else None

    @property
    def done(self) -> bool:
        """Whether every step was seen."""
        return self.step is None

    @property
    def points(self) -> int:
        """What the steps gave less what the mistakes took."""
        given = sum(one.step.points for one in self.met)
        return max(0, given - sum(one.mistake.points for one in self.made))

    @property
    def most(self) -> int:
        """What all steps give."""
        return self.exercise.points


def standing(
    exercise: Exercise, entries: Sequence[Seen], *, begun: date, cases: Mapping[str, str] | None = None
) -> Standing:
    """The standing after these entries, oldest first, of an exercise begun on a day.

    `cases` are those that were remembered when its stage was set.
    """
    scene = Scene(frozenset(exercise.players), dict(cases or {}), begun)
    met: list[Met] = []
    start = 0
    for step in exercise.steps:
        place = patterns.first(step.seen, entries, scene, start)
        if place is None:
            break
        entry = entries[place]
        met.append(Met(step, entry, place))
        scene = _after(scene, step, entry)
        start = place + 1
    return Standing(exercise, tuple(met), tuple(_mistakes(exercise, entries, scene, begun, met)), scene.cases)


def _after(scene: Scene, step: Step, entry: Seen) -> Scene:
    name = step.seen.get("remember")
    cases = {**scene.cases, name: entry.case} if name else scene.cases
    return replace(scene, cases=cases, since=entry.on, steps={**scene.steps, step.key: entry.on})


def _mistakes(exercise: Exercise, entries: Sequence[Seen], scene: Scene, begun: date, met: Sequence[Met]) -> list[Made]:
    found = []
    reached = [step.key for step in exercise.steps[: len(met) + 1]]
    for mistake in exercise.mistakes:
        if mistake.step not in reached:
            continue
        before = exercise.steps[reached.index(mistake.step) - 1].key if reached.index(mistake.step) else ""
        since = scene.steps.get(before, begun)
        place = patterns.first(mistake.seen, entries, replace(scene, since=since))
        if place is not None:
            found.append(Made(mistake, entries[place]))
    return found
