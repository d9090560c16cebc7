"""What differs between two versions of an act, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.registry import acts
from salter.registry.drafting.compare import Change, Piece, changes, compare
from salter.registry.models import Act, ActVersion

NEW_LINE = "¶"


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of an act in both versions."""

    label: str | Promise
    pieces: list[Piece]

    @property
    def changes(self) -> int:
        """How many places differ."""
        return changes(self.pieces)

    @property
    def shown(self) -> list[Piece]:
        """The pieces with a sign where nothing but a new line was added or removed."""
        return [_visible(piece) for piece in self.pieces]


def _visible(piece: Piece) -> Piece:
    if piece.change == Change.SAME or piece.text.strip():
        return piece
    return Piece(piece.change, piece.text.replace("\n", f"{NEW_LINE}\n"))


def parts_of(act: Act, version: ActVersion) -> list[tuple[str | Promise, str]]:
    """Everything that a person writes in an act, with its label, in the order in which it is read."""
    outcome = version.get_outcome_display() if version.outcome else ""
    written = [(part.label, str(version.content.get(part.key, ""))) for part in acts.parts_of(act.kind, act.language)]
    return [(_("Title"), version.title), (_("Outcome"), str(outcome)), *written]


def differences(act: Act, before: ActVersion, after: ActVersion) -> list[Compared]:
    """Each part of an act, compared."""
    both = zip(parts_of(act, before), parts_of(act, after), strict=True)
    return [Compared(label, compare(old, new)) for (label, old), (_label, new) in both]
