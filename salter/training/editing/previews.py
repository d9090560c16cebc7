"""What pages of writing show, made of an exercise: lines with their faults, steps as trainees see them, rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations.models import Organisation
from salter.training.editing import library
from salter.training.editing.models import NamedThere, Trial
from salter.training.exercises.format import Exercise, Mistake, Step
from salter.training.exercises.tree import Fault
from salter.training.guide import Law, Told, law_of
from salter.training.offices import town

SPARE = 40
"""So many more lines are numbered than there are, for what is being written."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of a line, and whether something is wrong there."""

    number: int
    faulty: bool


def lines(text: str, faults: Sequence[Fault]) -> list[Numbered]:
    """The numbers beside a text."""
    wrong = {one.line for one in faults}
    most = len(text.splitlines()) + SPARE
    return [Numbered(number, number in wrong) for number in range(1, most + 1)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A step with all that a trainee may see of it, and the mistakes that can be made in it."""

    step: Step
    doer: str
    url: str
    law: Law | None
    there: NamedThere | None
    mistakes: list[Told]


def steps(office: Organisation, exercise: Exercise) -> list[Shown]:
    """The steps of an exercise, as the guide shows one after the other."""
    notes = {one.step: one for one in NamedThere.objects.filter(organisation=office, exercise=exercise.code)}
    made: dict[str, list[Mistake]] = defaultdict(list)
    for one in exercise.mistakes:
        made[one.step].append(one)
    return [
        Shown(
            step=step,
            doer=town.posts()[step.post].title if step.post in town.posts() else step.post,
            url=reverse(step.page) if step.page else "",
            law=law_of(step.rule),
            there=notes.get(step.key),
            mistakes=[Told(one.says, one.points, law_of(one.rule)) for one in made[step.key]],
        )
        for step in exercise.steps
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """One round of a trial in words: what was done, and `wrong`, empty when it went as it should."""

    mistake: Mistake | None
    points: int
    wanted: int
    wrong: str


def rounds(trial: Trial, text: str) -> list[Way]:
    """How each round ended; nothing for a trial of another text than this one, or of one that is not read any more."""
    exercise = library.parsed(trial.text)[0] if trial.text == text else None
    if exercise is None:
        return []
    known = {one.key: one for one in exercise.mistakes}
    return [
        Way(known.get(row["mistake"]), row["points"], row["wanted"], "" if row["right"] else _wrong(exercise, row))
        for row in trial.rounds
    ]


def wrong(ways: Sequence[Way]) -> int:
    """How many of them did not go as they should."""
    return sum(bool(one.wrong) for one in ways)


def _wrong(exercise: Exercise, row: dict[str, object]) -> str:
    step, mistake = row["step"], row["mistake"]
    made = row["made"] if isinstance(row["made"], list) else []
    if row.get("problem"):
        where = _("step “%(step)s”") % {"step": step} if step else _("the stage")
        return _("It cannot be played (%(where)s): %(why)s") % {"where": where, "why": row["problem"]}
    if step:
        return _("The step “%(step)s” was played, but its pattern does not see it.") % {"step": step}
    if mistake and mistake not in made:
        return _("The mistake was played, but its pattern does not see it.")
    others = ", ".join(f"“{one}”" for one in made if one != mistake)
    if others:
        return _("Another mistake is seen, too: %(others)s.") % {"others": others}
    return _("It costs %(cost)s points, not its price.") % {"cost": exercise.points - int(str(row["points"]))}
