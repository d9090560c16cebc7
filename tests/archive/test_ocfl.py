"""OCFL objects on a folder and on S3: written, read, checked by ours and by ocfl-py, interrupted and finished."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypedDict

import ocfl as ocfl_py
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salter.archive.ocfl import (
    NAMASTE,
    ROOT,
    OcflError,
    add_version,
    check_at,
    check_object,
    delete_object,
    files_as_of,
    init_root,
    list_objects,
    object_prefix,
    open_content,
    read_inventory,
    repair_object,
    write_object,
)
from salter.documents.storage import FolderStorage, Storage, storage_from_url

from .scenes import AT

OBJECT = "urn:uuid:2f1f7d3e-0000-4000-8000-000000000001"
FILES = {"METS.xml": b"<mets/>", "data/a.txt": b"a" * 3000, "data/same.txt": b"a" * 3000, "data/празно.txt": b""}
SECOND = {**FILES, "data/b.txt": b"b", "METS.xml": b"<mets>2</mets>"}


class Who(TypedDict):
    message: str
    user_name: str
    user_address: str
    at: datetime


WHO = Who(message="archived", user_name="Šalter", user_address="https://salter.example", at=AT)


def content(storage: Storage, object_id: str, version: str | None = None) -> dict[str, bytes]:
    inventory = read_inventory(storage, object_id)
    state = inventory["versions"][version or inventory["head"]]["state"]
    paths = [path for paths in state.values() for path in paths]
    found = {}
    for path in paths:
        with open_content(storage, object_id, path, version) as stream:
            found[path] = stream.read()
    return found


def copy_to(folder: Path, storage: Storage) -> Path:
    """The storage as a folder, for a tool that reads folders; returns the OCFL root in it."""
    for key in storage.list(""):
        target = folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(storage.get(key))
    return folder / ROOT


def ocfl_py_accepts(root: Path) -> bool:
    """The opinion of ocfl-py about a whole storage root, every object with its digests; warnings count, too.

    Its answer is about the root alone; what it found in the objects stands in its counts.
    """
    checker = ocfl_py.StorageRoot(root=str(root))
    sound: bool = checker.validate(validate_objects=True, check_digests=True, log_warnings=True)
    return sound and checker.num_objects == checker.good_objects > 0 and not checker.errors


def codes(storage: Storage) -> set[str]:
    return {problem.code for problem in check_object(storage, OBJECT)}


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("object_id", "place"),
    [
        ("object-01", "3c0/ff4/240/object-01"),
        ("..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"),
    ],
)
def test_places_are_those_of_the_extension(object_id: str, place: str) -> None:
    assert object_prefix(object_id) == f"{ROOT}/{place}"


@given(st.text(min_size=1, max_size=300))
def test_any_identifier_has_a_safe_place(object_id: str) -> None:
    folder = object_prefix(object_id).rsplit("/", 1)[1]
    assert len(folder) <= 165
    assert set(folder) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_%")


# --- write and read ---------------------------------------------------------------------------------------------------


def test_written_read_and_accepted_by_ocfl_py(storage: Storage, tmp_path: Path) -> None:
    info = write_object(storage, OBJECT, FILES, **WHO)
    write_object(storage, "urn:example:another", {"x": b"x"}, **WHO)
    assert (info.version, info.files, info.size) == ("v1", 4, 6007)
    assert content(storage, OBJECT) == FILES
    assert check_object(storage, OBJECT) == []
    assert set(list_objects(storage)) == {OBJECT, "urn:example:another"}
    assert ocfl_py_accepts(copy_to(tmp_path / "copy", storage))


def test_the_folder_itself_is_accepted_by_ocfl_py(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "store")
    write_object(storage, OBJECT, FILES, **WHO)
    add_version(storage, OBJECT, SECOND, **WHO)
    assert ocfl_py_accepts(tmp_path / "store" / ROOT)


def test_ocfl_py_refuses_a_changed_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "store")
    write_object(storage, OBJECT, FILES, **WHO)
    storage.put(f"{object_prefix(OBJECT)}/v1/content/METS.xml", b"<nets/>")
    assert not ocfl_py_accepts(tmp_path / "store" / ROOT)


def test_sources_may_be_files_and_streams(storage: Storage, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(b"0123456789" * 1_000_000)
    write_object(storage, OBJECT, {"path": path, "factory": lambda: path.open("rb"), "bytes": b"b"}, **WHO)
    assert content(storage, OBJECT) == {"path": path.read_bytes(), "factory": path.read_bytes(), "bytes": b"b"}
    assert check_object(storage, OBJECT) == []


def test_equal_bytes_are_stored_once(storage: Storage) -> None:
    write_object(storage, OBJECT, FILES, **WHO)
    stored = [key for key in storage.list(object_prefix(OBJECT)) if "/content/" in key]
    assert len(stored) == 3


def test_a_new_version_stores_only_what_is_new(storage: Storage, tmp_path: Path) -> None:
    write_object(storage, OBJECT, FILES, **WHO)
    info = add_version(storage, OBJECT, SECOND, **WHO)
    assert info.version == "v2"
    second = {key.rsplit("/content/")[1] for key in storage.list(object_prefix(OBJECT)) if "/v2/content/" in key}
    assert second == {"METS.xml", "data/b.txt"}
    assert content(storage, OBJECT) == SECOND
    assert content(storage, OBJECT, "v1") == FILES
    assert check_object(storage, OBJECT) == []
    assert ocfl_py_accepts(copy_to(tmp_path / "copy", storage))


def test_an_object_can_be_taken_as_it_was_before_a_later_version(storage: Storage, tmp_path: Path) -> None:
    first = write_object(storage, OBJECT, FILES, **WHO)
    add_version(storage, OBJECT, SECOND, **WHO)
    then = FolderStorage(tmp_path / "then")
    for file in files_as_of(storage, OBJECT, first.inventory_sha512):
        data = storage.get(file.source)
        assert file.sha256 in ("", hashlib.sha256(data).hexdigest())
        then.put(file.key, data)
    assert check_object(then, OBJECT) == []
    assert content(then, OBJECT) == FILES
    assert ocfl_py_accepts(copy_to(tmp_path / "both", with_root(then)))
    with pytest.raises(OcflError, match="no version with the inventory"):
        files_as_of(storage, OBJECT, "0" * 128)


def with_root(storage: Storage) -> Storage:
    init_root(storage)
    return storage


def test_sha256_stands_in_the_fixity_block(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, {"empty": b""}, **WHO)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert read_inventory(storage, OBJECT)["fixity"] == {"sha256": {empty: ["v1/content/empty"]}}


def test_an_object_is_not_written_twice(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, FILES, **WHO)
    with pytest.raises(OcflError, match="exists"):
        write_object(storage, OBJECT, SECOND, **WHO)
    assert content(storage, OBJECT) == FILES


@pytest.mark.parametrize("paths", [["/a"], ["a/../b"], ["a//b"], ["."], [""], ["a", "a/b"], ["a/b/c", "a"]])
def test_paths_that_leave_the_object_or_collide_are_refused(tmp_path: Path, paths: list[str]) -> None:
    storage = FolderStorage(tmp_path)
    with pytest.raises(OcflError):
        write_object(storage, OBJECT, dict.fromkeys(paths, b"x"), **WHO)
    assert not list(list_objects(storage))


def test_what_is_not_there(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    with pytest.raises(OcflError):
        read_inventory(storage, OBJECT)
    with pytest.raises(OcflError):
        add_version(storage, OBJECT, FILES, **WHO)
    write_object(storage, OBJECT, FILES, **WHO)
    with pytest.raises(OcflError):
        open_content(storage, OBJECT, "nothing")


def test_bytes_that_change_while_they_are_stored_are_noticed(tmp_path: Path) -> None:
    bodies = iter([b"first", b"second"])
    path = tmp_path / "changing"

    def source() -> object:
        path.write_bytes(next(bodies))
        return path.open("rb")

    storage = FolderStorage(tmp_path / "store")
    with pytest.raises(OcflError, match="changed"):
        write_object(storage, OBJECT, {"f": source}, **WHO)  # type: ignore[dict-item]  # opens a binary stream
    assert not list(list_objects(storage))


def test_deletion_leaves_nothing(storage: Storage) -> None:
    write_object(storage, OBJECT, FILES, **WHO)
    assert delete_object(storage, OBJECT) > 0
    assert not list(storage.list(object_prefix(OBJECT)))
    assert not list(list_objects(storage))


# --- violations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("v1/content/METS.xml", b"<nets/>", "ocfl-digest"),
        ("v1/content/METS.xml", None, "ocfl-missing"),
        ("v1/content/extra.txt", b"", "ocfl-extra"),
        ("extra.txt", b"", "ocfl-extra"),
        (NAMASTE, None, "ocfl-missing"),
        (NAMASTE, b"ocfl_object_1.0\n", "ocfl-declaration"),
        ("inventory.json", b"{}", "ocfl-inventory"),
        ("inventory.json", None, "ocfl-inventory"),
        ("inventory.json.sha512", None, "ocfl-inventory"),
        ("inventory.json.sha512", b"0 inventory.json\n", "ocfl-inventory"),
        ("v1/inventory.json", b"{}", "ocfl-sidecar"),
        ("v1/inventory.json.sha512", b"0 inventory.json\n", "ocfl-sidecar"),
        ("v1/inventory.json", None, "ocfl-missing"),
    ],
)
def test_every_violation_is_found(tmp_path: Path, path: str, body: bytes | None, code: str) -> None:
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, FILES, **WHO)
    key = f"{object_prefix(OBJECT)}/{path}"
    if body is None:
        storage.delete(key)
    else:
        storage.put(key, body)
    assert code in codes(storage)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "other"}, "ocfl-id"),
        ({"head": "v2"}, "ocfl-versions"),
        ({"digestAlgorithm": "md5"}, "ocfl-type"),
        ({"manifest": {}}, "ocfl-state"),
        ({"fixity": {"sha256": {"0" * 64: ["v1/content/METS.xml"]}}}, "ocfl-fixity"),
        ({"manifest": []}, "ocfl-inventory"),
        ({"versions": {}}, "ocfl-inventory"),
        ({"versions": 7}, "ocfl-inventory"),
        ({"head": None}, "ocfl-inventory"),
    ],
)
def test_a_forged_inventory_with_right_sidecars_is_found(
    tmp_path: Path, change: Mapping[str, object], code: str
) -> None:
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, FILES, **WHO)
    forge(storage, json.dumps(json.loads(storage.get(f"{object_prefix(OBJECT)}/inventory.json")) | change).encode())
    assert code in codes(storage)


def forge(storage: Storage, body: bytes) -> None:
    sidecar = f"{hashlib.sha512(body).hexdigest()} inventory.json".encode()
    for folder in ("", "v1/"):
        storage.put(f"{object_prefix(OBJECT)}/{folder}inventory.json", body)
        storage.put(f"{object_prefix(OBJECT)}/{folder}inventory.json.sha512", sidecar)


@settings(max_examples=30)
@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda s: st.lists(s) | st.dictionaries(st.text(), s))
)
def test_no_inventory_breaks_the_check(value: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        storage = FolderStorage(Path(folder))
        forge(storage, json.dumps(value).encode())
        assert codes(storage)


def test_a_rewritten_history_is_found(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, FILES, **WHO)
    add_version(storage, OBJECT, SECOND, **WHO)
    first = storage.get(f"{object_prefix(OBJECT)}/v1/inventory.json")
    forged = first.replace(b"2026-11-23T09:30", b"2020-11-23T09:30")
    storage.put(f"{object_prefix(OBJECT)}/v1/inventory.json", forged)
    storage.put(
        f"{object_prefix(OBJECT)}/v1/inventory.json.sha512",
        f"{hashlib.sha512(forged).hexdigest()} inventory.json".encode(),
    )
    assert codes(storage) == {"ocfl-history"}


def test_an_object_may_lie_anywhere(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "store")
    info = write_object(storage, OBJECT, FILES, **WHO)
    alone = FolderStorage(tmp_path / "store" / info.prefix)
    assert check_at(alone, "") == []
    alone.put("v1/content/METS.xml", b"")
    assert [problem.code for problem in check_at(alone, "")] == ["ocfl-digest"]


# --- interruptions ----------------------------------------------------------------------------------------------------


class Interrupted(Exception):
    pass


class Fragile(FolderStorage):
    """A store that breaks before its n-th write."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self.writes = writes
        self.lock = Lock()

    def put(self, key: str, data: object) -> None:
        with self.lock:
            if self.writes == 0:
                raise Interrupted(key)
            self.writes -= 1
        super().put(key, data)  # type: ignore[arg-type]  # handed through


