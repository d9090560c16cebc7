"""Ours and the peers in turns, so that a machine that is slower for a while is slower for all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

Result = TypeVar("Result")
ROUNDS = 5


def in_turns(contenders: Mapping[str, Callable[[], Result]], rounds: int = ROUNDS) -> dict[str, list[Result]]:
    """What each contender gave in each round; every second round runs in the opposite order."""
    results: dict[str, list[Result]] = {name: [] for name in contenders}
    for number in range(rounds):
        order = list(contenders.items())
        for name, run in order if number % 2 == 0 else reversed(order):
            results[name].append(run())
    return results


def medians_in_turns(
    contenders: Mapping[str, Callable[[], object]], repeats: int = 8, rounds: int = ROUNDS
) -> dict[str, float]:
    """Milliseconds of one call of each contender: medians over all rounds, after one call each that warms up."""
    for call in contenders.values():
        call()
    times = in_turns({name: _timed(call, repeats) for name, call in contenders.items()}, rounds)
    return {name: statistics.median(ms for one in found for ms in one) for name, found in times.items()}


def _timed(call: Callable[[], object], repeats: int) -> Callable[[], list[float]]:
    def run() -> list[float]:
        times = []
        for _repeat in range(repeats):
            started = time.perf_counter()
            call()
            times.append((time.perf_counter() - started) * 1000)
        return times

    return run
