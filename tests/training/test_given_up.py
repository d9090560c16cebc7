"""What a practice office leaves behind when it is given up: the heads of its log, and nothing else anywhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from salter.archive import actions as archive
from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.clockwork import remove
from salter.documents.models import Document, Leftover
from salter.documents.storage import FolderStorage
from salter.journal.models import Head, Log
from salter.journal.tasks import relay
from salter.organisations import clock
from salter.organisations.actions import issue_token
from salter.organisations.models import Account, ApiToken, KeptForm, Organisation, Role, TokenScope
from salter.organisations.tenancy import owner_scope, scope
from salter.training import deeds
from salter.training.classes.actions import Plan, close, make_class
from salter.training.clockwork import give_up
from salter.training.models import Seat
from salter.training.offices.world import World
from salter.training.seats import actions as seats
from tests.support.office import Office
from tests.support.stores import age, own_store
from tests.training.scenes import practice

pytestmark = pytest.mark.django_db
ROOTS = {"journal_log", "journal_head"}
"""What stays of the log: its name with its length, and its signed heads."""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"


@pytest.fixture
def store(the_town: Organisation, tmp_path: Path, settings: LazySettings) -> Iterator[FolderStorage]:
    """A store of its own with the papers of the town, and a place of its own for scans."""
    shared = storage()
    with scope(the_town.pk):
        digests = set(Document.objects.values_list("sha256", flat=True))
    settings.SALTER_SCAN_WORK = tmp_path / "scans"
    with own_store(tmp_path / "own") as found:
        for sha256 in digests:
            with blobs.load(shared, sha256) as stream:
                blobs.save(found, stream, limit=1 << 30)
        yield found


def papers_of_the_town(store: FolderStorage, town: Organisation) -> set[str]:
    """What is in the store for the town, and what makes it an archive."""
    with scope(town.pk):
        named = {blobs.key_of(one) for one in Document.objects.values_list("sha256", flat=True)}
    return named | {key for key in store.list("") if key.startswith("ocfl/") and key.count("/") in (1, 3)}


def worked_in(office: Organisation) -> None:
    """Everything that may lie about after a day of practice: a case archived, a browser, a token, a form, jobs."""
    with scope(office.pk):
        world = World.of(office)
        deeds.play(world, [("register", {"procedure": "P036", "from": "gradjanin1", "subject": "Захтев за пробу"})])
        deeds.play(world, [("close", {"case": "cvece"})])
        archive.archive_case(world.viewer("arhiva"), case=world.case("cvece"))
        account = world.accounts["pisarnica"]
        viewer = world.viewer("pisarnica")
        issue_token(viewer, account=account, role=Role.REGISTRY_CLERK, scopes=[TokenScope.CASES_READ])
    now = clock.real_now()
    KeptForm.objects.create(account=account, kept_at=now, expires_at=now + timedelta(days=1), sealed=b"x")
    client = Client()
    client.force_login(account)
    assert client.get("/").status_code == 200
    session = client.session.session_key
    UserSession.objects.create(user=account, ip="127.0.0.1", session_key=session, user_agent="x")
    while relay():
        pass


def remains(office: Organisation, key: int) -> set[str]:
    """Tables in which anything still speaks of a practice office: by its number, its code or its accounts."""
    found = set()
    with owner_scope(key), connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE to_jsonb(t) @> %s::jsonb OR to_jsonb(t) @> %s::jsonb '
                "OR to_jsonb(t) -> 'args' ->> 'organisation' = %s OR to_jsonb(t)::text LIKE %s)",
                [f'{{"organisation_id": {key}}}', f'{{"log_id": {key}}}', str(key), f"%{office.code}%"],
            )
            if cursor.fetchone() == (True,):
                found.add(table)
    return found


def nothing_left(office: Organisation, key: int, accounts: list[int]) -> None:
    """Only the roots of its log are there."""
    assert remains(office, key) <= ROOTS
    assert Head.objects.filter(log_id=key).exists()
    assert Log.objects.get(pk=key).dropped_at
    assert not Account.objects.filter(pk__in=accounts).exists()
    for rows in (
        ApiToken.objects.filter(account__in=accounts),
        KeptForm.objects.filter(account__in=accounts),
        UserSession.objects.filter(user__in=accounts),
    ):
        assert not rows.exists()


def two_days_later(store: FolderStorage) -> None:
    """The nights in which the clock does its work."""
    past = clock.real_now() - timedelta(days=2)
    age(store, past)
    Leftover.objects.update(since=past)
    give_up(0)
    remove(0)


def test_a_practice_office_leaves_nothing_but_the_roots_of_its_log(
    store: FolderStorage,
    the_town: Organisation,
    settings: LazySettings,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    office = practice()
    key = office.pk
    worked_in(office)
    accounts = list(Account.objects.filter(organisation=office).values_list("pk", flat=True))
    assert len(accounts) > 10
    assert remains(office, key) >= {"registry_case", "procrastinate_jobs", "organisations_apitoken"}
    pages = settings.SALTER_SCAN_WORK / f"{key}-0123"
    pages.mkdir(parents=True)
    (pages / "page-1.txt").write_text("прочитано")
    with connection.cursor() as cursor:  # a worker has one of its jobs in its hands, and is killed
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT max(id) FROM procrastinate_jobs "
            "WHERE args ->> 'organisation' = %s)",
            [str(key)],
        )
        seats.leave(office)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'doing'")
    assert set(store.list("")) > papers_of_the_town(store, the_town), "bytes go a day later"
    two_days_later(store)
    nothing_left(office, key, accounts)
    assert set(store.list("")) == papers_of_the_town(store, the_town)
    assert not pages.exists()
    assert list(temporary.iterdir()) == []
    assert not Leftover.objects.exists()


def test_a_closed_class_leaves_nothing_but_results_and_roots(
    store: FolderStorage, the_town: Organisation, office: Office
) -> None:
    trainer = office.viewer(Role.TRAINER)
    live = make_class(trainer, plan=Plan(name="Обука", exercise="salter", names=["Ана", "Бојан"]))
    for seat in Seat.objects.filter(in_class=live):
        assert Client().post(f"/join/{seat.code}/").status_code == 302
    rows = Seat.objects.filter(in_class=live).select_related("practice").order_by("number")
    offices = [(seat.practice, seat.practice.pk) for seat in rows if seat.practice]
    assert len(offices) == 2
    accounts = {key: list(Account.objects.filter(organisation=key).values_list("pk", flat=True)) for _o, key in offices}
    worked_in(offices[0][0])
    close(trainer, live=live)
    two_days_later(store)
    two_days_later(store)  # what was given up in the first night has lain for a day
    for one, key in offices:
        nothing_left(one, key, accounts[key])
    assert set(store.list("")) == papers_of_the_town(store, the_town)
    assert [(row.name, row.practice) for row in rows.all()] == [("Ана", None), ("Бојан", None)]


def test_two_offices_that_archive_the_same_case_keep_their_own(store: FolderStorage) -> None:
    """Copies of the town have cases with the same keys; what one archives is not what the other has archived."""
    units = []
    for office in (one.practice for one in _two_seats()):
        assert office is not None
        with scope(office.pk):
            world = World.of(office)
            deeds.play(world, [("close", {"case": "cvece"})])
            archivist = world.viewer("arhiva")
            units.append((office, archivist, archive.archive_case(archivist, case=world.case("cvece"))))
    assert len({unit.object_id for _office, _archivist, unit in units}) == 2
    seats.leave(units[1][0])
    two_days_later(store)
    office, archivist, unit = units[0]
    with scope(office.pk):
        assert archive.check_fixity(archivist, unit=unit).sound


def _two_seats() -> list[Seat]:
    host = Organisation.objects.get(pk=practice().settings[seats.HOST])
    now = clock.real_now()
    with scope(host.pk):
        for name in ("Ана", "Бојан"):
            seats.with_office(Seat(organisation=host, name=name, opened_at=now, seen_at=now))
        return list(Seat.objects.filter(name__in=("Ана", "Бојан")).select_related("practice").order_by("name"))
