"""What happens to the file store by the clock."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.removal import removing
from salter.organisations import clock

LEFT_OVER = timedelta(days=1)


@app.periodic(cron="11 3 * * *")
@app.task(queue="clock", name="documents.sweep", queueing_lock="documents.sweep")
def sweep(timestamp: int) -> int:
    """Remove what interrupted writes left more than a day ago, unless a backup runs; gives how many files went."""
    with removing() as allowed:
        return _sweep() if allowed else 0


def _sweep() -> int:
    return blobs.sweep_temporary(storage(), before=clock.real_now() - LEFT_OVER)
