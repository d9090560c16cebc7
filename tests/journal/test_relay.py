"""From the journal to its readers: at least once, each reader once, failures kept and tried again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from salter.documents.storage import NotStored, StorageDown
from salter.journal import actions, queries, subscriptions, tasks
from salter.journal.actions import record
from salter.journal.models import Entry, Failure, Handled, Outbox
from salter.journal.patience import Patience
from salter.journal.verbs import UnknownVerb
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import relay_scope, scope, uuid7
from salter.portal.founding import founder
from tests.support.office import Office, found_office


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What a reader of `unit.created` has written down; it fails at the name “квар”."""
    names: list[str] = []

    def listen(entry: Entry) -> None:
        record(founder(entry.organisation), "party.added", subject=("party", uuid7()), body={"kind": "person"})
        if entry.body["name"] == "квар":
            raise RuntimeError("не може")
        names.append(entry.body["name"])

    subscriptions.on("unit.created")(listen)
    yield names
    del subscriptions._by_verb["unit.created"][subscriptions.name_of(listen)]


def unit(office: Office, name: str) -> Entry:
    """An entry that the reader reads."""
    return record(
        founder(office.organisation), "unit.created", subject=("unit", uuid7()), body={"mark": "X", "name": name}
    )


def jobs() -> list[dict[str, Any]]:
    """Arguments of the jobs that wait for a worker."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        return [dict(job.args) for job in ProcrastinateJob.objects.filter(queue_name="journal", status="todo")]


def work() -> None:
    """What the worker does with the waiting jobs."""
    for job in jobs():
        tasks.deliver(**job)


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> None:
    """What founding the offices has written is handed on and done before a test begins."""
    if "office" in request.fixturenames:
        for name in ("office", "other_office", "heard"):
            if name in request.fixturenames:
                request.getfixturevalue(name)
        tasks.run_everything()
    if "heard" in request.fixturenames:
        request.getfixturevalue("heard").clear()


def test_an_entry_and_its_outbox_row_stand_in_one_transaction(office: Office) -> None:
    with transaction.atomic():
        unit(office, "никад")
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()
    entry = unit(office, "сад")
    assert [row.entry_id for row in Outbox.objects.all()] == [entry.pk]


def test_an_undeclared_verb_is_refused(office: Office) -> None:
    with pytest.raises(UnknownVerb):
        record(founder(office.organisation), "unit.planted", subject=("unit", uuid7()))


def test_the_relay_empties_the_outbox_into_the_queue(office: Office, heard: list[str]) -> None:
    entry = unit(office, "прва")
    assert tasks.relay() == 1
    assert tasks.relay() == 0
    assert not Outbox.objects.exists()
    assert [(job["entry"], job["verb"]) for job in jobs()] == [(str(entry.pk), "unit.created")]
    work()
    assert heard == ["прва"]


def test_entries_of_all_organisations_are_handed_on(office: Office, other_office: Office, heard: list[str]) -> None:
    with scope(other_office.organisation.pk):
        unit(other_office, "тамо")
    unit(office, "овде")
    tasks.relay()
    work()
    assert sorted(heard) == ["овде", "тамо"]


def test_a_reader_runs_once_however_often_it_is_told(office: Office, heard: list[str]) -> None:
    entry = unit(office, "једном")
    tasks.relay()
    work()
    work()
    assert heard == ["једном"]
    assert Handled.objects.filter(entry_id=entry.pk).count() == 1


def test_a_failure_writes_nothing_but_itself_and_is_tried_again(office: Office, heard: list[str]) -> None:
    entry = unit(office, "квар")
    tasks.relay()
    before = Entry.objects.count()
    for attempt in (1, 2):
        with pytest.raises(RuntimeError):
            work()
        failure = Failure.objects.get()
        assert (failure.entry_id, failure.attempts, failure.resolved) == (entry.pk, attempt, False)
        assert failure.message == "RuntimeError: не може"
    assert Entry.objects.count() == before
    assert not Handled.objects.filter(entry_id=entry.pk).exists()


def test_an_administrator_starts_a_failed_job_again(office: Office, heard: list[str]) -> None:
    entry = unit(office, "прошло")
    tasks.note_failure(office.organisation.pk, entry.pk, "nobody", RuntimeError("мрежа"))
    tasks.run_everything()
    heard.clear()
    Handled.objects.all().delete()
    admin = office.viewer(Role.ADMINISTRATOR)
    [failure] = queries.failures(admin)
    actions.retry_failure(admin, failure_id=failure.pk)
    tasks.run_everything()
    assert heard == ["прошло"]
    assert Entry.objects.filter(verb="failure.retried").count() == 1


def test_a_failure_leaves_the_list_when_its_reader_succeeds(office: Office, heard: list[str]) -> None:
    entry = unit(office, "опет")
    reader = next(name for name in subscriptions.subscribers("unit.created") if name.endswith("listen"))
    tasks.note_failure(office.organisation.pk, entry.pk, reader, RuntimeError("мрежа"))
    admin = office.viewer(Role.ADMINISTRATOR)
    assert len(queries.failures(admin)) == 1
    tasks.run_everything()
    assert queries.failures(admin) == []


def test_only_an_administrator_of_the_same_office_retries(office: Office, other_office: Office) -> None:
    entry = unit(office, "чија")
    tasks.note_failure(office.organisation.pk, entry.pk, "nobody", RuntimeError("x"))
    failure = Failure.objects.get()
    with pytest.raises(NotAllowed):
        actions.retry_failure(office.viewer(Role.REGISTRY_CLERK), failure_id=failure.pk)
    with scope(other_office.organisation.pk), pytest.raises(ObjectDoesNotExist):
        actions.retry_failure(other_office.viewer(Role.ADMINISTRATOR), failure_id=failure.pk)


def test_two_relays_never_take_the_same_entry(transactional_db: None) -> None:
    office = found_office("dva-releja")
    with scope(office.organisation.pk):
        waiting = Outbox.objects.count()
    with relay_scope():
        taken = tasks._take()
        with psycopg.connect(url()) as second, second.cursor() as cursor:
            cursor.execute("SET ROLE salter_relay")
            cursor.execute("SELECT count(*) FROM (SELECT 1 FROM journal_outbox FOR UPDATE SKIP LOCKED) AS free")
            assert cursor.fetchone() == (waiting - len(taken),)
    assert len(taken) == min(waiting, tasks.BATCH)


def url() -> str:
    """The tests' database for a connection of one's own."""
    return psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])


@pytest.mark.parametrize("registers", [True, False])
def test_nothing_notifies_inside_a_registration(transactional_db: None, registers: bool) -> None:
    """NOTIFY in a registration would serialise the whole cluster; the relay may, which shows that we would hear it."""
    office = found_office("obavestenja")
    with scope(office.organisation.pk):
        office.register()
    with psycopg.connect(url(), autocommit=True) as listener:
        for channel in channels():
            listener.execute(f'LISTEN "{channel}"')
        if registers:
            with scope(office.organisation.pk):
                office.register()
        else:
            tasks.relay()
        heard = [notice.channel for notice in listener.notifies(timeout=0.5)]
    assert bool(heard) is not registers, heard


def channels() -> list[str]:
    """The channels on which procrastinate wakes its workers."""
    return ["procrastinate_any_queue_v1", "procrastinate_queue_v1#journal"]


def test_work_that_was_done_leaves_no_failure(office: Office, heard: list[str]) -> None:
    """The database committed the work, the connection broke before it said so, the worker noted a failure."""
    entry = unit(office, "сад")
    tasks.run_everything()
    reader = next(iter(subscriptions.subscribers("unit.created")))
    tasks.note_failure(office.organisation.pk, entry.pk, reader, OperationalError("consuming input failed"))
    tasks.run_subscriber(office.organisation.pk, entry.pk, "unit.created", reader)
    assert heard == ["сад"]
    assert not Failure.objects.filter(resolved=False).exists()


@pytest.mark.parametrize(
    ("error", "attempts", "wait"),
    [
        (OperationalError("the database system is starting up"), 0, 2),
        (OperationalError("the database system is starting up"), 100, 60),
        (StorageDown("no space left on device"), 100, 60),
        (NotStored("sha256/ab"), 7, 256),
        (NotStored("sha256/ab"), 8, None),
        (ValueError("a bug"), 0, 2),
        (ValueError("a bug"), 8, None),
    ],
)
def test_what_passes_by_itself_is_waited_for(error: Exception, attempts: int, wait: int | None) -> None:
    job = Job(id=1, queue="journal", lock=None, queueing_lock=None, task_name="journal.deliver", attempts=attempts)
    before = datetime.now(UTC)
    decision = Patience().get_retry_decision(exception=error, job=job)
    if wait is None:
        assert decision is None
    else:
        assert decision is not None
        assert decision.retry_at is not None
        assert 0 <= (decision.retry_at - before).total_seconds() - wait < 5
