"""A start that finds everything prepared, and each thing that makes it look again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import make_conninfo

from salter.ops import prepared
from salter.ops.config import Config
from salter.ops.recovery.database import RESTORED
from salter.ops.tasks import go_on_seeding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Of an installation whose database is that of the tests, with its static files collected."""
    given = connection.get_connection_params()
    parts = {key: given.get(key) for key in ("dbname", "user", "password", "host", "port")}
    monkeypatch.setenv("DATABASE_URL", make_conninfo("", **parts))
    monkeypatch.setenv("SALTER_HOME", str(tmp_path))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / ".collected").touch()
    return Config()


def test_what_was_noted_is_prepared(config: Config) -> None:
    assert not prepared.is_prepared(config)
    prepared.note(config, waiting=0)
    assert prepared.is_prepared(config)


def test_a_changed_program_is_prepared_anew(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migration = tmp_path / "program" / "registry" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.touch()
    monkeypatch.setattr(prepared, "PACKAGE", tmp_path / "program")
    prepared.note(config, waiting=0)
    assert prepared.is_prepared(config)
    os.utime(migration, (1, 1))
    assert not prepared.is_prepared(config)


def test_another_database_is_prepared_anew(config: Config) -> None:
    prepared.note(config, waiting=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = applied + interval '1 second' WHERE id = 1")
    assert not prepared.is_prepared(config)


def test_static_files_that_are_gone_are_collected_again(config: Config) -> None:
    prepared.note(config, waiting=0)
    (config.home / "static" / ".collected").unlink()
    assert not prepared.is_prepared(config)


def test_a_restored_office_is_looked_at(config: Config) -> None:
    prepared.note(config, waiting=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE public.{RESTORED} ()")
    try:
        assert not prepared.is_prepared(config)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE public.{RESTORED}")


def test_cases_that_wait_need_a_job(config: Config) -> None:
    prepared.note(config, waiting=3)
    assert not prepared.is_prepared(config)
    go_on_seeding()
    assert prepared.is_prepared(config)
    assert ProcrastinateJob.objects.filter(task_name="ops.let_a_case_live", status="todo").count() == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"program": 1}'])
def test_a_note_that_cannot_be_read_is_none(config: Config, text: str) -> None:
    (config.home / prepared.NOTE).write_text(text, "utf-8")
    assert not prepared.is_prepared(config)
