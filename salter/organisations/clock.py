"""The only module that reads the machine's clock (rule of the house: time comes from the organisation)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from salter.organisations.models import Organisation

_travelling: ContextVar[tuple[int, datetime] | None] = ContextVar("salter_travelling", default=None)


class ClockRefused(ValueError):
    """A real office has the real clock; only practice and demo offices may set theirs."""


def real_now() -> datetime:
    """The machine's time, in UTC: for tree heads, server logs, key validity and nothing that the law counts."""
    return datetime.now(tz=UTC)


def now(organisation: Organisation) -> datetime:
    """The organisation's time. Real offices: the machine's. Practice and demo offices: theirs."""
    travelling = _travelling.get()
    if travelling and travelling[0] == organisation.pk:
        return travelling[1]
    return organisation.clock_stands or real_now() + (organisation.clock_shift or timedelta())


def today(organisation: Organisation) -> date:
    """The organisation's date, in the time zone of Belgrade."""
    return timezone.localdate(now(organisation))


@contextmanager
def at(organisation: Organisation, moment: datetime) -> Iterator[None]:
    """Run a block at another moment of a practice or demo office (seeding, scenarios).

    Raises ClockRefused for a real office.
    """
    if not (organisation.practice or organisation.demo):
        raise ClockRefused(organisation.code)
    token = _travelling.set((organisation.pk, moment))
    try:
        yield
    finally:
        _travelling.reset(token)
