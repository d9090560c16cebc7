"""Keeps the embedded database running while the office is open: one that dies is started again, and it is said so.

A database that somebody stopped on purpose (`salter db stop`) stays stopped. Free of Django.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from salter.ops.database import Cluster, DatabaseUnavailable

LOOK_SECONDS = 0.5
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


@contextmanager
def kept_running(cluster: Cluster, say: Callable[[str], None]) -> Iterator[None]:
    """Watch over the database while the block runs; the thread has ended when this returns."""
    over = threading.Event()
    thread = threading.Thread(target=_watch, args=(cluster, say, over), name="database-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _watch(cluster: Cluster, say: Callable[[str], None], over: threading.Event) -> None:
    while not over.wait(LOOK_SECONDS):
        if cluster.died:
            say("database | ended unexpectedly: starting it again")
            _start_again(cluster, say, over)


def _start_again(cluster: Cluster, say: Callable[[str], None], over: threading.Event) -> None:
    """Try until it runs, at first after 1 s, at last every 30 s: a full disk may be cleared by a person meanwhile."""
    pause = FIRST_PAUSE
    while cluster.died:
        try:
            cluster.start()
        except DatabaseUnavailable as error:
            say(f"database | {error.message} Trying again in {pause:g} s. {error.hint}")
            if over.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            say("database | answers again")
