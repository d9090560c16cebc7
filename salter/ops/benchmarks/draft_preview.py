"""A template of the office drawn while it is written, as its page asks for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from itertools import count

from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

ROUNDS = 120


@benchmark("draft-preview")
def draft_preview(bench: Bench) -> Iterable[Figure]:
    """A template that changes each time: checked, as PDF/A, as pictures; beside the house's own decision as PDF/A."""
    viewer = bench.viewer  # sets Django up
    from salter.documents.rendering import render
    from salter.organisations import clock
    from salter.organisations.tenancy import scope
    from salter.registry.drafting.layouts.preview import draw
    from salter.registry.drafting.layouts.sample import beginning, sample
    from salter.registry.models import ActKind

    office, numbers = viewer.organisation, count()
    source, data, at = beginning(ActKind.DECISION), sample(office, ActKind.DECISION), clock.now(office)

    def ours() -> None:
        with scope(office.pk):
            draw(viewer, ActKind.DECISION, f"{source}\nИзмена {next(numbers)}.")

    def house() -> None:
        render("decision", {**data, "subject": f"Измена {next(numbers)}"}, at=at)

    for _warm in range(3):
        ours()
        house()
    with bench.measured() as spent:
        found = in_turns({"ours": _timed(ours), "house": _timed(house)}, rounds=ROUNDS)
    mine, other = (statistics.quantiles(found[name], n=20)[-1] for name in ("ours", "house"))
    target = Target("value", "at most", 150)
    return [
        Figure(
            "draft-preview", mine, "ms p95", "the house's decision as PDF/A alone", other, target, others=spent.others
        )
    ]


def _timed(do: Callable[[], None]) -> Callable[[], float]:
    """Milliseconds of one call."""

    def run() -> float:
        started = time.perf_counter()
        do()
        return (time.perf_counter() - started) * 1000

    return run
