"""What a connector is.

A connector SHALL say what keeps an office from using it (`problems`), SHALL ask for one datum at a time (`ask`), and
SHALL raise `NoAnswer` when the keeper does not answer: nothing is lost then, the clock runs, and it is asked again. It
MAY answer at once (`Answer`), or give a file that a person takes to the keeper and whose answer a person brings back
(`Sent`). It SHALL ask for nothing but what the question holds, and write nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.functional import Promise

from salter.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Question:
    """One datum, about one person where it is about one, on what ground, until when."""

    id: str
    what: str
    register: str
    keeper: str
    ground: str
    basis: str
    case_number: str
    body: str
    person: str
    identifier_kind: str
    identifier: str
    asked_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the record says, in lines of a label and a value; `found`: it holds something about it."""

    found: bool
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """As people read it."""
        return "\n".join(f"{label}: {value}" for label, value in self.facts)


@dataclass(frozen=True, slots=True)
class Sent:
    """The question as a file for the keeper; the answer comes later."""

    name: str
    media_type: str
    data: bytes


class NoAnswer(Exception):
    """The keeper does not answer; its words are for the official."""


class Connector(Protocol):
    """A way to ask a keeper of records."""

    @property
    def code(self) -> str:
        """What it is called in rows and addresses."""

    @property
    def label(self) -> str | Promise:
        """What it is called by people."""

    def problems(self, organisation: Organisation) -> list[str]:
        """What keeps the office from using it; empty when it can."""

    def ask(self, organisation: Organisation, question: Question) -> Answer | Sent:
        """Ask for the datum. Raises NoAnswer."""
