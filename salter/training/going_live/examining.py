"""The port to the doctor, who stands one floor above; ops fills it when the application starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Looked:
    """What quick checks of the installation said, by their names."""

    checks: int
    failures: tuple[str, ...]
    warnings: tuple[str, ...]


Examiner = Callable[[int], Looked]
"""Looks at the installation; given the organisation whose page asks."""
_examiner: Examiner | None = None


def install(examiner: Examiner) -> None:
    """Called once by ops."""
    global _examiner
    _examiner = examiner


def look(organisation_id: int) -> Looked:
    """Look now. Raises RuntimeError when nobody is there who could."""
    if _examiner is None:
        raise RuntimeError("no doctor is installed")
    return _examiner(organisation_id)
