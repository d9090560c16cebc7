"""Searching the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registration import intake_of
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import medians_in_turns

CASES = 2000


@benchmark("search")
def search(bench: Bench) -> Iterable[Figure]:
    """The first page of a search by words, and of one by number, beside the first page of the list; 2000 cases."""
    viewer = bench.viewer
    from salter.organisations.tenancy import scope
    from salter.registry import queries
    from salter.registry.actions import register_case
    from salter.registry.search import CaseFilter

    bench.say(f"registering {CASES} cases")
    with scope(viewer.organisation.pk):
        for _case in range(CASES):
            register_case(viewer, intake_of(viewer))

    def page(**narrow: Any) -> Callable[[], object]:
        def look() -> object:
            with scope(viewer.organisation.pk):
                return list(queries.cases(viewer, CaseFilter(**narrow))[:41])

        return look

    with bench.measured() as spent:
        ms = medians_in_turns({"words": page(q="merenje zahtev"), "number": page(q="352-77"), "list": page()})
    return [
        Figure(f"search by {name}", ms[name], "ms", "first page of the list", ms["list"], others=spent.others)
        for name in ("words", "number")
    ]
