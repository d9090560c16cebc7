"""A real installation of its own, seen from outside: its address, its processes, its database, its two small disks.

It runs as every office does: embedded PostgreSQL with fsync, web and worker under the supervisor. What makes it ready
to be broken: the database and the files may each lie on a file system of their own, small enough to be filled, and its
processes may read a clock that can be moved.
"""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psycopg

from salter.ops.database import Cluster
from salter.ops.database_process import server_of
from salter.ops.database_programs import PROGRAMS_PATH, wheel_folder
from salter.ops.demo.office import CODE
from salter.ops.walk_office import environment, throw_away_office
from tests.support.ready_schema import lay_in

DISK_MIB = 400
"""Of each of the two small disks: room for PostgreSQL (about 120 MiB with little WAL) and for a few thousand files."""
DISKS = ("home", "store")
COMMAND = 300  # seconds that a command may take before the test that runs it fails
TOLD_AS_OUTAGES = ("OperationalError", "InterfaceError", "PoolTimeout", "StorageDown", "NotStored", "OSError")
"""Django logs each of these as a failure before it is answered with 503."""
END_OF_EXCEPTION = 400  # characters that hold its name and its words, which may have several lines
BOUNDED = "-c statement_timeout=60s -c lock_timeout=60s"  # a question of a test never waits without end
LITTLE_WAL = "max_wal_size = 64MB\nmin_wal_size = 32MB\n"


class Broken(Exception):
    """The house did not do what it must; the message says what was waited for and what it said last."""


