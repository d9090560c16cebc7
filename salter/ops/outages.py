"""Faults of the machinery as people and programs are told of them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from django.db import InterfaceError, InternalError, OperationalError
from psycopg_pool import PoolTimeout

from salter.documents.storage import Destroyed, StorageDown, StorageError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
BROKEN_DISK = (*NO_ROOM, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE)
DISK_FULL = "53100"
WAITED_TOO_LONG = ("55P03", "57014", "25P03", "25P04")
"""SQLSTATEs of the limits that settings put on a request: on a lock, a statement, a transaction."""


@dataclass(frozen=True, slots=True)
class Outage:
    """What does not do its part: a stable code, and the words for programs and logs."""

    code: str
    title: str


DATABASE = Outage("database-unavailable", "The database does not answer.")
STORAGE = Outage("storage-unavailable", "The file store does not answer.")
FULL = Outage("no-space", "There is no room left on a disk of this office.")
BUSY = Outage("busy", "Too many want the same at once.")


def outage_of(error: BaseException) -> Outage | None:
    """Which outage an exception means; None when it means something else."""
    causes = list(_causes(error))
    if any(isinstance(cause, OSError) and cause.errno in NO_ROOM for cause in causes):
        return FULL
    if isinstance(error, Destroyed):
        return None
    if isinstance(error, StorageError):
        return FULL if _says_full(error) else STORAGE
    if isinstance(error, OSError):
        return STORAGE if error.errno in BROKEN_DISK else None
    states = {cause.sqlstate for cause in causes if isinstance(cause, psycopg.Error)}
    if isinstance(error, InternalError):  # the driver calls a transaction that stood still too long (25P03) so
        return BUSY if states.intersection(WAITED_TOO_LONG) else None
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return _of_database(states)
    return None


def _of_database(states: set[str | None]) -> Outage:
    if DISK_FULL in states:
        return FULL
    return BUSY if states.intersection(WAITED_TOO_LONG) else DATABASE


def _says_full(error: StorageError) -> bool:
    """S3 servers have no number for it."""
    return isinstance(error, StorageDown) and "no space" in str(error).lower()


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
