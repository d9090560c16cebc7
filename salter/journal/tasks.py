"""From the journal to its log and its readers: the relay, and the jobs that run a reader for one entry or several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from salter.journal import sealing
from salter.journal.hooks import sending
from salter.journal.models import Entry, Failure, Handled, Outbox
from salter.journal.patience import Patience
from salter.journal.subscriptions import subscribers, together
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import relay_scope, scope

log = structlog.get_logger()
BATCH = 200
TOGETHER = 50
"""So many entries a reader takes together at most: its transaction stays short."""


def relay() -> int:
    """Seal waiting entries and hand them to the queue; gives how many rows left the outbox.

    Leaves, rows and jobs change in one transaction, so an entry is neither lost, sealed twice nor handed on twice.
    Jobs NOTIFY here, never inside a registration (it would serialise the whole cluster).
    """
    with relay_scope():
        rows = _take()
        for (organisation, verb, name), entries in _by_reader(rows).items():
            if together(name):
                for batch in _pieces(entries):
                    deliver_together.defer(organisation=organisation, entries=batch, verb=verb, subscriber=name)
            else:
                for entry in entries:
                    deliver.defer(organisation=organisation, entry=entry, verb=verb, subscriber=name)
    return len(rows)


def _by_reader(rows: list[Outbox]) -> dict[tuple[int, str, str], list[str]]:
    """Organisation, verb and reader, with the entries that wait for it, oldest first."""
    waiting: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for row in rows:
        for name in subscribers(row.verb) if not row.told else ():
            waiting[row.organisation_id, row.verb, name].append(str(row.entry_id))
    return waiting


def _pieces(entries: list[str]) -> Iterator[list[str]]:
    return (entries[start : start + TOGETHER] for start in range(0, len(entries), TOGETHER))


def _take() -> list[Outbox]:
    """The next rows of the outbox, taken out of it; their entries are sealed. Relays come one after the other."""
    if not Outbox.objects.exists():
        return []
    sealing.wait_for_turn()
    rows = list(Outbox.objects.select_for_update(skip_locked=True).order_by("id")[:BATCH])
    sealing.seal([(row.organisation_id, row.entry_id) for row in rows])
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return rows


@app.task(queue="journal", name="journal.deliver", retry=Patience())
def deliver(*, organisation: int, entry: str, verb: str, subscriber: str) -> None:
    """Run one reader for one entry, once. A failure is kept for a person to see, then tried again."""
    try:
        with scope(organisation):
            run_subscriber(organisation, UUID(entry), verb, subscriber)
    except Exception as error:
        if is_gone(organisation):
            return
        log.exception("reader failed", subscriber=subscriber, entry=entry)
        with scope(organisation):
            note_failure(organisation, UUID(entry), subscriber, error)
        raise


@app.task(queue="journal", name="journal.deliver_together", retry=Patience())
def deliver_together(*, organisation: int, entries: list[str], verb: str, subscriber: str) -> None:
    """Run one reader for several entries of an organisation, once each; if it fails, each entry gets a job of its own.

    Such a job notes its failure for a person to see, and is tried again.
    """
    try:
        with scope(organisation):
            run_together(organisation, [UUID(entry) for entry in entries], verb, subscriber)
    except Exception:
        if is_gone(organisation):
            return
        log.exception("reader failed; each entry is tried alone", subscriber=subscriber, entries=len(entries))
        with scope(organisation):
            for entry in entries:
                deliver.defer(organisation=organisation, entry=entry, verb=verb, subscriber=subscriber)


def is_gone(organisation: int) -> bool:
    """Whether it was a practice office that was given up while its reader waited or ran."""
    return not Organisation.objects.filter(pk=organisation).exists()


def run_together(organisation: int, entry_ids: Sequence[UUID], verb: str, subscriber: str) -> None:
    """The reader, and the notes that it ran, together; entries that it has read before are left out."""
    read = Handled.objects.filter(entry_id__in=entry_ids, subscriber=subscriber).values_list("entry_id", flat=True)
    fresh = list(Entry.objects.filter(pk__in={*entry_ids} - {*read}).order_by("pk"))
    reader = together(subscriber)
    assert reader, f"{subscriber} takes no entries together"
    notes = [Handled(organisation_id=organisation, entry_id=entry.pk, subscriber=subscriber) for entry in fresh]
    Handled.objects.bulk_create(notes)
    if fresh:
        reader(fresh)
        failed = Failure.objects.filter(entry_id__in=[entry.pk for entry in fresh], subscriber=subscriber)
        failed.update(resolved=True)


def run_subscriber(organisation: int, entry_id: UUID, verb: str, subscriber: str) -> None:
    """The reader and the note that it ran, together; a second call does nothing.

    A failure is over then even if it was noted after the work: a connection may break when the database has committed
    and before it says so.
    """
    entry = Entry.objects.get(pk=entry_id)
    _, fresh = Handled.objects.get_or_create(organisation_id=organisation, entry_id=entry_id, subscriber=subscriber)
    if fresh:
        subscribers(verb)[subscriber](entry)
    Failure.objects.filter(entry_id=entry_id, subscriber=subscriber).update(resolved=True)


def note_failure(organisation: int, entry_id: UUID, subscriber: str, error: Exception) -> None:
    """Keep what went wrong where a person finds it."""
    message = f"{type(error).__name__}: {error}"[:2000]
    failure, fresh = Failure.objects.get_or_create(
        organisation_id=organisation,
        entry_id=entry_id,
        subscriber=subscriber,
        defaults={"message": message, "failed_at": clock.real_now()},
    )
    if not fresh:
        failure.message, failure.failed_at, failure.resolved = message, clock.real_now(), False
        failure.attempts += 1
        failure.save(update_fields=["message", "failed_at", "attempts", "resolved"])


def run_everything() -> int:
    """Relay and run all waiting readers here and now, without a queue (seeding, tests, `salter walk`'s own office).

    Gives the number of reader runs. Raises what a reader raises.
    """
    runs = 0
    while True:
        with relay_scope():
            rows = _take()
        if not rows:
            return runs
        for row in rows:
            for name in subscribers(row.verb) if not row.told else ():
                with scope(row.organisation_id):
                    run_subscriber(row.organisation_id, row.entry_id, row.verb, name)
                runs += 1


@app.periodic(cron="40 3 * * *")
@app.task(queue="clock", name="journal.sweep_hook_calls", queueing_lock="journal.sweep_hook_calls")
def sweep_hook_calls(timestamp: int) -> int:
    """Forget old calls of webhooks, every night; gives how many."""
    return sending.sweep()
