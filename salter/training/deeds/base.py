"""The table of deeds, and how they are played."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from salter.training.offices.world import World

Play = Callable[..., None]
DEEDS: dict[str, Play] = {}


def play(world: World, steps: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Do deeds one after another, inside the scope of the office. Raises what the actions raise."""
    for name, given in steps:
        DEEDS[name](world, **{key: value for key, value in given.items() if key != "after"})


def deed(function: Play) -> Play:
    """Let files name this function."""
    DEEDS[function.__name__] = function
    return function
