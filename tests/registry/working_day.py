"""What happens to 150 entries of one working day, and the dates that follow: worked out from the table of rules alone.

Nothing of the product is imported here (a test reads the imports). The days of events are drawn once, by a seed; who
plays them does each at its day, and compares what the product says with `expected`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.calendars import independent_dates as other

NONE: frozenset[date] = frozenset()
STORIES = ("decided", "corrected", "preliminary", "extended", "data", "ex officio", "withdrawn")
REMEDIES = ("none", "in time", "last day by post", "late", "waived")
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """One entry: when it came, what it goes through, and what its parties do. Days are dates; None: does not happen."""

    number: int
    received: date
    posted: date | None
    direct: bool
    story: str
    begun: date | None
    asked: date | None
    reached: date | None
    answered: date | None
    special_days: int
    decided: date
    served: tuple[date, ...]
    remedy: tuple[str, ...]
    granted: bool

    @property
    def parties(self) -> int:
        """How many there are."""
        return len(self.served)

    def remedy_on(self, party: int, until: date) -> date | None:
        """The day on which a party uses or gives up its remedy; by post it is the day of the postmark."""
        offset = {"none": None, "in time": -3, "last day by post": 0, "late": 1, "waived": -5}[self.remedy[party]]
        return None if offset is None else max(until + timedelta(days=offset), self.served[party])


@dataclass(frozen=True)
class Expected:
    """The dates of one entry as the rules give them."""

    due: date
    adjusted: date
    sign_by: date
    clock: date | None
    until: tuple[date, ...] = ()
    final: tuple[date | None, ...] = field(default=())


def plans(start: date, count: int, seed: int = 145) -> list[Plan]:
    """The entries of a day, the same for the same seed."""
    random = Random(seed)
    return [_plan(random, number, start) for number in range(count)]


def _plan(random: Random, number: int, start: date) -> Plan:
    def later(day: date, least: int, most: int) -> date:
        return day + timedelta(days=random.randint(least, most))

    story = STORIES[number % len(STORIES)]
    posted = start - timedelta(days=random.randint(1, 6)) if random.random() < 0.4 else None
    waits = story in ("corrected", "preliminary", "data")
    asked = later(start, 1, 6) if waits else None
    reached = later(asked, 2, 4) if asked and story == "corrected" else asked
    answered = later(reached, 2, 9) if reached else None
    decided = later(answered or start, 3, 12)
    parties = 1 + (random.random() < 0.3)
    return Plan(
        number=number,
        received=start,
        posted=posted,
        direct=random.random() < 0.5,
        story=story,
        begun=start - timedelta(days=random.randint(1, 20)) if story == "ex officio" else None,
        asked=asked,
        reached=reached,
        answered=answered,
        special_days=random.randint(5, 30) if story == "extended" else 0,
        decided=decided,
        served=tuple(later(decided, 2, 9) for _party in range(parties)),
        remedy=tuple(random.choice(REMEDIES) for _party in range(parties)),
        granted=random.random() < 0.6,
    )


def expected(plan: Plan, channel_days: int) -> Expected:
    """What the rules say; `channel_days`: how long the slowest way of delivery of the office takes."""
    begun = plan.begun or plan.posted or plan.received
    due = other.ends(begun, other.TABLE["decide.direct" if plan.direct else "decide.other"], NONE)
    adjusted = other.extended(due, [plan.special_days], NONE) if plan.special_days else due
    sign_by = due - timedelta(days=channel_days)
    while not other.works(sign_by, NONE):
        sign_by -= ONE
    period = {"corrected": "correction.period", "data": "ex-officio.reply"}.get(plan.story)
    clock = other.ends(plan.reached, other.TABLE[period], NONE) if period and plan.reached else None
    if plan.story == "withdrawn":
        return Expected(due, adjusted, max(sign_by, plan.begun or plan.received), clock)
    until = tuple(other.ends(day, other.TABLE["appeal.period"], NONE) for day in plan.served)
    final = tuple(_final(plan, party, last) for party, last in enumerate(until))
    return Expected(due, adjusted, max(sign_by, plan.begun or plan.received), clock, until, final)


def _final(plan: Plan, party: int, until: date) -> date | None:
    """From when the decision is final for a party: never by these facts when it appealed in time."""
    on, how = plan.remedy_on(party, until), plan.remedy[party]
    if how in ("in time", "last day by post"):
        return None
    return on if how == "waived" else until + ONE
