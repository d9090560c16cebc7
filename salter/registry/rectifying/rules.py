"""What a ruling on an error can correct, and who may appeal against it: pure rules."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from salter.calendars.deadlines import LegalSettings

CORRECTED_KINDS = ("decision", "conclusion")


def can_be_corrected(kind: str, status: str) -> bool:
    """Whether an act is one that a ruling corrects: a signed decision or ruling. A draft is simply changed."""
    return kind in CORRECTED_KINDS and status in ("signed", "dispatched")


def may_appeal(party: UUID, worse_for: Collection[str], settings: LegalSettings) -> bool:
    """Whether a party has an appeal against the ruling (RECTIFIED_APPEAL)."""
    return not settings.rectified_appeal_if_worse or str(party) in worse_for
