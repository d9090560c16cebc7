"""Many faults one after the other over a mixed load, chosen by dice whose seed can be given again."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from salter.documents.storage import FolderStorage
from tests.faults.catalogue import FAULTS, Fault
from tests.faults.house import House
from tests.faults.invariants import ALWAYS, AT_REST, Evidence, Invariant, check, nothing_is_there_unasked
from tests.faults.load import Book, at_work
from tests.faults.officials import Official
from tests.support.needs import missing

SEED = "FAULT_SEED"
"""Environment variable: the seed of a run that is to be repeated."""
ONLY = "FAULT_ONLY"
"""Environment variable: names of faults, separated by commas, to narrow a search down."""

BETWEEN = 3.0
"""Seconds in which something is to be done between two faults, so that the next one meets work again."""
LATE = 240.0
"""Seconds that officials have after the last fault, on a slow machine, until each kind of them has done something."""


@dataclass
class Run:
    """A run and what came of it; printed when it failed."""

    seed: int
    faults: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    book: Book = field(default_factory=Book)
    seconds: float = 0

    def __str__(self) -> str:
        done = {kind: len(self.book.acknowledged(kind)) for kind in ("case", "supplement", "request")}
        slowest = max(self.book.times, default=0)
        return (
            f"{len(self.faults)} faults in {self.seconds:.0f} s, replay with {SEED}={self.seed}\n"
            f"acknowledged: {done}; by officials: {dict(self.book.done)}\n"
            f"broken off: {self.book.broken}; slowest answer: {slowest:.1f} s\n"
            + "\n".join([*self.violations[:40], *self.book.wrong[:40]])
            + f"\nfaults: {' '.join(self.faults)}"
        )


def seed_of_run() -> int:
    """The seed that was given, else a fresh one."""
    given = os.environ.get(SEED, "")
    return int(given) if given else random.SystemRandom().randrange(1_000_000)


def possible(house: House) -> list[type[Fault]]:
    """The faults that this house and this machine allow."""
    only = [name for name in os.environ.get(ONLY, "").split(",") if name]
    found = [fault for fault in FAULTS if fault.fits(house) and not any(missing(need) for need in fault.needs)]
    return [fault for fault in found if not only or fault.name in only]


def plan(kinds: Sequence[type[Fault]], count: int, dice: random.Random) -> list[type[Fault]]:
    """So many faults in random order, every kind about equally often."""
    deck: list[type[Fault]] = []
    while len(deck) < count:
        deck += dice.sample(kinds, len(kinds))
    return deck[:count]


def strike(house: House, kind: type[Fault], dice: random.Random, longest: float) -> None:
    """One fault, for a while, and mended; then the house must be able to work again."""
    fault = kind(dice)
    fault.strike(house)
    try:
        time.sleep(dice.uniform(0.1, min(kind.longest, longest)))
    finally:
        fault.mend(house)
    house.until(house.ready, 60, f"ready after {kind.name}")


def random_faults(
    house: House,
    count: int,
    *,
    seconds: float,
    longest: float = 2.0,
    programs: int = 4,
    officials: Sequence[type[Official]] = (),
) -> Run:
    """Strike `count` times (fewer, when `seconds` are over) while people work; then rest, and look at everything."""
    run = Run(seed_of_run())
    dice, begin = random.Random(run.seed), time.monotonic()
    with at_work(house, run.seed, programs, officials=officials) as run.book:
        for kind in plan(possible(house), count, dice):
            if time.monotonic() - begin > seconds:
                break
            run.faults.append(kind.name)
            strike(house, kind, dice, longest)
            wait_for(lambda before=run.book.deeds: run.book.deeds > before, BETWEEN)  # type: ignore[misc]
        kinds = {official.kind for official in officials}
        wait_for(lambda: kinds <= set(run.book.done), LATE)
    house.come_to_rest(240)
    run.violations = violations(house, run.book)
    run.seconds = time.monotonic() - begin
    return run


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Until the condition holds, or so many seconds are over: a slow machine gets through with less."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


def violations(house: House, book: Book, *, at_rest: bool = True, more: Sequence[Invariant] = ()) -> list[str]:
    """What does not hold in this house, by the invariants and by its own doctor."""
    evidence = Evidence(house.ask, FolderStorage(house.store), book.attempts)
    found = check(evidence, (*(AT_REST if at_rest else ALWAYS), nothing_is_there_unasked, *more))
    return found + [f"doctor: {line}" for line in complaints(house)]


def complaints(house: House) -> list[str]:
    """What the doctor calls a failure. A clock that was moved ahead leaves entries of the future: it must say so."""
    lines = house.salter("doctor", codes=(0, 1)).splitlines()
    moved = house.clock is not None
    return [line for line in lines if line.startswith("failure") and not (moved and " clock: " in line)]
