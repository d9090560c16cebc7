"""What stands beside every page of a practice office: the step that is to be done, who does it, and what helps.

The answers of an exercise (its patterns and plays) are never part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from salter.calendars.law import RULES, Certainty, Rule, cited
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Account
from salter.training.attempts import actions, queries
from salter.training.classes import pushes
from salter.training.classes.rules import Side, sides, spoken
from salter.training.editing.library import named_there
from salter.training.editing.models import NamedThere
from salter.training.exercises.format import Exercise, Mistake, Step
from salter.training.exercises.grading import Standing
from salter.training.models import Attempt, Mode
from salter.training.offices import town
from salter.training.offices.world import post_of

HERE_SECONDS = 20
_RULES = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Law:
    """A rule as it is shown: what it says, where, and whether that was read in the law itself."""

    text: str
    article: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the trainee may be now."""

    post: str
    name: str
    does: str
    current: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A mistake that was made, as it is told."""

    says: str
    points: int
    law: Law | None


@dataclass(frozen=True, slots=True)
class Classroom:
    """What somebody who sits in a class is told: the trainer's words, whether the clock stands, how to come back."""

    said: list[str]
    paused: bool
    code: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one page. `step` is None when all are done."""

    attempt: Attempt
    exercise: Exercise
    standing: Standing
    people: list[Person]
    hints: list[str]
    more_hints: bool
    law: Law | None
    there: NamedThere | None
    mistakes: list[Told]
    now: datetime
    mark: str
    partner: Person | None = None
    classroom: Classroom | None = None

    template = "training/guide.html"

    @property
    def step(self) -> Step | None:
        """What is to be done now."""
        return self.standing.step

    @property
    def place(self) -> int:
        """The number of that step, from 1."""
        return min(len(self.standing.met) + 1, len(self.exercise.steps))

    @property
    def url(self) -> str:
        """Where the step is done, when that is one page."""
        return reverse(self.step.page) if self.step and self.step.page else ""

    @property
    def step_url(self) -> str:
        """The same, once the trainee is who does it."""
        return "" if self.doer or self.partner else self.url

    @property
    def waits(self) -> bool:
        """Whether the step is done when some days have gone by: else nobody needs the clock."""
        return self.step is not None and any(name == "days_pass" for name, _given in self.step.play)

    @property
    def doer(self) -> Person | None:
        """Who does the step, unless the trainee is that person now."""
        wanted = self.step.post if self.step else ""
        return next((one for one in self.people if one.post == wanted and not one.current), None)

    @property
    def state(self) -> str:
        """Changes when the guide has something new to say."""
        hints, mistakes = len(self.hints), len(self.mistakes)
        pushed = pushes.stamp(self.attempt.organisation)
        ended = int(self.attempt.ended_at is not None)
        return f"{self.attempt.pk}.{len(self.standing.met)}.{hints}.{mistakes}.{ended}.{pushed}"


def guide_of(viewer: Viewer | None) -> Guide | None:
    """The guide of a page; None outside practice offices, and when no exercise is going on."""
    if viewer is None or viewer.account is None or not viewer.organisation.practice:
        return None
    attempt = queries.newest(viewer)
    if attempt is None:
        return None
    attempt.organisation = viewer.organisation
    mark = mark_of(viewer)
    try:
        standing = actions.look(viewer, attempt=attempt)
    except Attempt.DoesNotExist:  # the trainer has just set this place to another step, in a fresh office
        return None
    exercise, step = standing.exercise, standing.step
    opened = attempt.hints.get(step.key, 0) if step else 0
    hints = step.hints if step and attempt.mode != Mode.EXAM else ()
    told = standing.made if attempt.mode != Mode.EXAM or standing.done else ()
    played = players_of(viewer, exercise)
    everybody = people_of(viewer, exercise.players)
    return Guide(
        attempt=attempt,
        exercise=exercise,
        standing=standing,
        people=[one for one in everybody if one.post in played],
        hints=list(hints[:opened]),
        more_hints=opened < len(hints),
        law=law_of(step.rule) if step else None,
        there=named_there(viewer.organisation, exercise.code, step.key) if step else None,
        mistakes=[told_of(one.mistake) for one in told],
        now=clock.now(viewer.organisation),
        mark=mark,
        partner=next((one for one in everybody if step and one.post == step.post and one.post not in played), None),
        classroom=classroom_of(viewer),
    )


def mark_of(viewer: Viewer) -> str:
    """Changes when something has happened in the office or was pushed into it; and a few times a minute, so that who
    sits before an open page is known to be there."""
    entry = queries.newest_entry(viewer)
    return f"{entry or ''}.{pushes.stamp(viewer.organisation)}.{int(clock.real_now().timestamp()) // HERE_SECONDS}"


def side_of(viewer: Viewer) -> Side:
    """Who the viewer is in a pair; alone one is everybody."""
    place = pushes.place_of(viewer.organisation)
    if place is None or not place.pair or viewer.account is None:
        return Side.BOTH
    return Side.CITIZEN if post_of(viewer.account.username) in town.citizens() else Side.OFFICIAL


def players_of(viewer: Viewer, exercise: Exercise) -> tuple[str, ...]:
    """Whom the viewer plays in an exercise."""
    return sides(exercise.players, town.citizens())[side_of(viewer)]


def classroom_of(viewer: Viewer) -> Classroom | None:
    """What the viewer is told by a class; None outside classes."""
    office, place = viewer.organisation, pushes.place_of(viewer.organisation)
    if place is None:
        return None
    code = spoken(place.code(side_of(viewer)))
    return Classroom(pushes.said_to(office), office.clock_stands is not None, code)


def people_of(viewer: Viewer, posts: tuple[str, ...]) -> list[Person]:
    """Those of the practice office whom the trainee may be, in the order of the posts."""
    rows = Account.objects.filter(organisation=viewer.organisation).order_by("pk")
    found = {post_of(row.username): row for row in rows}
    return [
        Person(post, found[post].display_name, found[post].company_name, found[post] == viewer.account)
        for post in posts
        if post in found
    ]


def told_of(mistake: Mistake) -> Told:
    """A mistake as it is told."""
    return Told(mistake.says, mistake.points, law_of(mistake.rule))


def law_of(code: str) -> Law | None:
    """A rule by its code, in the words of the table of rules."""
    rule: Rule | None = _RULES.get(code)
    if rule is None:
        return None
    return Law(rule.text_sr, cited(rule.article), rule.certainty is Certainty.VERIFIED)
