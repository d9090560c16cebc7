"""What a class pushes into its practice offices: what was said, whether the clock stands.

It stands in the row of the office, which every request reads anyway: no page pays for it, one statement reaches all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from salter.organisations.models import Organisation
from salter.training.classes.rules import Side
from salter.training.models import LiveClass, Seat

OF_CLASS, TO_ALL, TO_ONE = "practice_class", "practice_said_to_all", "practice_said"
"""In the settings of a practice office: its class and place; what was said to everybody, and to this one alone."""
OFFICES = """
    id IN (SELECT practice_id FROM training_seat WHERE organisation_id = %(host)s AND in_class_id = %(class)s
        AND practice_id IS NOT NULL AND (%(seat)s::uuid IS NULL OR id = %(seat)s)) AND practice
"""
SAY = f"UPDATE organisations_organisation SET settings = settings || %(said)s::jsonb WHERE {OFFICES}"
STAND = f"""
UPDATE organisations_organisation SET clock_stands = %(now)s + coalesce(clock_shift, '0')
WHERE clock_stands IS NULL AND {OFFICES}
"""
RUN = f"""
UPDATE organisations_organisation SET clock_shift = clock_stands - %(now)s, clock_stands = NULL
WHERE clock_stands IS NOT NULL AND {OFFICES}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What a practice office knows of the class that it belongs to."""

    pair: bool
    exercise: str
    mode: str
    codes: Mapping[str, str]

    def code(self, side: Side) -> str:
        """The code by which that side comes back."""
        return self.codes.get(side.value, "")


def place_of(office: Organisation) -> Place | None:
    """The place in a class that a practice office belongs to; None of an office outside classes."""
    found = office.settings.get(OF_CLASS) if office.practice else None
    return Place(found["pair"], found["exercise"], found["mode"], found["codes"]) if found else None


def said_to(office: Organisation) -> list[str]:
    """What was said to somebody last, to everybody and alone; the newest first."""
    found = [office.settings.get(name) for name in (TO_ALL, TO_ONE)]
    return [one["text"] for one in sorted(filter(None, found), key=lambda one: -one["number"]) if one["text"]]


def stamp(office: Organisation) -> str:
    """Changes when something was pushed."""
    numbers = [str((office.settings.get(name) or {}).get("number", 0)) for name in (TO_ALL, TO_ONE)]
    return "-".join([*numbers, "1" if office.clock_stands else "0"])


def enter(office: Organisation, seat: Seat, live: LiveClass, now: datetime) -> None:
    """What a fresh office of a class begins with; the caller saves it."""
    codes = {Side.OFFICIAL: seat.code, Side.CITIZEN: seat.partner_code} if live.pair else {Side.BOTH: seat.code}
    office.settings |= {
        OF_CLASS: {"pair": live.pair, "exercise": live.exercise, "mode": live.mode, "codes": codes},
        TO_ALL: {"number": live.said_number, "text": live.said},
    }
    if live.paused_at and office.clock_shift is not None:
        office.clock_stands = now + office.clock_shift


def say(live: LiveClass, *, number: int, text: str, seat: UUID | None = None) -> None:
    """Say something to everybody, or to one. In the scope of the class's office."""
    said = json.dumps({TO_ONE if seat else TO_ALL: {"number": number, "text": text}})
    _run(SAY, live, seat, said=said)


def stop_clocks(live: LiveClass, now: datetime) -> None:
    """The clocks of all its offices stand."""
    _run(STAND, live, None, now=now)


def start_clocks(live: LiveClass, now: datetime) -> None:
    """They go on from where they stood."""
    _run(RUN, live, None, now=now)


def _run(statement: str, live: LiveClass, seat: UUID | None, **given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"host": live.organisation_id, "class": live.pk, "seat": seat, **given})
