"""Backup and restore of a real office: under load, interrupted, tampered with, and with less than it needs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from salter.archive import ocfl
from salter.documents.storage import FolderStorage
from salter.ops.config import Config
from salter.ops.database import Cluster, DatabaseUnavailable
from salter.ops.recovery.backup import backup
from salter.ops.recovery.check import check
from salter.ops.recovery.files import read_list
from salter.ops.recovery.folder import Folder, Refused, Unsound
from salter.ops.recovery.opening import refuse_unfinished
from salter.ops.recovery.restore import restore
from tests.ops.recovery.conftest import Home, Living
from tests.support.seaweed import seaweed

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("recovery")]

CLIENTS = 4
DEBIAN_15 = "/usr/lib/postgresql/15/bin"
Empty = Callable[..., Home]


@contextmanager
def load(living: Living) -> Iterator[list[tuple[float, dict[str, Any]]]]:
    """Clients that register without a pause while the block runs. Out: each answer, and when it came."""
    answers: list[tuple[float, dict[str, Any]]] = []
    over = threading.Event()

    def client(number: int) -> None:
        count = 0
        while not over.is_set():
            answer = living.register(f"Под оптерећењем {number}/{count}/{time.monotonic_ns()}")
            answers.append((time.monotonic(), answer))
            count += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()


def registers(told: dict[str, Any]) -> dict[str, int]:
    return {f"{row['organisation']} {row['code']}": row["last"] for row in told["registers"]}


def key_of_paper(answer: dict[str, Any]) -> str:
    sha256 = answer["sha256"]
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def test_a_backup_under_load_restores_to_exactly_that_moment(living: Living, room: Path, empty: Empty) -> None:
    folder, new = room / "backups", empty()
    with load(living) as answers:
        wait_for(lambda: len(answers) > 20 and living.ask("SELECT count(*) FROM journal_head") > [(0,)])
        before = time.monotonic()
        first = living.told("backup", folder)
        after = time.monotonic()
    assert [answer for at, answer in answers if before < at < after], "there was load while the backup ran"
    assert first["problems"] == []

    restored = new.told("restore", folder)
    assert (restored["equal"], restored["problems"]) == (True, [])
    assert restored["registers"] == first["registers"]
    assert restored["logs"] == first["logs"]
    assert first["logs"][0]["size"] > 0
    assert restored["files"] == first["files"]
    assert "salter restore --open" in new.run("serve", "--port", "8169", expect=3).stderr
    new.run("db", "start")
    last = registers(first)["vedrovo basic"]
    cases = new.ask(
        "SELECT c.ordinal, c.number FROM registry_case c JOIN registry_register r ON r.id = c.register_id "
        "JOIN organisations_organisation o ON o.id = c.organisation_id WHERE o.code = 'vedrovo' ORDER BY 1"
    )
    assert [ordinal for ordinal, _number in cases] == list(range(1, last + 1))
    numbers, stored_files = {number for _ordinal, number in cases}, new.files()
    for answer in (answer for at, answer in answers if at < before):
        assert answer["number"] in numbers
        assert stored_files[key_of_paper(answer)] == answer["sha256"]

    second = living.told("backup", folder, "--keep", "1")
    assert 0 < second["new_files"] < second["files"]
    assert 0 < second["new_bytes"] < second["bytes"]
    assert second["pruned"] == [first["snapshot"]]
    assert check(folder, print).as_dict()["problems"] == []

    checks = new.told("doctor", "--full", "--head", second["folder"], expect=1)
    told = {(row["name"], row["state"]): row["message"] for row in checks}
    assert f"numbers {last + 1} to {registers(second)['vedrovo basic']} were given out" in told["registers", "failure"]
    assert ("documents", "ok") in told
    assert "an older state" in told["log", "failure"]
    assert told["restored", "warning"].startswith(f"from the backup {first['snapshot']}")
    assert [row for row in checks if row["state"] == "failure" and row["name"] not in ("registers", "log")] == []
    assert living.told("doctor", "--head", second["folder"])

    new.run("restore", "--open")
    assert new.ask("SELECT verb, count(*) FROM journal_entry WHERE verb LIKE 'office.%' GROUP BY 1 ORDER BY 1") == [
        ("office.opened", 3),
        ("office.restored", 3),
    ]
    assert new.cluster.running, "who had started the database keeps it"


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def stored(folder: Path) -> int:
    return sum(1 for _key in Folder(folder).store.list(""))


def kill_when(process: subprocess.Popen[str], moment: Callable[[], bool]) -> None:
    """Kill a command in the middle of its work."""
    wait_for(lambda: moment() or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def test_killed_backups_and_restores_go_on(living: Living, room: Path, empty: Empty) -> None:
    folder, new = room / "backups", empty()
    living.add_files(1500)
    kill_when(living.start("backup", folder), lambda: stored(folder) > 100)
    kept = stored(folder)
    assert kept < 1500
    assert Folder(folder).snapshots == []
    done = living.told("backup", folder)
    assert done["new_files"] <= done["files"] - kept
    assert check(folder, print).problems == []

    documents, database = new.path / "documents" / "sha256", new.path / "postgres" / "data" / "postmaster.pid"
    kill_when(new.start("restore", folder), lambda: any(documents.glob("??/??/*")))
    with pytest.raises(DatabaseUnavailable, match="not finished"):
        refuse_unfinished(Config(home=new.path))
    kill_when(new.start("restore", folder), database.exists)
    kill_when(new.start("restore", folder), lambda: new.cluster.running and bool(psql_of(new)))
    restored = new.told("restore", folder)
    assert restored["equal"]
    assert restored["registers"] == done["registers"]
    new.run("db", "start")
    assert new.ask("SELECT count(*) FROM journal_entry WHERE verb = 'office.restored'") == [(3,)]
    listed = {key: sha256 for sha256, key in read_list(Path(done["folder"]) / "files.sha256")}
    found = new.files()
    assert {key: sha256 for key, sha256 in found.items() if key in listed} == listed
    declared = FolderStorage(room / "root")
    ocfl.init_root(declared)
    assert found.keys() - listed.keys() == set(declared.list("")), "and what makes a folder an OCFL root"


def psql_of(home: Home) -> list[int]:
    """The psql that loads a dump into the database of this home."""
    place = str(home.cluster.place.socket).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes()
            if b"/psql\0" in words and place in words:
                found.append(int(process.name))
    return found


@pytest.fixture(scope="module")
def saved(living: Living) -> Iterator[tuple[Path, dict[str, str]]]:
    """A backup with encrypted keys, and the environment that can open them."""
    with tempfile.TemporaryDirectory() as name:
        secret = Path(name, "passphrase")
        secret.write_text("дугачка и тајна реченица")
        knowing = {"SALTER_BACKUP_PASSPHRASE_FILE": str(secret)}
        Home(living.path, knowing).run("backup", Path(name, "backups"), "--keys", "encrypt")
        yield Path(name, "backups"), knowing


def configured(monkeypatch: pytest.MonkeyPatch, home: Home) -> Config:
    """The configuration that the commands of this home have."""
    for name in [name for name in os.environ if name.startswith(("SALTER_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    for name, value in home.environment.items():
        monkeypatch.setenv(name, value)
    return Config()


def test_what_was_tampered_with_is_found(
    saved: tuple[Path, dict[str, str]], room: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, knowing = saved
    bad, untouched = room / "bad", empty("untouched", **knowing)
    config = configured(monkeypatch, untouched)
    for name in ("database.dump", "files.sha256", "manifest.json", "keys.tar.aes"):
        shutil.copytree(good, bad)
        part = Folder(bad).snapshot() / name
        part.write_bytes(part.read_bytes()[:-2] + b"x\n")
        with pytest.raises(Unsound, match="changed|cannot be read"):
            restore(config, bad, snapshot="", say=print)
        assert not untouched.path.exists()
        shutil.rmtree(bad)
    shutil.copytree(good, bad)
    sha256, _blanks, key = (Folder(bad).snapshot() / "files.sha256").read_text().splitlines()[0].partition("  ")
    file = bad / "files" / "sha256" / sha256[:2] / sha256[2:4] / sha256
    file.write_bytes(file.read_bytes() + b" ")
    [problem] = check(bad, print).problems
    assert str(file) in problem
    restored = empty("damaged", **knowing).told("restore", bad, expect=1)
    assert not restored["equal"]
    assert any(key in told for told in restored["problems"])


def test_keys_by_policy_and_a_stopped_office(
    living: Living, saved: tuple[Path, dict[str, str]], room: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, knowing = saved
    secret = (living.path / "secret.key").read_bytes()
    assert all(secret not in path.read_bytes() for path in (good / "snapshots").rglob("*") if path.is_file())
    for environ, words in (({}, "need a passphrase"), ({"SALTER_BACKUP_PASSPHRASE": "друга"}, "Nothing was touched")):
        config = configured(monkeypatch, empty("wrong", **environ))
        with pytest.raises(Refused, match=words):
            restore(config, good, snapshot="", say=print)
        assert not config.home.exists()

    stopped = empty("right", **knowing)
    stopped.run("restore", good)
    assert (stopped.path / "secret.key").read_bytes() == secret
    assert (stopped.path / "trust" / "root.pem").read_bytes() == (living.path / "trust" / "root.pem").read_bytes()
    assert not stopped.cluster.running
    with pytest.raises(Refused, match="is not empty"):
        restore(configured(monkeypatch, stopped), good, snapshot="", say=print)

    done = stopped.told("backup", room / "more", "--keys", "exclude")
    assert (done["problems"], done["keys"]) == ([], "exclude")
    assert not stopped.cluster.running
    without = empty("without")
    assert "everybody signs in again" in without.run("restore", room / "more").stdout
    assert not (without.path / "trust").exists()
    assert (without.path / "secret.key").read_bytes() != secret


def test_what_a_backup_refuses_in_words(
    living: Living, room: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(home: Home, folder: Path, words: str, policy: str = "exclude") -> None:
        with pytest.raises(Refused, match=words):
            backup(configured(monkeypatch, home), folder, key_policy=policy, keep=0, say=print)

    refused(empty("nobody"), room / "nothing", "There is no office")
    refused(living, living.path / "backups", "lies in SALTER_HOME")
    refused(living, room / "nothing", "need a passphrase", "encrypt")
    with Folder(room / "nothing").locked():
        refused(living, room / "nothing", "Another backup")


def test_a_lost_file_is_told_and_does_not_prevent_the_rest(
    living: Living, saved: tuple[Path, dict[str, str]], room: Path
) -> None:
    shutil.copytree(saved[0], room / "other")
    paper = living.register("Папир који се изгубио пре него што је сачуван")["sha256"]  # what is saved cannot be lost
    [key] = [key for key in living.files() if key.endswith(paper)]
    file = living.path / "documents" / key
    data = file.read_bytes()
    file.unlink()
    try:
        lost = living.told("backup", room / "other", "--keep", "1", expect=1)
    finally:
        file.write_bytes(data)
    assert lost["problems"] == [f"{key} is missing in the store"]
    assert lost["files"] > 20
    assert lost["pruned"] == [], "an earlier snapshot has what this one lacks"


@pytest.fixture
def server(room: Path) -> Cluster:
    """Debian's PostgreSQL 15 as a server of its own, with an empty database of an ordinary role `office`."""
    cluster = Cluster(room / "server", durable=False, environ={**os.environ, "SALTER_PG_BIN": DEBIAN_15})
    cluster.start()
    trusting = cluster.place.conf / "trusting.conf"
    trusting.write_text("local all all trust\n")
    (cluster.place.conf / "local.conf").write_text(f"hba_file = '{trusting}'\n")
    cluster.stop()
    cluster.start()
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE office LOGIN NOSUPERUSER CREATEROLE")
        connection.execute("CREATE DATABASE office OWNER office TEMPLATE template0 ENCODING 'UTF8'")
        connection.execute("CREATE ROLE office_backup LOGIN BYPASSRLS")
        connection.execute("GRANT pg_read_all_data TO office_backup")
    return cluster


