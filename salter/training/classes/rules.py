"""Rules of a live class: codes that can be said aloud, the sides of a pair, how somebody stands on the board. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from salter.ui.script import fold, to_cyrillic

CONSONANTS, VOWELS, SYLLABLES = "blmnrtvz", "aeiou", 5
"""Letters that are one letter in both scripts; five syllables are a hundred million codes."""
CODE_LENGTH = 2 * SYLLABLES
QUIET = timedelta(minutes=2)
"""Who has asked for nothing that long is away: the guide of an open page asks every few seconds."""


class Side(StrEnum):
    """Who somebody is in a pair; alone one is everybody."""

    BOTH = ""
    OFFICIAL = "official"
    CITIZEN = "citizen"


class Look(StrEnum):
    """How a place looks on the board."""

    FREE = "free"
    WORKS = "works"
    STUCK = "stuck"
    AWAY = "away"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Pace:
    """What the board knows of a place; the moments are real time."""

    joined_at: datetime | None
    step_at: datetime | None
    seen_at: datetime
    done: bool = False


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A code as it is kept: syllables in Latin, such as `limatovebu`."""
    return "".join(choose(CONSONANTS) + choose(VOWELS) for _place in range(SYLLABLES))


def spoken(code: str) -> str:
    """A code as it is read and said: in two parts, in Cyrillic; a Latin page shows it in Latin."""
    return to_cyrillic(f"{code[:6]}-{code[6:]}") if code else ""


def typed(text: str) -> str:
    """What somebody typed, in either script and with any signs between, as codes are kept."""
    return "".join(letter for letter in fold(text) if letter.isalpha())[:40]


def sides(players: Collection[str], citizens: Collection[str]) -> dict[Side, tuple[str, ...]]:
    """Whom each side of a pair plays."""
    return {
        Side.BOTH: tuple(players),
        Side.OFFICIAL: tuple(one for one in players if one not in citizens),
        Side.CITIZEN: tuple(one for one in players if one in citizens),
    }


def fits_a_pair(players: Collection[str], citizens: Collection[str]) -> bool:
    """Whether an exercise has something to do for both."""
    return all(sides(players, citizens).values())


def look(pace: Pace, now: datetime, stuck: timedelta) -> Look:
    """How a place looks at a moment; while the class is paused, `now` is the moment when it was."""
    if pace.joined_at is None:
        return Look.FREE
    if pace.done:
        return Look.DONE
    if now - pace.seen_at > QUIET:
        return Look.AWAY
    return Look.STUCK if now - (pace.step_at or pace.joined_at) >= stuck else Look.WORKS
