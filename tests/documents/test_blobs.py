"""Content-addressed blobs: stored before they are named, whole or not at all, on a folder and on S3."""

from __future__ import annotations

import hashlib
import io
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salter.documents import blobs
from salter.documents.storage import Destroyed, FolderStorage, NotStored, storage_from_url

WRITER = """
import sys
from salter.documents import blobs
from salter.documents.storage import storage_from_url

class Slow:
    left = int(sys.argv[2])
    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return b"x" * size

store = storage_from_url(sys.argv[1])
put = store.put
class Stream:
    def __init__(self, stream): self.stream, self.sent = stream, 0
    def read(self, size):
        if self.sent >= int(sys.argv[3]):
            print("middle", flush=True)
            sys.stdin.read()
        piece = self.stream.read(size)
        self.sent += len(piece)
        return piece
store.put = lambda key, stream: put(key, Stream(stream))
print(blobs.save(store, Slow(), limit=1 << 30).sha256, flush=True)
"""
SIZE = 20 << 20


def writer(url: str, stop_after: int) -> subprocess.Popen[str]:
    """A process that stores SIZE bytes and waits after so many have gone to the store."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(SIZE), str(stop_after)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(blobs.__file__).parents[2],
    )


@pytest.mark.parametrize("stop_after", [1 << 20, 12 << 20, SIZE])
def test_kill_in_the_middle_then_store_again(storage_url: str, stop_after: int) -> None:
    store, expected = storage_from_url(storage_url), hashlib.sha256(b"x" * SIZE).hexdigest()
    with writer(storage_url, stop_after) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "middle\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert list(store.list("")) == []
    assert not blobs.verify(store, expected)

    with writer(storage_url, 1 << 40) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == expected
    again = storage_from_url(storage_url)
    assert list(again.list("")) == [blobs.key_of(expected)]
    assert blobs.verify(again, expected)
    with blobs.load(again, expected) as stream:
        assert stream.read() == b"x" * SIZE


def test_remains_of_a_killed_writer_are_swept(folder: FolderStorage) -> None:
    with writer(folder.root.as_uri(), 1 << 20) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert blobs.sweep_temporary(folder, before=datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert blobs.sweep_temporary(folder, before=datetime(2200, 1, 1, tzinfo=UTC)) == 1


def test_the_same_bytes_are_stored_once(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    first, second = (blobs.save(store, io.BytesIO(b"abc"), limit=3) for _ in range(2))
    assert first == second == blobs.Blob(hashlib.sha256(b"abc").hexdigest(), 3)
    assert list(store.list("")) == [f"sha256/{first.sha256[:2]}/{first.sha256[2:4]}/{first.sha256}"]


def test_too_large_keeps_nothing(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    with pytest.raises(blobs.TooLarge):
        blobs.save(store, io.BytesIO(b"abcd"), limit=3)
    assert list(store.list("")) == []


def test_verify_finds_a_changed_and_a_missing_blob(folder: FolderStorage) -> None:
    blob = blobs.save(folder, io.BytesIO(b"abc"), limit=10)
    assert blobs.verify(folder, blob.sha256)
    (folder.root / blobs.key_of(blob.sha256)).write_bytes(b"abd")
    assert not blobs.verify(folder, blob.sha256)
    folder.delete(blobs.key_of(blob.sha256))
    assert not blobs.verify(folder, blob.sha256)
    with pytest.raises(NotStored):
        blobs.load(folder, blob.sha256)


def test_a_truncated_blob_is_written_anew(folder: FolderStorage) -> None:
    blob = blobs.save(folder, io.BytesIO(b"abc"), limit=10)
    (folder.root / blobs.key_of(blob.sha256)).write_bytes(b"a")
    blobs.save(folder, io.BytesIO(b"abc"), limit=10)
    assert blobs.verify(folder, blob.sha256)


def test_what_was_destroyed_names_no_bytes() -> None:
    with pytest.raises(Destroyed):
        blobs.key_of("")


@pytest.mark.parametrize("name", ["../../etc/passwd", "ABCD" * 16, "0" * 63])
def test_only_a_hash_names_a_blob(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.key_of(name)


@given(contents=st.lists(st.binary(max_size=200), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_what_is_saved_is_loaded(folder: FolderStorage, contents: list[bytes]) -> None:
    saved = {blobs.save(folder, io.BytesIO(data), limit=200).sha256: data for data in contents}
    for sha256, data in saved.items():
        with blobs.load(folder, sha256) as stream:
            assert stream.read() == data
        assert hashlib.sha256(data).hexdigest() == sha256
