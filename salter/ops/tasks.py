"""Background work of the whole installation: a new demo office goes on filling itself after it has opened."""

from __future__ import annotations

import time
from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

PAUSE, LONGEST_PAUSE = 0.5, 1.0
"""After each case the worker rests, for this share of the time that the case took, so that people can work already."""


@app.task(queue="demo", name="ops.let_a_case_live", queueing_lock="demo")
def let_a_case_live() -> None:
    """One case of the demo lives; the next one follows in a job of its own, so that a stop never waits long."""
    from salter.ops.demo import seeding

    began = time.monotonic()
    if seeding.go_on():
        time.sleep(min((time.monotonic() - began) * PAUSE, LONGEST_PAUSE))
        go_on_seeding()


def go_on_seeding() -> None:
    """Ask the worker to let the waiting cases live; asking twice is the same as once."""
    with suppress(AlreadyEnqueued):
        let_a_case_live.defer()
