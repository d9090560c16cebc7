"""What no row names any more goes from the store, a day later; what is stored again meanwhile never does."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from django.apps import apps
from django.db import connections, models, transaction

from salter.documents import blobs, leftovers, unnamed
from salter.documents.actions import keep_own
from salter.documents.clockwork import look_through, remove
from salter.documents.leftovers import BYTES
from salter.documents.models import Document, Leftover
from salter.documents.removal import HELD, NAMES_BYTES
from salter.documents.storage import GOING, FolderStorage, S3Storage, StorageDown, storage_from_url
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from tests.journal.trees import url
from tests.support.office import Office
from tests.support.stores import age, moment_between, own_store

DAY = timedelta(days=1)
DIGESTS = {
    "SignedDocument.sha256": "what a signed document, which is a document, must look like",
    "MailArrival.sha256": "by which a message is known again; its bytes are a document",
}
"""Columns that hold a digest and name nothing in the store."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FolderStorage]:
    """An empty store that nobody else uses."""
    with own_store(tmp_path / "own") as found:
        yield found


def kept(organisation: Organisation, data: bytes) -> Document:
    """A document of these bytes."""
    with scope(organisation.pk):
        return keep_own(Viewer(organisation), name="x.bin", data=data, media_type="application/octet-stream")


def dropped(document: Document) -> None:
    """Its row goes, as it does when somebody destroys it."""
    with scope(document.organisation_id):
        leftovers.note(BYTES, [document.sha256])
        Document.objects.filter(pk=document.pk).delete()


def later(store: FolderStorage, days: float = 1.5) -> None:
    """So much time goes by."""
    past = clock.real_now() - timedelta(days=days)
    age(store, past)
    Leftover.objects.update(since=past)


def test_bytes_go_a_day_after_the_last_row_that_named_them(
    store: FolderStorage, office: Office, other_office: Office
) -> None:
    mine, shared = kept(office.organisation, b"mine"), kept(office.organisation, b"shared")
    theirs = kept(other_office.organisation, b"shared")
    for document in (mine, shared):
        dropped(document)
    age(store, clock.real_now() - 9 * DAY)
    assert remove(0) == 0, "a day has not gone by"
    assert leftovers.waits(BYTES, [mine.sha256])
    later(store)
    assert remove(0) == 1
    assert not leftovers.waits(BYTES, [mine.sha256, shared.sha256])
    assert not blobs.verify(store, mine.sha256)
    assert blobs.verify(store, theirs.sha256)
    assert not Leftover.objects.exists()
    dropped(theirs)
    later(store)
    assert remove(0) == 1
    assert list(store.list("")) == []


def test_a_removal_that_was_rolled_back_removes_nothing(store: FolderStorage, office: Office) -> None:
    document = kept(office.organisation, b"stays")
    with scope(office.organisation.pk):
        dropped(document)
        transaction.set_rollback(True)
    later(store)
    assert remove(0) == 0
    assert blobs.verify(store, document.sha256)


def test_bytes_that_were_stored_again_stay_until_their_row_is_there(store: FolderStorage, office: Office) -> None:
    document = kept(office.organisation, b"again")
    dropped(document)
    later(store)
    blobs.save(store, io.BytesIO(b"again"), limit=99)  # a request that has not written its row yet
    assert remove(0) == 0
    assert blobs.verify(store, document.sha256)
    assert Leftover.objects.exists(), "it is looked at again, for that request may fail"
    kept(office.organisation, b"again")
    later(store)
    assert remove(0) == 0
    assert not Leftover.objects.exists()


def test_a_row_lost_lately_counts_anew(store: FolderStorage, office: Office) -> None:
    document = kept(office.organisation, b"copied")
    dropped(document)
    later(store)
    leftovers.note(BYTES, [document.sha256])
    assert remove(0) == 0
    assert blobs.verify(store, document.sha256)


def test_while_a_backup_runs_nothing_goes(store: FolderStorage, office: Office) -> None:
    document = kept(office.organisation, b"saved")
    dropped(document)
    later(store)
    with psycopg.connect(url(), autocommit=True) as backup:
        backup.execute("SELECT pg_advisory_lock_shared(%s)", [HELD])
        assert remove(0) == 0
    assert blobs.verify(store, document.sha256)
    assert remove(0) == 1


