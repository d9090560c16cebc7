"""Text of strangers as a database takes it: pure."""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of a pair of UTF-16 that stand alone; the others are bytes that a parser could not read."""


def storable(text: str) -> str:
    """The text without what no database takes: NUL goes, half a letter is shown as one that is unknown."""
    whole = _HALVES.sub("\ufffd", text.replace("\x00", ""))
    return whole.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
