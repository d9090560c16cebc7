"""Opening practice offices: how many a second by two processes, and what each takes of processors and database."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import TYPE_CHECKING

from salter.ops.benchmarks import machine
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns
from salter.ops.database_process import server_of

if TYPE_CHECKING:
    from salter.organisations.models import Organisation

OFFICES, ROUNDS, ENTRIES = 20, 5, 100
PROCESSES = 2
"""As many as the web server has: each opens its share of the offices."""
MEBIBYTE = 1 << 20


@benchmark("practice")
def practice(bench: Bench) -> Iterable[Figure]:
    """Practice offices, ready to sign, each with its cases and papers on disk; beside 100 entries of the journal."""
    viewer = bench.viewer
    from salter.training.offices.actions import open_office

    bench.say("founding the town")
    _check(open_office())
    cpu: list[float] = []
    with _ready_processes() as (processes, pids):
        server = server_of(bench.cluster.place.data)
        assert server
        opened = _opened(processes, [server, *pids], cpu)
        before = _size()
        with bench.measured() as spent:
            found = in_turns({"offices": opened, "entries": _written(viewer)}, rounds=ROUNDS)
        grown = (_size() - before) / MEBIBYTE / (OFFICES * ROUNDS)
    took, written = (median(found[name]) for name in ("offices", "entries"))
    yield Figure(
        f"practice, offices opened by {PROCESSES} processes",
        OFFICES / took,
        "1/s",
        f"{ENTRIES} entries of the journal, written as one",
        1 / written,
        Target("value", "at least", 20),
        spent.others,
        {"rounds": {name: [round(one, 3) for one in seconds] for name, seconds in found.items()}},
    )
    most = PROCESSES * 1000 / 20
    yield Figure(
        "practice, processor time",
        median(cpu),
        "ms each, with the database",
        "limit for 20/s",
        most,
        Target("value", "at most", most),
        more={"rounds": [round(one, 1) for one in cpu]},
    )
    yield Figure("practice, size", grown, "MiB each, with indexes", "limit", 1.0, Target("value", "at most", 1))


@contextmanager
def _ready_processes() -> Iterator[tuple[Sequence[ProcessPoolExecutor], list[int]]]:
    """Processes that have opened an office before, as those of the web server have, and their numbers."""
    with ExitStack() as left:
        spawn = multiprocessing.get_context("spawn")
        processes = [left.enter_context(ProcessPoolExecutor(1, spawn)) for _process in range(PROCESSES)]
        yield processes, [one.result() for one in [process.submit(_get_ready) for process in processes]]


def _get_ready() -> int:
    import django

    django.setup()
    _open(1)
    return os.getpid()


def _open(count: int) -> None:
    from salter.training.offices.actions import open_office

    for _place in range(count):
        open_office()


def _check(office: Organisation) -> None:
    """It is what was promised."""
    from salter.documents.models import Document
    from salter.organisations.tenancy import scope
    from salter.registry.models import Case
    from salter.signatures.models import Credential

    with scope(office.pk):
        assert Case.objects.count() >= 10
        assert Document.objects.count() >= 10
        assert Credential.objects.count() >= 2


def _size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [(size,)] = cursor.fetchall()
    return int(size)


def _opened(processes: Sequence[ProcessPoolExecutor], pids: Sequence[int], cpu: list[float]) -> Callable[[], float]:
    def run() -> float:
        spent, started = machine.cpu_of(pids), time.perf_counter()
        for share in [process.submit(_open, OFFICES // PROCESSES) for process in processes]:
            share.result()
        took = time.perf_counter() - started
        cpu.append((machine.cpu_of(pids) - spent) * 1000 / OFFICES)
        return took

    return run


def _written(viewer: object) -> Callable[[], float]:
    from salter.journal.actions import fields, record_all
    from salter.organisations.access import Viewer
    from salter.organisations.tenancy import scope, uuid7

    assert isinstance(viewer, Viewer)

    def run() -> float:
        started = time.perf_counter()
        with scope(viewer.organisation.pk):
            subject = ("organisation", uuid7())
            record_all(viewer, [fields(viewer, "plan.loaded", subject=subject) for _place in range(ENTRIES)])
        return time.perf_counter() - started

    return run
