"""Every exercise, played: full marks when done as it should be, and each typical mistake costs exactly its marks."""

from __future__ import annotations

import pytest

from salter.training.exercises.library import exercises
from tests.training.scenes import played, practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
CODES = sorted(exercises())
MISTAKES = [(code, mistake.key) for code in CODES for mistake in exercises()[code].mistakes]


@pytest.mark.parametrize("code", CODES)
def test_who_does_it_as_it_should_be_gets_full_marks(code: str) -> None:
    exercise = exercises()[code]
    found = played(practice(), exercise)
    assert [one.step.key for one in found.met] == [step.key for step in exercise.steps]
    assert [one.mistake.key for one in found.made] == []
    assert found.points == found.most


@pytest.mark.parametrize(("code", "key"), MISTAKES)
def test_each_typical_mistake_costs_its_marks_and_is_named(code: str, key: str) -> None:
    exercise = exercises()[code]
    found = played(practice(), exercise, key)
    [made] = found.made
    assert made.mistake.key == key
    assert found.done, found.step
    assert found.points == found.most - made.mistake.points
