"""How a security exercise stands, by the answers that were given. Pure: no database, no session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from salter.training.security.format import Choice, Item, SecurityExercise


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen in an item, and which marks were set."""

    item: str
    choice: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """A mistake: where, what was done (in the words of the choice), and what is said of it."""

    item: Item
    key: str
    did: str
    mistake: Choice


@dataclass(frozen=True, slots=True)
class Standing:
    """The item that waits (None: all is done), the mistakes so far, the minutes that have passed on the clock."""

    exercise: SecurityExercise
    answers: tuple[Answer, ...]
    item: Item | None
    made: tuple[Made, ...]
    passed: int = 0

    @property
    def points(self) -> int:
        """What is left of the points."""
        return max(0, self.exercise.points - sum(one.mistake.costs for one in self.made))

    @property
    def time(self) -> str:
        """What the clock shows; empty where there is none."""
        if not self.exercise.begins:
            return ""
        begins = datetime.strptime(self.exercise.begins, "%H:%M")  # noqa: DTZ007
        now = begins + timedelta(minutes=self.passed)
        return f"{now.hour}:{now.minute:02}"


def standing(exercise: SecurityExercise, answers: Iterable[Answer]) -> Standing:
    """Follow the answers from the first item on; one that does not fit where it is met ends them."""
    item: Item | None = exercise.items[0]
    kept, made, passed = list[Answer](), list[Made](), 0
    for answer in answers:
        choice = item.choice(answer.choice) if item and item.key == answer.item else None
        if item is None or choice is None:
            break
        kept.append(answer)
        made += _mistakes(item, choice, answer)
        passed += choice.minutes
        item = exercise.item(exercise.after(item, choice))
    return Standing(exercise, tuple(kept), item, tuple(made), passed)


def _mistakes(item: Item, choice: Choice, answer: Answer) -> Iterable[Made]:
    if choice.costs:
        yield Made(item, f"{item.key}.{choice.key}", choice.text, choice)
    if item.missed and answer.marks != item.right_marks:
        told = [one.text for one in item.marks if (one.key in answer.marks) != one.right]
        yield Made(item, f"{item.key}.marks", "; ".join(told), item.missed)


def from_kept(rows: Iterable[Mapping[str, Any]]) -> list[Answer]:
    """Answers as a session keeps them."""
    return [Answer(row["item"], row["choice"], frozenset(row["marks"])) for row in rows]


def to_keep(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """The same as a session can keep it."""
    return [{"item": one.item, "choice": one.choice, "marks": sorted(one.marks)} for one in answers]
