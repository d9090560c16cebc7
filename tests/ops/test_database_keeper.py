"""The embedded database dies while the office is open: it is started again, unless somebody wanted it to stop."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from salter.ops import database_keeper
from salter.ops.database import Cluster
from salter.ops.database_keeper import kept_running
from salter.ops.database_process import server_of


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A running cluster without fsync, in a folder that the database's user can enter."""
    monkeypatch.setattr(database_keeper, "LOOK_SECONDS", 0.05)
    home = Path(tempfile.mkdtemp(prefix="s-", dir="/tmp"))
    home.chmod(0o711)
    made = Cluster(home, durable=False)
    made.start()
    yield made
    made.destroy()
    shutil.rmtree(home)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def kill(cluster: Cluster) -> int:
    """Kill the server as nothing does that means well. Out: its process number."""
    pid = server_of(cluster.place.data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def test_a_killed_database_comes_back_and_it_is_said(cluster: Cluster) -> None:
    said: list[str] = []
    with kept_running(cluster, said.append):
        killed = kill(cluster)
        until(lambda: len(said) == 2)
        assert cluster.running
        assert server_of(cluster.place.data) != killed
    assert said == ["database | ended unexpectedly: starting it again", "database | answers again"]


def test_a_database_that_was_stopped_on_purpose_stays_down(cluster: Cluster) -> None:
    said: list[str] = []
    with kept_running(cluster, said.append):
        cluster.stop()
        time.sleep(0.5)
        assert not cluster.running
        cluster.start()
        assert not cluster.stopped_on_purpose
    assert said == []


def test_what_hinders_the_start_is_said_until_it_is_mended(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_keeper, "FIRST_PAUSE", 0.1)
    wrong = cluster.place.conf / "local.conf"
    before = wrong.read_text()
    wrong.write_text("no_such_setting = 1\n")
    said: list[str] = []
    with kept_running(cluster, said.append):
        kill(cluster)
        until(lambda: len(said) >= 3)
        wrong.write_text(before)
        until(lambda: cluster.running)
        until(lambda: said[-1] == "database | answers again")
    assert "no_such_setting" in said[1]
    assert "Trying again in 0.1 s." in said[1]
    assert "Trying again in 0.2 s." in said[2]


def test_nobody_looks_after_it_any_more_when_the_office_closes(cluster: Cluster) -> None:
    with kept_running(cluster, lambda line: None):
        pass
    kill(cluster)
    time.sleep(0.5)
    assert cluster.died
