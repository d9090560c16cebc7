"""Help of the real office leads to exercises: each topic to one that is there, and no exercise is out of reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from salter.organisations.models import Account, Role
from salter.registry.helping.topics import topics
from salter.training.exercises.library import exercises


def test_every_topic_has_an_exercise_and_every_exercise_a_topic() -> None:
    assert {one.exercise for one in topics().values()} == set(exercises())


@pytest.mark.django_db
@pytest.mark.usefixtures("the_town")
def test_practise_this_opens_the_exercise_in_a_practice_office(client_as: Callable[[Role], Client]) -> None:
    client = client_as(Role.HANDLER)
    answer = client.post("/practice/take/", {"exercise": topics()["closing"].exercise})
    assert answer.headers["Location"].endswith("/practice/exercises/zatvaranje/")
    page = client.get(answer.headers["Location"])
    assert "Затварање" in page.content.decode()
    assert Account.objects.get(pk=client.session["_auth_user_id"]).organisation.practice  # type: ignore[union-attr]
    inside = client.get("/office/help/closing/").content.decode()
    assert "/practice/take/" not in inside
    assert "/practice/exercises/zatvaranje/" in inside
