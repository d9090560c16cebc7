"""The people of the benchmark of a class: they come in, do the exercise through its pages, and note what they see."""

from __future__ import annotations

import asyncio

import pytest

from salter.ops.benchmarks import class_people
from salter.ops.benchmarks.case_list import session_of
from salter.ops.benchmarks.class_browser import NotAsExpected, Page
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.training.classes.actions import Plan, make_class
from salter.training.models import Seat
from salter.training.offices.world import World
from tests.support.browser import site
from tests.support.office import found_office
from tests.training.conftest import the_town

__all__ = ["the_town"]


def test_a_page_that_is_not_as_expected_says_what_it_is() -> None:
    page = Page("/cases/", 200, {}, '<h1>Предмети</h1><a href="one/?a=1&amp;b=2">x</a>')
    assert page.link("b=2") == "/cases/one/?a=1&b=2"
    with pytest.raises(NotAsExpected, match="Предмети"):
        page.link("/acts/")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_people_of_a_class_do_the_whole_exercise_and_see_board_and_words(the_town: Organisation) -> None:
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        plan = Plan("Час", "zajednicka-vezba", names=["", "", ""])
        live = make_class(office.viewer(Role.TRAINER), plan=plan)
        seats = list(Seat.objects.filter(in_class=live).order_by("number").values_list("number", "code"))
    with scope(the_town.pk):
        handler = World.of(the_town).accounts["obrada"].display_name
    with site() as url:
        seen = asyncio.run(
            class_people.play(
                {
                    "url": url,
                    "class": str(live.pk),
                    "session": session_of(office.account(Role.TRAINER)),
                    "seats": seats,
                    "workers": 2,
                    "handler": handler,
                    "joining": 2,
                    "seconds": 40,
                }
            )
        )
    assert seen["errors"] == []
    assert (seen["finished"], seen["unseen"], len(seen["behind"])) == (2, 0, 12)
    assert min(seen["requests"]) >= 18
    assert [len(heard) for heard in seen["heard"]] == [3] * seen["said"]
    with scope(office.organisation.pk):
        done = sorted(Seat.objects.filter(in_class=live).values_list("step", "mistakes", "points"))
    assert done == [(0, 0, 0), (6, 0, 40), (6, 0, 40)]
