"""Content-addressed bytes: the key of a blob is its SHA-256, so it is stored once, never changed, and proves itself."""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from salter.documents.storage import Destroyed, NotStored, Storage, chunks
from salter.organisations import clock

FOLDER = "sha256"
YOUNG = timedelta(hours=12)
"""Bytes that were stored so lately are nobody's to remove, long enough for the row that will name them."""
IN_MEMORY = 8 << 20  # larger streams wait in a temporary file while they are hashed


class TooLarge(Exception):
    """The stream has more bytes than the limit; nothing was kept."""


@dataclass(frozen=True)
class Blob:
    """Stored bytes: SHA-256 in lower-case hex, and how many."""

    sha256: str
    size: int


def key_of(sha256: str) -> str:
    """Where a blob lies: `sha256/ab/cd/<hex>`.

    Raises Destroyed for a document that names no bytes, ValueError when this is no SHA-256 in lower-case hex.
    """
    if not sha256:
        raise Destroyed("the document was destroyed")
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError("not a SHA-256")
    return f"{FOLDER}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def save(storage: Storage, stream: BinaryIO, *, limit: int) -> Blob:
    """Store the rest of a stream; written and flushed when this returns. The same bytes twice are one blob.

    `limit` is in bytes. Raises TooLarge (nothing is kept) or StorageError.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, prefix="salter-") as waiting:
        sha256, size = hashlib.sha256(), 0
        for chunk in chunks(stream):
            size += len(chunk)
            if size > limit:
                raise TooLarge(f"more than {limit} bytes")
            sha256.update(chunk)
            waiting.write(chunk)
        waiting.seek(0)
        blob = Blob(sha256.hexdigest(), size)
        _keep(storage, blob, cast(BinaryIO, waiting))
    return blob


def _keep(storage: Storage, blob: Blob, data: BinaryIO) -> None:
    """Store what is not there. What lies there since long may be going just now, and what has another size was damaged:
    both are written anew."""
    key = key_of(blob.sha256)
    try:
        found = storage.stat(key)
    except NotStored:
        storage.put(key, data)
        return
    if found.size != blob.size or found.written_at < clock.real_now() - YOUNG:
        storage.renew(key, data)


def load(storage: Storage, sha256: str) -> BinaryIO:
    """A stream over a blob; the caller closes it. Raises NotStored, Destroyed."""
    return storage.open(key_of(sha256))


def verify(storage: Storage, sha256: str) -> bool:
    """Read the blob again and compare: False when it is missing or its bytes have another hash.

    Raises StorageError when the store cannot answer.
    """
    try:
        with load(storage, sha256) as stream:
            found = hashlib.sha256()
            for chunk in chunks(stream):
                found.update(chunk)
    except NotStored:
        return False
    return found.hexdigest() == sha256


def sweep_temporary(storage: Storage, *, before: datetime) -> int:
    """Remove what writers killed before that moment (aware) left behind; how many remains went."""
    return storage.sweep(before)
