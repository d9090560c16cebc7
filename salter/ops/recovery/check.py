"""Is a folder of backups still what it was? Everything in it is read again."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from salter.documents import blobs
from salter.documents.storage import StorageError
from salter.ops.recovery.files import Say, hash_of, in_parallel, read_list, told
from salter.ops.recovery.folder import Folder, Unsound
from salter.ops.recovery.manifest import Manifest, check_seal, read


@dataclass
class Found:
    """What a check has read, and what is wrong."""

    snapshots: list[str] = field(default_factory=list)
    files: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Snapshots that are whole, but were made of an office that was not."""

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {"snapshots": self.snapshots, "files": self.files, "problems": self.problems, "notes": self.notes}


def check(root: Path, say: Say) -> Found:
    """Read every snapshot and every file that one of them names. Raises Refused when this is no folder of backups."""
    folder, found = Folder(root), Found()
    folder.check()
    with folder.locked():
        readable = []
        for snapshot in folder.snapshots:
            found.snapshots.append(snapshot.name)
            try:
                check_snapshot(snapshot)
                readable.append(snapshot)
                found.notes += _notes(read(snapshot))
            except Unsound as error:
                found.problems.append(str(error))
        if not found.snapshots:
            found.problems.append("There is no snapshot: no backup was ever finished.")
        _check_files(folder, readable, found, say)
    return found


def check_snapshot(snapshot: Path) -> None:
    """The manifest's seal, and by it every other file of the snapshot. Raises Unsound."""
    manifest = read(snapshot)
    for part in (manifest.database, manifest.files, manifest.keys.file):
        if part is not None:
            check_seal(snapshot, part)


def _notes(told: Manifest) -> Iterator[str]:
    """What a whole snapshot lacks: it saved an office that had lost it."""
    if told.problems:
        yield f"{told.snapshot} lacks {len(told.problems)} files that the office had lost or changed when it was made"
    for register in told.registers:
        if register.count < (numbers := register.last - register.first + 1):
            yield f"{told.snapshot} lacks cases: {register.name} had {register.count} for {numbers} numbers"


def _check_files(folder: Folder, snapshots: list[Path], found: Found, say: Say) -> None:
    lists = [read_list(snapshot / read(snapshot).files.name) for snapshot in snapshots]
    hashes = (sha256 for sha256, _lines in groupby(heapq.merge(*lists), key=lambda line: line[0]))
    for problem in told(in_parallel(lambda sha256: _problem(folder, sha256), hashes), say, "files read"):
        found.files += 1
        if problem:
            found.problems.append(problem)


def _problem(folder: Folder, sha256: str) -> str:
    key = blobs.key_of(sha256)
    try:
        if hash_of(folder.store, key) == sha256:
            return ""
    except StorageError as error:
        return f"{folder.store.root / key} cannot be read: {error}"
    return f"{folder.store.root / key} was changed. Delete it: the next backup copies it anew."
