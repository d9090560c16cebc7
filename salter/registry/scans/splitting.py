"""A batch with cover sheets becomes its papers: each is cut out of the original, with its searchable form beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from salter.documents import scans
from salter.documents.actions import keep_as_it_came, keep_rendition
from salter.documents.models import Document, RenditionKind, Source
from salter.documents.scans import Page
from salter.organisations.access import Confidentiality, Viewer
from salter.organisations.models import Organisation
from salter.registry.incoming import actions as shelf
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.models import Case, CaseStatus, Incoming
from salter.registry.scans import batches, findings, sheets
from salter.registry.scans.batches import Batch, Leaf, Part
from salter.registry.scans.sheets import SheetKind
from salter.registry.scans.wording import ranges, unreadable

SUPPLEMENT = "Допуна предмета %s"
UNLIMITED = 1 << 40  # the batch itself was within the bounds
_WITHOUT_CASE = {
    SheetKind.FOREIGN: findings.FOREIGN_SHEET,
    SheetKind.NOT_OURS: findings.NOT_OUR_SHEET,
    SheetKind.NOT_READ: findings.NOT_READ_SHEET,
}


@dataclass(frozen=True, slots=True)
class Cut:
    """A paper of a batch as files: its pages as they came, and their searchable form."""

    part: Part
    original: Path
    searchable: Path


def batch_of(organisation: Organisation, folder: Path, found: Sequence[Page]) -> Batch:
    """Where the pages of a scan that was read are cut."""
    return batches.cut(
        [
            Leaf(page.number, sheets.read(organisation, page.codes, scans.text_of(folder, page.number)), page.blank)
            for page in found
        ]
    )


def cut_out(folder: Path, original: Path, batch: Batch, *, title: str, at: datetime) -> list[Cut]:
    """The papers as files in `folder`. Raises scans.NotOpened."""
    made = []
    for place, part in enumerate(batch.parts, 1):
        cut = Cut(part, folder / f"part-{place}", folder / f"part-{place}.pdf")
        scans.cut(original, part.pages, cut.original)
        scans.join(folder, part.pages, cut.searchable, title=f"{title}, {ranges(part.pages)}", at=at)
        made.append(cut)
    return made


def put(
    viewer: Viewer,
    *,
    incoming: Incoming,
    document: Document,
    batch: Batch,
    cuts: Sequence[Cut],
    found: Sequence[Page],
) -> None:
    """The papers on the shelf and the batch out of the way, in the transaction of the caller."""
    if not shelf.is_open(viewer, incoming):
        return
    unclear = Unclear(findings.SHEET_ALONE, {"numbers": ranges(batch.alone)}) if batch.alone else None
    parts = [_part(viewer, incoming, document, cut, found) for cut in cuts]
    content = Content(subject=incoming.subject, facts=incoming.facts, unclear=unclear)
    shelf.split_up(viewer, incoming=incoming, content=content, parts=parts)


def _part(viewer: Viewer, incoming: Incoming, document: Document, cut: Cut, found: Sequence[Page]) -> shelf.Part:
    pages, name = ranges(cut.part.pages), Path(document.name)
    stem = f"{name.stem}, {pages}"
    with cut.original.open("rb") as file:
        original = keep_as_it_came(
            viewer,
            name=f"{stem}{name.suffix}",
            content=file,
            source=Source.SCAN,
            media_type=document.media_type,
            limit=UNLIMITED,
        )
    with cut.searchable.open("rb") as file:
        keep_rendition(
            viewer,
            original=original,
            kind=RenditionKind.SEARCHABLE,
            name=f"{stem}-pretraziv.pdf",
            data=file,
            media_type="application/pdf",
        )
    bad = [
        cut.part.pages.index(page.number) + 1 for page in found if page.number in cut.part.pages and not page.readable
    ]
    said: list[dict[str, Any]] = [{"code": findings.OF_BATCH, "numbers": pages}]
    said += [{"code": findings.READ, "pages": len(cut.part.pages)}]
    said += [{"code": findings.UNREADABLE_PAGES, "numbers": ranges(bad)}] if bad else []
    facts = {
        "file": incoming.facts.get("file", ""),
        "pages": pages,
        "count": len(cut.part.pages),
        "unreadable": bad,
        "sheet": cut.part.sheet.kind.value if cut.part.sheet else "",
        "sheet_page": cut.part.sheet_page,
        "sheet_case": str(cut.part.sheet.case_id) if cut.part.sheet and cut.part.sheet.case_id else "",
    }
    return shelf.Part(pages, content_of(viewer, stem, facts), FileInput(original, said))


def content_of(viewer: Viewer, subject: str, facts: dict[str, Any]) -> Content:
    """What a paper of a batch is, by the sheet before it: of a case that takes it, new, or for a person to look at."""
    facts = {key: value for key, value in facts.items() if key != "case"}
    bad = unreadable(facts["count"], facts["unreadable"])
    if facts["sheet"] == SheetKind.CASE:
        case = Case.objects.filter(organisation=viewer.organisation, pk=facts["sheet_case"]).first()
        if case is None:
            return Content(subject, facts=facts, unclear=Unclear(findings.UNKNOWN_CASE, {"page": facts["sheet_page"]}))
        if case.cancelled_at or case.status == CaseStatus.ARCHIVED:
            return Content(subject, facts=facts, unclear=Unclear(findings.OVER_CASE, {"number": _named(case)}))
        known = case.confidentiality != Confidentiality.RESTRICTED
        words = SUPPLEMENT % case.number if known else subject
        return Content(words, facts={**facts, "case": str(case.pk)}, unclear=bad)
    if facts["sheet"] == SheetKind.NEW:
        return Content(subject, facts=facts, unclear=bad)
    reason = _WITHOUT_CASE[SheetKind(facts["sheet"])] if facts["sheet"] else findings.NO_SHEET
    return Content(subject, facts=facts, unclear=Unclear(reason, {"page": facts["sheet_page"]}))


def _named(case: Case) -> str:
    """Its number; of a case with restricted access that stands in the book only."""
    return "–" if case.confidentiality == Confidentiality.RESTRICTED else str(case.number)


def look_again(viewer: Viewer, incoming: Incoming) -> None:
    """A clerk wants a paper of a batch to be judged once more: its case may be here by now."""
    content = content_of(viewer, f"{Path(incoming.facts['file']).stem}, {incoming.facts['pages']}", incoming.facts)
    shelf.read_again(viewer, incoming=incoming, content=content, files=[])
