"""The parts of a backup, each by itself: folder, manifest, lists, keys, copying, pruning."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from salter.documents import blobs
from salter.documents.storage import FolderStorage
from salter.ops.config import Config
from salter.ops.recovery import files, keys, manifest
from salter.ops.recovery.check import check
from salter.ops.recovery.folder import Folder, Refused, Unsound
from salter.ops.recovery.manifest import Keys, Manifest, Register, Sealed
from salter.ops.recovery.pruning import prune
from salter.ops.recovery.restore import refuse_newer

NAMES = ("20260101T000000Z", "20260102T000000Z", "20260103T000000Z")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def described(snapshot: Path, **more: object) -> Manifest:
    """A manifest of a snapshot that has a dump and a list."""
    nothing: dict[str, object] = {
        "roles": [],
        "migrations": [],
        "problems": [],
        "keys": Keys(policy="exclude"),
        "registers": [],
        "logs": [],
        "tables": {},
    }
    facts = {"snapshot": snapshot.name, "at": "", "salter": "0", "postgresql": 18, "mode": "test", "owner": "salter"}
    parts = {"database": manifest.seal(snapshot / "database.dump"), "files": manifest.seal(snapshot / "files.sha256")}
    return Manifest.model_validate({**nothing, **facts, **parts, "count": 0, "bytes": 0, **more})


def saved(folder: Folder, name: str, contents: list[bytes]) -> Path:
    """A snapshot that names files with these contents, made by the parts that a backup is made of."""
    half = folder.begin(name)
    (half / "database.dump").write_bytes(b"PGDMP")
    for data in contents:
        folder.store.put(blobs.key_of(digest(data)), data)
    files.write_list(((digest(data), blobs.key_of(digest(data))) for data in contents), half / "files.sha256")
    described(half.with_name(name) if half.name == name else half).write(half)
    return folder.finish(half)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder of backups."""
    made = Folder(tmp_path / "backups")
    made.prepare()
    return made


def test_a_folder_with_other_things_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="holds other things"):
        Folder(tmp_path / "letters").prepare()
    with pytest.raises(Refused, match="no folder of Šalter backups"):
        Folder(tmp_path / "letters").snapshot()
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["mine.txt"]


def test_backups_are_closed_to_others(folder: Folder) -> None:
    assert folder.root.stat().st_mode & 0o077 == 0


def test_two_at_once_are_refused(folder: Folder) -> None:
    with folder.locked(), pytest.raises(Refused, match="Another backup"), Folder(folder.root).locked():
        pass


def test_what_was_interrupted_is_no_snapshot_and_goes(folder: Folder) -> None:
    half = folder.begin(NAMES[0])
    (half / "database.dump").write_bytes(b"half")
    assert folder.snapshots == []
    whole = saved(folder, NAMES[1], [b"a"])
    assert folder.snapshots == [whole]
    assert not half.exists()
    with pytest.raises(Refused, match=f"There are: {NAMES[1]}"):
        folder.snapshot(NAMES[0])


def test_a_new_snapshot_is_the_newest_also_when_the_clock_has_gone_back(folder: Folder) -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    assert folder.next_name(at) == NAMES[1]
    saved(folder, NAMES[2], [])
    assert folder.next_name(at) == "20260103T000001Z"


@pytest.mark.parametrize(("was", "becomes"), [('"count": 0', '"count": 1'), ('"sha256"', '"sha255"'), ("{", "[")])
def test_a_changed_manifest_is_noticed(folder: Folder, was: str, becomes: str) -> None:
    snapshot = saved(folder, NAMES[0], [b"a"])
    assert manifest.read(snapshot).sha256
    path = snapshot / "manifest.json"
    path.write_text(path.read_text().replace(was, becomes, 1))
    with pytest.raises(Unsound):
        manifest.read(snapshot)


def test_a_changed_part_is_noticed(folder: Folder) -> None:
    snapshot = saved(folder, NAMES[0], [b"a"])
    told = manifest.read(snapshot)
    manifest.check_seal(snapshot, told.database)
    (snapshot / "database.dump").write_bytes(b"PGDMQ")
    with pytest.raises(Unsound, match="was changed"):
        manifest.check_seal(snapshot, told.database)
    (snapshot / "database.dump").unlink()
    with pytest.raises(Unsound, match="is missing"):
        manifest.check_seal(snapshot, told.database)


