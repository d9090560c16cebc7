"""What hangs on a unit or on a person: counted by the rooms above, which this room may not import.

A room that keeps work installs its counter when the application starts, as the journal installs its recorder
(decision 010). Whoever takes a unit or a person away sees first what would be left behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from salter.organisations.models import Organisation, Staff, Unit


@dataclass(frozen=True, slots=True)
class Burden:
    """Some work and how much of it: “open cases”, 12."""

    label: str | Promise
    count: int


class Counter(Protocol):
    """Counts what a room keeps for a unit or for a person; runs in the organisation's scope."""

    def __call__(self, organisation: Organisation, bearer: Unit | Staff) -> Iterable[Burden]: ...


_counters: list[Counter] = []


def install(counter: Counter) -> None:
    """Called once by each room that keeps work."""
    if counter not in _counters:
        _counters.append(counter)


def burdens(organisation: Organisation, bearer: Unit | Staff) -> list[Burden]:
    """What hangs on it; only what there is any of."""
    found = [burden for counter in _counters for burden in counter(organisation, bearer)]
    return [burden for burden in found if burden.count]
