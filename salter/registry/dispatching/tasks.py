"""Notices that are taken down by date, and what that serves."""

from __future__ import annotations

from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.dispatching import notices
from salter.registry.models import PublicNotice

log = structlog.get_logger()
AT_ONCE = 500


@app.periodic(cron="12,42 * * * *")
@app.task(queue="clock", name="registry.take_notices_down", queueing_lock="registry.take_notices_down")
def take_notices_down(timestamp: int) -> int:
    """Take down what hung until its day, office by office; gives how many.

    `timestamp` is the queue's; what is over is told by each office's own clock. Each notice is a transaction of its
    own: one that fails stops no other, is logged, and is found again by the next run.
    """
    done = 0
    for office in Organisation.objects.order_by("pk"):
        with scope(office.pk):
            over = PublicNotice.objects.filter(organisation=office, taken_down_at=None, until__lt=clock.today(office))
            found = list(over.order_by("id").values_list("pk", flat=True)[:AT_ONCE])
        done += sum(_down(office, notice) for notice in found)
    return done


def _down(office: Organisation, notice_id: UUID) -> bool:
    try:
        with scope(office.pk):
            notices.expire(Viewer(office), notice=PublicNotice.objects.get(pk=notice_id))
    except Exception:  # whatever is wrong with it concerns nobody else
        log.exception("a notice cannot be taken down", notice=str(notice_id), organisation=office.code)
        return False
    return True
