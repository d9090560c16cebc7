"""Making a backup: first a moment of the database, then every file that the rows of that moment name."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from salter.archive import ocfl
from salter.documents import blobs
from salter.documents.removal import HELD, NAMES_BYTES
from salter.documents.storage import NotStored, Storage, storage_from_url
from salter.ops.config import Config
from salter.ops.database import Cluster, DatabaseUnavailable
from salter.ops.recovery import database, destroyed, keys, manifest
from salter.ops.recovery.files import Line, Say, WrongBytes, copy, hash_of, in_parallel, told, write_list
from salter.ops.recovery.folder import Folder, Refused
from salter.ops.recovery.in_use import nobody
from salter.ops.recovery.manifest import Manifest
from salter.ops.recovery.pruning import prune
from salter.organisations import clock

DUMP, LIST = "database.dump", "files.sha256"
DOCUMENTS = "SELECT DISTINCT {1} FROM {0} WHERE {1} <> ''".format(*NAMES_BYTES)  # a destroyed one names none
# By way of JSON, for the schema may be older than this program.
OBJECTS = "SELECT object_id, inventory_digest FROM archive_archiveunit u WHERE to_jsonb(u)->>'destroyed_at' IS NULL"


@dataclass
class Done:
    """What a backup has done."""

    snapshot: Path
    manifest: Manifest
    new_files: int = 0
    new_bytes: int = 0
    pruned: list[str] = field(default_factory=list)
    removed_files: int = 0

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        told = self.manifest
        return {
            "snapshot": told.snapshot,
            "at": told.at,
            "folder": str(self.snapshot),
            "manifest_sha256": told.sha256,
            "files": told.count,
            "bytes": told.bytes,
            "database_bytes": told.database.size,
            "new_files": self.new_files,
            "new_bytes": self.new_bytes,
            "keys": told.keys.policy,
            "problems": told.problems,
            "pruned": self.pruned,
            "removed_files": self.removed_files,
            "registers": [register.model_dump() for register in told.registers],
            "logs": [log.model_dump() for log in told.logs],
        }


def backup(config: Config, root: Path, *, key_policy: str, keep: int, say: Say, at: datetime | None = None) -> Done:
    """Save the whole installation into a folder of backups; running or stopped, it stays as it was.

    Files that the folder has already are not copied again. `at` is the moment that the snapshot is named after; by
    default it is now. Raises Refused, DatabaseUnavailable, StorageError, OSError.
    """
    from salter.ops.cli import setup_django

    home = config.home.resolve()
    if root.resolve().is_relative_to(home):
        raise Refused(f"{root} lies in SALTER_HOME: a backup must not lie in what it saves.")
    if key_policy == "encrypt":
        keys.passphrase(config)
    folder = Folder(root)
    folder.prepare()
    with folder.locked(), running_database(config, say), database.connection(config) as held:
        database.refuse_blind(held)
        setup_django()
        held.execute("SELECT pg_advisory_lock_shared(%s)", [HELD])
        folder.store.sweep(clock.real_now())
        done = _save(config, folder, key_policy, say, at or clock.real_now())
        if keep and done.manifest.problems:
            say("  nothing is removed, for an earlier snapshot may have what this one lacks")
        elif keep:
            done.pruned, done.removed_files = prune(folder, keep)
        _try_to_note(done.manifest, say)
        return done


@contextmanager
def running_database(config: Config, say: Say) -> Iterator[None]:
    """The embedded database, started for as long as it is needed when it was stopped.

    Raises DatabaseUnavailable, Refused when there is no office in this SALTER_HOME.
    """
    cluster = Cluster(config.home, on_step=lambda step: say(f"  {step}"))
    if config.database_url or cluster.running:
        yield
        return
    if not cluster.place.data.exists():
        raise Refused(f"There is no office in {config.home}. Set SALTER_HOME (or DATABASE_URL) to the one to save.")
    cluster.start()
    try:
        yield
    finally:
        with nobody(config.home) as unused:
            if unused and not _used_by_others(config):
                cluster.stop()


def _used_by_others(config: Config) -> bool:
    """Whether somebody has begun to work with the database that we started: then it stays."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    try:
        with database.connection(config) as connected:
            return bool(connected.execute(query).fetchall()[0][0])
    except DatabaseUnavailable:
        return False


