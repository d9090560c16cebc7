"""The doctor looks at what should have happened by now: backups, the worker's heart, clocks, certificates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from salter.ops.config import Config
from salter.ops.doctor import Check

HEART = timedelta(seconds=60)  # it beats every 10 s
FUTURE = timedelta(minutes=2)
SOON = timedelta(days=30)


def check_closed() -> Check:
    """Is this a restored office that nobody has opened?"""
    from salter.ops.recovery.opening import closed_since

    if snapshot := closed_since():
        return Check("restored", "warning", f"from the backup {snapshot}, closed until: salter restore --open")
    return Check("restored", "ok", "this office is open")


def check_backup(config: Config) -> Check:
    """Was a backup made lately, and was it complete? Every backup is noted in the journal."""
    from salter.organisations.clock import real_now

    row = _row(
        "SELECT recorded_at, coalesce((body ->> 'problems')::integer, 0) FROM journal_entry "
        "WHERE verb = 'backup.made' ORDER BY recorded_at DESC LIMIT 1"
    )
    if row is None:
        return Check("backup", "warning", "none was ever made: salter backup DIR, every night (manual, page backup)")
    at, problems = row
    hours = int((real_now() - at).total_seconds() // 3600)
    if problems:
        return Check("backup", "failure", f"the newest lacks {problems} files: look at what it said")
    if hours >= config.backup_hours:
        return Check("backup", "warning", f"the newest is {hours} hours old: does the nightly job run?")
    return Check("backup", "ok", f"the newest is {hours} hours old")


def check_heart() -> Check:
    """Does a worker live?"""
    from salter.organisations.clock import real_now

    newest = _newest("SELECT max(last_heartbeat) FROM procrastinate_workers")
    if newest is None or real_now() - newest > HEART:
        return Check("heart", "warning", "no worker is running, so nothing is sent or prepared: salter serve")
    return Check("heart", "ok", "a worker is running")


def check_clock() -> Check:
    """Has the machine's clock gone back? Then entries lie in the future."""
    from salter.organisations.clock import real_now

    newest = _newest("SELECT max(recorded_at) FROM journal_entry")
    if newest is not None and newest - real_now() > FUTURE:
        told = newest.isoformat(timespec="seconds")
        return Check("clock", "failure", f"the newest journal entry is of {told}, in the future: set the clock right")
    return Check("clock", "ok", "no journal entry lies in the future")


def check_certificates() -> Check:
    """Does a certificate of an official or a seal end soon?"""
    from salter.organisations.clock import real_now
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope
    from salter.signatures.models import Credential

    now, ending = real_now(), []
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            rows = Credential.objects.filter(valid_to__lt=now + SOON).order_by("valid_to")
            ending += [f"{row.subject[:60]} ({row.valid_to:%Y-%m-%d})" for row in rows]
    if ending:
        return Check("certificates", "warning", f"end within 30 days: {'; '.join(ending[:5])}. Get new ones.")
    return Check("certificates", "ok", "none ends within 30 days")


def _newest(query: str) -> datetime | None:
    """A moment of all offices."""
    row = _row(query)
    return row[0] if row else None


def _row(query: str) -> tuple[Any, ...] | None:
    """The first row for all offices, as the relay sees them."""
    from django.db import connection

    from salter.organisations.tenancy import relay_scope

    with relay_scope(), connection.cursor() as cursor:
        cursor.execute(query)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


CHECKS: tuple[Callable[[], Check], ...] = (check_closed, check_heart, check_clock, check_certificates)
