"""What happens to deliveries by the clock."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from salter.mailbox.actions import expire
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope

log = structlog.get_logger()


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(queue="clock", name="mailbox.expire_due", queueing_lock="mailbox.expire_due")
def expire_due(timestamp: int) -> int:
    """Expire every delivery whose receipt was not opened in time, office by office; gives how many there were.

    `timestamp` is the queue's; what is late is told by each office's own clock. Each delivery is a transaction of its
    own, so one that fails stops none of the others; it is logged, and the next run finds it again.
    """
    done = 0
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            today = clock.today(organisation)
            late = Delivery.objects.filter(
                organisation=organisation, state=DeliveryState.IN_MAILBOX, expires_on__lt=today
            )
            found = list(late.order_by("id")[:500])
        done += sum(_expired(organisation, delivery) for delivery in found)
    return done


def _expired(organisation: Organisation, delivery: Delivery) -> bool:
    try:
        with scope(organisation.pk):
            expire(Viewer(organisation), delivery=delivery)
    except Exception:  # whatever is wrong with it concerns nobody else
        log.exception("delivery cannot expire", delivery=str(delivery.pk), organisation=organisation.code)
        return False
    return True