@dataclass
class House:
    """The installation from outside."""

    url: str
    home: Path
    disks: Mapping[str, Path] = field(default_factory=dict)
    clock: Path | None = None

    @cached_property
    def token(self) -> str:
        """A token of the registry clerk."""
        return self.salter("token", "--organisation", CODE, "--role", "registry-clerk").strip()

    @property
    def environment(self) -> dict[str, str]:
        """What a command line of this installation needs."""
        return environment(os.environ, self.home) | {"SALTER_STORAGE_URL": self.store.as_uri()}

    @property
    def store(self) -> Path:
        """The folder of its files."""
        return self.disks.get("store", self.home) / "documents"

    @property
    def cluster(self) -> Cluster:
        """Its embedded database."""
        return Cluster(self.home)

    def salter(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """What a `salter` command prints. Raises Broken when it ends with another code than these."""
        command = [sys.executable, "-m", "salter.ops.cli", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=COMMAND)
        if done.returncode not in codes:
            raise Broken(f"salter {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def get(self, path: str) -> httpx.Response:
        """A page or a part of the API."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(self.url + path, headers=headers, timeout=60, trust_env=False)

    def register(self, subject: str, key: str = "") -> httpx.Response:
        """Register a case with one paper over the API."""
        paper = {"name": "zahtev.txt", "content_base64": base64.b64encode(subject.encode()).decode()}
        body = {"procedure": "P036", "subject": subject, "documents": [paper]}
        party = {"kind": "person", "name": "Стојан Пешић"}
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        address = f"{self.url}/api/v1/cases"
        return httpx.post(address, json=body | {"party": party}, headers=headers, timeout=60, trust_env=False)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of one's own, in the scope of the office."""
        connection = psycopg.connect(self.cluster.url(), autocommit=True, options=BOUNDED, connect_timeout=30)
        connection.execute(
            "SELECT set_config('app.org', id::text, false) FROM organisations_organisation WHERE code = %s", [CODE]
        )
        return connection

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """The rows of an answer of the database, in the scope of the office."""
        with self.connect() as connection:
            return connection.execute(question.encode()).fetchall()

    def count(self, table: str, condition: str = "true") -> int:
        """How many rows of the office there are."""
        [(found,)] = self.ask(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(found)

    def said(self) -> str:
        """What the supervisor and the processes have said last."""
        return (self.home / "office.log").read_text("utf-8", errors="replace")[-4000:]

    def failures_told(self, most: int = 3) -> str:
        """The last answers of 500 in the log that were no outage, each with where in our code it came from."""
        text = (self.home / "office.log").read_text("utf-8", errors="replace")
        told = [line for line in text.splitlines() if "Internal Server Error" in line and '"exception"' in line]
        told = [line for line in told if not any(name in line[-END_OF_EXCEPTION:] for name in TOLD_AS_OUTAGES)]
        return "\n".join(line.replace("\\n", "\n") for line in told[-most:])

    # --- its processes ---

    @property
    def office(self) -> int:
        """The supervisor."""
        return self._one(b"salter.ops.walk_office")

    @property
    def web(self) -> int:
        """The web server, which watches over its own worker processes."""
        return self._one(b"salter.ops.web", parent=self.office)

    @property
    def web_workers(self) -> list[int]:
        """The processes that answer requests."""
        web = self.web
        return [pid for pid in self._ours(b"salter.ops.web") if parent_of(pid) == web]

    @property
    def worker(self) -> int:
        """The process of the background work."""
        return self._one(b"worker", parent=self.office)

    @property
    def postmaster(self) -> int:
        """The database server."""
        pid = server_of(self.cluster.place.data)
        if pid is None:
            raise Broken("the database server is gone")
        return pid

    @property
    def backends(self) -> list[int]:
        """The server's processes that serve a connection of the application."""
        title = f"postgres: {self.cluster.place.cluster_name}: salter salter".encode()
        return [pid for pid in processes() if arguments(pid)[0].startswith(title)]

    @property
    def writers(self) -> list[int]:
        """All processes that write to the database's disk."""
        title = f"postgres: {self.cluster.place.cluster_name}:".encode()
        return [pid for pid in processes() if arguments(pid)[0].startswith(title)]

    @property
    def everything(self) -> list[int]:
        """All its processes."""
        mark = f"SALTER_HOME={self.home}".encode()
        return [pid for pid in processes() if mark in read(pid, "environ").split(b"\0")] + self.writers

    def _one(self, word: bytes, parent: int | None = None) -> int:
        found = [pid for pid in self._ours(word) if parent in (None, parent_of(pid))]
        if len(found) != 1:
            raise Broken(f"{len(found)} processes of {word.decode()}")
        return found[0]

    def _ours(self, word: bytes) -> list[int]:
        mark = f"SALTER_HOME={self.home}".encode()
        return [pid for pid in processes() if word in arguments(pid) and mark in read(pid, "environ").split(b"\0")]

    # --- is it well ---

    def ready(self) -> bool:
        """Whether it says that it can work, and whether its worker is there."""
        try:
            answer = httpx.get(f"{self.url}/health/ready", timeout=5, trust_env=False)
            return answer.status_code == 200 and bool(self.worker)
        except (httpx.TransportError, Broken):
            return False

    def settled(self) -> bool:
        """Whether nothing waits for the relay or for the worker."""
        jobs = "SELECT 1 FROM procrastinate_jobs WHERE queue_name = 'journal' AND status IN ('todo', 'doing')"
        try:
            return not self.ask(f"SELECT 1 FROM journal_outbox UNION ALL {jobs}")
        except psycopg.Error:
            return False

    def until(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for something. Raises Broken after that many seconds."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise Broken(f"not within {seconds:g} s: {what}\n{self.said()}")
            time.sleep(0.1)

    def come_to_rest(self, seconds: float = 120) -> None:
        """Wait until it can work and has nothing left to do. Raises Broken."""
        self.until(self.ready, 60, "ready")
        self.until(self.settled, seconds, "all background work done")


# --- processes of the machine ---


def processes() -> list[int]:
    """The numbers of all processes."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def read(pid: int, name: str) -> bytes:
    """A file of a process in /proc; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def arguments(pid: int) -> list[bytes]:
    """The command line of a process."""
    return read(pid, "cmdline").split(b"\0")


def parent_of(pid: int) -> int:
    """The parent of a process; 0 when the process is gone."""
    stat = read(pid, "stat").rpartition(b")")[2].split()
    return int(stat[1]) if stat else 0


def send(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to processes, of which some may be gone by now."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


# --- opening one ---


@contextmanager
def open_house(*, disks: bool = False, clock: bool = False, more: Mapping[str, str] | None = None) -> Iterator[House]:
    """A running house with people and no case, gone without a trace afterwards.

    In: whether it and its files lie on small disks (`needs("mount")`); whether its clock can be moved (`needs("cc")`);
    more environment for its processes.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="salter-house-")))
        folder.chmod(0o711)
        given = dict(more or {})
        small = {name: stack.enter_context(small_disk(folder / name)) for name in DISKS} if disks else {}
        home = small.get("home", folder) / "home"
        home.mkdir(mode=0o711)
        lay_in(home)
        if small:
            _write_settings(home)
            given["SALTER_STORAGE_URL"] = (small["store"] / "documents").as_uri()
        moved = movable_clock(folder, given) if clock else None
        office = stack.enter_context(throw_away_office(print, home=home, more=given))
        house = House(office.url, office.home, small, moved)
        stack.callback(lambda: send(house.everything, signal.SIGCONT))  # a test that broke off may have stopped some
        yield house


def _write_settings(home: Path) -> None:
    """Little write-ahead log, so that the small disk is not full from the beginning."""
    conf = home / "postgres" / "conf"
    conf.mkdir(mode=0o755, parents=True)
    (conf / "local.conf").write_text(LITTLE_WAL)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """An ext4 in a file, mounted."""
    image = folder.with_suffix(".img")
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(DISK_MIB << 20)
    run("mkfs.ext4", "-q", "-m", "0", str(image))
    run("mount", "-o", "loop", str(image), str(folder))
    try:
        folder.chmod(0o711)
        yield folder
    finally:
        run("umount", "--lazy", str(folder))


def run(*command: str) -> None:
    """Run a program of the system. Raises Broken when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND)
    if done.returncode:
        raise Broken(f"{' '.join(command)}: {done.stderr}")


def movable_clock(folder: Path, given: dict[str, str]) -> Path:
    """Let web, worker and database read a clock that is so many seconds off as stand in the file (`set_clock`)."""
    file, library, programs = folder / "clock", folder / "clock.so", folder / "programs"
    set_clock(file, 0)
    run("cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(Path(__file__).with_name("clock.c")))
    moved = {"LD_PRELOAD": str(library), "HOUSE_CLOCK": str(file)}
    programs.mkdir()
    wheel = wheel_folder()
    assert wheel
    for name in ("postgres", "initdb"):  # they get a clean environment, so it is given to them here
        settings = " ".join(f"{variable}={value}" for variable, value in moved.items() if name == "postgres")
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec env {settings} {wheel / PROGRAMS_PATH / name} "$@"\n')
        script.chmod(0o755)
    given |= moved | {"SALTER_PG_BIN": str(programs)}
    return file


def set_clock(file: Path, seconds: int) -> None:
    """Move a clock to so many seconds from the real one."""
    with file.open("r+b" if file.exists() else "wb") as opened:
        opened.write(seconds.to_bytes(8, "little", signed=True))
