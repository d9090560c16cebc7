"""What happens to practice offices by the clock."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.training.offices import actions as offices
from salter.training.seats import actions as seats

KEPT = timedelta(days=14)
"""So long a practice office stays after its last page; results stay with the seat."""


@app.periodic(cron="41 3 * * *")
@app.task(queue="clock", name="training.give_up", queueing_lock="training.give_up")
def give_up(timestamp: int) -> int:
    """Give up practice offices that nobody has come back to; gives how many."""
    before = clock.real_now() - KEPT
    offices.forget_gone()
    return sum(
        seats.give_up_old(office, before) for office in Organisation.objects.filter(practice=False).order_by("pk")
    )
