"""The brake on guessing: failed attempts make the next one wait, and the right answer after the wait always works.

Who tries is a user name from a place. The place is a device that this account has used before (a signed cookie), else
the network address. Each such pair waits by its own clock, so nobody can keep another one waiting for ever: failures
elsewhere only raise the wait of strangers, up to a minute, and never touch a known device. Names and addresses are kept
as keyed hashes only.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from salter.organisations import clock
from salter.organisations.levels import FORGOTTEN_AFTER, wait_after, weight
from salter.organisations.models import Attempts

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody who tries: `who` is what is guessed at (a user name, a second step), `device` a known one or empty."""

    who: str
    address: str
    device: str = ""

    @property
    def own(self) -> str:
        """The key of this pair."""
        return _key("pair", self.who, self.device or self.address)

    @property
    def shared(self) -> tuple[str, ...]:
        """The keys that strangers share: the account's and the address'."""
        return () if self.device else (_key("account", self.who), _key("address", self.address))


def _key(*parts: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), repr(parts).encode(), hashlib.sha256).hexdigest()


def seconds_to_wait(attempt: Try) -> int:
    """Whole seconds until this one may try; 0 is now. Others who try the same from the same place wait meanwhile."""
    now = clock.real_now()
    _row, new = Attempts.objects.get_or_create(key=attempt.own, defaults={"last_at": now})
    own = Attempts.objects.select_for_update().get(key=attempt.own)
    shared = {row.key: _counted(row, now) for row in Attempts.objects.filter(key__in=attempt.shared)}
    account, address = ([shared.get(key, 0) for key in attempt.shared] or [0, 0])[:2]
    wait = wait_after(weight(_counted(own, now), account, address))
    if wait and not new and now - own.last_at > FORGOTTEN_AFTER:  # long ago: the wait begins again, here
        Attempts.objects.filter(key=own.key).update(last_at=now)
        own.last_at = now
    return max(0, math.ceil((own.last_at + timedelta(seconds=wait) - now).total_seconds())) if wait else 0


def failures(attempt: Try) -> int:
    """How many in a row this pair has had of late; nobody waits for it."""
    row = Attempts.objects.filter(key=attempt.own).first()
    return _counted(row, clock.real_now()) if row else 0


def _counted(row: Attempts, now: datetime) -> int:
    return 0 if now - row.last_at > FORGOTTEN_AFTER else row.failures


def failed(attempt: Try) -> int:
    """Count a failure; gives how many in a row this pair has had."""
    now = clock.real_now()
    with transaction.atomic():
        for key in (attempt.own, *attempt.shared):
            row, _new = Attempts.objects.get_or_create(key=key, defaults={"last_at": now})
            old = now - row.last_at > FORGOTTEN_AFTER
            Attempts.objects.filter(key=key).update(failures=1 if old else F("failures") + 1, last_at=now)
    return Attempts.objects.get(key=attempt.own).failures


def succeeded(attempt: Try) -> None:
    """The right answer: what this pair got wrong is forgotten, what strangers did stays."""
    Attempts.objects.filter(key=attempt.own).delete()


def sweep() -> int:
    """Remove what is older than a day; gives how many rows went."""
    gone, _by_table = Attempts.objects.filter(last_at__lt=clock.real_now() - KEPT).delete()
    return gone
