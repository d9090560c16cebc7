"""The clock of a practice office: it begins on the town's Monday, runs, and moves forward when an exercise says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from salter.mailbox.actions import expire
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.training.offices.world import World

LONGEST = timedelta(days=400)
"""So far the clock of a practice office goes from its beginning: holidays are known that long."""


def shift_to(moment: datetime) -> timedelta:
    """What a clock that shows `moment` now is shifted by."""
    return moment - clock.real_now()


def move(world: World, *, days: int) -> None:
    """Move the clock on by whole days and do what happens by the clock meanwhile."""
    office = world.organisation
    office.clock_shift = (office.clock_shift or timedelta()) + timedelta(days=days)
    if office.clock_stands:
        office.clock_stands += timedelta(days=days)
    Organisation.objects.filter(pk=office.pk).update(clock_shift=office.clock_shift, clock_stands=office.clock_stands)
    happen(world)


def happen(world: World) -> None:
    """What the office's clock does at a new day: consignments that nobody opened in time expire."""
    office = world.organisation
    late = Delivery.objects.filter(
        organisation=office, state=DeliveryState.IN_MAILBOX, expires_on__lt=clock.today(office)
    )
    for delivery in late.order_by("id"):
        expire(Viewer(office), delivery=delivery)
    world.tell()
