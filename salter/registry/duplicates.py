"""When two papers are probably one and the same: a pure rule, so that the counter can ask before it registers twice.

It is a question, never a wall: two neighbours do send the same request on the same day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from salter.ui.script import fold

DAYS = 7
"""So far apart the same matter of the same sender may be one paper that came by two doors, or to two clerks."""
ALIKE = 0.75
"""This share of the words of two subjects is the same when they say the same."""


class Reason(StrEnum):
    """Why two papers look like one."""

    FILE = "file"
    REFERENCE = "reference"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class From:
    """A sender: as known here (`key`), by name, by number; what is not known is empty."""

    key: str = ""
    name: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a paper is compared."""

    received_on: date
    subject: str = ""
    sender: From = From()
    reference: str = ""
    written_on: date | None = None
    hashes: frozenset[str] = frozenset()


def reasons(one: Traits, other: Traits) -> tuple[Reason, ...]:
    """Why they may be the same paper; nothing when they are not."""
    return tuple(reason for reason, holds in TESTS if holds(one, other))


def same_sender(one: From, other: From) -> bool:
    """Whether both are the same: by key, by number, or by name where no number says otherwise; in either script."""
    if one.key and one.key == other.key:
        return True
    if one.identifier and other.identifier:
        return one.identifier == other.identifier
    return bool(fold(one.name)) and fold(one.name) == fold(other.name)


def plain(reference: str) -> str:
    """A sender's number without what people write differently: script, case, spaces and dashes."""
    return "".join(letter for letter in fold(reference) if letter.isalnum())


def _same_file(one: Traits, other: Traits) -> bool:
    return bool(one.hashes & other.hashes)


def _same_reference(one: Traits, other: Traits) -> bool:
    number = plain(one.reference)
    written = one.written_on == other.written_on or None in (one.written_on, other.written_on)
    return bool(number) and number == plain(other.reference) and written and same_sender(one.sender, other.sender)


def _same_subject(one: Traits, other: Traits) -> bool:
    near = abs(one.received_on - other.received_on) <= timedelta(days=DAYS)
    return near and not _told_apart(one, other) and same_sender(one.sender, other.sender) and _say_the_same(one, other)


def _told_apart(one: Traits, other: Traits) -> bool:
    """Another number or another date of its own makes another paper."""
    numbers = {plain(one.reference), plain(other.reference)} - {""}
    dates = {one.written_on, other.written_on} - {None}
    return len(numbers) > 1 or len(dates) > 1


def _say_the_same(one: Traits, other: Traits) -> bool:
    here, there = set(fold(one.subject).split()), set(fold(other.subject).split())
    return bool(here) and len(here & there) >= ALIKE * len(here | there)


TESTS: tuple[tuple[Reason, Callable[[Traits, Traits], bool]], ...] = (
    (Reason.FILE, _same_file),
    (Reason.REFERENCE, _same_reference),
    (Reason.SUBJECT, _same_subject),
)
