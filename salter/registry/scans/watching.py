"""Looking into a scanner's folder: what lies still is kept and journalled, then moved to `taken/` beside it.

Still is a file whose size and time were the same at the look before. Each file is one transaction: its bytes in the
store, flushed, its row on the shelf, and the note `TAKEN` with its look; a file with that note is only moved.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from salter.documents.actions import keep_as_it_came
from salter.documents.blobs import TooLarge
from salter.documents.intake import Checked, Policy, UploadRefused, check_file
from salter.documents.models import Source
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.incoming import actions as shelf
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.models import Door, ScanFolder
from salter.registry.scans import findings

log = structlog.get_logger()
TAKEN_FOLDER = "taken"
TAKEN, CLOSED, LARGE = "taken", "closed", "large"
"""What became of a file that still lies there: kept and not moved, cannot be opened, too large."""
KINDS = frozenset(["application/pdf", "image/tiff", "image/jpeg", "image/png"])
_BEING_WRITTEN = (".part", ".tmp", ".crdownload", ".filepart")
EMPTY_SECONDS = 600
"""An empty file is one that is being begun, until it is so old."""


class Changed(Exception):
    """The file was written to while it was read."""


def look(organisation: Organisation, folder: Path) -> int:
    """One look; gives how many scans were taken in. A folder that is not there is noted, nothing is forgotten."""
    viewer = Viewer(organisation)
    with scope(organisation.pk):
        row, _new = ScanFolder.objects.get_or_create(organisation=organisation)
    try:
        found = dict(_files(folder))
    except OSError as error:
        log.warning("the folder of the scanner cannot be read", folder=str(folder), error=str(error))
        with scope(organisation.pk):
            _note_failure(viewer, row)
        return 0
    with scope(organisation.pk):
        _note_success(viewer, row, found)
    return sum(_one(viewer, row, folder / name) for name in _still(row, found))


def _files(folder: Path) -> Iterator[tuple[str, list[Any]]]:
    """Name → size and time of each file that may be a scan, in the order of names."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            hidden = entry.name.startswith((".", "~")) or entry.name.lower().endswith(_BEING_WRITTEN)
            with suppress(FileNotFoundError):  # gone between two steps
                if not hidden and entry.is_file(follow_symlinks=False):
                    yield entry.name, _traits(entry.stat(follow_symlinks=False))


def _traits(about: os.stat_result) -> list[Any]:
    return [about.st_size, about.st_mtime_ns, ""]


@transaction.atomic
def _note_failure(viewer: Viewer, row: ScanFolder) -> None:
    if row.failing_since is None:
        row.failing_since = clock.now(viewer.organisation)
        record(viewer, "scans.failed", subject=("scan_folder", row.pk))
    row.checked_at = clock.now(viewer.organisation)
    row.save()


@transaction.atomic
def _note_success(viewer: Viewer, row: ScanFolder, found: dict[str, list[Any]]) -> None:
    """What is there now; a file that is as it was keeps what became of it, and is marked as still."""
    if row.failing_since:
        record(viewer, "scans.recovered", subject=("scan_folder", row.pk))
    row.failing_since, row.checked_at = None, clock.now(viewer.organisation)
    before, row.looks = row.looks, {}
    for name, (size, time, _state) in found.items():
        same = before.get(name, [])[:2] == [size, time]
        row.looks[name] = [size, time, (before[name][2] or "still") if same else ""]
    row.save()


def _still(row: ScanFolder, found: dict[str, list[Any]]) -> list[str]:
    """What may be taken, or tried again."""
    old = clock.now(row.organisation).timestamp() - EMPTY_SECONDS
    ready = (TAKEN, CLOSED, "still")
    return [name for name in found if row.looks[name][2] in ready and (found[name][0] or found[name][1] / 1e9 < old)]


def _one(viewer: Viewer, row: ScanFolder, path: Path) -> int:
    """Take one file in, once, and move it."""
    size, time, state = row.looks[path.name]
    fresh = 0
    if size > settings.SALTER_SCAN_LIMIT:
        return _note(row, path.name, LARGE)
    if state != TAKEN:
        try:
            with scope(viewer.organisation.pk), transaction.atomic():
                fresh = _keep(viewer, path, (size, time))
                _note(row, path.name, TAKEN)
        except (Changed, TooLarge, FileNotFoundError):
            return _note(row, path.name, "")
        except OSError as error:
            log.warning("a scan cannot be read", file=path.name, error=str(error))
            return _note(row, path.name, CLOSED)
    _move(path)
    return fresh


def _note(row: ScanFolder, name: str, state: str) -> int:
    with scope(row.organisation_id):
        row.looks[name][2] = state
        row.save(update_fields=["looks"])
    return 0


def _keep(viewer: Viewer, path: Path, seen: tuple[int, int]) -> int:
    """Store the file and put it on the shelf. Raises OSError, Changed, blobs.TooLarge, storage.StorageError."""
    with path.open("rb") as file:
        checked, unclear = _judged(path)
        original = keep_as_it_came(
            viewer,
            name=path.name,
            content=file,
            source=Source.SCAN,
            media_type=checked.media_type,
            limit=settings.SALTER_SCAN_LIMIT + 1,
        )
        now = os.fstat(file.fileno())
        if (now.st_size, now.st_mtime_ns) != seen:
            raise Changed(path.name)
    found = [{"code": findings.NOT_READ if unclear else findings.TO_READ}]
    _incoming, fresh = shelf.take_in(
        viewer,
        door=Door.SCAN,
        source_key=original.sha256,
        received_at=min(datetime.fromtimestamp(seen[1] / 1e9, UTC), clock.now(viewer.organisation)),
        content=Content(subject=path.stem, unclear=unclear, facts={"file": path.name}),
        files=[FileInput(original, found)],
    )
    return int(fresh)


def _judged(path: Path) -> tuple[Checked, Unclear | None]:
    """What kind of file it is, and why a person must look at it. Nothing is refused: it is kept whatever it is."""
    policy = Policy(settings.SALTER_SCAN_LIMIT, KINDS, restricted_pdf=True)
    try:
        return check_file(path.name, "", path, policy), None
    except UploadRefused as refused:
        return Checked(path.name, "application/octet-stream"), Unclear(findings.reason_of(refused.code))


def _move(path: Path) -> None:
    """To `taken/`; where that does not work the file stays, noted as taken, and is moved another time."""
    target = path.parent / TAKEN_FOLDER / path.name
    try:
        target.parent.mkdir(exist_ok=True)
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{path.stem}-{number}{path.suffix}")
        path.rename(target)
    except OSError as error:
        log.warning("a scan that was taken in cannot be moved", file=path.name, error=str(error))
