"""How much a letter may hold, and how often one may be sent: pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

SUBJECT_LIMIT, TEXT_LIMIT = 300, 10_000
FILES_LIMIT = 10
BYTES_LIMIT = 50 << 20
"""Of all files of a letter together; each alone is held to what citizens may hand in."""
UNSENT_LIMIT = 20
HOURLY_LIMIT = 20
"""So many letters one account sends within an hour: far above what a person writes, far below what a program sends."""
HOUR = timedelta(hours=1)


def next_allowed(sent: Sequence[datetime], now: datetime) -> datetime | None:
    """When the next letter may be sent, by when those of the last hour were; None is now."""
    recent = sorted(at for at in sent if now - HOUR < at)
    return recent[-HOURLY_LIMIT] + HOUR if len(recent) >= HOURLY_LIMIT else None


def too_many_files(there: int, more: int) -> bool:
    """Whether more files than fit would go with a letter."""
    return there + more > FILES_LIMIT


def too_large(sizes: Sequence[int]) -> bool:
    """Whether the files of a letter are larger together than fits."""
    return sum(sizes) > BYTES_LIMIT
