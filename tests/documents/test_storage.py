"""The storage port, on a folder and on a real S3 endpoint."""

from __future__ import annotations

import io
import os
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.documents.storage import (
    INCOMING,
    ONE_REQUEST,
    FolderStorage,
    NotStored,
    S3Storage,
    StorageError,
    safe_key,
    storage_from_url,
)


def test_put_and_read_back(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    store.put("a/Захтев (1) 100%.pdf", b"one")
    store.put("a/b", io.BytesIO(b"two"))
    assert store.get("a/Захтев (1) 100%.pdf") == b"one"
    assert store.size("a/b") == 3
    assert sorted(store.list("")) == ["a/b", "a/Захтев (1) 100%.pdf"]
    with store.open("a/b") as stream:
        assert stream.seek(1) == 1
        assert stream.read() == b"wo"


def test_put_replaces_as_a_whole(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    store.put("key", b"a long first version")
    store.put("key", b"second")
    assert store.get("key") == b"second"


def test_large_streams_go_in_parts(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    data = os.urandom(ONE_REQUEST + 12345)
    store.put("large", io.BytesIO(data))
    with store.open("large") as stream:
        assert stream.read() == data


def test_what_is_not_there(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    assert not store.exists("nothing")
    assert list(store.list("nothing")) == []
    store.delete("nothing")
    for ask in (store.open, store.get, store.size):
        with pytest.raises(NotStored):
            ask("nothing")


def test_list_is_by_folder_not_by_letters(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    for key in ("ab/one", "ab/c/two", "abc/three"):
        store.put(key, b"x")
    assert sorted(store.list("ab")) == sorted(store.list("ab/")) == ["ab/c/two", "ab/one"]


def test_delete_leaves_nothing_behind(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    store.put("a/b/c", b"x")
    store.put("a/d", b"x")
    store.delete("a/b/c")
    assert list(store.list("")) == ["a/d"]
    if isinstance(store, FolderStorage):
        assert not (store.root / "a/b").exists()


class Broken(io.BytesIO):
    """A stream that fails after its first bytes, as a lost connection does."""

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(min(size or 10, 10))
        if not piece:
            raise OSError("connection lost")
        return piece


def test_a_failing_stream_leaves_nothing(storage_url: str) -> None:
    store = storage_from_url(storage_url)
    source: BinaryIO = Broken(b"half of it")
    with pytest.raises(StorageError):
        store.put("half", source)
    assert list(store.list("")) == []
    if isinstance(store, FolderStorage):
        assert list((store.root / INCOMING).iterdir()) == []


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".", "a\\b", "a\x00b", "a\nb", ".incoming/x", "x" * 256]
)
def test_unsafe_keys_are_refused(key: str, folder: FolderStorage) -> None:
    with pytest.raises(StorageError, match="safe key"):
        folder.put(key, b"x")
    with pytest.raises(StorageError, match="safe key"):
        S3Storage("bucket").put(key, b"x")


@given(st.text(max_size=60))
def test_a_safe_key_stays_below_the_root(key: str) -> None:
    root = Path("/root-of-store")
    try:
        path = root / safe_key(key)
    except StorageError:
        return
    assert Path(os.path.normpath(path)) == path
    assert path.is_relative_to(root)
    assert path != root
    assert not any(unicodedata.category(letter) == "Cc" for letter in key)


def test_sweep_removes_only_old_remains(folder: FolderStorage) -> None:
    folder.put("kept", b"x")
    for name, day in (("old", 1), ("new", 3)):
        file = folder.root / INCOMING / name
        file.write_bytes(b"half")
        moment = datetime(2026, 1, day, tzinfo=UTC).timestamp()
        os.utime(file, (moment, moment))
    assert folder.sweep(datetime(2026, 1, 2, tzinfo=UTC)) == 1
    assert [file.name for file in (folder.root / INCOMING).iterdir()] == ["new"]
    assert folder.get("kept") == b"x"
    assert folder.sweep(datetime(2026, 1, 3, tzinfo=UTC) + timedelta(days=1)) == 1


@pytest.mark.parametrize("url", ["", "http://x/y", "file://host/path", "file:relative", "s3:///prefix", "/plain/path"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="storage address"):
        storage_from_url(url)


def test_an_unreachable_endpoint_is_an_error_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    store = S3Storage("bucket")
    with pytest.raises(StorageError) as caught:
        store.get("key")
    assert not isinstance(caught.value, NotStored)
