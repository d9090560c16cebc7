"""What happens to the file store by the clock."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from salter.documents import blobs, unnamed
from salter.documents.actions import storage
from salter.documents.leftovers import GRACE, remove_noted
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


@app.periodic(cron="23 4 * * *")
@app.task(queue="clock", name="documents.remove_noted", queueing_lock="documents.remove_noted")
def remove(timestamp: int) -> int:
    """Remove from the store what no row has named for a day, unless a backup runs; gives how much went."""
    return remove_noted(clock.real_now() - GRACE)


@app.periodic(cron="43 2 * * 0")
@app.task(queue="clock", name="documents.note_unnamed", queueing_lock="documents.note_unnamed")
def look_through(timestamp: int) -> int:
    """Every Sunday: note what writes that failed have left in the store; gives how much. It goes in a later night."""
    return unnamed.note_unnamed()
