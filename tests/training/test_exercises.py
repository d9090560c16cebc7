"""Every exercise, played: full marks when done as it should be, and each typical mistake costs exactly its marks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salter.training.attempts.player import played
from salter.training.exercises.library import exercises
from tests.training.scenes import practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
CODES = sorted(exercises())
MISTAKES = [(code, mistake.key) for code in CODES for mistake in exercises()[code].mistakes]


@pytest.mark.parametrize("code", CODES)
def test_who_does_it_as_it_should_be_gets_full_marks(code: str) -> None:
    exercise = exercises()[code]
    found = played(practice(), exercise)
    assert [one.step.key for one in found.standing.met] == [step.key for step in exercise.steps]
    assert found.made == []
    assert found.standing.points == exercise.points
    assert found.right


@pytest.mark.parametrize(("code", "key"), MISTAKES)
def test_each_typical_mistake_costs_its_marks_and_is_named(code: str, key: str) -> None:
    found = played(practice(), exercises()[code], key)
    assert found.made == [key]
    assert found.standing.done, found.standing.step
    assert found.standing.points == found.wanted
    assert found.right


def test_a_round_is_not_right_with_another_mistake_or_another_price() -> None:
    exercise = exercises()["salter"]
    found = played(practice(), exercise, "kanal")
    assert not replace(found, mistake="").right
    assert not replace(found, mistake="novi-broj").right
    dearer = replace(exercise, mistakes=tuple(replace(one, points=one.points + 1) for one in exercise.mistakes))
    assert not replace(found, exercise=dearer).right
