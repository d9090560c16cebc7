"""One small port over a folder or S3: whole objects under safe keys, written atomically and flushed.

`put` replaces an object as a whole: a reader sees the old bytes or the new ones, never a part. When it returns, the
bytes are on the disk (folder: file and folders flushed) or the S3 server has acknowledged them.

One `remove_older` at a time may run beside any `renew`, also on other machines: what is renewed stays.
"""

from __future__ import annotations

import fcntl
import io
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from salter.journal.faults import Passing

if TYPE_CHECKING:
    from obstore import ReadableFile

CHUNK = 1 << 20
ONE_REQUEST = 8 << 20  # what S3 gets in one request; anything larger goes in parts, each within 30 s
INCOMING = ".incoming"  # folder of the files that are being written
LOCK = ".lock"  # file that writers into a folder hold together, and a removal alone
GOING = "removing"  # folder of the marks of objects on S3 that are being removed
DEAD = timedelta(minutes=5)  # a removal takes seconds: an older mark is of one that was killed
WAITS, PAUSE = 150, 0.2  # how often, and after how many seconds, a mark is looked for again


class StorageError(Exception):
    """The store could not do it; nothing half-written is visible under the key."""


class StorageDown(StorageError, Passing):
    """The disk or the S3 server does not do its part just now."""


class NotStored(StorageError):
    """There is nothing under this key."""


class Destroyed(NotStored):
    """The document was destroyed when its time of keeping was over: its row names no bytes any more."""


@dataclass(frozen=True, slots=True)
class Stat:
    """How many bytes an object has, and when it was written, by the clock of the store."""

    size: int
    written_at: datetime


class Storage(Protocol):
    """A store of whole objects under relative paths (see `safe_key`). Every method may raise StorageError."""

    def put(self, key: str, data: bytes | BinaryIO) -> None:
        """Write an object (bytes, or a stream read from where it stands), atomically and flushed; replaces."""

    def open(self, key: str) -> BinaryIO:
        """A seekable stream over the object; the caller closes it. Raises NotStored."""

    def get(self, key: str) -> bytes:
        """All bytes of the object. Raises NotStored."""

    def exists(self, key: str) -> bool:
        """Whether there is an object under the key."""

    def size(self, key: str) -> int:
        """Its bytes. Raises NotStored."""

    def stat(self, key: str) -> Stat:
        """Its bytes and its age. Raises NotStored."""

    def renew(self, key: str, data: bytes | BinaryIO) -> None:
        """Write an object that is there once more: it counts as new, and no `remove_older` that has begun takes it."""

    def remove_older(self, key: str, before: datetime) -> bool:
        """Remove an object unless it was written since that moment (aware); whether it is gone."""

    def delete(self, key: str) -> None:
        """Remove the object; removing what is not there is no error."""

    def list(self, prefix: str) -> Iterator[str]:
        """The keys below a folder (`""`: all), in no particular order."""

    def sweep(self, before: datetime) -> int:
        """Remove what writers killed before that moment left behind; how many remains went."""


def storage_from_url(url: str) -> Storage:
    """A store from `file:///folder` or `s3://bucket/prefix` (endpoint and credentials from AWS_* variables).

    Raises ValueError for any other address.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return FolderStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return S3Storage(parts.netloc, parts.path.strip("/"))
    raise ValueError(f"{url}: a storage address is file:///folder or s3://bucket/prefix")


def safe_key(key: str) -> str:
    """The key itself, when it names one object below the root on every kind of store. Raises StorageError."""
    steps = key.split("/")
    bad = any(step in ("", ".", "..") or len(step.encode()) > 255 for step in steps)
    if bad or steps[0] in (INCOMING, LOCK) or len(key.encode()) > 900 or not key.isprintable() or "\\" in key:
        raise StorageError(f"not a safe key: {key!r:.120}")
    return key


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of a stream in pieces of at most one MiB."""
    while chunk := stream.read(CHUNK):
        yield chunk


@contextmanager
def _explained(key: str) -> Iterator[None]:
    """Errors of the file system and of S3 as the port's own."""
    try:
        yield
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise NotStored(key) from error
    except (OSError, BaseError) as error:
        raise StorageDown(f"{key}: {error}") from error