def _save(config: Config, folder: Folder, key_policy: str, say: Say, at: datetime) -> Done:
    name = folder.next_name(at)
    half = folder.begin(name)
    named = half / "named"  # what the moment names, until it is copied
    with database.connection(config) as connected, database.one_moment(connected) as view:
        say("  dumping the database")
        database.dump(config, view, half / DUMP)
        told_by_database = _facts(view)
        _write_named(view, named)
        destroyed.keep(folder, view)
    copying = Copying(storage_from_url(config.storage()), folder.store)
    count = write_list(told(copying.all(named), say, "files"), half / LIST)
    named.unlink()
    told_manifest = Manifest(
        snapshot=name,
        at=at.isoformat(timespec="seconds"),
        salter=importlib.metadata.version("salter"),
        mode=config.mode,
        database=manifest.seal(half / DUMP),
        files=manifest.seal(half / LIST),
        count=count,
        bytes=copying.bytes,
        problems=copying.problems,
        keys=keys.save(config, key_policy, half),
        **told_by_database,
    )
    told_manifest.write(half)
    return Done(folder.finish(half), told_manifest, copying.new_files, copying.new_bytes)


def _facts(view: database.View) -> dict[str, object]:
    return {
        "postgresql": view.connected.info.server_version // 10000,
        "owner": view.owner(),
        "roles": view.roles(),
        "migrations": view.migrations(),
        "registers": view.registers(),
        "logs": view.logs(),
        "tables": view.tables(),
    }


def _write_named(view: database.View, path: Path) -> None:
    """One JSON list a line: [hash] of a document, or [identifier, digest] of an archived case."""
    with path.open("w", encoding="utf-8") as out:
        for query in (DOCUMENTS, OBJECTS):
            out.writelines(json.dumps(row) + "\n" for row in view.rows(query))


@dataclass
class Copying:
    """Copies what is new into the store of the backup, and counts."""

    source: Storage
    target: Storage
    new_files: int = 0
    new_bytes: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)
    locks: Mapping[str, Lock] = field(default_factory=lambda: {f"{n:02x}": Lock() for n in range(256)})

    def all(self, named: Path) -> Iterator[Line]:
        """Copy every file that is named; gives the lines of the list."""
        with named.open(encoding="utf-8") as lines:
            for outcomes in in_parallel(self._one, lines):
                for line, size, new, problem in outcomes:
                    if problem:
                        self.problems.append(problem)
                        continue
                    self.bytes += size
                    self.new_files += new
                    self.new_bytes += size * new
                    yield line

    def _one(self, text: str) -> list[tuple[Line, int, bool, str]]:
        row = json.loads(text)
        if len(row) == 1:
            key = blobs.key_of(row[0])
            return [self._file(key, key, row[0])]
        try:
            kept = ocfl.files_as_of(self.source, *row)
        except (ocfl.OcflError, NotStored) as error:
            return [(("", ""), 0, False, f"archived case {row[0]}: {error}")]
        return [self._file(file.key, file.source, file.sha256) for file in kept]

    def _file(self, key: str, source: str, sha256: str) -> tuple[Line, int, bool, str]:
        """Copy one file unless the backup has it. A store that does not answer raises; a lost file is told."""
        try:
            sha256 = sha256 or hash_of(self.source, source)
            to = blobs.key_of(sha256)
            with self.locks[sha256[:2]]:  # the same bytes under two keys are copied once
                if self.target.exists(to):
                    return (sha256, key), self.target.size(to), False, ""
                return (sha256, key), copy(self.source, source, self.target, to, sha256), True, ""
        except NotStored:
            return ("", ""), 0, False, f"{key} is missing in the store"
        except WrongBytes:
            return ("", ""), 0, False, f"{key} has changed bytes in the store"


def _try_to_note(told_manifest: Manifest, say: Say) -> None:
    """A schema that is behind this program (saved before an update) takes no note; the backup is good all the same."""
    from django.db import DatabaseError

    from salter.ops.recovery.opening import leave_database

    try:
        note(told_manifest)
    except DatabaseError as error:
        say(f"  the journal could not note this backup: {error}")
    finally:
        leave_database()


def note(told_manifest: Manifest) -> None:
    """Write into the journal of every office that it was saved, with the seal of the manifest."""
    from salter.journal.actions import record
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope, uuid7
    from salter.portal.founding import founder

    body = {
        "snapshot": told_manifest.snapshot,
        "manifest": told_manifest.sha256,
        "files": told_manifest.count,
        "problems": len(told_manifest.problems),
    }
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            record(founder(organisation), "backup.made", subject=("organisation", uuid7()), body=body)
