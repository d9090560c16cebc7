"""A real installation of its own: embedded database, web and worker processes, people, and no case."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from salter.ops.database import Cluster
from salter.ops.demo.office import CODE
from salter.ops.walk_office import environment, throw_away_office


@dataclass
class Installation:
    """The installation from outside: HTTP, its database cluster, its processes."""

    url: str
    home: Path
    token: str

    @property
    def cluster(self) -> Cluster:
        """Its embedded database."""
        return Cluster(self.home)

    def get(self, path: str) -> httpx.Response:
        """A page or a part of the API."""
        return httpx.get(self.url + path, headers={"Authorization": f"Bearer {self.token}"}, timeout=60)

    def register(self, subject: str, key: str = "") -> httpx.Response:
        """Register a case with one paper over the API."""
        paper = {"name": "zahtev.txt", "content_base64": base64.b64encode(subject.encode()).decode()}
        body = {"procedure": "P036", "subject": subject, "documents": [paper]}
        party = {"kind": "person", "name": "Стојан Пешић"}
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return httpx.post(f"{self.url}/api/v1/cases", json=body | {"party": party}, headers=headers, timeout=60)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of one's own, in the scope of the office."""
        connection = psycopg.connect(self.cluster.url(), autocommit=True)
        connection.execute(
            "SELECT set_config('app.org', id::text, false) FROM organisations_organisation WHERE code = %s", [CODE]
        )
        return connection

    def count(self, table: str, condition: str = "true") -> int:
        """How many rows of the office there are."""
        with self.connect() as connection:
            [(found,)] = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchall()
        return int(found)

    def workers(self) -> list[int]:
        """The worker processes of this installation."""
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self._is_worker(pid)]

    def _is_worker(self, pid: int) -> bool:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            settings = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        ours = f"SALTER_HOME={self.home}".encode() in settings
        return ours and command[-3:-1] == [b"salter.ops.cli", b"worker"] and b"keeper.py" not in b" ".join(command)


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something. Fails after that many seconds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.1)


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    """The running installation; gone without a trace afterwards."""
    with throw_away_office(print) as office:
        command = [sys.executable, "-m", "salter.ops.cli", "token", "--organisation", CODE]
        done = subprocess.run(
            [*command, "--role", "registry-clerk"],
            env=environment(os.environ, office.home),
            capture_output=True,
            text=True,
            check=True,
        )
        yield Installation(office.url, office.home, done.stdout.strip())
