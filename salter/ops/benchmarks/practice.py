"""Opening practice offices: how many a second, and how much each takes in the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import TYPE_CHECKING

from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

if TYPE_CHECKING:
    from salter.organisations.models import Organisation

OFFICES, ROUNDS, ENTRIES = 20, 5, 100
MEBIBYTE = 1 << 20


@benchmark("practice")
def practice(bench: Bench) -> Iterable[Figure]:
    """Practice offices, ready to sign, each with its cases and papers on disk; beside 100 entries of the journal."""
    viewer = bench.viewer
    from salter.training.offices.actions import open_office

    bench.say("founding the town")
    _check(open_office())
    before = _size()
    with bench.measured() as spent:
        found = in_turns({"offices": _opened(open_office), "entries": _written(viewer)}, rounds=ROUNDS)
    grown = (_size() - before) / MEBIBYTE / (OFFICES * ROUNDS)
    opened, written = (median(found[name]) for name in ("offices", "entries"))
    yield Figure(
        "practice, offices opened by one process",
        OFFICES / opened,
        "1/s",
        f"{ENTRIES} entries of the journal, written as one",
        1 / written,
        Target("value", "at least", 20),
        spent.others,
        {"rounds": {name: [round(one, 3) for one in seconds] for name, seconds in found.items()}},
    )
    yield Figure("practice, size", grown, "MiB each, with indexes", "limit", 1.0, Target("value", "at most", 1))


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


def _opened(open_office: Callable[[], Organisation]) -> Callable[[], float]:
    def run() -> float:
        started = time.perf_counter()
        for _place in range(OFFICES):
            open_office()
        return time.perf_counter() - started

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
