"""An office in full work: one object of every sort that a page shows, made by the actions themselves."""

from __future__ import annotations

from tests.support.scene.basics import DECISION, citizen, closed, registered, signed
from tests.support.scene.counter import came_in, letter, letter_box, scanned, taken
from tests.support.scene.hearings import hearing
from tests.support.scene.whole import Scene, play

__all__ = [
    "DECISION",
    "Scene",
    "came_in",
    "citizen",
    "closed",
    "hearing",
    "letter",
    "letter_box",
    "play",
    "registered",
    "scanned",
    "signed",
    "taken",
]
