"""The whole case as one PDF, made by the worker: cover and contents with page numbers, then every paper in order.

PDFs go in as they are, images and words of files as pages; what cannot go in is named with its hash and the reason.
A signature does not survive being bound with others: the contents say so, and that the originals are in the ZIP.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import structlog
from procrastinate.contrib.django import app

from salter.documents import blobs
from salter.documents.actions import content, keep_own, storage
from salter.documents.binding import NotBound, Part, bind, pages_of
from salter.documents.models import Document, Processing
from salter.documents.paper import Language, in_script
from salter.documents.rendering import Attachment, RenderFailed, render
from salter.documents.storage import NotStored
from salter.journal.actions import record
from salter.journal.patience import Patience
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.tenancy import scope
from salter.registry import desk
from salter.registry.models import CaseCopy, CopyState
from salter.registry.papers import viewing
from salter.registry.papers.cover import contents_line, cover_data
from salter.registry.papers.listing import Paper, papers_of
from salter.registry.papers.whole import safe_name
from salter.ui.formats import format_datetime

log = structlog.get_logger()
MOST_BYTES = 600 << 20
SECONDS = 60
WORDS = "Ово су речи датотеке, без њеног облика. Изворник је у ZIP-у целог предмета."
NOTES = [
    "Ово је препис за читање. Потписи, печати и временски жигови важе само у изворницима: они су, са потврдама, "
    "у ZIP-у целог предмета, и проверавају се тамо.",
]
REASONS = {
    "locked": "Није у овом PDF-у: датотека је закључана лозинком.",
    "damaged": "Није у овом PDF-у: датотека је оштећена.",
    "kind": "Није у овом PDF-у: ова врста датотеке нема стране.",
    "large": "Није у овом PDF-у: датотека је превелика.",
    "missing": "Није у овом PDF-у: датотека се сада не може прочитати из складишта.",
    "": "Није у овом PDF-у: датотека се није могла прочитати у датом времену.",
}
CUT = "Прерано се завршава: датотека је дужа, цела је у ZIP-у."


@app.task(queue="books", name="registry.make_case_copy", lock="registry.make_copy", retry=Patience())
def make_case_copy(*, organisation: int, copy: str) -> None:
    """Make the PDF of a copy. What fails is said on its page, and tried again."""
    try:
        Making(organisation, copy).run()
    except Exception as error:
        log.exception("a case could not be made into one PDF", copy=copy)
        with scope(organisation):
            problem = f"{type(error).__name__}: {error}"[:500]
            CaseCopy.objects.filter(pk=copy).update(state=CopyState.FAILED, problem=problem)
        raise


@dataclass(frozen=True, slots=True)
class Bound:
    """A paper and the PDF of it; without a path, why not."""

    paper: Paper
    path: Path | None = None
    reason: str = ""
    cut: bool = False
    pages: int = 0


class Making:
    """A copy that is being made, seen as its asker sees the case. Between papers no transaction is open."""

    def __init__(self, organisation: int, copy: str) -> None:
        self.organisation, self.pk = organisation, copy

    def run(self) -> None:
        """Gather, count, write the contents twice (the first time to learn how long they are), bind, keep."""
        with scope(self.organisation):
            self.copy = CaseCopy.objects.select_related("organisation", "asked_by").get(pk=self.pk)
            if self.copy.state == CopyState.DONE:
                return
            self.viewer: Viewer = viewer_of(self.copy.asked_by, self.copy.organisation)
            self.file = desk.case_file(self.viewer, self.copy.case_id)
            self.papers = papers_of(self.file)
            self.language = cast(Language, self.copy.language)
            self.cover = cover_data(self.file, [], self.language)
        with tempfile.TemporaryDirectory(prefix="salter-case-") as name:
            folder = Path(name)
            bound = self._counted([self._gather(folder, paper) for paper in self.papers])
            front = self._front(folder, bound)
            parts = [Part(front, in_script("Садржај", self.language))]
            parts += [Part(one.path, f"{one.paper.ordinal}. {one.paper.title}") for one in bound if one.path]
            pages = bind(parts, folder / "whole.pdf")
            self._keep(folder / "whole.pdf", bound, pages)

    def _gather(self, folder: Path, paper: Paper) -> Bound:
        """The PDF of one paper."""
        self._progress(paper.ordinal)
        document = paper.document
        if document is None:
            return Bound(paper)
        if document.size > MOST_BYTES:
            return Bound(paper, reason="large")
        path = folder / f"{paper.ordinal:05}.pdf"
        try:
            return self._as_pdf(paper, document, path)
        except NotStored:
            return Bound(paper, reason="missing")
        except RenderFailed:
            return Bound(paper, reason="damaged")

    def _as_pdf(self, paper: Paper, document: Document, path: Path) -> Bound:
        if document.media_type == "application/pdf":
            with blobs.load(storage(), document.sha256) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            return Bound(paper, path)
        title = f"{paper.ordinal}. {paper.title}"
        if document.media_type in viewing.IMAGES:
            picture = Attachment("picture", document.media_type, content(document), title)
            path.write_bytes(render("picture_page", {"title": title}, at=document.created_at, attachments=[picture]))
            return Bound(paper, path)
        with scope(self.organisation):
            words = Document.objects.values_list("text", flat=True).get(pk=document.pk)
        if document.processing != Processing.DONE or not words:
            return Bound(paper, reason="kind")
        lines = words[: viewing.MOST_WORDS].split("\n")
        data = {"title": title, "note": in_script(WORDS, self.language), "lines": lines}
        path.write_bytes(render("words_pages", data, at=document.created_at, seconds=SECONDS))
        return Bound(paper, path, cut=len(words) > viewing.MOST_WORDS)

    def _counted(self, found: Sequence[Bound]) -> list[Bound]:
        """With the pages of each; what cannot be opened loses its path and gets the reason."""
        counts = iter(pages_of([one.path for one in found if one.path]))
        counted = []
        for one in found:
            pages = next(counts) if one.path else 0
            if isinstance(pages, str):
                counted.append(Bound(one.paper, reason=pages if pages in REASONS else ""))
            else:
                counted.append(replace(one, pages=pages))
        return counted

    def _front(self, folder: Path, bound: Sequence[Bound]) -> Path:
        """Cover and contents. How many pages they take decides on which page everything else begins."""
        path, taken = folder / "front.pdf", 0
        for _round in range(4):
            path.write_bytes(render("case_contents", self._said(bound, taken), at=self._now(), seconds=SECONDS))
            [pages] = pages_of([path])
            if pages == taken:
                return path
            taken = int(pages)
        raise NotBound("the contents do not come to rest")

    def _said(self, bound: Sequence[Bound], taken: int) -> dict[str, Any]:
        """What cover and contents say (templates.CaseContents), when they take so many pages themselves."""
        page, lines = taken + 1, []
        for one in bound:
            lines.append(self._line(one, page))
            page += one.pages
        words = in_script(f"Предмет {self.file.case.number} у целини", self.language)
        return {
            **self.cover,
            "title": words,
            "made_at": format_datetime(self._now(), self.language),
            "made_for": in_script(self.viewer.name, self.language),
            "notes": [in_script(note, self.language) for note in NOTES],
            "contents": lines,
        }

    def _line(self, one: Bound, page: int) -> dict[str, str]:
        line = contents_line(one.paper, self.language)
        document = one.paper.document
        if document is None:
            return line
        line["sha256"] = document.sha256
        if one.path:
            line["page"] = str(page)
        remark = CUT if one.cut else "" if one.path else REASONS[one.reason]
        return {**line, "remark": in_script(remark, self.language)} if remark else line

    def _progress(self, done: int) -> None:
        with scope(self.organisation):
            row = CaseCopy.objects.filter(pk=self.pk)
            row.update(state=CopyState.WORKING, done=done, papers=len(self.papers), problem="")

    def _now(self) -> Any:
        return clock.now(self.copy.organisation)

    def _keep(self, path: Path, bound: Sequence[Bound], pages: int) -> None:
        out = [
            {"ordinal": one.paper.ordinal, "name": one.paper.document.name, "sha256": one.paper.document.sha256}
            for one in bound
            if one.paper.document and not one.path
        ]
        name = f"{safe_name(self.file.case.number)}.pdf"
        with scope(self.organisation), path.open("rb") as stream:
            copy = CaseCopy.objects.select_for_update(of=("self",)).get(pk=self.pk)
            copy.document = keep_own(self.viewer, name=name, data=stream, media_type="application/pdf")
            copy.state, copy.finished_at, copy.pages, copy.left_out = CopyState.DONE, self._now(), pages, out
            copy.papers = copy.done = len(bound)
            copy.save()
            record(
                self.viewer,
                "case.copied",
                subject=("case", copy.case_id),
                case_id=copy.case_id,
                body={"papers": len(bound), "pages": pages, "left_out": len(out), "sha256": copy.document.sha256},
            )
