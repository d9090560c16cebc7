"""What is compared, in words; and what the state's system must be told of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.ui.formats import format_date

FACTS: dict[str, str | Promise] = {
    "subject": _("Subject matter"),
    "sender": _("Party"),
    "received": _("Received"),
    "status": _("Status"),
    "handler": _("Handler"),
}


def shown(name: str, value: str) -> str:
    """A fact as people write it."""
    if name != "received" or not value:
        return value
    try:
        return format_date(date.fromisoformat(value))
    except ValueError:
        return value


@dataclass(frozen=True, slots=True)
class ToTell:
    """Something to be typed into the state's system: what, and the very text to paste there."""

    name: str
    words: str | Promise
    value: str
