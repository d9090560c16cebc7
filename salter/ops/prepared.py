"""Whether a start of the demo has anything to prepare, asked without Django: loading it alone takes a second.

What the last start has prepared is noted in SALTER_HOME: the program as it was (migrations, static files and the demo's
data by name, size and time; the libraries that bring some by version) and the database as it was (each migration with
the moment when it was applied, so no other database is taken for this one). While both are the same, nothing is to be
migrated, collected or founded. A restored office that is not opened yet never counts as prepared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psycopg

from salter.ops.config import Config
from salter.ops.recovery.database import RESTORED

NOTE = ".prepared"
PACKAGE = Path(__file__).parents[1]
FOLDERS = ("*/migrations", "*/static", "ops/demo")
LIBRARIES = ("django", "django-allauth", "procrastinate", "whitenoise")
STATE = """
SELECT md5(string_agg(concat_ws(' ', app, name, extract(epoch FROM applied)), ',' ORDER BY id)),
    to_regclass(%s) IS NULL,
    EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = 'ops.let_a_case_live' AND status IN ('todo', 'doing'))
FROM django_migrations
"""
PEOPLE = "SELECT username, display_name, demo_note FROM organisations_account WHERE is_active AND demo ORDER BY id"


def is_prepared(config: Config) -> bool:
    """Whether the database (which runs) and the static files are as the last start of this program has left them.

    Cases that have still to live are no matter while the worker has a job for them.
    """
    try:
        note = json.loads((config.home / NOTE).read_bytes())
        noted, waiting = (note["program"], note["database"]), bool(note["waiting"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if not (config.home / "static" / ".collected").exists():
        return False
    database, is_open, has_job = _state(config)
    return is_open and noted == (_program(), database) and (has_job or not waiting)


def note(config: Config, *, waiting: int) -> None:
    """Keep that everything is prepared now, but for `waiting` turns of the demo's cases."""
    known = {"program": _program(), "database": _state(config)[0], "waiting": waiting > 0}
    (config.home / NOTE).write_text(json.dumps(known), "utf-8")


def people(config: Config) -> list[tuple[str, str, str]]:
    """User name, name and note of those who are shown on the demo's sign-in page."""
    with psycopg.connect(config.database()) as connection:
        return [(str(username), str(name), str(does)) for username, name, does in connection.execute(PEOPLE)]


def _state(config: Config) -> tuple[str, bool, bool]:
    """The migrations that the database has had; whether the office is open; whether a job lets its cases live."""
    try:
        with psycopg.connect(config.database()) as connection:
            row = connection.execute(STATE, [f"public.{RESTORED}"]).fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    return (str(row[0]), bool(row[1]), bool(row[2])) if row else ("", False, False)


def _program() -> str:
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for path in sorted(_files()):
        stat = path.stat()
        digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for pattern in FOLDERS:
        for folder in PACKAGE.glob(pattern):
            yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