def test_lists_are_sorted_in_pieces_and_checked_by_coreutils(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SORTED_AT_ONCE", 7)
    contents = [bytes([number]) * number for number in range(50)]
    saved(folder, NAMES[0], contents)
    path = folder.snapshot() / "files.sha256"
    assert [sha256 for sha256, _key in files.read_list(path)] == sorted(digest(data) for data in contents)
    done = subprocess.run(["sha256sum", "--check", "--quiet", path], cwd=folder.root / "files", check=False)
    assert done.returncode == 0


def test_wrong_bytes_never_become_visible(tmp_path: Path) -> None:
    source, target = FolderStorage(tmp_path / "a"), FolderStorage(tmp_path / "b")
    source.put("one", b"x" * 3_000_000)
    with pytest.raises(files.WrongBytes):
        files.copy(source, "one", target, "two", digest(b"y"))
    assert list(target.list("")) == []
    assert list((tmp_path / "b" / ".incoming").iterdir()) == []
    assert files.copy(source, "one", target, "two", digest(b"x" * 3_000_000)) == 3_000_000
    assert files.hash_of(target, "two") == digest(b"x" * 3_000_000)


def test_pruning_removes_what_no_snapshot_names_and_nothing_else(folder: Folder) -> None:
    saved(folder, NAMES[0], [b"old", b"always"])
    saved(folder, NAMES[1], [b"middle", b"always"])
    saved(folder, NAMES[2], [b"new", b"always"])
    folder.store.put(blobs.key_of(digest(b"of an interrupted backup")), b"of an interrupted backup")
    names, removed = prune(folder, 2)
    assert (names, removed) == ([NAMES[0]], 2)
    left = {key.rpartition("/")[2] for key in folder.store.list("")}
    assert left == {digest(data) for data in (b"middle", b"new", b"always")}
    assert [path.name for path in folder.snapshots] == [*NAMES[1:]]


def test_nothing_is_pruned_when_a_list_that_stays_cannot_be_trusted(folder: Folder) -> None:
    saved(folder, NAMES[0], [b"old"])
    saved(folder, NAMES[1], [b"new"])
    (folder.root / "snapshots" / NAMES[1] / "files.sha256").write_text("")
    with pytest.raises(Unsound):
        prune(folder, 1)
    assert len(list(folder.store.list(""))) == 2
    assert len(folder.snapshots) == 2


def test_a_newer_version_is_refused_with_its_name(folder: Folder) -> None:
    snapshot = saved(folder, NAMES[0], [])
    refuse_newer(described(snapshot, migrations=[("registry", "0001_initial"), ("auth", "0001_initial")]))
    with pytest.raises(Refused, match=r"newer Šalter \(7\.0\).*registry\.9999_from_the_future"):
        refuse_newer(described(snapshot, salter="7.0", migrations=[("registry", "9999_from_the_future")]))


def test_a_whole_snapshot_of_an_office_that_was_not_is_named(folder: Folder) -> None:
    saved(folder, NAMES[0], [b"a"])
    later = saved(folder, NAMES[1], [b"a"])
    register = Register(organisation="vedrovo", code="UP-1", year=2026, first=1, last=8, count=5, cancelled=0)
    described(later, problems=["sha256/ab/cd/ab is missing in the store"], registers=[register]).write(later)
    found = check(folder.root, print)
    assert found.problems == []
    assert found.as_dict()["notes"] == [
        f"{NAMES[1]} lacks 1 files that the office had lost or changed when it was made",
        f"{NAMES[1]} lacks cases: vedrovo UP-1/2026 had 5 for 8 numbers",
    ]


def with_keys(home: Path, monkeypatch: pytest.MonkeyPatch, **values: str) -> Config:
    """An installation with keys in its home."""
    (home / "trust" / "issued").mkdir(parents=True, exist_ok=True)
    (home / "secret.key").write_text("secret")
    (home / "trust" / "issued" / "1f.pem").write_text("key")
    for name in ("SALTER_BACKUP_PASSPHRASE", "SALTER_BACKUP_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SALTER_HOME", str(home))
    return Config()


def test_keys_encrypted_come_back_by_the_passphrase_only(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = saved(folder, NAMES[0], [])
    secret = tmp_path / "passphrase"
    secret.write_text("pismo glava\n")
    config = with_keys(tmp_path / "home", monkeypatch, SALTER_BACKUP_PASSPHRASE_FILE=str(secret))
    told = described(snapshot, keys=keys.save(config, "encrypt", snapshot))
    assert told.keys.names == ["secret.key", "trust"]
    assert b"secret" not in (snapshot / keys.SECRET).read_bytes()
    keys.unpack(keys.open_saved(config, snapshot, told), tmp_path / "new")
    assert (tmp_path / "new" / "trust" / "issued" / "1f.pem").read_text() == "key"
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "trust").stat().st_mode & 0o077 == 0
    wrong = with_keys(tmp_path / "home", monkeypatch, SALTER_BACKUP_PASSPHRASE="pismo")
    with pytest.raises(Refused, match="not the one"):
        keys.open_saved(wrong, snapshot, told)
    with pytest.raises(Refused, match="SALTER_BACKUP_PASSPHRASE_FILE"):
        keys.open_saved(with_keys(tmp_path / "home", monkeypatch), snapshot, told)


@pytest.mark.parametrize(("mode", "chosen"), [("demo", "include"), ("production", "exclude")])
def test_production_leaves_keys_out_unless_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, chosen: str
) -> None:
    config = with_keys(tmp_path, monkeypatch, SALTER_MODE=mode)
    assert keys.policy(config, "") == chosen
    assert keys.policy(config, "encrypt") == "encrypt"
    assert keys.save(config, "exclude", tmp_path) == Keys(policy="exclude")


def test_a_tar_file_of_keys_writes_keys_only(tmp_path: Path) -> None:
    for name in ("../evil", "/etc/evil", "documents/evil"):
        with BytesIO() as buffer:
            with tarfile.open(fileobj=buffer, mode="w") as archive:
                archive.addfile(tarfile.TarInfo(name))
            with pytest.raises(Unsound, match="is no key"):
                keys.unpack(buffer.getvalue(), tmp_path / "home")


def test_a_seal_holds_for_the_file_it_was_made_of(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "file").write_bytes(data)
    assert manifest.seal(tmp_path / "file") == Sealed(name="file", sha256=digest(data), size=len(data))


def test_a_register_is_named_for_people() -> None:
    told = Register(organisation="vedrovo", code="UP-1", year=2026, first=1, last=7, count=7, cancelled=0)
    assert told.name == "vedrovo UP-1/2026"
