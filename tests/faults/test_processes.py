"""The database stops in the middle of a request; a worker is killed in the middle of its work."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.house import Broken, House

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]

WRITTEN = (
    "registry_case",
    "registry_submission",
    "registry_caseparty",
    "registry_attachment",
    "documents_document",
    "organisations_party",
    "journal_entry",
    "journal_outbox",
    "journal_idempotency",
)


def waits_for_the_register(house: House) -> bool:
    """A registration stands before the locked counter."""
    with house.connect() as connection:
        rows = connection.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchall()
    return bool(rows)


READ = "subscriber LIKE 'salter.documents.%'"
SEALED = "id IN (SELECT entry_id FROM journal_leaf)"


def kill_after(house: House, done: int) -> None:
    """Kill the worker as soon as so many papers have been read, and wait for the one that takes its place."""
    house.until(lambda: house.count("journal_handled", READ) >= done, 60, "some work")
    house.until(lambda: another_than(house, 0), 60, "a worker")  # on a busy machine the last one may be beginning yet
    killed = house.worker
    os.kill(killed, signal.SIGKILL)
    house.until(lambda: another_than(house, killed), 60, "another worker")


def another_than(house: House, killed: int) -> bool:
    """Whether there is a worker again."""
    try:
        return house.worker != killed
    except Broken:
        return False


def test_the_database_stops_during_a_registration(house: House) -> None:
    assert house.token  # issued now, for that is an entry, too
    house.until(house.settled, 60, "a quiet beginning")
    before = {table: house.count(table) for table in WRITTEN}
    with ThreadPoolExecutor(1) as pool:
        counter = house.connect()
        with counter.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM registry_register FOR UPDATE")
        sent = pool.submit(house.register, "Усред квара", "once")
        house.until(lambda: waits_for_the_register(house), 30, "the registration waits for its number")
        house.cluster.stop("immediate")
        counter.close()
        refused = sent.result()
    assert (refused.status_code, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert refused.json()["code"] == "database-unavailable"

    page = house.get("/sign-in/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "<h1" in page.text
    assert house.get("/health/live").status_code == 200
    ready = house.get("/health/ready")
    assert (ready.status_code, ready.json()["parts"]["storage"]) == (503, "ok")
    assert ready.json()["parts"]["database"].startswith("does not answer")

    house.cluster.start()
    house.until(lambda: house.get("/health/ready").status_code == 200, 60, "ready again")
    assert {table: house.count(table) for table in WRITTEN} == before
    first = house.register("Усред квара", "once")
    assert first.status_code == 201, first.text
    assert house.register("Усред квара", "once").json() == first.json()
    assert house.count("registry_case") == before["registry_case"] + 1
    house.until(house.settled, 120, "the worker works again, without a restart by hand")
    assert house.count("journal_entry", SEALED) == house.count("journal_entry")


def test_a_killed_worker_loses_nothing_and_does_nothing_twice(house: House) -> None:
    house.until(house.settled, 60, "a quiet beginning")
    done = house.count("journal_handled", READ)
    sent = [house.register(f"Предмет {number}") for number in range(8)]
    assert {response.status_code for response in sent} == {201}
    kill_after(house, done + 1)
    kill_after(house, done + 3)
    house.until(house.settled, 180, "all work done")
    assert house.count("documents_document", "processing = 'waiting'") == 0
    stored = house.count("journal_entry", "verb = 'document.stored'")
    assert house.count("journal_handled", READ) == stored
    entries, leaves = house.count("journal_entry"), house.count("journal_leaf")
    assert house.count("journal_entry", SEALED) == entries
    assert house.count("journal_leaf", f"index < {leaves}") == leaves
    assert house.count("journal_failure", "NOT resolved") == 0
