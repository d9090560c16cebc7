"""Pure rules of delivery: which state follows which (regulation.md 3.3), and what can become of a consignment."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALLOWED: Mapping[str, frozenset[str]] = {
    "prepared": frozenset({"sent"}),
    "sent": frozenset({"in-mailbox", "opened", "deemed", "no-pickup", "failed", "noticed"}),
    "in-mailbox": frozenset({"opened", "expired", "failed"}),
    "expired": frozenset({"repeated", "failed"}),
    "repeated": frozenset({"in-mailbox", "opened", "failed"}),
    "noticed": frozenset(),
    "opened": frozenset(),
    "deemed": frozenset(),
    "no-pickup": frozenset({"opened", "deemed", "no-pickup", "failed"}),
    "failed": frozenset({"opened", "deemed", "no-pickup", "failed"}),
}
"""What was not delivered may still turn up: a lost letter comes back, a wrong entry is put right."""

RESULTS: Mapping[str, tuple[str, ...]] = {
    "mailbox": (),
    "post": ("handed", "refused", "unclaimed", "moved", "unknown", "lost"),
    "courier": ("handed", "refused", "unclaimed", "moved", "unknown", "lost"),
    "counter": ("handed", "refused", "unclaimed"),
    "external": ("opened", "no-pickup", "state-fail", "unknown"),
    "public": ("handed",),
    "email": (),
}
"""What a clerk may enter by medium; what happens in our own mailbox is written by itself."""
WITH_SLIP = frozenset({"post", "courier", "counter"})
"""Whoever takes it signs a slip that comes back."""
NOT_CHOSEN = frozenset({"public", "email"})
"""By these an act is not simply sent: the one needs a ground, the other serves nobody."""
ON_PAPER = frozenset({"post", "courier"})
"""It leaves the building in an envelope."""
NEEDS_PROOF = frozenset({"courier"})
"""A handover is entered only with its confirmation as a file."""
HANDED_OVER = frozenset({"handed", "opened"})
NEEDS_NOTE = frozenset({"lost"})
"""Somebody says what was done to find it."""


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


def state_after(result: str, *, served: bool) -> str:
    """The state of a consignment with this result; `served`: the office has recorded that it counts as served."""
    if result in HANDED_OVER:
        return "opened"
    if served:
        return "deemed"
    return "no-pickup" if result == "no-pickup" else "failed"


WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def registered_number(text: str) -> str:
    """The number of a registered letter as it is kept: capitals, no blanks. One of the Universal Postal Union's form
    (S10: `RE123456785RS`) must have the right check digit; any other is taken as it is.

    Raises ValidationError (code `number`).
    """
    number = re.sub(r"[\s.-]", "", text).upper()
    found = re.fullmatch(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}", number)
    if len(number) > 40 or (found and _check_digit(found[1]) != int(found[2])):
        raise ValidationError(
            _("The number %(number)s is not right: a digit is wrong or two are exchanged. Compare it with the sticker.")
            % {"number": text.strip()[:40]},
            code="number",
        )
    return number


def following_number(number: str) -> str:
    """The next registered number of a series in the form of S10, with its check digit.

    Raises ValidationError (code `number`) when the number is not of that form, or the last one there is.
    """
    found = re.fullmatch(r"([A-Z]{2})(\d{8})\d([A-Z]{2})", number)
    following = int(found[2]) + 1 if found else 10**8
    if not found or following >= 10**8:
        raise ValidationError(
            _("Only numbers like RE123456785RS can be counted on. Enter single numbers on the page of the day."),
            code="number",
        )
    digits = f"{following:08}"
    return f"{found[1]}{digits}{_check_digit(digits)}{found[3]}"


def _check_digit(digits: str) -> int:
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
