"""Copying, listing and hashing files as streams: no list, no file and no window of work grows with their number.

A list is text as `sha256sum` writes and checks it: hash, two blanks, key; sorted by hash.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from salter.documents.storage import CHUNK, Storage, safe_key

WORKERS = 6  # a store mostly waits: for its disk or the network
WINDOW = 96
SORTED_AT_ONCE = 100_000
TELL_SECONDS = 5.0

Say = Callable[[str], None]
Line = tuple[str, str]
T = TypeVar("T")
R = TypeVar("R")


class WrongBytes(Exception):
    """The bytes have another hash than their name says."""


class Verified:
    """A stream that hashes what is read from it, and fails at the end when that is not what it should be."""

    def __init__(self, stream: BinaryIO, sha256: str) -> None:
        self._stream = stream
        self._sha256 = sha256
        self._hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises WrongBytes at the end of a stream that is not what it should be."""
        piece = self._stream.read(size)
        self._hash.update(piece)
        self.size += len(piece)
        if not piece and self._hash.hexdigest() != self._sha256:
            raise WrongBytes(self._sha256)
        return piece


def copy(source: Storage, key: str, target: Storage, to: str, sha256: str) -> int:
    """Copy one file; it becomes visible only when its hash was right. Gives its bytes.

    Raises WrongBytes, StorageError.
    """
    with source.open(key) as stream:
        verified = Verified(stream, sha256)
        target.put(to, cast(BinaryIO, verified))  # a store only reads
    return verified.size


def hash_of(storage: Storage, key: str) -> str:
    """The SHA-256 of a file of a store. Raises StorageError."""
    digest = hashlib.sha256()
    with storage.open(key) as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def in_parallel(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """The results of `do`, in order, with a few at work at a time and a window of waiting ones in memory."""
    rest = iter(items)
    with ThreadPoolExecutor(WORKERS) as pool:
        while window := list(islice(rest, WINDOW)):
            yield from pool.map(do, window)


def told(results: Iterable[R], say: Say, what: str, total: int = 0) -> Iterator[R]:
    """Pass results on and say every few seconds how far it is."""
    of, next_time = (f" of {total}" if total else ""), time.monotonic() + TELL_SECONDS
    for number, result in enumerate(results, 1):
        yield result
        if time.monotonic() >= next_time:
            say(f"  {what}: {number}{of}")
            next_time = time.monotonic() + TELL_SECONDS


def write_list(lines: Iterable[Line], path: Path) -> int:
    """Write a list sorted by hash, whatever its length; gives how many lines it has."""
    count = 0
    with ExitStack() as stack:
        runs = list(_sorted_runs(lines, stack))
        with path.open("w", encoding="utf-8") as out:
            for text in heapq.merge(*runs):
                out.write(text)
                count += 1
            out.flush()
            os.fsync(out.fileno())
    return count


def _sorted_runs(lines: Iterable[Line], stack: ExitStack) -> Iterator[Iterable[str]]:
    texts = (f"{sha256}  {key}\n" for sha256, key in lines)
    while run := sorted(islice(texts, SORTED_AT_ONCE)):
        waiting = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", prefix="salter-"))  # noqa: SIM115
        waiting.writelines(run)
        waiting.seek(0)
        yield waiting


def read_list(path: Path) -> Iterator[Line]:
    """The lines of a list. Raises StorageError for a key that leads out of a store."""
    with path.open(encoding="utf-8") as stream:
        for text in stream:
            sha256, _blanks, key = text.rstrip("\n").partition("  ")
            yield sha256, safe_key(key)
