"""`make bench`: each figure beside the limit or a peer measured in the same run, on a throw-away office.

Absolute times depend on the machine; the ratio is what may be compared between two runs. One file a benchmark:

    @benchmark("storing")
    def storing(bench: Bench) -> Iterable[Figure]: ...

A file of this folder is found by itself. `Bench` gives the throw-away office (as a viewer in this process, or really
served), `rounds` measures ours and the peer in turns, `load` plays the clients, `machine` counts processor time.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import throw_away_bench
from salter.ops.benchmarks.registry import UnknownBenchmark, find, names
from salter.ops.benchmarks.report import Report

__all__ = ["UnknownBenchmark", "names", "run"]


def run(name: str | None, out: Path, say: Callable[[str], None]) -> None:
    """Run all benchmarks, or the one called `name`; print the table, write `out` and the history beside it.

    Each runs in a process of its own with an office of its own. Raises UnknownBenchmark.
    """
    report = Report()
    wanted = find(name)
    for each in wanted:
        say(f"\n{each.name}: {each.about}")
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            report.add(process.submit(measure, each.name).result())
    report.show(say)
    report.write(out)


def measure(name: str) -> list[Figure]:
    """The figures of one benchmark, measured in this process."""

    def say(line: str) -> None:
        sys.stderr.write(f"  {line}\n")

    [wanted] = find(name)
    with throw_away_bench(say) as bench:
        return list(wanted.measure(bench))
