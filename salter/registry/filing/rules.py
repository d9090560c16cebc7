"""Numbers of dossiers as people type them: pure."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"^(?:[ДдDd]\s*[-–]?\s*)?(\d{1,6})\s*/\s*(\d{4}|\d{2})$")


def number_of(typed: str) -> tuple[int, int] | None:
    """Ordinal and year of a number in either script: `Д-12/2026`, `d 12/26`; None for what is none."""
    found = _NUMBER.match(" ".join(typed.split()))
    if not found:
        return None
    year = int(found[2])
    return int(found[1]), year if year > 99 else 2000 + year
