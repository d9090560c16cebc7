"""Content-addressed bytes: the key of a blob is its SHA-256, so it is stored once, never changed, and proves itself."""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from salter.documents.storage import NotStored, Storage, chunks

IN_MEMORY = 8 << 20  # larger streams wait in a temporary file while they are hashed


class TooLarge(Exception):
    """The stream has more bytes than the limit; nothing was kept."""


@dataclass(frozen=True)
class Blob:
    """Stored bytes: SHA-256 in lower-case hex, and how many."""

    sha256: str
    size: int


def key_of(sha256: str) -> str:
    """Where a blob lies: `sha256/ab/cd/<hex>`. Raises ValueError when this is no SHA-256 in lower-case hex."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError("not a SHA-256")
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


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
        if not _is_there(storage, blob):
            storage.put(key_of(blob.sha256), cast(BinaryIO, waiting))
    return blob


def _is_there(storage: Storage, blob: Blob) -> bool:
    """Stored already; one of another size was damaged and is written anew."""
    try:
        return storage.size(key_of(blob.sha256)) == blob.size
    except NotStored:
        return False


def load(storage: Storage, sha256: str) -> BinaryIO:
    """A stream over a blob; the caller closes it. Raises NotStored."""
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
