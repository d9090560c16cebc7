"""Telling the hooks: each has its own place in the offices' log, so one that hangs holds up nobody else.

At least once, in order. A worker claims a hook for a minute; if it dies, another one goes on from the same place.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection

from salter.journal import sealing
from salter.journal.actions import record
from salter.journal.hooks import calling
from salter.journal.hooks.calling import Answer
from salter.journal.models import Entry, Hook, HookCall, Leaf, Log, Paused
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.sealed import SecretLost, unseal
from salter.organisations.tenancy import relay_scope, scope

log = structlog.get_logger()
POLL_SECONDS = 1.0
LEASE = timedelta(seconds=60)
LOOK, BATCH = 2000, 20
"""So many leaves are looked through, and so many entries sent, in one claim."""
WAITS = (5, 30, 120, 600, 1800, 3600)
"""Seconds until the next attempt after the first, second … failure in a row; the last one goes on."""
PATIENCE = timedelta(days=3)
KEPT = timedelta(days=30)

DUE = """
SELECT organisation_id, id FROM journal_hook
WHERE paused = '' AND next_at <= %(now)s AND (claimed_until IS NULL OR claimed_until < %(now)s)
  AND position <= (SELECT max(index) FROM journal_leaf WHERE log_id = %(log)s)
ORDER BY next_at LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that a hook has to be told of."""

    index: int
    entry_id: UUID
    verb: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """What one claim of a hook sends; `until` is the claim's, by which it is known again."""

    organisation: int
    hook: UUID
    until: datetime
    url: str
    secret: str
    told: tuple[Told, ...]


def due() -> list[tuple[int, UUID]]:
    """Hooks that may be called and have news, with their organisations."""
    with relay_scope(), connection.cursor() as cursor:
        cursor.execute(DUE, {"now": clock.real_now(), "log": Log.OFFICES})
        return list(cursor.fetchall())


def claim(organisation: int, hook: UUID) -> Work | None:
    """The next entries for a hook, which is ours for a minute; None when another worker has it or nothing is for it."""
    now = clock.real_now()
    with scope(organisation):
        row = Hook.objects.select_for_update(skip_locked=True).filter(pk=hook, paused="", next_at__lte=now).first()
        if row is None or (row.claimed_until and row.claimed_until >= now):
            return None
        told, row.position = _news(row)
        until = now + LEASE
        row.claimed_until = until if told else None
        row.save(update_fields=["position", "claimed_until"])
        if not told:
            return None
        try:
            secret = unseal(row.secret, str(row.pk))
        except SecretLost:
            _pause(row, Paused.FAILING, problem="secret")
            return None
        return Work(organisation, hook, until, row.url, secret, told)


def _news(row: Hook) -> tuple[tuple[Told, ...], int]:
    """What of the next leaves concerns the hook, and the leaf to go on from: the first of those, else what follows."""
    leaves = Leaf.objects.filter(log_id=Log.OFFICES, index__gte=row.position).order_by("index")
    places = {entry: index for index, entry in leaves.values_list("index", "entry_id")[:LOOK]}
    found = Entry.objects.filter(organisation=row.organisation_id, pk__in=places, verb__in=row.verbs)
    entries = sorted(found, key=lambda entry: places[entry.pk])[:BATCH]
    told = tuple(
        Told(places[entry.pk], entry.pk, entry.verb, calling.payload(entry, places[entry.pk])) for entry in entries
    )
    return told, told[0].index if told else max(places.values(), default=row.position - 1) + 1


def note(work: Work, told: Told, answer: Answer, *, last: bool) -> datetime | None:
    """Keep what a call came to; gives until when the claim holds now, None when nothing more is to be sent.

    A hook that was moved or paused meanwhile, or that another worker has claimed, is let go as it stands.
    """
    now = clock.real_now()
    with scope(work.organisation):
        row = Hook.objects.select_for_update().filter(pk=work.hook).first()
        if row is None:
            return None
        HookCall.objects.create(
            organisation_id=work.organisation,
            hook=row,
            index=told.index,
            entry_id=told.entry_id,
            verb=told.verb,
            at=now,
            milliseconds=answer.milliseconds,
            status=answer.status,
            problem=answer.problem,
            answer=answer.text,
        )
        if row.claimed_until != work.until:
            return None
        row.claimed_until = None if last or not answer.taken else now + LEASE
        if answer.taken:
            row.position, row.failures, row.failing_since = told.index + 1, 0, None
        else:
            _failed(row, answer)
        row.save()
        return row.claimed_until


def _failed(row: Hook, answer: Answer) -> None:
    now = clock.real_now()
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.next_at = now + timedelta(seconds=WAITS[min(row.failures, len(WAITS)) - 1])
    if answer.status == 410:
        _pause(row, Paused.GONE, problem="gone")
    elif now - row.failing_since > PATIENCE:
        _pause(row, Paused.FAILING, problem=answer.problem)


def _pause(row: Hook, why: Paused, *, problem: str) -> None:
    row.paused, row.claimed_until = why, None
    row.save(update_fields=["paused", "claimed_until"])
    viewer = Viewer(Organisation.objects.get(pk=row.organisation_id))
    record(viewer, "hook.paused", subject=("hook", row.pk), body={"name": row.name, "why": f"{why}: {problem}"})


async def tell(organisation: int, hook: UUID, stop: asyncio.Event) -> None:
    """Send a hook its next entries, until one is not taken, or until the stop after the call that is under way."""
    work = await sync_to_async(claim)(organisation, hook)
    while work:
        told = work.told[0]
        sent = calling.headers(work.secret, str(told.entry_id), clock.real_now(), told.body)
        answer = await calling.call(work.url, told.body, sent, settings.SALTER_HOOK_NETWORKS)
        last = len(work.told) == 1 or stop.is_set()
        until = await sync_to_async(note)(work, told, answer, last=last)
        work = replace(work, until=until, told=work.told[1:]) if until else None


async def tell_until(stop: asyncio.Event) -> None:
    """Tell all hooks, each in a task of its own, until the stop; a call that is under way is finished first."""
    running: dict[UUID, asyncio.Task[None]] = {}
    while not stop.is_set():
        try:
            for organisation, hook in await sync_to_async(_due)():
                if hook not in running:
                    running[hook] = asyncio.create_task(_safely(organisation, hook, stop))
        except Exception:
            log.exception("webhooks could not be looked for; it will be tried again")
        running = {hook: task for hook, task in running.items() if not task.done()}
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
    await asyncio.gather(*running.values())


async def _safely(organisation: int, hook: UUID, stop: asyncio.Event) -> None:
    try:
        await tell(organisation, hook, stop)
    except Exception:
        log.exception("a webhook could not be told; it will be tried again", hook=str(hook))


def _due() -> list[tuple[int, UUID]]:
    close_old_connections()
    return due()


def first_position(organisation: Organisation) -> int:
    """Where a new hook begins: behind what has happened so far."""
    return sealing.size_of(sealing.log_of(organisation))


def sweep() -> int:
    """Forget calls older than thirty days, of every office; gives how many."""
    swept = 0
    for organisation in Organisation.objects.filter(practice=False).values_list("pk", flat=True):
        with scope(organisation):
            swept += HookCall.objects.filter(at__lt=clock.real_now() - KEPT).delete()[0]
    return swept
