"""Exercises as somebody meets them: each step is met by its own deed, and its page opens to who does it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from salter.organisations.access import viewer_of
from salter.organisations.tenancy import scope
from salter.training.attempts import actions
from salter.training.exercises.library import exercises
from salter.training.models import Mode
from salter.training.offices.world import World
from tests.training.scenes import practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]


@pytest.mark.parametrize("code", sorted(exercises()))
def test_a_step_is_met_by_its_own_deed_and_not_by_that_of_the_step_before(code: str) -> None:
    exercise, office = exercises()[code], practice()
    with scope(office.pk):
        trainee = viewer_of(World.of(office).accounts[exercise.players[0]], office)
        attempt = actions.begin(trainee, exercise=exercise, mode=Mode.LEARNING)
        found = actions.look(trainee, attempt=attempt)
        met = []
        for place in range(len(exercise.steps)):
            actions.play_step(World.of(office, {**attempt.bound, **found.cases}), exercise, place)
            found = actions.look(trainee, attempt=attempt)
            met.append(len(found.met))
    assert met == list(range(1, len(exercise.steps) + 1))


def test_the_page_of_a_step_opens_to_who_does_it() -> None:
    office = practice()
    named = {(step.post, step.page) for one in exercises().values() for step in one.steps if step.page}
    found = {}
    for post, page in sorted(named):
        client = Client()
        with scope(office.pk):
            client.force_login(World.of(office).accounts[post])
        found[post, page] = client.get(reverse(page)).status_code
    assert found == dict.fromkeys(named, 200)
