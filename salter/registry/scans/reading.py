"""Making a scan searchable: some pages a job, so that a long one holds up nobody and goes on where it broke off."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from salter.documents import blobs, scans
from salter.documents.actions import keep_rendition, storage
from salter.documents.models import Document, RenditionKind
from salter.documents.scans import Page
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.incoming import actions as shelf
from salter.registry.incoming.actions import Content, Unclear
from salter.registry.models import Door, Incoming, IncomingFile, ScanCheck
from salter.registry.scans import findings, splitting, wording
from salter.registry.scans.batches import Batch

PAGES = 10
"""So many pages one job reads."""
TO_DO = (findings.TO_READ, findings.NO_PROGRAM)


@dataclass(frozen=True, slots=True)
class _Scan:
    """A scan on the shelf, its file and the folder of its pages."""

    viewer: Viewer
    incoming: Incoming
    file: IncomingFile

    @property
    def folder(self) -> Path:
        work: Path = settings.SALTER_SCAN_WORK
        return work / f"{self.viewer.organisation.pk}-{self.file.document.sha256}"


def waits(file: IncomingFile) -> bool:
    """Whether the file is to be read; a job that comes once more for one that was read does nothing."""
    return any(found["code"] in TO_DO for found in file.findings)


def read_some(organisation: Organisation, incoming_id: UUID) -> bool:
    """Read the next pages, and join them when all are there; whether more remain. Outside any transaction."""
    with scope(organisation.pk):
        row = Incoming.objects.get(organisation=organisation, pk=incoming_id, door=Door.SCAN)
        scan = _Scan(Viewer(organisation), row, row.files.select_related("document").get(position=0))
    if not waits(scan.file):
        return False
    if scans.missing():
        _found(scan, [{"code": findings.NO_PROGRAM}])
        return False
    scan.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return _next(scan, _original(scan))
    except scans.NotOpened:
        _found(scan, [{"code": findings.NOT_READ}], Unclear(findings.NOT_OPENED))
    shutil.rmtree(scan.folder, ignore_errors=True)
    return False


def forget_gone() -> int:
    """Remove pages that were being read in offices that are no more; gives how many scans."""
    work: Path = settings.SALTER_SCAN_WORK
    folders = [folder for folder in work.glob("*-*") if folder.is_dir()]
    there = {str(key) for key in Organisation.objects.values_list("pk", flat=True)}
    gone = [folder for folder in folders if folder.name.partition("-")[0] not in there]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def _next(scan: _Scan, original: Path) -> bool:
    pages = scans.count(original)
    left = scans.unread(scan.folder, pages)
    scans.read_pages(original, scan.folder, left[:PAGES])
    if len(left) > PAGES:
        return True
    _finish(scan, original, pages)
    shutil.rmtree(scan.folder, ignore_errors=True)
    return False


def _original(scan: _Scan) -> Path:
    """A copy of the original beside its pages, made once."""
    path = scan.folder / "original"
    if not path.exists():
        fresh = path.with_suffix(".new")
        with blobs.load(storage(), scan.file.document.sha256) as stream, fresh.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
        fresh.replace(path)
    return path


def _finish(scan: _Scan, original: Path, pages: int) -> None:
    """The rendition beside the original, and what was found of its pages, in one transaction."""
    numbers = range(1, pages + 1)
    found = scans.read_pages(original, scan.folder, numbers)
    document: Document = scan.file.document
    at = clock.now(scan.viewer.organisation)
    joined = scan.folder / "whole.pdf"
    scans.join(scan.folder, numbers, joined, title=document.name, at=at)
    batch, cuts, unclear = _cut(scan, original, found)
    with scope(scan.viewer.organisation.pk), transaction.atomic(), joined.open("rb") as stream:
        keep_rendition(
            scan.viewer,
            original=document,
            kind=RenditionKind.SEARCHABLE,
            name=f"{Path(document.name).stem}-pretraziv.pdf",
            data=stream,
            media_type="application/pdf",
        )
        if not batch or unclear:
            _found(scan, _said(found), unclear or wording.unreadable(pages, _unreadable(found)))
            return
        said = [*_said(found), {"code": findings.SPLIT, "papers": len(batch.parts)}]
        IncomingFile.objects.filter(pk=scan.file.pk).update(findings=said)
        splitting.put(scan.viewer, incoming=scan.incoming, document=document, batch=batch, cuts=cuts, found=found)


def _cut(scan: _Scan, original: Path, found: Sequence[Page]) -> tuple[Batch, list[splitting.Cut], Unclear | None]:
    """Where cover sheets cut it, the papers as files, and why that did not work. What was cut is not cut again."""
    batch = splitting.batch_of(scan.viewer.organisation, scan.folder, found)
    if scan.incoming.facts.get("parts"):
        return batch, [], None
    at = clock.now(scan.viewer.organisation)
    title = Path(scan.file.document.name).stem
    try:
        return batch, splitting.cut_out(scan.folder, original, batch, title=title, at=at), None
    except scans.NotOpened:
        return batch, [], Unclear(findings.NOT_CUT)


def _said(found: Sequence[Page]) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = [{"code": findings.READ, "pages": len(found)}]
    if turned := [page.number for page in found if page.turned]:
        said.append({"code": findings.TURNED, "numbers": wording.ranges(turned)})
    if bad := _unreadable(found):
        said.append({"code": findings.UNREADABLE_PAGES, "numbers": wording.ranges(bad)})
    return said


def _unreadable(found: Sequence[Page]) -> list[int]:
    return [page.number for page in found if not page.readable]


def _found(scan: _Scan, said: list[dict[str, Any]], unclear: Unclear | None = None) -> None:
    """Write down what was found; a scan that a clerk has registered meanwhile stays registered."""
    row = scan.incoming
    with scope(scan.viewer.organisation.pk), transaction.atomic():
        IncomingFile.objects.filter(pk=scan.file.pk).update(findings=said)
        ScanCheck.objects.filter(organisation=scan.viewer.organisation, document=scan.file.document).update(
            findings=said
        )
        shelf.read_again(
            scan.viewer, incoming=row, content=Content(subject=row.subject, facts=row.facts, unclear=unclear), files=[]
        )
