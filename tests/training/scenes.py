"""Somebody who practises."""

from __future__ import annotations

from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.training.models import Seat
from salter.training.seats.actions import with_office
from tests.support.office import found_office


def practice() -> Organisation:
    """The practice office of somebody of a real office."""
    office = found_office("vedrovo").organisation
    with scope(office.pk):
        now = clock.real_now()
        seat = with_office(Seat(organisation=office, name="Полазник", opened_at=now, seen_at=now))
        assert seat.practice is not None
        return seat.practice
