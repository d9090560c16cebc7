"""Pure rules of delivery: which state follows which (regulation.md 3.3)."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALLOWED: Mapping[str, frozenset[str]] = {
    "prepared": frozenset({"sent"}),
    "sent": frozenset({"in-mailbox", "opened", "failed"}),
    "in-mailbox": frozenset({"opened", "expired"}),
    "expired": frozenset({"repeated", "failed"}),
    "repeated": frozenset({"in-mailbox", "opened", "failed"}),
    "opened": frozenset(),
    "failed": frozenset(),
}


class WrongState(ValidationError):
    """A delivery cannot go from this state to that: somebody, or the time, was faster."""

    def __init__(self) -> None:
        super().__init__(
            _("This consignment does not wait any more. Open it again to see how it stands."), code="state"
        )


def check_step(current: str, following: str) -> None:
    """Raise WrongState unless `following` may come after `current`."""
    if following not in ALLOWED[current]:
        raise WrongState
