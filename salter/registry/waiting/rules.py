"""Which waits rest the procedure, who ends them, and on what ground: pure rules."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from salter.calendars.deadlines import LegalSettings
from salter.calendars.law import Rule
from salter.registry import rules
from salter.registry.models import WaitKind

ALWAYS = frozenset({WaitKind.PRELIMINARY, WaitKind.OTHER})
"""The procedure rests meanwhile, whatever an office has set."""

OF_A_PARTY = frozenset({WaitKind.CORRECTION, WaitKind.STATEMENT})
"""A party is asked, and a supplement of that party answers."""

GROUNDS: dict[WaitKind, tuple[Rule, Rule]] = {
    WaitKind.CORRECTION: (rules.CORRECT, rules.CORRECTED),
    WaitKind.PRELIMINARY: (rules.PRELIMINARY, rules.SETTLED),
}


def interrupts(kind: WaitKind, settings: LegalSettings) -> bool:
    """Whether the procedure rests meanwhile; for a correction that is a setting, since nobody has read it in law."""
    return kind in ALWAYS or (kind is WaitKind.CORRECTION and settings.correction_interrupts)


def interrupting(kind: str) -> Rule | None:
    """The closer ground of an interruption by this kind, if it has one."""
    pair = GROUNDS.get(WaitKind(kind))
    return pair[0] if pair else None


def resuming(kind: str) -> Rule | None:
    """The closer ground of going on after it, if it has one."""
    pair = GROUNDS.get(WaitKind(kind))
    return pair[1] if pair else None


def answers(asked: UUID | None, senders: Collection[UUID]) -> bool:
    """Whether a supplement of somebody ends what a party was asked for: only that party's own paper does.

    Where it is not known who was asked, whatever comes may be it.
    """
    return asked is None or asked in senders
