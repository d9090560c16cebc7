"""What happens to deliveries by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from salter.mailbox.actions import expire
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(queue="clock", name="mailbox.expire_due", queueing_lock="mailbox.expire_due")
def expire_due(timestamp: int) -> int:
    """Expire every delivery whose receipt was not opened in time, office by office; gives how many there were.

    `timestamp` is the queue's; what is late is told by each office's own clock. One failing delivery stops none of
    the other offices: each is a transaction of its own, and the next run finds what is left.
    """
    done = 0
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            today = clock.today(organisation)
            late = Delivery.objects.filter(
                organisation=organisation, state=DeliveryState.IN_MAILBOX, expires_on__lt=today
            )
            for delivery in late.select_related("channel").order_by("id")[:500]:
                expire(Viewer(organisation), delivery=delivery)
                done += 1
    return done
