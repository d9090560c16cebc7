"""Restoring a snapshot into an empty home: files, then the database in one transaction, then the comparison.

An interrupted restore goes on when it is started again. A restored office stays closed until somebody opens it,
because two offices that give the same numbers are worse than none (decision 017).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from salter.archive import ocfl
from salter.documents import blobs
from salter.documents.storage import Storage, StorageError, storage_from_url
from salter.ops.config import Config
from salter.ops.database import Cluster
from salter.ops.recovery import database, destroyed, keys, manifest, opening
from salter.ops.recovery.check import check_snapshot
from salter.ops.recovery.files import Line, Say, WrongBytes, copy, hash_of, in_parallel, read_list, told
from salter.ops.recovery.folder import Folder, Refused, write_flushed
from salter.ops.recovery.manifest import Manifest

MARK = "restoring.json"
HARMLESS = {MARK, ".database.lock", ".open.lock", "logs"}
ROOMS = Path(__file__).resolve().parents[2]


@dataclass
class Restored:
    """What a restore has done and compared."""

    manifest: Manifest
    files: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "snapshot": self.manifest.snapshot,
            "at": self.manifest.at,
            "files": self.files,
            "bytes": self.bytes,
            "registers": [register.model_dump() for register in self.manifest.registers],
            "logs": [log.model_dump() for log in self.manifest.logs],
            "equal": not self.problems,
            "problems": self.problems,
            "notes": self.notes,
        }


def restore(config: Config, root: Path, *, snapshot: str, say: Say) -> Restored:
    """Restore the named or the newest snapshot, and compare everything with its manifest.

    Raises Refused (nothing was touched), Unsound, DatabaseUnavailable, StorageError, OSError.
    """
    folder = Folder(root)
    chosen = folder.snapshot(snapshot)
    with folder.locked():
        say(f"  checking the snapshot {chosen.name}")
        check_snapshot(chosen)
        told_manifest = manifest.read(chosen)
        refuse_newer(told_manifest)
        opened = keys.open_saved(config, chosen, told_manifest)
        store = storage_from_url(config.storage())
        refuse_used(config, store, chosen.name)
        _mark(config, chosen.name)
        restored = Restored(told_manifest, notes=list(_notes(told_manifest)))
        _restore_files(folder, store, chosen / told_manifest.files.name, restored, say)
        with _embedded(config, say):
            _restore_database(config, chosen, restored, say)
            _compare_files(store, chosen / told_manifest.files.name, restored, say)
            keys.unpack(opened, config.home)
            restored.problems += opening.settle(told_manifest)
            if count := destroyed.again(root):
                restored.notes.append(f"{count} archived cases had been destroyed since, and were destroyed again.")
    (config.home / MARK).unlink()
    return restored


def refuse_newer(told_manifest: Manifest) -> None:
    """Raises Refused when the backup was made by a version of Šalter that knows more than this one."""
    unknown = [
        f"{app}.{name}"
        for app, name in told_manifest.migrations
        if (ROOMS / app / "migrations").is_dir() and not (ROOMS / app / "migrations" / f"{name}.py").exists()
    ]
    if unknown:
        raise Refused(
            f"This backup was made by a newer Šalter ({told_manifest.salter}): this one does not know "
            f"{', '.join(unknown[:3])}. Install that version (or a newer one) and restore again. Nothing was touched."
        )


def refuse_used(config: Config, store: Storage, snapshot: str) -> None:
    """Raises Refused when home, database or file store hold anything but an interrupted restore of this snapshot."""
    mark = config.home / MARK
    if mark.exists():
        began = json.loads(mark.read_text("utf-8")).get("snapshot")
        if began != snapshot:
            raise Refused(
                f"A restore of {began} into {config.home} was interrupted. Go on with it (--snapshot {began}), or "
                "empty the home and begin anew."
            )
        return
    there = {path.name for path in config.home.iterdir()} - HARMLESS if config.home.is_dir() else set()
    if there:
        raise Refused(
            f"{config.home} is not empty ({', '.join(sorted(there)[:4])}). Restore into a new SALTER_HOME; what is in "
            "use is never overwritten. Nothing was touched."
        )
    if config.storage_url and next(iter(store.list("")), None) is not None:
        raise Refused(f"The file store {config.storage()} is not empty. Give an empty one. Nothing was touched.")
    if config.database_url:
        with database.connection(config) as connected:
            if database.tables(connected):
                raise Refused("The database of DATABASE_URL is not empty. Give an empty one. Nothing was touched.")


def _mark(config: Config, snapshot: str) -> None:
    if not config.home.exists():
        config.home.mkdir(parents=True, mode=0o711)
    write_flushed(config.home / MARK, json.dumps({"snapshot": snapshot}).encode())


def _restore_files(folder: Folder, store: Storage, path: Path, restored: Restored, say: Say) -> None:
    """Copy what is not there yet; a damaged file of the backup is told, the others are restored all the same."""

    def one(line: Line) -> tuple[int, str]:
        sha256, key = line
        try:
            if store.exists(key):
                return store.size(key), ""
            return copy(folder.store, blobs.key_of(sha256), store, key, sha256), ""
        except WrongBytes:
            return 0, f"{key}: the backup has other bytes under {sha256[:12]}…"

    archived = False
    for (size, problem), (_sha256, key) in _beside(told(in_parallel(one, read_list(path)), say, "files"), path):
        restored.files += not problem
        restored.bytes += size
        archived = archived or key.startswith(f"{ocfl.ROOT}/")
        if problem:
            restored.problems.append(problem)
    if archived:
        ocfl.init_root(store)


def _beside(results: Iterator[tuple[int, str]], path: Path) -> Iterator[tuple[tuple[int, str], Line]]:
    return zip(results, read_list(path), strict=True)


@contextmanager
def _embedded(config: Config, say: Say) -> Iterator[None]:
    """The database of the new home, made when it is the embedded one; stopped again afterwards."""
    if config.database_url:
        yield
        return
    cluster = Cluster(config.home, on_step=lambda step: say(f"  {step}"))
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()


def _restore_database(config: Config, snapshot: Path, restored: Restored, say: Say) -> None:
    """Load the dump unless it is loaded, and compare it, once, before anything changes it."""
    told_manifest = restored.manifest
    with database.connection(config) as connected:
        loaded = ("public", database.RESTORED) in database.tables(connected)
    if not loaded:
        say("  loading the database")
        database.load(
            config, snapshot / told_manifest.database.name, told_manifest.owner, told_manifest.roles, snapshot.name
        )
    with database.connection(config) as connected:
        state = connected.execute(f"SELECT compared FROM public.{database.RESTORED}").fetchall()
        if state == [(True,)]:
            return
        connected.execute("ANALYZE")
        say("  comparing the database")
        with database.one_moment(connected, as_owner=True) as view:
            restored.problems += differences(told_manifest, view)
        if not restored.problems:
            connected.execute(f"UPDATE public.{database.RESTORED} SET compared = true")


def differences(told_manifest: Manifest, view: database.View) -> Iterator[str]:
    """Where the database is not what the manifest says: rows of tables, registers, tree heads."""
    tables = view.tables()
    for name in sorted(told_manifest.tables.keys() | tables.keys()):
        if told_manifest.tables.get(name) != tables.get(name):
            yield f"table {name}: other rows than in the backup"
    registers = view.registers()
    for register in told_manifest.registers:
        if register not in registers:
            yield f"register {register.name}: not as in the backup, where it reached {register.last}"
    logs = view.logs()
    for log in told_manifest.logs:
        if log not in logs:
            yield f"log {log.log}: the newest tree head is not that of the backup"


def _compare_files(store: Storage, path: Path, restored: Restored, say: Say) -> None:
    """Read every restored file again and compare its hash with the list."""

    def one(line: Line) -> str:
        sha256, key = line
        try:
            return "" if hash_of(store, key) == sha256 else f"{key}: other bytes than in the backup"
        except StorageError as error:
            return f"{key} cannot be read: {error}"

    known = set(restored.problems)
    for problem in told(in_parallel(one, read_list(path)), say, "files compared", restored.manifest.count):
        if problem and problem not in known:
            restored.problems.append(problem)


def _notes(told_manifest: Manifest) -> Iterator[str]:
    """What the person who restores must know."""
    if told_manifest.problems:
        yield f"{len(told_manifest.problems)} files were lost or changed before this backup was made; it names them."
    if told_manifest.keys.file is None:
        yield (
            "The keys were not in the backup. Put your copy of them into SALTER_HOME before you open the office, or go "
            "on without: everybody signs in again, officials and the log sign with new keys, and what was signed "
            "before verifies as ever, by the certificates in it."
        )
    yield (
        "The office stays closed. Make sure that the original is switched off for good, compare with the newest tree "
        "head or manifest that you have (salter doctor --head FILE), then open it: salter restore --open"
    )
