"""Looking into a scanner's folder: what lies still is kept and journalled, then moved to `taken/` beside it.

Still is a file whose size and time were the same at the look before. Each file is one transaction: its bytes in the
store, flushed, its row on the shelf, and the note `TAKEN` with its look; a file with that note is only moved.
"""

from __future__ import annotations

import os
import stat
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
    taken, failed = 0, list[Exception]()
    for name in _still(row, found):
        try:
            taken += _one(viewer, row, folder / found[name][3], name)
        except Exception as error:  # the others are taken in all the same; the look counts as failed
            log.exception("a scan cannot be taken in", file=name)
            failed.append(error)
    if failed:
        raise failed[0]
    return taken


def _files(folder: Path) -> Iterator[tuple[str, list[Any]]]:
    """Name → size, time, nothing yet and the name as the disk has it, of each file that may be a scan, by name."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            hidden = entry.name.startswith((".", "~")) or entry.name.lower().endswith(_BEING_WRITTEN)
            with suppress(FileNotFoundError):  # gone between two steps
                if not hidden and entry.is_file(follow_symlinks=False):
                    about = entry.stat(follow_symlinks=False)
                    yield _shown(entry.name), [about.st_size, about.st_mtime_ns, "", entry.name]


def _shown(name: str) -> str:
    """A name that can be kept and shown: a machine of another alphabet writes bytes that are no letters of ours."""
    text = os.fsencode(name).decode(errors="backslashreplace")
    return "".join(letter if letter.isprintable() else "_" for letter in text)


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
    for name, (size, time, _state, _name) in found.items():
        same = before.get(name, [])[:2] == [size, time]
        row.looks[name] = [size, time, (before[name][2] or "still") if same else ""]
    row.save()


def _still(row: ScanFolder, found: dict[str, list[Any]]) -> list[str]:
    """What may be taken, or tried again."""
    old = clock.now(row.organisation).timestamp() - EMPTY_SECONDS
    ready = (TAKEN, CLOSED, "still")
    return [name for name in found if row.looks[name][2] in ready and (found[name][0] or found[name][1] / 1e9 < old)]


def _one(viewer: Viewer, row: ScanFolder, path: Path, name: str) -> int:
    """Take one file in, once, under a name that can be shown, and move it."""
    size, time, state = row.looks[name]
    fresh = 0
    if size > settings.SALTER_SCAN_LIMIT:
        return _note(row, name, LARGE)
    if state != TAKEN:
        try:
            with scope(viewer.organisation.pk), transaction.atomic():
                fresh = _keep(viewer, path, name, (size, time))
                _note(row, name, TAKEN)
        except (Changed, TooLarge, FileNotFoundError):
            return _note(row, name, "")
        except OSError as error:
            log.warning("a scan cannot be read", file=name, error=type(error).__name__)
            return _note(row, name, CLOSED)
    _move(path, (size, time))
    return fresh


def _note(row: ScanFolder, name: str, state: str) -> int:
    with scope(row.organisation_id):
        row.looks[name][2] = state
        row.save(update_fields=["looks"])
    return 0


def _file(path: str, flags: int) -> int:
    """Open a plain file, never what a link leads to nor a pipe. Raises OSError."""
    opened = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError("no plain file")
    return opened


def _keep(viewer: Viewer, path: Path, name: str, seen: tuple[int, int]) -> int:
    """Store the file and put it on the shelf. Raises OSError, Changed, blobs.TooLarge, storage.StorageError."""
    with open(path, "rb", opener=_file) as file:
        checked, unclear = _judged(path, name)
        original = keep_as_it_came(
            viewer,
            name=name,
            content=file,
            source=Source.SCAN,
            media_type=checked.media_type,
            limit=settings.SALTER_SCAN_LIMIT + 1,
        )
        now = os.fstat(file.fileno())
        if (now.st_size, now.st_mtime_ns) != seen:
            raise Changed(name)
    found = [{"code": findings.NOT_READ if unclear else findings.TO_READ}]
    _incoming, fresh = shelf.take_in(
        viewer,
        door=Door.SCAN,
        source_key=original.sha256,
        received_at=min(datetime.fromtimestamp(seen[1] / 1e9, UTC), clock.now(viewer.organisation)),
        content=Content(subject=Path(name).stem, unclear=unclear, facts={"file": name}),
        files=[FileInput(original, found)],
    )
    return int(fresh)


def _judged(path: Path, name: str) -> tuple[Checked, Unclear | None]:
    """What kind of file it is, and why a person must look at it. Nothing is refused: it is kept whatever it is."""
    policy = Policy(settings.SALTER_SCAN_LIMIT, KINDS, restricted_pdf=True)
    try:
        return check_file(name, "", path, policy), None
    except UploadRefused as refused:
        return Checked(name, "application/octet-stream"), Unclear(findings.reason_of(refused.code))


def _move(path: Path, seen: tuple[int, int]) -> None:
    """To `taken/`; where that does not work the file stays, noted as taken, and is moved another time.

    A new scan that was put in its place meanwhile goes back: it was not read.
    """
    try:
        (path.parent / TAKEN_FOLDER).mkdir(exist_ok=True)
        moved = path.rename(_free(path.parent / TAKEN_FOLDER / path.name))
        now = moved.lstat()
        if (now.st_size, now.st_mtime_ns) != seen:
            moved.rename(_free(path))
    except OSError as error:
        log.warning("a scan that was taken in cannot be moved", file=_shown(path.name), error=type(error).__name__)


def _free(place: Path) -> Path:
    """This place, or the first beside it that nothing lies at."""
    stem, number = place.stem, 1
    while os.path.lexists(place):
        number += 1
        place = place.with_name(f"{stem}-{number}{place.suffix}")
    return place
