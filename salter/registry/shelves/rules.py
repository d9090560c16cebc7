"""Codes of shelves and boxes, numbers that were typed or scanned, and how long a loan lasts: pure."""

from __future__ import annotations

import re
from datetime import date

BETWEEN = " / "
MOST = 200
"""So many numbers at once."""
_CODE = re.compile(r"[^\s/][^/\n]*")


def clean(code: str) -> str:
    """A code as it is kept: without spaces around it, single ones inside."""
    return " ".join(code.split())


def is_code(code: str) -> bool:
    """Whether this can be the code of a shelf or a box: a slash parts shelves."""
    return bool(_CODE.fullmatch(code))


def path(above: str, code: str) -> str:
    """The codes of a shelf from the top."""
    return f"{above}{BETWEEN}{code}" if above else code


def typed(text: str) -> list[str]:
    """What stands in each line, once, in its order: a scanner ends every code with a line."""
    return list(dict.fromkeys(line for line in (clean(line) for line in text.splitlines()) if line))


def longest(lent_on: date, years: int) -> date:
    """The last day that a slip may name: the end of the year so many years later (LOAN_LONGEST)."""
    return date(lent_on.year + years, 12, 31)
