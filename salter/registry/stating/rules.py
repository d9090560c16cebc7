"""Which decisions go against a party, and who has had a chance to speak before: pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from salter.registry.models import ActKind, Initiative, Outcome, StatementState

ADVERSE = frozenset({Outcome.REFUSED, Outcome.PARTLY_GRANTED})
"""Decisions on the merits that give a party less than it asked for."""


def adverse(kind: str, outcome: str, initiative: str | None) -> bool:
    """Whether an act decides against a party; a case begun against a party only spares it by being discontinued."""
    if kind != ActKind.DECISION:
        return False
    if initiative == Initiative.AGAINST:
        return outcome not in ("", Outcome.DISCONTINUED)
    return outcome in ADVERSE


def had_its_say(state: str, until: date | None, today: date) -> bool:
    """Whether a row means that the party has spoken, could have, or was left out with a reason."""
    if state == StatementState.CALLED:
        return until is not None and until < today
    return True


def unheard(parties: Iterable[UUID], heard: Iterable[UUID]) -> list[UUID]:
    """Those parties that had no say, in their order."""
    known = set(heard)
    return [party for party in parties if party not in known]
