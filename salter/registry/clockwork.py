"""What the registry does by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.looks import forget_looks


@app.periodic(cron="23 3 * * *")
@app.task(queue="clock", name="registry.forget_looks", queueing_lock="registry.forget_looks")
def forget(timestamp: int) -> int:
    """Remove from the access log of each office what is older than SALTER_ACCESS_LOG_DAYS; gives how many rows went."""
    gone = 0
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            before = clock.today(organisation) - timedelta(days=settings.SALTER_ACCESS_LOG_DAYS)
            gone += forget_looks(organisation, before=before)
    return gone
