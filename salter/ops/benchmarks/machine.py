"""Processor time of whole families of processes, ended children included, and of everybody else on this machine.

Read from /proc, so it costs nothing while we measure. A child that has ended is in its parent's account from the moment
the parent has collected it; PostgreSQL, granian, the worker and Python's `subprocess` all do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
BUSY_CORES = 0.15
"""More than so many processors used by others, and a figure is not to be quoted as a rate."""

STEPS = 1_000_000


@dataclass(slots=True)
class Spent:
    """What a stretch of time has cost. Filled when the stretch ends."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    others: float = 0.0

    def cpu_ms_per(self, operations: int) -> float:
        """Milliseconds of processor time for one operation."""
        return self.cpu_seconds * 1000 / operations

    @property
    def busy(self) -> bool:
        """Whether others used the machine so much that only ratios and processor time can be trusted."""
        return self.others > BUSY_CORES


@contextmanager
def measured(servers: Iterable[int]) -> Iterator[Spent]:
    """Measure a block: processor time of the families of `servers`, and what neither they nor we have used."""
    families, spent = [*servers], Spent()
    started = time.perf_counter()
    ours, mine, whole = cpu_of(families), cpu_of([os.getpid()]), _whole_machine()
    try:
        yield spent
    finally:
        spent.seconds = time.perf_counter() - started
        spent.cpu_seconds = cpu_of(families) - ours
        known = cpu_of([os.getpid()]) - mine
        spent.others = max(0.0, _whole_machine() - whole - known) / max(spent.seconds, 0.001)


def family(root: int) -> set[int]:
    """A process and all that descend from it and still live."""
    children: dict[int, list[int]] = {}
    for pid in _pids():
        if stat := _stat(pid):
            children.setdefault(int(stat[1]), []).append(pid)
    found, queue = set(), [root]
    while queue:
        found.add(pid := queue.pop())
        queue += children.get(pid, [])
    return found


def cpu_of(roots: Iterable[int]) -> float:
    """Seconds of processor time that the families have used so far, children that have ended included."""
    members = set().union(*(family(root) for root in roots))
    return sum(sum(map(int, stat[11:15])) for pid in members if (stat := _stat(pid))) / TICK


def pss_of(roots: Iterable[int]) -> int:
    """Bytes of memory that the families hold, pages shared among processes counted once."""
    members = set().union(*(family(root) for root in roots))
    return sum(_pss(pid) for pid in members)


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: state, parent, …; nothing when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def speed() -> float:
    """Millions of simple steps of Python in a second of processor time: one machine does half as many on a bad day."""

    def second() -> float:
        started, total = time.process_time(), 0
        for step in range(STEPS):
            total += step
        return time.process_time() - started

    return STEPS / min(second() for _round in range(5)) / 1e6


def _whole_machine() -> float:
    """Seconds that all processors were busy, or taken from this virtual machine, since it began."""
    user, nice, system, _idle, _waiting, irq, softirq, stolen = map(
        int, Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + stolen) / TICK
