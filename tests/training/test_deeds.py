"""What scripted colleagues take up when a trainee has begun more than one thing, and what exercises rely on."""

from __future__ import annotations

import pytest

from salter.journal.models import Entry
from salter.organisations.tenancy import scope
from salter.registry.models import ActStatus
from salter.training import deeds
from salter.training.deeds import delivery
from salter.training.exercises.library import exercises
from salter.training.offices.world import World
from tests.training.scenes import practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
NAMED = {
    "gradjanin3": ("gde-je-moj-zahtev", "Миљана Павличић"),
    "gradjanin4": ("gde-je-moj-zahtev", "Галина Бјеливук"),
}


def test_the_head_approves_what_was_handed_in_though_another_act_was_begun_after_it() -> None:
    office = practice()
    with scope(office.pk):
        world = World.of(office)
        for name, given in (("draft", {}), ("submit", {}), ("letter", {"kind": "notice"}), ("approve", {})):
            deeds.DEEDS[name](world, case="parking", **given)
        states = world.case("parking").acts.order_by("sub_number").values_list("kind", "status")
        assert list(states) == [("decision", ActStatus.APPROVED), ("notice", ActStatus.DRAFT)]


def test_the_journal_says_by_which_channel_a_letter_was_sent() -> None:
    office = practice()
    with scope(office.pk):
        world = World.of(office)
        delivery.dispatch(world, case="basta", channel="courier")
        [sent] = Entry.objects.filter(organisation=office, verb="delivery.sent", case_id=world.cases["basta"])
        assert sent.body["channel"] == "courier"


@pytest.mark.parametrize("citizen", NAMED)
def test_whom_an_exercise_names_lives_in_the_town(citizen: str) -> None:
    code, name = NAMED[citizen]
    office = practice()
    with scope(office.pk):
        assert World.of(office).party(citizen).name == name
    assert name in exercises()[code].scenario
