"""How long `make demo` takes to its first page."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable

from salter.ops.benchmarks import machine
from salter.ops.benchmarks.demo_office import demo_home, demo_office
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark

STARTS = 3


@benchmark("start")
def start(bench: Bench) -> Iterable[Figure]:
    """The second `make demo` to its first page, beside the first one, which founds and seeds the office."""
    with demo_home(bench.home) as home, machine.measured([os.getpid()]) as spent:
        bench.say("the first start: database, schema, people, cases")
        with demo_office(home) as first:
            pass
        seconds, costs = [], []
        for number in range(STARTS):
            bench.say(f"start {number + 2}")
            before = machine.cpu_of([os.getpid()])
            with demo_office(home) as again:
                seconds.append(again.seconds)
                costs.append(machine.cpu_of([os.getpid()]) - before)
    return [
        Figure(
            "start again",
            statistics.median(seconds),
            "s",
            "first start",
            first.seconds,
            Target("value", "at most", 5),
            others=spent.others,
            more={"seconds": [round(one, 2) for one in seconds], "cpu_seconds": round(statistics.median(costs), 2)},
        )
    ]
