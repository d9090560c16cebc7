"""Old snapshots go, then the files that no snapshot names: two sorted streams are compared, nothing is collected."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path

from salter.documents import blobs
from salter.ops.recovery.files import read_list
from salter.ops.recovery.folder import Folder
from salter.ops.recovery.manifest import check_seal, read


def prune(folder: Folder, keep: int) -> tuple[list[str], int]:
    """Keep the newest `keep` snapshots. Gives the names of those that went, and how many files went with them.

    No file goes when a snapshot that stays cannot be read: then nobody knows what it names. Raises Unsound.
    """
    snapshots = folder.snapshots
    old, kept = snapshots[:-keep], snapshots[-keep:]
    for snapshot in kept:
        check_seal(snapshot, read(snapshot).files)
    for snapshot in old:
        folder.forget(snapshot)
    return [snapshot.name for snapshot in old], _remove_unnamed(folder, kept)


def _remove_unnamed(folder: Folder, kept: list[Path]) -> int:
    named = heapq.merge(*(_hashes(snapshot) for snapshot in kept))
    removed, wanted = 0, next(named, "")
    for found in _stored(folder.root / "files" / "sha256"):
        while wanted and wanted < found:
            wanted = next(named, "")
        if found != wanted:
            folder.store.delete(blobs.key_of(found))
            removed += 1
    return removed


def _hashes(snapshot: Path) -> Iterator[str]:
    return (sha256 for sha256, _key in read_list(snapshot / read(snapshot).files.name))


def _stored(root: Path) -> Iterator[str]:
    """The names of all files of the store, sorted: folder by folder."""
    for first in sorted(root.glob("??")):
        for second in sorted(first.iterdir()):
            yield from sorted(path.name for path in second.iterdir())
