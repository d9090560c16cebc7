"""How much memory the whole office holds: every process, pages that they share counted once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from salter.ops.benchmarks import load, machine
from salter.ops.benchmarks.demo_office import Started, demo_home, demo_office
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark

SETTLED = 20
"""Seconds after the start until an office that nobody uses is called idle."""
PEER = "leanest peer, loaded (Paperless-ngx)"
PEER_MB = 600
"""The peers hold 0.6 to 3.5 GB (measured once on a machine of this kind; docs/manual/performance.md)."""
REQUESTS, CLIENTS, LOOK_EVERY = 2000, 8, 0.5


@benchmark("memory")
def memory(bench: Bench) -> Iterable[Figure]:
    """Memory of the whole office, idle and under load: supervisor, web, worker, renderers and all of PostgreSQL."""
    with demo_home(bench.home) as home:
        bench.say("founding the office and filling it")
        with demo_office(home) as first:
            _filled(first)
        with demo_office(home) as office, machine.measured([office.pid]) as spent:
            time.sleep(SETTLED)
            idle = machine.pss_of([office.pid])
            loaded = _loaded(office)
    return [
        _figure("memory, idle", idle, spent.others, Target("value", "at most", 500)),
        _figure("memory, under load", loaded, spent.others, None),
    ]


def _figure(name: str, found: int, others: float, target: Target | None) -> Figure:
    return Figure(name, found / 1e6, "MB", PEER, PEER_MB, target, others=others)


def _filled(office: Started) -> None:
    """Wait until the demo has filled itself: its first page then says no more of it."""
    from urllib.request import urlopen

    deadline = time.monotonic() + 3600
    while time.monotonic() < deadline:
        with urlopen(f"{office.url}en/", timeout=60) as answer:
            if b"still filling itself" not in answer.read():
                return
        time.sleep(2)
    raise TimeoutError("the demo office was not full within an hour")


def _loaded(office: Started) -> int:
    """The most that was seen while people looked at pages."""
    pages = [load.request("GET", f"{office.url}{path}", headers={}) for path in ("", "services/", "status/", "help/")]
    with _watched(office.pid) as seen:
        load.drive(office.url, pages * (REQUESTS // len(pages)), clients=CLIENTS)
    return max(seen)


@contextmanager
def _watched(root: int) -> Iterator[list[int]]:
    seen: list[int] = []
    over = Event()

    def watch() -> None:
        while not over.wait(LOOK_EVERY):
            seen.append(machine.pss_of([root]))

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            yield seen
        finally:
            over.set()
            watching.result()
            seen.append(machine.pss_of([root]))
