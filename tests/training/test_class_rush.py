"""Many come into a class at the same moment, each over a connection of their own to the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.training.classes.actions import Plan, make_class
from salter.training.models import Attempt, Seat
from salter.training.seats.sessions import SESSION
from tests.support.office import found_office
from tests.training.conftest import the_town

__all__ = ["the_town"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("the_town")]
SLIPS, LATE = 8, 8


def at_once(people: Sequence[Callable[[], Client]]) -> list[Client]:
    """All of them do it at the same moment."""
    together = Barrier(len(people))

    def run(person: Callable[[], Client]) -> Client:
        try:
            together.wait(30)
            return person()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


def comes_in(code: str) -> Client:
    """By a slip, or by the code on the wall to a place of one's own first."""
    client = Client()
    answer = client.post(f"/join/{code}/")
    if answer["Location"].startswith("/join/"):
        answer = client.post(answer["Location"])
    assert answer["Location"] == "/practice/exercises/salter/"
    return client


def test_who_comes_at_the_same_moment_has_a_place_and_an_office_each() -> None:
    office = found_office("vedrovo")
    host = office.organisation.pk
    with scope(host):
        live = make_class(office.viewer(Role.TRAINER), plan=Plan("Час", "salter", names=[""] * SLIPS))
        slips = list(Seat.objects.filter(in_class=live).order_by("number").values_list("code", flat=True))
    codes = [*slips, slips[0], *[live.code] * LATE]  # the first slip is typed at two devices
    browsers = at_once([lambda code=code: comes_in(code) for code in codes])  # type: ignore[misc]
    with scope(host):
        seats = list(Seat.objects.filter(in_class=live).order_by("number"))
    assert [seat.number for seat in seats] == list(range(1, SLIPS + LATE + 1))
    assert len({seat.code for seat in seats}) == SLIPS + LATE
    assert len({seat.practice_id for seat in seats} - {None}) == SLIPS + LATE
    assert Organisation.objects.filter(code__regex="^vezba-[0-9a-f]{12}$").count() == SLIPS + LATE
    for seat in seats:
        assert seat.practice_id is not None
        with scope(seat.practice_id):
            assert Attempt.objects.filter(ended_at=None).count() == 1
    came = [client.session[SESSION][1] for client in browsers]
    assert came[0] == came[SLIPS]
    assert set(came) == {str(seat.pk) for seat in seats}
