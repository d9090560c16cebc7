"""Bounds that a helper process sets on itself before it touches anything hostile."""

from __future__ import annotations

import resource
import time


def bound_memory(megabytes: int) -> None:
    """Address space, no core files, no files above 1 GiB, for the rest of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


def bound_cpu(seconds: int) -> None:
    """Processor time from now on; the kernel ends the process when it is used up. May be set again."""
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def memory_used() -> int:
    """The most memory that this process has held since it began its program, in KiB.

    Not `ru_maxrss`: that begins with what the parent held at the fork, so below a large one every helper looks large.
    """
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
