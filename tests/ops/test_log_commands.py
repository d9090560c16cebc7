"""`salter log` between two real installations: heads go over as files, growth is proved, a fork is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from salter.ops.database import Cluster
from salter.ops.walk_office import Office, environment, throw_away_office
from salter.signatures.trust import DemoTrust
from tests.support.ready_schema import new_home

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("two-installations")]


@pytest.fixture(scope="module")
def offices() -> Iterator[tuple[Office, Office]]:
    """Two installations, each with its own database, keys, web and worker."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(throw_away_office(lambda line: None, home=new_home("salter-log-"))),
            stack.enter_context(throw_away_office(lambda line: None, home=new_home("salter-log-"))),
        )


def salter(office: Office, *arguments: str | Path) -> tuple[int, str]:
    """The command of an installation: exit code and what it prints."""
    command = [sys.executable, "-m", "salter.ops.cli", *map(str, arguments)]
    env = environment(os.environ, office.home)
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def exported(office: Office, to: Path, *, since: int = 0) -> dict[str, Any]:
    """The newest head of an installation as a file for others."""
    code, printed = salter(office, "log", "head", *(["--since", str(since)] if since else []))
    assert code == 0, printed
    to.write_text(printed, "utf-8")
    return dict(json.loads(printed))


def rows(office: Office, sql: str) -> list[Any]:
    """By the superuser of that database, who stands above triggers and policies."""
    with psycopg.connect(Cluster(office.home).url(user="postgres"), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


COVERED = """
SELECT (SELECT count(*) FROM journal_leaf WHERE log_id = 0),
       (SELECT max(size) FROM journal_head WHERE log_id = 0 AND timestamp <> ''),
       (SELECT count(*) FROM journal_entry e JOIN organisations_organisation o ON o.id = organisation_id
        WHERE NOT practice)
"""


def covered(office: Office) -> bool:
    """Everything is sealed, and the newest head is over all of it."""
    [(leaves, size, entries)] = rows(office, COVERED)
    return bool(entries) and leaves == size == entries


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something. Fails after that many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.3)


REWRITE = """
ALTER TABLE journal_entry DISABLE TRIGGER USER;
ALTER TABLE journal_leaf DISABLE TRIGGER USER;
ALTER TABLE journal_head DISABLE TRIGGER USER;
UPDATE journal_entry SET body = body || '{"name": "rewritten"}' WHERE verb = 'unit.created';
DELETE FROM journal_head;
DELETE FROM journal_leaf;
INSERT INTO journal_outbox (id, organisation_id, entry_id, verb, told)
    SELECT gen_random_uuid(), organisation_id, id, verb, true FROM journal_entry ORDER BY id;
ALTER TABLE journal_entry ENABLE TRIGGER USER;
ALTER TABLE journal_leaf ENABLE TRIGGER USER;
ALTER TABLE journal_head ENABLE TRIGGER USER;
"""


def test_two_installations_witness_each_other(offices: tuple[Office, Office], tmp_path: Path) -> None:
    watched, witness = offices
    trust, first, second, third = (tmp_path / name for name in ("trust", "1.json", "2.json", "3.json"))
    DemoTrust.load(watched.home / "trust").export_anchors(trust)
    until(lambda: covered(watched), 60, "a head over everything")
    size = exported(watched, first)["tree_head"]["size"]
    assert salter(witness, "log", "witness", first, "--trust", trust)[0] == 0

    registered = salter(watched, "token", "--organisation", "vedrovo", "--role", "registry-clerk")
    assert registered[0] == 0  # a token is a journal entry, too
    until(lambda: covered(watched), 60, "a head over everything")
    exported(watched, second)
    assert salter(witness, "log", "witness", second, "--trust", trust)[0] == 4  # no proof that it continues the first
    exported(watched, second, since=size)
    assert salter(witness, "log", "witness", second, "--trust", trust)[0] == 0
    assert salter(watched, "log", "witness", first, "--trust", trust)[0] == 0
    assert salter(watched, "verify", second, "--trust", trust)[0] == 0

    known = json.loads(second.read_text("utf-8"))["tree_head"]["size"]
    rows(watched, REWRITE)
    until(lambda: covered(watched), 60, "the rewritten journal is sealed again")
    assert salter(watched, "token", "--organisation", "vedrovo", "--role", "registry-clerk")[0] == 0
    until(lambda: covered(watched), 60, "a head over everything")
    exported(watched, third, since=known)
    assert salter(watched, "verify", third, "--trust", trust)[0] == 0  # by itself it looks well
    code, said = salter(witness, "log", "witness", third, "--trust", trust)
    assert code == 1
    assert "FORK" in said
    assert "a fork in the log of another installation" in salter(witness, "doctor")[1]
    code, said = salter(watched, "log", "witness", first, "--trust", trust)
    assert code == 1
    assert "FORK" in said
