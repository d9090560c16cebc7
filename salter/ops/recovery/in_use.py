"""Who has an office open, so that a backup which started the database does not stop it under an office that opens."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".open.lock"
_held: list[int] = []


def keep_open(home: Path) -> None:
    """From now until this process ends the office is in use; waits while somebody stops its database."""
    home.mkdir(parents=True, mode=0o711, exist_ok=True)
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held.append(descriptor)


@contextmanager
def nobody(home: Path) -> Iterator[bool]:
    """Whether nobody has the office open; whoever opens it meanwhile waits for the end of the block."""
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
