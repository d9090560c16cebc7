"""The file of a security exercise: situations with choices, each choice with what it leads to and what it costs.

    code, version, title, minutes, goal, scenario   what it is about; text is Serbian in Cyrillic
    begins      optional: the time at which a clock stands at first ("9:00"); each choice then takes `minutes`
    items       key, ask, scene or mail, choices, marks, missed
    mail        from, address, subject, text, link {text, target}, attachment: shown, never opened
    choices     key, text, says, costs (nothing: it is right), to (an item; else the next), minutes, source, certainty
    marks       key, text, right: what betrays it; `missed` {costs, says, source, certainty}: not exactly the right ones

`source` names the article or regulation that an explanation rests on; beside it stands how sure we are of it. What is
reached by a mistake only is its consequence, and costs nothing itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from salter.training.exercises.format import LEAST_MISTAKES
from salter.training.exercises.tree import fault, line_of, loaded
from salter.training.security import shape


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is shown: the link beside its target, the attachment by its name."""

    sender: str
    address: str
    subject: str
    text: str
    link: str = ""
    target: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one can do, what is said of it, and what it costs."""

    key: str
    text: str
    says: str
    costs: int = 0
    to: str = ""
    minutes: int = 0
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that may betray a mail."""

    key: str
    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A situation. `missed` is a choice by its form: what it costs when not exactly the right marks were set."""

    key: str
    ask: str
    scene: str
    mail: Mail | None
    choices: tuple[Choice, ...]
    marks: tuple[Mark, ...] = ()
    missed: Choice | None = None

    def choice(self, key: str) -> Choice | None:
        """A choice by its key."""
        return next((one for one in self.choices if one.key == key), None)

    @property
    def right(self) -> Choice:
        """The choice that costs nothing."""
        return next(one for one in self.choices if not one.costs)

    @property
    def most(self) -> int:
        """What the worst choice and wrong marks cost together."""
        return max(one.costs for one in self.choices) + (self.missed.costs if self.missed else 0)

    @property
    def shown(self) -> list[Choice]:
        """The choices in an order that does not give the right one away, and is the same each time."""
        return sorted(self.choices, key=lambda one: _mixed(self.key, one.key))

    @property
    def shown_marks(self) -> list[Mark]:
        """The marks likewise."""
        return sorted(self.marks, key=lambda one: _mixed(self.key, one.key))

    @property
    def right_marks(self) -> frozenset[str]:
        """The marks that are right."""
        return frozenset(one.key for one in self.marks if one.right)


def _mixed(item: str, key: str) -> str:
    return hashlib.sha256(f"{item}.{key}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SecurityExercise:
    """A security exercise as its file says it."""

    code: str
    version: int
    title: str
    minutes: int
    goal: str
    scenario: str
    begins: str
    items: tuple[Item, ...]
    digest: str

    @property
    def points(self) -> int:
        """What it gives when nothing is done wrong: whoever does the worst everywhere gets nothing."""
        return sum(item.most for item in self.way)

    def item(self, key: str) -> Item | None:
        """An item by its key."""
        return next((one for one in self.items if one.key == key), None)

    def after(self, item: Item, choice: Choice) -> str:
        """The key of the item that a choice leads to; empty at the end."""
        if choice.to:
            return "" if choice.to == "end" else choice.to
        place = self.items.index(item) + 1
        return self.items[place].key if place < len(self.items) else ""

    @property
    def way(self) -> list[Item]:
        """The items that are met when nothing is done wrong."""
        found, key = list[Item](), self.items[0].key
        while (item := self.item(key)) is not None and item not in found:
            found.append(item)
            key = self.after(item, item.right)
        return found


def read(text: str) -> SecurityExercise:
    """The exercise of a file. Raises ValidationError, one message a fault, each with its line."""
    raw, node = loaded(text)
    refuse(shape.faults(raw, node))
    found = SecurityExercise(
        **{name: raw[name] for name in shape.NUMBERS},
        **{name: raw[name].strip() for name in shape.TEXTS},
        begins=raw.get("begins") or "",
        items=tuple(map(_item, raw["items"])),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    refuse(_way(found, line_of(node, "items")))
    return found


def refuse(faults: Iterable[str]) -> None:
    """Raises ValidationError when there are any."""
    found = list(faults)
    if found:
        raise ValidationError(found)


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        key=row["key"],
        ask=row["ask"].strip(),
        scene=(row.get("scene") or "").strip(),
        mail=_mail(row["mail"]) if row.get("mail") else None,
        choices=tuple(map(_choice, row["choices"])),
        marks=tuple(Mark(one["key"], one["text"], bool(one.get("right"))) for one in row.get("marks") or ()),
        missed=_choice({"key": "marks", "text": "", **row["missed"]}) if row.get("missed") else None,
    )


def _mail(row: Mapping[str, Any]) -> Mail:
    link = row.get("link") or {}
    return Mail(
        row["from"],
        row["address"],
        row["subject"],
        row["text"].strip(),
        link.get("text", ""),
        link.get("target", ""),
        row.get("attachment") or "",
    )


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(
        key=row["key"],
        text=row["text"].strip(),
        says=row["says"].strip(),
        costs=row.get("costs") or 0,
        to=row.get("to") or "",
        minutes=row.get("minutes") or 0,
        source=row.get("source") or "",
        verified=row.get("certainty") == "verified",
    )


def _way(found: SecurityExercise, line: int) -> Iterator[str]:
    """What is wrong with where choices lead, and what they cost."""
    way = found.way
    count = sum(bool(choice.costs) for item in way for choice in item.choices) + sum(bool(item.missed) for item in way)
    if count < LEAST_MISTAKES:
        words = _("An exercise names at least %(least)s typical mistakes; this one %(count)s.")
        yield fault(line, words % {"least": LEAST_MISTAKES, "count": count})
    for item in found.items:
        if item not in way and any(choice.costs for choice in item.choices):
            words = _("“%(item)s” is reached by a mistake only, so nothing in it may cost points.")
            yield fault(line, words % {"item": item.key})
