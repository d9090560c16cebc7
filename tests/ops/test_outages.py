"""Which fault of the machinery an exception means, and what people and programs are told of it."""

from __future__ import annotations

import errno
from typing import Any, cast

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import IntegrityError, InternalError, OperationalError, connection
from django.test import Client
from psycopg_pool import PoolTimeout

from salter.documents.storage import NotStored, StorageDown
from salter.ops.outages import outage_of
from salter.organisations.models import Role
from tests.support.office import Office, found_office


def caused(error: Exception, cause: Exception) -> Exception:
    """An exception as Django raises it over the driver's."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("connection refused"), "database-unavailable"),
        (caused(OperationalError("x"), psycopg.errors.DiskFull("x")), "no-space"),
        (caused(OperationalError("x"), psycopg.errors.LockNotAvailable("x")), "busy"),
        (caused(OperationalError("x"), psycopg.errors.QueryCanceled("x")), "busy"),
        (caused(OperationalError("x"), PoolTimeout("x")), "database-unavailable"),
        (caused(InternalError("x"), psycopg.errors.IdleInTransactionSessionTimeout("x")), "busy"),
        (caused(InternalError("x"), psycopg.errors.TransactionTimeout("x")), "busy"),
        (caused(InternalError("x"), psycopg.errors.DataCorrupted("x")), None),
        (StorageDown("x"), "storage-unavailable"),
        (NotStored("x"), "storage-unavailable"),
        (caused(StorageDown("x"), OSError(errno.ENOSPC, "No space left on device")), "no-space"),
        (StorageDown("500 Internal Server Error: no space left"), "no-space"),
        (OSError(errno.ENOSPC, "No space left on device"), "no-space"),
        (OSError(errno.EIO, "Input/output error"), "storage-unavailable"),
        (FileNotFoundError(errno.ENOENT, "no such file"), None),
        (IntegrityError("x"), None),
        (ValueError("x"), None),
    ],
)
def test_an_exception_means_an_outage_or_none(error: Exception, code: str | None) -> None:
    found = outage_of(error)
    assert (found.code if found else None) == code


def test_a_full_disk_under_an_upload_is_told_and_not_an_error_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django writes large uploads to the temporary folder before anything of ours sees them."""

    def full(*_arguments: Any, **_options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", full)
    paper = SimpleUploadedFile("a.pdf", bytes(2 << 20))
    page = Client(raise_request_exception=False).post("/sign-in/", {"file": paper})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "нема више места" in page.content.decode()


def test_a_request_that_waits_too_long_is_told_to_come_back(db: None) -> None:
    def locked(*_arguments: object) -> Any:
        raise caused(OperationalError("x"), psycopg.errors.LockNotAvailable("x"))

    with connection.execute_wrapper(locked):
        answer = Client(raise_request_exception=False).get("/api/v1/cases", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "busy", "5")
    assert "Idempotency-Key" in answer.json()["title"]


@pytest.mark.django_db(transaction=True)
def test_a_session_that_the_database_does_not_keep_is_an_outage_and_not_the_end_of_the_session() -> None:
    """Django says of every fault while it saves a session that somebody ended the session meanwhile: 400."""
    person = found_office("seansa").account(Role.HANDLER)
    person.set_password("реч за пробу")
    person.save()

    def cut(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            raise caused(OperationalError("x"), psycopg.errors.AdminShutdown("x"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut):
        form = {"username": person.username, "password": "реч за пробу"}
        answer = Client(raise_request_exception=False).post("/sign-in/", form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


class CutAt:
    """The database ends the connection just before its statement of that number."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            assert connection.connection is not None
            pid = connection.connection.info.backend_pid
            with cast(Any, connection).pool.connection() as another:
                another.execute("SELECT pg_terminate_backend(%s)", [pid])
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_a_connection_may_break_at_any_statement_of_signing_in() -> None:
    person = found_office("prekidi").account(Role.HANDLER)
    person.set_password("реч за пробу")
    person.save()
    form = {"username": person.username, "password": "реч за пробу"}
    statuses: list[int] = []
    number = 0
    while not statuses or statuses[-1] != 302:
        number += 1
        with connection.execute_wrapper(CutAt(number)):
            statuses.append(Client(raise_request_exception=False).post("/sign-in/", form).status_code)
        connection.close()
        assert number < 100
    assert number > 15
    assert set(statuses[:-1]) == {503}, statuses


@pytest.mark.django_db
def test_every_process_gives_up_a_transaction_in_which_nothing_happens() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("2min",)