def writes_needed(tmp_path: Path, *, second: bool) -> int:
    counting = Fragile(tmp_path / "count", 1000)
    write_object(counting, OBJECT, FILES, **WHO)
    first = counting.writes
    if not second:
        return 1000 - first
    add_version(counting, OBJECT, SECOND, **WHO)
    return first - counting.writes


def test_a_first_version_broken_anywhere_is_no_object_and_can_be_written_again(tmp_path: Path) -> None:
    needed = writes_needed(tmp_path, second=False)
    for point in range(needed):
        root = tmp_path / str(point)
        with pytest.raises(Interrupted):
            write_object(Fragile(root, point), OBJECT, FILES, **WHO)
        storage = FolderStorage(root)
        with pytest.raises(OcflError):
            read_inventory(storage, OBJECT)
        repair_object(storage, OBJECT)
        if not storage.exists(f"{object_prefix(OBJECT)}/inventory.json"):
            assert not list(storage.list(object_prefix(OBJECT)))
            write_object(storage, OBJECT, FILES, **WHO)
        assert content(storage, OBJECT) == FILES
        assert check_object(storage, OBJECT) == []
    assert ocfl_py_accepts(root / ROOT)


def test_leftovers_of_a_broken_write_do_not_get_into_the_next(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        write_object(Fragile(tmp_path, 5), OBJECT, {"old.txt": b"old", **FILES}, **WHO)
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, FILES, **WHO)
    assert check_object(storage, OBJECT) == []


