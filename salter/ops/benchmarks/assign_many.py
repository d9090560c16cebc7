"""Assigning 500 cases at once, each with its entry in the journal."""

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
    from salter.organisations.access import Viewer
    from salter.organisations.models import Staff, Unit
    from salter.registry.models import Case

CASES, ROUNDS = 500, 3


@benchmark("assign-many")
def assign_many(bench: Bench) -> Iterable[Figure]:
    """500 new cases assigned to a person in one deed, on disk when it ends, beside the same one after the other."""
    viewer = bench.viewer
    bench.say(f"registering {2 * ROUNDS * CASES} cases")
    heap = _registered(viewer, 2 * ROUNDS * CASES)
    bench.say("measuring")
    with bench.measured() as spent:
        found = in_turns({"at once": _at_once(viewer, heap), "one by one": _one_by_one(viewer, heap)}, rounds=ROUNDS)
    _check(viewer)
    more = {"rounds": {name: [round(one, 2) for one in seconds] for name, seconds in found.items()}}
    ours, theirs, limit = median(found["at once"]), median(found["one by one"]), Target("value", "at most", 2)
    yield Figure("assign-many, 500 cases", ours, "s", "one by one", theirs, limit, spent.others, more)


def _registered(viewer: Viewer, count: int) -> list[Case]:
    """New cases that nobody has."""
    from salter.organisations import clock
    from salter.organisations.tenancy import scope
    from salter.registry.actions import Intake, register_case
    from salter.registry.models import IntakeChannel

    now = clock.now(viewer.organisation)
    intake = Intake(subject="Захтев", channel=IntakeChannel.COUNTER, received_at=now, class_code="352")
    with scope(viewer.organisation.pk):
        return [register_case(viewer, intake).case for _place in range(count)]


def _timed(do: Callable[[list[Case]], None], heap: list[Case]) -> Callable[[], float]:
    """Seconds for the next cases of the heap."""

    def run() -> float:
        cases = [heap.pop() for _place in range(CASES)]
        started = time.perf_counter()
        do(cases)
        return time.perf_counter() - started

    return run


def _target(viewer: Viewer) -> tuple[Unit, Staff]:
    """To whom the cases go."""
    from salter.organisations.tenancy import scope

    assert viewer.staff
    with scope(viewer.organisation.pk):
        return viewer.staff.unit, viewer.staff


def _at_once(viewer: Viewer, heap: list[Case]) -> Callable[[], float]:
    from salter.organisations.tenancy import scope
    from salter.registry.work.actions import assign_many as assign

    unit, staff = _target(viewer)

    def do(cases: list[Case]) -> None:
        with scope(viewer.organisation.pk):
            bulk = assign(viewer, cases=cases, unit=unit, staff=staff)
        assert len(bulk.done) == CASES

    return _timed(do, heap)


def _one_by_one(viewer: Viewer, heap: list[Case]) -> Callable[[], float]:
    from salter.organisations.tenancy import scope
    from salter.registry.actions import assign

    unit, staff = _target(viewer)

    def do(cases: list[Case]) -> None:
        with scope(viewer.organisation.pk):
            for case in cases:
                assign(viewer, case=case, unit=unit, staff=staff)

    return _timed(do, heap)


def _check(viewer: Viewer) -> None:
    """Every case has its entry and its step."""
    from salter.journal.models import Entry
    from salter.organisations.tenancy import scope
    from salter.registry.models import CaseMove

    with scope(viewer.organisation.pk):
        assert Entry.objects.filter(verb="case.assigned").count() == 2 * ROUNDS * CASES
        assert CaseMove.objects.count() == 2 * ROUNDS * CASES
