"""Pure rules of delivery: which state follows which (regulation.md 3.3)."""

from __future__ import annotations

from collections.abc import Mapping

ALLOWED: Mapping[str, frozenset[str]] = {
    "prepared": frozenset({"sent"}),
    "sent": frozenset({"in-mailbox", "opened", "failed"}),
    "in-mailbox": frozenset({"opened", "expired"}),
    "expired": frozenset({"repeated", "failed"}),
    "repeated": frozenset({"in-mailbox", "opened", "failed"}),
    "opened": frozenset(),
    "failed": frozenset(),
}


class WrongState(ValueError):
    """A delivery cannot go from this state to that."""


def check_step(current: str, following: str) -> None:
    """Raise WrongState unless `following` may come after `current`."""
    if following not in ALLOWED[current]:
        raise WrongState(f"{current} → {following}")