def test_a_second_version_broken_anywhere_leaves_the_first_or_the_second(tmp_path: Path) -> None:
    for point in range(writes_needed(tmp_path, second=True)):
        root = tmp_path / str(point)
        storage = FolderStorage(root)
        write_object(storage, OBJECT, FILES, **WHO)
        with pytest.raises(Interrupted):
            add_version(Fragile(root, point), OBJECT, SECOND, **WHO)
        repair_object(storage, OBJECT)
        assert check_object(storage, OBJECT) == []
        assert content(storage, OBJECT) in (FILES, SECOND)
        assert content(storage, OBJECT, "v1") == FILES
    assert ocfl_py_accepts(root / ROOT)


def test_repair_finds_nothing_to_do_in_a_sound_object_and_refuses_a_damaged_one(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    write_object(storage, OBJECT, FILES, **WHO)
    assert repair_object(storage, OBJECT) == []
    key = f"{object_prefix(OBJECT)}/inventory.json"
    storage.put(key, storage.get(key).replace(b"archived", b"Archived"))
    with pytest.raises(OcflError, match="damaged"):
        repair_object(storage, OBJECT)


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from salter.archive.ocfl import add_version, write_object
from salter.documents.storage import storage_from_url

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class Deadly:
    def __init__(self, stream):
        self.stream, self.reads = stream, 0
    def read(self, size):
        self.reads += 1
        return self.stream.read(size) if self.reads < 12 else die()

class Killed:
    def __init__(self, inner, writes):
        self.inner, self.writes = inner, writes
    def __getattr__(self, name):
        return getattr(self.inner, name)
    def put(self, key, data):
        if self.writes == 0:
            data = die() if isinstance(data, bytes) else Deadly(data)
        self.writes -= 1
        self.inner.put(key, data)

url, what, writes, big = sys.argv[1:]
who = dict(message="m", user_name="n", user_address="https://salter.example", at=datetime(2026, 11, 23, tzinfo=UTC))
files = {"big": lambda: open(big, "rb"), "small": b"small"}
action = write_object if what == "write" else add_version
action(Killed(storage_from_url(url), int(writes)), "urn:uuid:2f1f7d3e-0000-4000-8000-000000000001", files, **who)
"""


def run_killed(url: str, what: str, writes: int, big: Path) -> int:
    command = [sys.executable, "-c", KILLED, url, what, str(writes), str(big)]
    return subprocess.run(command, check=False, timeout=60).returncode


@pytest.mark.long
@pytest.mark.parametrize(("first", "second"), [(3, 0), (4, 1), (5, 2), (8, 3), (9, 4)])
def test_killed_in_the_middle_and_read_again(url: str, tmp_path: Path, first: int, second: int) -> None:
    """A process killed within the large file, then before each later kind of write: nothing half, all can be finished.

    First version: three files of the root, the large file (3), the small one (4), the version's inventory (5) and its
    sidecar, the declaration, the inventory (8), its sidecar (9). Second: large file (0), inventories and sidecars.
    """
    big = tmp_path / "big"
    big.write_bytes(b"big" * 5_000_000)
    storage = storage_from_url(url)
    assert run_killed(url, "write", first, big) == -signal.SIGKILL
    assert (OBJECT in list_objects(storage)) == (first == 9)
    repair_object(storage, OBJECT)
    if first < 9:
        assert run_killed(url, "write", 1000, big) == 0
    old = {"big": big.read_bytes(), "small": b"small"}
    assert check_object(storage, OBJECT) == []
    assert content(storage, OBJECT) == old
    big.write_bytes(b"new" * 5_000_000)
    assert run_killed(url, "add", second, big) == -signal.SIGKILL
    repair_object(storage, OBJECT)
    assert check_object(storage, OBJECT) == []
    assert content(storage, OBJECT) == (old if second < 4 else old | {"big": big.read_bytes()})
    assert content(storage, OBJECT, "v1") == old
    assert ocfl_py_accepts(copy_to(tmp_path / "copy", storage))
