"""What happens to the archive by the clock."""

from __future__ import annotations

import structlog
from django.db.models import F
from procrastinate.contrib.django import app

from salter.archive.actions import check_fixity
from salter.archive.models import ArchiveUnit
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope

log = structlog.get_logger()
NIGHTLY = 200


@app.periodic(cron="41 2 * * *")
@app.task(queue="clock", name="archive.check_oldest", queueing_lock="archive.check_oldest")
def check_oldest(timestamp: int) -> int:
    """Every night the archived cases that were checked longest ago, each office's; gives how many were unsound."""
    unsound = 0
    for organisation in Organisation.objects.order_by("pk"):
        viewer = Viewer(organisation, roles=frozenset({Role.ARCHIVIST.value}))
        with scope(organisation.pk):
            oldest = list(
                ArchiveUnit.objects.filter(destroyed_at=None).order_by(F("checked_at").asc(nulls_first=True), "id")[
                    :NIGHTLY
                ]
            )
        for unit in oldest:
            try:
                with scope(organisation.pk):
                    unsound += not check_fixity(viewer, unit=unit).sound
            except Exception:  # whatever is wrong with it concerns nobody else: the next night asks again
                log.exception("archive unit cannot be checked", unit=str(unit.pk), organisation=organisation.code)
    return unsound
