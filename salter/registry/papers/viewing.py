"""How a paper is shown in the page of its case: by the browser itself, as pictures, as words, or as a record.

A PDF goes into a frame, where the browser's own viewer can search, mark and print it; where a browser has none, the
server draws its pages. What no browser shows safely is shown by its words, when they were read, and can be downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from salter.documents import pictures
from salter.documents.models import Document, Processing
from salter.documents.storage import StorageError
from salter.registry.papers.listing import Paper

IMAGES = ("image/png", "image/jpeg")
WORDS_OF = (
    "text/plain",
    "message/rfc822",
    "text/csv",
    "application/xml",
    "application/rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
)
MOST_WORDS = 200_000
AT_ONCE = 10


class Way(StrEnum):
    """The ways of showing."""

    FRAME = "frame"
    PICTURES = "pictures"
    IMAGE = "image"
    WORDS = "words"
    RECORD = "record"  # there is no file: a draft, sheets of paper, a submission without files
    DOWNLOAD = "download"
    DESTROYED = "destroyed"  # its time of keeping is over


@dataclass(frozen=True, slots=True)
class View:
    """How the chosen paper is shown, with what that needs."""

    way: Way
    words: str = ""
    cut: bool = False
    pages: Sequence[int] = ()
    count: int = 0
    failed: bool = False

    @property
    def stretches(self) -> Sequence[int]:
        """Where each ten pages begin, when there are more than ten."""
        return range(1, self.count + 1, AT_ONCE) if self.count > AT_ONCE else ()


def choose(papers: Sequence[Paper], wanted: str) -> Paper | None:
    """The paper asked for, else the first one that a browser can show, else the first."""
    shown = (paper for paper in papers if paper.document and way_of(paper.document) in (Way.FRAME, Way.IMAGE))
    asked = (paper for paper in papers if paper.key == wanted)
    return next(asked, None) or next(shown, None) or next(iter(papers), None)


def neighbours(papers: Sequence[Paper], shown: Paper | None) -> tuple[Paper | None, Paper | None]:
    """The papers before and after the one shown."""
    if shown is None:
        return None, None
    place = shown.ordinal - 1
    return (papers[place - 1] if place else None), (papers[place + 1] if place + 1 < len(papers) else None)


def way_of(document: Document) -> Way:
    """How a file of that type is shown when nothing else is asked for."""
    if document.destroyed_at:
        return Way.DESTROYED
    if document.media_type == "application/pdf":
        return Way.FRAME
    if document.media_type in IMAGES:
        return Way.IMAGE
    if document.media_type in WORDS_OF and document.processing == Processing.DONE:
        return Way.WORDS
    return Way.FRAME if document.media_type == "text/plain" else Way.DOWNLOAD


def view_of(paper: Paper, *, pictures_from: int = 0) -> View:
    """The view of a paper; `pictures_from`: the first page to show as a picture, 0 for the browser's own viewer."""
    return view_of_document(paper.document, pictures_from=pictures_from) if paper.document else View(Way.RECORD)


def view_of_document(document: Document, *, pictures_from: int = 0) -> View:
    """The view of a file; `pictures_from` as above."""
    way = way_of(document)
    if way is Way.FRAME and pictures_from and document.media_type == "application/pdf":
        return _pictures(document, pictures_from)
    if way is Way.WORDS:
        words = Document.objects.values_list("text", flat=True).get(pk=document.pk)
        return View(way, words=words[:MOST_WORDS], cut=len(words) > MOST_WORDS)
    return View(way)


def _pictures(document: Document, first: int) -> View:
    try:
        count = pictures.count_pages(document)
    except (pictures.NotDrawable, StorageError):
        return View(Way.DOWNLOAD, failed=True)
    first = min(max(first, 1), max(count, 1))
    return View(Way.PICTURES, pages=range(first, min(first + AT_ONCE, count + 1)), count=count)
