"""The database stops in the middle of a request; a worker is killed in the middle of its work."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.conftest import Installation, until

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


def settled(installation: Installation) -> bool:
    """Nothing waits for the relay or for a worker."""
    with installation.connect() as connection:
        [(outbox,)] = connection.execute("SELECT count(*) FROM journal_outbox").fetchall()
        [(jobs,)] = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'journal' AND status IN ('todo', 'doing')"
        ).fetchall()
    return not outbox and not jobs


def waits_for_the_register(installation: Installation) -> bool:
    """A registration stands before the locked counter."""
    with installation.connect() as connection:
        rows = connection.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchall()
    return bool(rows)


READ = "subscriber LIKE 'salter.documents.%'"
SEALED = "id IN (SELECT entry_id FROM journal_leaf)"


def kill_after(installation: Installation, done: int) -> None:
    """Kill the worker as soon as so many papers have been read, and wait for the one that takes its place."""
    until(lambda: installation.count("journal_handled", READ) >= done, 60, "some work")
    killed = installation.workers()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    until(lambda: bool(set(installation.workers()) - set(killed)), 60, "another worker")


def test_the_database_stops_during_a_registration(installation: Installation) -> None:
    until(lambda: settled(installation), 60, "a quiet beginning")
    before = {table: installation.count(table) for table in WRITTEN}
    with ThreadPoolExecutor(1) as pool:
        counter = installation.connect()
        with counter.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM registry_register FOR UPDATE")
        sent = pool.submit(installation.register, "Усред квара", "once")
        until(lambda: waits_for_the_register(installation), 30, "the registration waits for its number")
        installation.cluster.stop("immediate")
        counter.close()
        refused = sent.result()
    assert (refused.status_code, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert refused.json()["code"] == "database-unavailable"

    page = installation.get("/sign-in/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "<h1" in page.text
    assert installation.get("/health/live").status_code == 200
    ready = installation.get("/health/ready")
    assert (ready.status_code, ready.json()["parts"]["storage"]) == (503, "ok")
    assert ready.json()["parts"]["database"].startswith("does not answer")

    installation.cluster.start()
    until(lambda: installation.get("/health/ready").status_code == 200, 60, "ready again")
    assert {table: installation.count(table) for table in WRITTEN} == before
    first = installation.register("Усред квара", "once")
    assert first.status_code == 201, first.text
    assert installation.register("Усред квара", "once").json() == first.json()
    assert installation.count("registry_case") == before["registry_case"] + 1
    until(lambda: settled(installation), 120, "the worker works again, without a restart by hand")
    assert installation.count("journal_entry", SEALED) == installation.count("journal_entry")


def test_a_killed_worker_loses_nothing_and_does_nothing_twice(installation: Installation) -> None:
    until(lambda: settled(installation), 60, "a quiet beginning")
    done = installation.count("journal_handled", READ)
    sent = [installation.register(f"Предмет {number}") for number in range(8)]
    assert {response.status_code for response in sent} == {201}
    kill_after(installation, done + 1)
    kill_after(installation, done + 3)
    until(lambda: settled(installation), 180, "all work done")
    assert installation.count("documents_document", "processing = 'waiting'") == 0
    stored = installation.count("journal_entry", "verb = 'document.stored'")
    assert installation.count("journal_handled", READ) == stored
    entries, leaves = installation.count("journal_entry"), installation.count("journal_leaf")
    assert installation.count("journal_entry", SEALED) == entries
    assert installation.count("journal_leaf", f"index < {leaves}") == leaves
    assert installation.count("journal_failure", "NOT resolved") == 0