def test_a_store_that_fails_in_the_middle_is_gone_on_with(
    store: FolderStorage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        dropped(kept(office.organisation, b"%d" % number))
    later(store)
    left, whole = iter(range(3)), store.remove_older

    def failing(key: str, before: datetime) -> bool:
        if next(left, None) is None:
            raise StorageDown("no answer")
        return whole(key, before)

    monkeypatch.setattr(store, "remove_older", failing)
    with pytest.raises(StorageDown):
        remove(0)
    assert len(list(store.list(""))) == 2
    assert Leftover.objects.count() == 5
    monkeypatch.setattr(store, "remove_older", whole)
    remove(0)
    assert list(store.list("")) == []
    assert not Leftover.objects.exists()


def test_bytes_that_no_row_has_ever_named_are_found(store: FolderStorage, office: Office) -> None:
    named = kept(office.organisation, b"named")
    blobs.save(store, io.BytesIO(b"its row was rolled back"), limit=99)
    assert look_through(0) == 1
    assert look_through(0) == 0, "it is noted once"
    assert remove(0) == 0
    later(store)
    assert remove(0) == 1
    assert list(store.list("")) == [blobs.key_of(named.sha256)]


def test_many_go_in_batches(store: FolderStorage, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "BATCH", 2)
    monkeypatch.setattr(unnamed, "AT_ONCE", 2)
    stays = kept(office.organisation, b"stays")
    for number in range(5):
        blobs.save(store, io.BytesIO(b"%d" % number), limit=9)
    assert look_through(0) == 5
    later(store)
    assert remove(0) == 5
    assert list(store.list("")) == [blobs.key_of(stays.sha256)]


def test_no_other_column_names_bytes() -> None:
    """A new column with a digest is either named in NAMES_BYTES, with backup and removal, or here with the reason."""
    found = {
        f"{model.__name__}.{field.name}": (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and "sha256" in field.name
    }
    assert {name for name, column in found.items() if column != NAMES_BYTES} == DIGESTS.keys()
    assert NAMES_BYTES in found.values()


def test_stored_again_while_it_is_removed(storage_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads store what another removes, in every order that comes about: what was stored again is there."""
    monkeypatch.setattr(blobs, "YOUNG", timedelta(0))  # everything may be going
    folder, chance = storage_url.startswith("file:"), random.Random(62)
    for turn in range(20 if folder else 2):
        data = [b"%d of turn %d" % (number, turn) for number in range(24)]
        store = storage_from_url(storage_url)
        digests = [blobs.save(store, io.BytesIO(one), limit=99).sha256 for one in data]
        before = moment_between(whole_seconds=not folder)
        again, start = chance.sample(range(24), 14), Barrier(3)
        with ThreadPoolExecutor(3) as pool:
            storing = [
                pool.submit(_stored, storage_url, start, [data[one] for one in order]) for order in (again, again[::-1])
            ]
            removing = pool.submit(_removed, storage_url, start, chance.sample(digests, 24), before)
        assert all(found for one in storing for found in one.result()), "gone in the moment after it was stored"
        assert len(removing.result()) >= 24 - len(again)
        assert {one for one in range(24) if blobs.verify(store, digests[one])} == {*again}


def _stored(storage_url: str, start: Barrier, data: list[bytes]) -> list[bool]:
    store = storage_from_url(storage_url)
    start.wait()
    return [blobs.verify(store, blobs.save(store, io.BytesIO(one), limit=99).sha256) for one in data]


def _removed(storage_url: str, start: Barrier, digests: list[str], before: datetime) -> list[str]:
    store = storage_from_url(storage_url)
    start.wait()
    return [one for one in digests if store.remove_older(blobs.key_of(one), before)]


def test_a_mark_of_a_killed_removal_holds_up_nobody_for_ever(storage_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = storage_from_url(storage_url)
    if not isinstance(store, S3Storage):
        return
    blob = blobs.save(store, io.BytesIO(b"marked"), limit=99)
    key = blobs.key_of(blob.sha256)
    store.put(f"{GOING}/{key}", b"")
    monkeypatch.setattr("salter.documents.storage.WAITS", 2)
    with pytest.raises(StorageDown):
        store.renew(key, b"marked")
    moment_between(whole_seconds=True)
    monkeypatch.setattr("salter.documents.storage.DEAD", timedelta(seconds=0.5))
    store.renew(key, b"marked")
    assert blobs.verify(store, blob.sha256)


@pytest.mark.django_db(transaction=True)
def test_a_row_never_names_bytes_that_went(store: FolderStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with rows: while a task removes what was noted, requests store the same again and write their rows."""
    monkeypatch.setattr(blobs, "YOUNG", timedelta(0))
    office = Organisation.objects.create(code="vedrovo", kind="municipality", name_cyr="Ведрово")
    data = [b"paper %d" % number for number in range(40)]
    for one in data:
        dropped(kept(office, one))
    before, again, start = moment_between(), data[::3], Barrier(3)

    def storing(papers: list[bytes]) -> None:
        try:
            start.wait()
            for one in papers:
                kept(office, one)
        finally:
            connections.close_all()

    def removing() -> int:
        try:
            start.wait()
            return sum(leftovers.remove_noted(before) for _turn in range(3))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        stored = [pool.submit(storing, papers) for papers in (again, again[::-1])]
        removed = pool.submit(removing)
    for store_run in stored:
        store_run.result()
    assert removed.result() >= len(data) - len(again)
    with scope(office.pk):
        rows = list(Document.objects.values_list("sha256", flat=True))
    assert len(rows) == 2 * len(again)
    assert all(blobs.verify(store, sha256) for sha256 in rows)
    assert {key.rpartition("/")[2] for key in store.list("")} == {*rows}
