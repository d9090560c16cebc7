"""The folder of backups: dated snapshots of the database beside one store of files that all of them share.

    salter-backup.json          says what this folder is
    files/sha256/ab/cd/<hash>   every file once, named by its SHA-256
    snapshots/<moment>/         database.dump, files.sha256, keys, manifest.json

A snapshot is made as `.half-<moment>` and renamed at the end: what has its name is complete.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from salter.documents.storage import FolderStorage

FORMAT = "salter-backup/1"
MARK = "salter-backup.json"
HALF, GONE = ".half-", ".gone-"
NAME = re.compile(r"\d{8}T\d{6}Z")
MOMENT = "%Y%m%dT%H%M%SZ"


class Refused(Exception):
    """It cannot be done as things are; nothing was touched. The message says what to do."""


class Unsound(Exception):
    """A backup, or what was restored from it, is not what it says it is."""


@dataclass(frozen=True)
class Folder:
    """A folder of backups."""

    root: Path

    @property
    def store(self) -> FolderStorage:
        """Files of all snapshots, under the keys of blobs."""
        return FolderStorage(self.root / "files")

    @property
    def snapshots(self) -> list[Path]:
        """The complete snapshots, oldest first."""
        return sorted(path for path in (self.root / "snapshots").glob("*") if NAME.fullmatch(path.name))

    def snapshot(self, name: str = "") -> Path:
        """The snapshot of that name, or the newest one. Raises Refused."""
        self.check()
        known = self.snapshots
        found = [path for path in known if name in ("", path.name)]
        if not found:
            there = ", ".join(path.name for path in known) or "none"
            raise Refused(f"There is no such snapshot in {self.root}. There are: {there}.")
        return found[-1]

    def check(self) -> None:
        """Raises Refused when this is no folder of backups that we can read."""
        try:
            told = json.loads((self.root / MARK).read_text("utf-8"))
        except (OSError, ValueError):
            told = {}
        if told.get("format") != FORMAT:
            raise Refused(f"{self.root} is no folder of Šalter backups ({MARK} is missing or of another kind).")

    def prepare(self) -> None:
        """Make the folder, closed to others; an empty one is taken. Raises Refused for one that holds other things."""
        if (self.root / MARK).exists():
            return self.check()
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise Refused(f"{self.root} holds other things. Name an empty folder, or one with Šalter backups.")
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.root / "snapshots").mkdir(mode=0o700)
        write_flushed(self.root / MARK, json.dumps({"format": FORMAT}).encode())
        return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One at a time; the lock falls with the process that holds it. Raises Refused when another one has it."""
        descriptor = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"Another backup or check is running in {self.root}. Wait for its end.") from None
            yield
        finally:
            os.close(descriptor)

    def next_name(self, at: datetime) -> str:
        """The name of a snapshot of that moment (aware, UTC): after all others, also when the clock has gone back."""
        names = [at.strftime(MOMENT)]
        for newest in self.snapshots[-1:]:
            names.append((datetime.strptime(newest.name, MOMENT) + timedelta(seconds=1)).strftime(MOMENT))  # noqa: DTZ007
        return max(names)

    def begin(self, name: str) -> Path:
        """A new half snapshot; halves that were interrupted go, their files stay in the store."""
        for left in (self.root / "snapshots").glob(".*"):
            shutil.rmtree(left)
        half = self.root / "snapshots" / f"{HALF}{name}"
        half.mkdir(mode=0o700)
        return half

    def finish(self, half: Path) -> Path:
        """Give a whole snapshot its name, durably."""
        flush_folder(half)
        whole = half.with_name(half.name.removeprefix(HALF))
        half.rename(whole)
        flush_folder(whole.parent)
        return whole

    def forget(self, snapshot: Path) -> None:
        """Remove a snapshot: its name first, so that there is never half of one."""
        gone = snapshot.rename(snapshot.with_name(f"{GONE}{snapshot.name}"))
        flush_folder(snapshot.parent)
        shutil.rmtree(gone)


def write_flushed(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file whole or not at all, and make it durable."""
    half = path.with_name(f".{path.name}.half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
