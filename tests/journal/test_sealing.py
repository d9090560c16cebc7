"""The sealer: dense, each entry once, whatever is in flight, killed or erased; practice logs go whole."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.utils import ProgrammingError

from salter.journal import canonical, dropping, heads, sealing, tasks
from salter.journal.actions import record
from salter.journal.models import Entry, Head, Leaf, Log, Outbox
from salter.organisations import actions as organisations
from salter.organisations.models import Organisation
from salter.organisations.tenancy import relay_scope, scope, uuid7
from salter.portal.founding import founder
from tests.journal.trees import assert_sound, behind_the_triggers, leaves, url
from tests.support.office import Office, found_office


def write(organisation: Organisation, count: int = 1) -> list[Entry]:
    """Entries of an office; inside its scope."""
    return [
        record(
            founder(organisation),
            "unit.created",
            subject=("unit", uuid7()),
            body={"mark": "X", "name": f"Јединица {number}"},
            personal={"name": "Мила"},
        )
        for number in range(count)
    ]


def practice_organisation(code: str) -> Organisation:
    """A practice organisation with nothing in it but its founding."""
    return organisations.found_organisation(
        code=code,
        kind="municipality",
        name_cyr="Вежбаоница",
        name_lat="Vežbaonica",
        body_cyr="Управа",
        seat_cyr="Вежба",
        practice=True,
    )


def relay_all() -> None:
    """Until nothing waits."""
    while tasks.relay():
        pass


def test_entries_are_sealed_as_they_leave_the_outbox(office: Office, other_office: Office) -> None:
    relay_all()
    size = assert_sound()
    with relay_scope():
        assert size == Entry.objects.count()
    [entry] = write(office.organisation)
    assert not Leaf.objects.filter(entry_id=entry.pk).exists()
    tasks.relay()
    assert leaves()[-1].entry_id == entry.pk
    assert assert_sound() == size + 1


def test_an_entry_that_is_told_again_is_not_sealed_again(office: Office) -> None:
    relay_all()
    [entry] = write(office.organisation)
    relay_all()
    size = len(leaves())
    Outbox.objects.create(organisation=office.organisation, entry_id=entry.pk, verb=entry.verb)
    relay_all()
    assert assert_sound() == size


def test_what_is_told_already_is_sealed_but_not_told(office: Office) -> None:
    relay_all()
    [entry] = write(office.organisation)
    Outbox.objects.filter(entry_id=entry.pk).update(told=True)
    relay_all()
    assert leaves()[-1].entry_id == entry.pk
    assert not Outbox.objects.exists()


def test_somebody_who_needs_a_proof_does_not_wait_for_the_worker(office: Office) -> None:
    relay_all()
    first, second = write(office.organisation, 2)
    size = len(leaves())
    assert sealing.seal_now(second).index == size
    assert sealing.seal_now(second).index == size
    relay_all()
    assert [leaf.entry_id for leaf in leaves()[size:]] == [second.pk, first.pk]
    assert_sound()


@pytest.mark.parametrize("column", ["verb", "at", "recorded_at", "actor_name", "subject_type", "body", "personal"])
def test_every_column_counts(office: Office, column: str) -> None:
    [entry] = write(office.organisation)
    before = canonical.hash_of(entry)
    value = getattr(entry, column)
    changed = {**value, "name": "друго"} if isinstance(value, dict) else f"{value}x" if isinstance(value, str) else None
    setattr(entry, column, changed or value.replace(microsecond=value.microsecond ^ 1))
    assert canonical.hash_of(entry) != before


@pytest.mark.parametrize("column", ["id", "organisation_id", "actor_id", "subject_id", "case_id", "salt"])
def test_every_identifier_counts(office: Office, column: str) -> None:
    [entry] = write(office.organisation)
    before = canonical.hash_of(entry)
    setattr(entry, column, 7_000_000 if column.startswith(("org", "actor")) else uuid.uuid4())
    assert canonical.hash_of(entry) != before


def test_all_columns_of_an_entry_are_covered() -> None:
    tested = {"verb", "at", "recorded_at", "actor_name", "subject_type", "body", "personal"}
    tested |= {"id", "organisation_id", "actor_id", "subject_id", "case_id", "salt"}
    assert {field.attname for field in Entry._meta.local_concrete_fields} == tested | {"erased"}


def test_the_log_stays_verifiable_when_personal_data_are_erased(office: Office) -> None:
    [entry] = write(office.organisation)
    relay_all()
    before = canonical.hash_of(entry)
    kept = canonical.digests(entry)
    with behind_the_triggers(office.organisation.pk):
        Entry.objects.filter(pk=entry.pk).update(
            erased=kept, personal={}, salt=uuid.UUID(int=0), actor_name="", actor=None
        )
    erased = Entry.objects.get(pk=entry.pk)
    assert erased.personal == {}
    assert canonical.hash_of(erased) == before
    assert_sound()


def test_one_salt_given_away_does_not_open_the_other_part(office: Office) -> None:
    [entry] = write(office.organisation)
    salts = {canonical.part_salt(entry.salt, part) for part in (canonical.ACTOR, canonical.PERSONAL)}
    assert len(salts) == 2
    assert entry.salt.bytes not in salts


# --- nobody changes it ---


def refused(statement: str, *arguments: int | uuid.UUID) -> None:
    """The database refuses, and says nothing else."""
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)


@pytest.mark.parametrize("role", ["salter_app", "salter_relay", "none"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_leaf SET nodes = ''",
        "DELETE FROM journal_leaf",
        "UPDATE journal_head SET root = ''",
        "UPDATE journal_head SET timestamp = timestamp || 'x'",
        "DELETE FROM journal_head",
        "UPDATE journal_log SET origin = gen_random_uuid()",
        "UPDATE journal_log SET dropped_at = '2026-01-01'",
        "DELETE FROM journal_log",
        "UPDATE journal_entry SET verb = 'x'",
        "DELETE FROM journal_entry",
    ],
)
def test_the_log_is_append_only_for_everybody(office: Office, role: str, statement: str) -> None:
    relay_all()
    heads.covering(Log.OFFICES, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
    refused(statement)


def test_requests_cannot_write_into_the_log(office: Office) -> None:
    relay_all()
    refused("INSERT INTO journal_leaf (log_id, index, entry_id, nodes) VALUES (0, 9999, %s, '')", uuid7())


# --- practice logs ---


def test_a_practice_organisation_has_its_own_log_and_leaves_whole(office: Office) -> None:
    practice, other = practice_organisation("vezba-1"), practice_organisation("vezba-2")
    for organisation in (practice, other):
        with scope(organisation.pk):
            write(organisation, 5)
    relay_all()
    sizes = {log: assert_sound(log) for log in (Log.OFFICES, practice.pk, other.pk)}
    roots = {log: sealing.root_of(log, size) for log, size in sizes.items()}
    assert sizes[practice.pk] == sizes[other.pk] == 6
    with scope(practice.pk):
        write(practice)  # not sealed yet
    exported = heads.stated(heads.covering(practice.pk, 1))
    assert dropping.drop_practice_organisation(practice) == 7
    with scope(practice.pk):
        assert not Entry.objects.exists()
        assert not Outbox.objects.exists()
    assert not leaves(practice.pk)
    [*_, last] = Head.objects.filter(log_id=practice.pk).order_by("size")
    assert last.size == 7
    assert heads.compare(exported) == heads.Comparison.OTHER
    for log in (Log.OFFICES, other.pk):
        assert assert_sound(log) == sizes[log]
        assert sealing.root_of(log, sizes[log]) == roots[log]


def test_an_office_is_never_dropped(office: Office) -> None:
    relay_all()
    with pytest.raises(dropping.NotForPractice):
        dropping.drop_practice_organisation(office.organisation)
    for role in ("salter_app", "none"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [role])
        refused("UPDATE organisations_organisation SET practice = true WHERE id = %s", office.organisation.pk)
        refused("INSERT INTO journal_log (id, origin) VALUES (%s, %s)", office.organisation.pk, uuid.uuid4())


def test_a_live_practice_organisation_loses_nothing(office: Office) -> None:
    practice = practice_organisation("vezba-3")
    relay_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true), set_config('app.org', %s, true)", [str(practice.pk)])
    refused("DELETE FROM journal_entry WHERE organisation_id = %s", practice.pk)
    refused("DELETE FROM journal_leaf WHERE log_id = %s", practice.pk)


# --- at the same time ---


def in_threads(*runs: Callable[[], object]) -> list[object]:
    """Run at the same time, each on a connection of its own; gives what they gave."""
    results: list[object] = [None] * len(runs)

    def work(place: int) -> None:
        try:
            results[place] = runs[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(runs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_sealers_and_writers_at_once_leave_one_dense_log(transactional_db: None) -> None:
    office = found_office("istovremeno")

    def write_many() -> None:
        for _round in range(15):
            with scope(office.organisation.pk):
                write(office.organisation, 3)

    def seal_many() -> None:
        for _round in range(60):
            tasks.relay()

    in_threads(write_many, seal_many, write_many, seal_many)
    relay_all()
    with relay_scope():
        total = Entry.objects.count()
    assert assert_sound() == total


def test_a_transaction_in_flight_is_sealed_when_it_has_committed(transactional_db: None) -> None:
    """Its entry has the smaller identifier and commits later: no watermark may pass it by."""
    office = found_office("u-letu")
    relay_all()
    begun, go_on = threading.Event(), threading.Event()
    written: list[Entry] = []

    def slow() -> None:
        with scope(office.organisation.pk):
            written.extend(write(office.organisation))
            begun.set()
            go_on.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(30)
    with scope(office.organisation.pk):
        [later] = write(office.organisation)
    relay_all()
    assert written[0].pk < later.pk
    assert leaves()[-1].entry_id == later.pk
    go_on.set()
    thread.join(30)
    relay_all()
    assert leaves()[-1].entry_id == written[0].pk
    assert_sound()


def _die_after_sealing() -> None:
    with relay_scope():
        tasks._take()
        assert Leaf.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone() or (0,)
        with psycopg.connect(url(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        Leaf.objects.count()


def test_a_sealer_that_dies_in_the_middle_leaves_nothing_behind(transactional_db: None) -> None:
    """Its server process is ended between leaves and commit, as kill -9 of the worker or the machine would."""
    office = found_office("ubijen")
    with pytest.raises(OperationalError):
        _die_after_sealing()
    connection.close()
    assert not leaves()
    with scope(office.organisation.pk):
        assert Outbox.objects.exists()
    relay_all()
    with relay_scope():
        assert assert_sound() == Entry.objects.count()
