"""What a card at the side of a case is, so that each subject of the room brings its own.

A maker gives a card or None. It reads at most two queries, however many rows the case has; what the page has read
already stands in the case file. The cards and their order: `views/case_cards.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salter.organisations.pages import OfficeRequest
from salter.registry.desk import CaseFile


@dataclass(frozen=True, slots=True)
class Card:
    """A template and what it shows as `card`; it also sees what the whole page says of the case."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


CardMaker = Callable[[OfficeRequest, CaseFile], Card | None]


def made(makers: Iterable[CardMaker], request: OfficeRequest, file: CaseFile) -> list[Card]:
    """The cards that a case has, in their order."""
    return [card for maker in makers if (card := maker(request, file))]