@pytest.mark.needs("postgresql-15", "seaweed")
def test_a_server_of_ones_own_and_s3(
    saved: tuple[Path, dict[str, str]], room: Path, empty: Empty, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the embedded PostgreSQL 18 and a folder to PostgreSQL 15, another role and S3; and a backup from there."""
    good, knowing = saved
    with seaweed("salter") as s3:
        there = {
            "DATABASE_URL": server.url("office", "office"),
            "SALTER_STORAGE_URL": "s3://salter/office",
            **s3.environment,
            **knowing,
        }
        new = empty("elsewhere", **there)
        restored = new.told("restore", good)
        assert restored["equal"]
        assert _who_searches(server) == {("salter_search", False)}
        config = configured(monkeypatch, empty("again", **there))
        with pytest.raises(Refused, match="file store .* is not empty"):
            restore(config, good, snapshot="", say=print)
        with pytest.raises(Refused, match="database of DATABASE_URL is not empty"):
            restore(config.model_copy(update={"storage_url": ""}), good, snapshot="", say=print)
        with pytest.raises(DatabaseUnavailable, match="CREATE ROLE office_backup"):
            backup(config, room / "more", key_policy="exclude", keep=0, say=print)
        new.more = {**there, "SALTER_BACKUP_DATABASE_URL": server.url("office", "office_backup")}
        done = new.told("backup", room / "more")
    assert (done["problems"], done["files"]) == ([], restored["files"])
    assert done["registers"] == restored["registers"]
    assert check(room / "more", print).problems == []


def _who_searches(server: Cluster) -> set[tuple[str, bool]]:
    """Owners of the search functions, and whether the office's role inherits what they see."""
    with psycopg.connect(server.url("office", "office")) as connected:
        query = (
            "SELECT pg_get_userbyid(proowner), pg_has_role('office', proowner, 'USAGE') FROM pg_proc "
            "WHERE proname LIKE 'salter\\_search\\_%'"
        )
        return set(connected.execute(query).fetchall())


def peak_of_backup(home: Home, folder: Path) -> int:
    """The most memory, in KiB, that a backup had at a time."""
    process = home.start("backup", folder)
    assert process.stdout
    process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss


def test_memory_does_not_grow_with_the_number_of_files(living: Living, room: Path) -> None:
    few = peak_of_backup(living, room / "backups")
    living.add_files(6000)
    many = peak_of_backup(living, room / "backups")
    assert many < few + 20_000, f"{few} KiB, with 6,000 files more {many} KiB"
