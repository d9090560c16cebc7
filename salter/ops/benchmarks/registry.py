"""The benchmarks by name: each file of this folder may declare some."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench

Measure = Callable[[Bench], Iterable[Figure]]
_known: dict[str, Benchmark] = {}


class UnknownBenchmark(LookupError):
    """No benchmark has this name."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A name that people type, what it measures in one line, and the function that does."""

    name: str
    about: str
    measure: Measure


def benchmark(name: str) -> Callable[[Measure], Measure]:
    """Declare a benchmark; the first line of the function's docstring tells people what it measures."""

    def declare(measure: Measure) -> Measure:
        _known[name] = Benchmark(name, (inspect.getdoc(measure) or name).splitlines()[0], measure)
        return measure

    return declare


def find(name: str | None = None) -> list[Benchmark]:
    """The benchmark of that name, or all of them in the order of their names. Raises UnknownBenchmark."""
    _load()
    if name is None:
        return [_known[each] for each in sorted(_known)]
    if name not in _known:
        raise UnknownBenchmark(name)
    return [_known[name]]


def names() -> list[str]:
    """What may be asked for."""
    return [each.name for each in find()]


def _load() -> None:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")
