"""Real installations, real commands: an office under load, and what is restored from its backups."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from salter.documents.blobs import key_of
from salter.documents.storage import INCOMING, LOCK
from salter.ops.database import Cluster
from salter.ops.demo.office import CODE
from salter.ops.walk_office import environment, throw_away_office
from tests.support.ready_schema import new_home

CHECKOUT = Path(__file__).resolve().parents[3]
SALTER = (sys.executable, "-m", "salter.ops.cli")


@dataclass
class Home:
    """An installation on the command line: its SALTER_HOME and what else stands in its environment."""

    path: Path
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def cluster(self) -> Cluster:
        """Its embedded database."""
        return Cluster(self.path)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        return environment(os.environ, self.path) | dict(self.more)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A `salter` command that runs beside the test."""
        command = [*SALTER, *map(str, arguments)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env=self.environment, text=True, **streams)  # type: ignore[call-overload,no-any-return]

    def run(self, *arguments: object, expect: int = 0) -> subprocess.CompletedProcess[str]:
        """A `salter` command to its end, and its exit code as expected."""
        command = [*SALTER, *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == expect, done.stdout + done.stderr
        return done

    def told(self, *arguments: object, expect: int = 0) -> Any:
        """What a command says with --json."""
        return json.loads(self.run(*arguments, "--json", expect=expect).stdout)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, asked by the superuser."""
        with psycopg.connect(self.cluster.url(user="postgres"), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def files(self) -> dict[str, str]:
        """Every file of the store with its SHA-256."""
        root = self.path / "documents"
        ours = {INCOMING, LOCK}
        paths = [path for path in root.rglob("*") if path.is_file() and ours.isdisjoint(path.parts)]
        return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def add_files(self, count: int) -> None:
        """So many documents more, as rows and files, quickly."""
        rows = []
        for _ in range(count):
            data = uuid.uuid4().bytes * 64
            sha256 = hashlib.sha256(data).hexdigest()
            path = self.path / "documents" / key_of(sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            rows.append((uuid.uuid4(), sha256, len(data)))
        with psycopg.connect(self.cluster.url(user="postgres")) as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO documents_document (id, organisation_id, name, sha256, size, media_type, source, puid, "
                "format_name, processing, text, created_at) SELECT %s, min(id), 'spis.txt', %s, %s, 'text/plain', "
                "'scan', '', '', 'done', '', '2026-01-01' FROM organisations_organisation",
                rows,
            )


@dataclass
class Living(Home):
    """An office that is open."""

    url: str = ""
    token: str = ""

    def register(self, subject: str) -> dict[str, Any]:
        """Register a case with one paper over the API; gives the answer and the hash of the paper."""
        data = subject.encode()
        paper = {"name": "zahtev.txt", "content_base64": base64.b64encode(data).decode()}
        body = {"procedure": "P036", "subject": subject, "documents": [paper]}
        response = httpx.post(
            f"{self.url}/api/v1/cases",
            json=body | {"party": {"kind": "person", "name": "Стојан Пешић"}},
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=60,
        )
        assert response.status_code == 201, response.text
        return {**response.json(), "sha256": hashlib.sha256(data).hexdigest()}


EVERYTHING = """
import django
django.setup()
from tests.support.scene import play
play("sve")
"""


@pytest.fixture(scope="package")
def living() -> Iterator[Living]:
    """A running office (web, worker, database), and beside it one with an object of every sort, archived cases too."""
    with throw_away_office(print, home=new_home("salter-living-")) as office:
        home = Living(office.home, url=office.url)
        subprocess.run([sys.executable, "-c", EVERYTHING], env=home.environment, cwd=CHECKOUT, check=True)
        home.token = home.run("token", "--organisation", CODE, "--role", "registry-clerk").stdout.strip()
        yield home


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that the database's user may pass through; databases below it are stopped and removed."""
    path = Path(tempfile.mkdtemp(prefix="salter-rec-"))
    path.chmod(0o711)
    yield path
    for home in path.iterdir():
        if (home / "database.json").exists():
            Cluster(home).destroy()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def empty(room: Path) -> Callable[..., Home]:
    """A factory of installations that do not exist yet."""

    def made(name: str = "new", **more: str) -> Home:
        return Home(room / name, more)

    return made