class FolderStorage:
    """A store in a folder of one file system. Files that are being written lie in `.incoming`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key: str) -> Path:
        return self.root / safe_key(key)

    def put(self, key: str, data: bytes | BinaryIO) -> None:
        target = self._path(key)
        temporary = self.root / INCOMING / uuid.uuid4().hex
        try:
            with _explained(key):
                _make_folders(temporary.parent)
                _write_flushed(temporary, iter([data]) if isinstance(data, bytes) else chunks(data))
                with self._held(fcntl.LOCK_SH):
                    _make_folders(target.parent)
                    temporary.rename(target)
                _flush_folder(target.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    def open(self, key: str) -> BinaryIO:
        with _explained(key):
            return self._path(key).open("rb")

    def get(self, key: str) -> bytes:
        with _explained(key):
            return self._path(key).read_bytes()

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def size(self, key: str) -> int:
        if not self.exists(key):
            raise NotStored(key)
        return self._path(key).stat().st_size

    def stat(self, key: str) -> Stat:
        with _explained(key):
            found = self._path(key).stat()
        return Stat(found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def renew(self, key: str, data: bytes | BinaryIO) -> None:
        self.put(key, data)

    def remove_older(self, key: str, before: datetime) -> bool:
        path = self._path(key)
        with _explained(key), self._held(fcntl.LOCK_EX):
            if path.is_file() and path.stat().st_mtime >= before.timestamp():
                return False
            self._remove(path)
        return True

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _explained(key), self._held(fcntl.LOCK_EX):
            self._remove(path)

    def _remove(self, path: Path) -> None:
        """Held alone: nobody puts a file into a folder that is pruned."""
        if path.is_file():
            path.unlink()
            _flush_folder(path.parent)
            self._prune(path.parent)

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        """Until the block ends, also for other processes; a killed one holds nothing."""
        _make_folders(self.root)
        handle = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def _prune(self, folder: Path) -> None:
        """Remove folders that became empty, as on S3, where folders do not exist."""
        with suppress(OSError):
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent

    def list(self, prefix: str) -> Iterator[str]:
        start = self._path(prefix.rstrip("/")) if prefix else self.root
        for folder, folders, names in os.walk(start):
            folders[:] = [name for name in folders if Path(folder, name) != self.root / INCOMING]
            paths = (Path(folder, name).relative_to(self.root).as_posix() for name in names)
            yield from (path for path in paths if path != LOCK)

    def sweep(self, before: datetime) -> int:
        left = [file for file in (self.root / INCOMING).glob("*") if file.stat().st_mtime < before.timestamp()]
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)


def _write_flushed(path: Path, pieces: Iterator[bytes]) -> None:
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _make_folders(folder: Path) -> None:
    """Make a folder and what is missing above it; each new name is flushed in the folder that holds it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class S3Storage:
    """A store in a bucket, below a prefix. Unfinished uploads in parts are left to the bucket's life-cycle rule."""

    def __init__(self, bucket: str, prefix: str = "") -> None:
        plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            client_options={"allow_http": plain, "timeout": "30s", "connect_timeout": "5s"},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        )

    def put(self, key: str, data: bytes | BinaryIO) -> None:
        with _explained(safe_key(key)):
            first = data if isinstance(data, bytes) else _read_up_to(data, ONE_REQUEST)
            if isinstance(data, bytes) or len(first) < ONE_REQUEST:
                obstore.put(self._store, key, first)
            else:
                obstore.put(self._store, key, chain([first], chunks(data)), use_multipart=True)

    def open(self, key: str) -> BinaryIO:
        with _explained(safe_key(key)):
            remote = _Remote(obstore.open_reader(self._store, key))
        return cast(BinaryIO, io.BufferedReader(remote, CHUNK))

    def get(self, key: str) -> bytes:
        with _explained(safe_key(key)):
            return bytes(obstore.get(self._store, key).bytes())

    def exists(self, key: str) -> bool:
        try:
            self.size(key)
        except NotStored:
            return False
        return True

    def size(self, key: str) -> int:
        return self.stat(key).size

    def stat(self, key: str) -> Stat:
        with _explained(safe_key(key)):
            found = obstore.head(self._store, key)
        return Stat(int(found["size"]), found["last_modified"])

    def renew(self, key: str, data: bytes | BinaryIO) -> None:
        """The object is written before the mark is looked for, a removal marks before it looks at the object: so one of
        the two sees the other, whichever was first."""
        start = 0 if isinstance(data, bytes) else data.tell()
        self.put(key, data)
        for _turn in range(WAITS):
            if not self._is_going(key):
                if self.exists(key):
                    return
                if not isinstance(data, bytes):
                    data.seek(start)
                self.put(key, data)
            else:
                time.sleep(PAUSE)
        raise StorageDown(f"{key}: it is being removed")

    def _is_going(self, key: str) -> bool:
        """Whether somebody is removing this object just now, by the clock of the store."""
        try:
            marked = self.stat(f"{GOING}/{key}").written_at
            return self.stat(key).written_at - marked < DEAD
        except NotStored:
            return self.exists(f"{GOING}/{key}")

    def remove_older(self, key: str, before: datetime) -> bool:
        mark = f"{GOING}/{key}"
        self.put(mark, b"")
        try:
            begun = time.monotonic()
            try:
                gone = self.stat(key).written_at < before
            except NotStored:
                return True
            if gone and time.monotonic() - begun < DEAD.total_seconds() / 2:
                self.delete(key)
                return True
            return False
        finally:
            self.delete(mark)

    def delete(self, key: str) -> None:
        with suppress(NotStored), _explained(safe_key(key)):
            obstore.delete(self._store, key)

    def list(self, prefix: str) -> Iterator[str]:
        folder = safe_key(prefix.rstrip("/")) if prefix else None
        with _explained(prefix):
            for page in obstore.list(self._store, folder):
                yield from (meta["path"] for meta in page)

    def sweep(self, before: datetime) -> int:
        return 0


def _read_up_to(stream: BinaryIO, limit: int) -> bytes:
    """At most `limit` bytes, also of a stream whose read() gives less than asked for before its end."""
    parts: list[bytes] = []
    while limit and (part := stream.read(min(limit, CHUNK))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


class _Remote(io.RawIOBase):
    """An object on S3 as a raw, seekable stream."""

    def __init__(self, file: ReadableFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a BufferedReader hands in a memoryview
        with _explained("reading"):
            piece = bytes(self._file.read(len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)
