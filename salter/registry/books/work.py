"""Making a copy of a book in the worker: piece by piece, so that it goes on where a worker was stopped.

PDF: one volume is one job, kept as soon as it is made. XLSX: one workbook, written to the disk stretch by stretch; a
worker that was stopped begins it anew. One copy is worked at at a time, so that receipts and letters never wait.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from salter.documents.actions import keep_own
from salter.documents.paper import Language
from salter.journal.actions import record
from salter.journal.patience import Patience
from salter.organisations import clock
from salter.organisations.access import Viewer, require, viewer_of
from salter.organisations.tenancy import scope
from salter.registry.books import paper
from salter.registry.books.columns import COLUMNS, BookKind
from salter.registry.books.lines import Line
from salter.registry.books.reading import book_of
from salter.registry.books.sheets import write_workbook
from salter.registry.books.summary import about, count, title_of
from salter.registry.models import BookCopy, BookFormat, BookVolume, CopyState
from salter.registry.queries import BOOK_READERS

log = structlog.get_logger()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@app.task(queue="books", name="registry.make_copy", lock="registry.make_copy", retry=Patience())
def make_copy(*, organisation: int, copy: str) -> None:
    """Do the next piece of a copy, and hand on the one after it. What fails is said on its page, and tried again."""
    try:
        with scope(organisation):
            form = BookCopy.objects.values_list("format", flat=True).get(pk=copy)
        if form == BookFormat.XLSX:
            make_workbook(organisation, UUID(copy))
            return
        with scope(organisation):
            if make_volume(UUID(copy)):
                make_copy.defer(organisation=organisation, copy=copy)
    except Exception as error:
        log.exception("a copy of a book could not be made", copy=copy)
        with scope(organisation):
            problem = f"{type(error).__name__}: {error}"[:500]
            BookCopy.objects.filter(pk=copy).update(state=CopyState.FAILED, problem=problem)
        raise


class Making:
    """A copy that is being made, seen as its asker sees the book. Raises NotAllowed when they may not any more."""

    def __init__(self, copy: BookCopy) -> None:
        self.copy, self.kind = copy, BookKind(copy.book)
        self.viewer: Viewer = viewer_of(copy.asked_by, copy.organisation)
        require(self.viewer, *BOOK_READERS)
        self.book = book_of(self.viewer, self.kind, copy.register, copy.act_list)
        self.title = title_of(self.kind, copy.register, copy.act_list)
        self.language = cast(Language, copy.language)

    def about(self) -> list[tuple[str, str]]:
        """What the book says of itself."""
        copy = self.copy
        numbers = count(self.viewer, self.kind, copy.register, first=copy.first, last=copy.last, act_list=copy.act_list)
        return about(self.viewer, self.kind, copy.register, numbers, self.title)

    def keep(self, name: str, data: bytes, media_type: str, first: int, last: int) -> BookVolume:
        """Keep a finished file of the copy."""
        document = keep_own(self.viewer, name=name, data=data, media_type=media_type)
        return BookVolume.objects.create(
            organisation=self.copy.organisation,
            copy=self.copy,
            position=self.copy.volumes.count() + 1,
            first=first,
            last=last,
            document=document,
        )

    def name(self, suffix: str) -> str:
        """The name of a file of the copy."""
        what = f"popis-{self.copy.act_list.case.ordinal}" if self.copy.act_list else self.kind.value
        return f"knjiga-{what}-{self.copy.register.year}{suffix}.{self.copy.format}"

    def finish(self) -> None:
        """The copy is whole."""
        copy = self.copy
        copy.state, copy.finished_at, copy.problem = CopyState.DONE, clock.now(copy.organisation), ""
        copy.save(update_fields=["state", "finished_at", "problem", "reached", "lines"])
        record(
            self.viewer,
            "book.copied",
            subject=("book-copy", copy.pk),
            body={
                **_named(copy),
                "lines": copy.lines,
                "files": [volume.document.sha256 for volume in copy.volumes.select_related("document")],
            },
        )


def _named(copy: BookCopy) -> dict[str, Any]:
    span = {"first": copy.first, "last": copy.last, "format": copy.format}
    return {"book": copy.book, "year": copy.register.year, **span}


def _opened(copy_id: UUID) -> Making:
    rows = BookCopy.objects.select_for_update(of=("self",)).select_related("organisation", "asked_by")
    return Making(rows.select_related("register__opened_by", "register__closed_by", "act_list__case").get(pk=copy_id))


def make_volume(copy_id: UUID) -> bool:
    """Make the next volume of a PDF, in the running scope; gives whether there is more to make."""
    making = _opened(copy_id)
    copy = making.copy
    if copy.state == CopyState.DONE:
        return False
    after, lines = copy.reached, list[Line]()
    reached = after
    while reached < copy.last and len(lines) < paper.LINES:
        more, reached = making.book.read(reached, copy.last)
        lines += more
    whole, position = reached >= copy.last, copy.volumes.count() + 1
    single = whole and position == 1
    data = paper.volume(
        copy.organisation,
        making.kind,
        lines,
        title=making.title if single else f"{making.title}, свеска {position}",
        number=f"{copy.register.code}/{copy.register.year}",
        facts=[] if single else [("Бројеви у овој свесци", f"{after + 1}–{reached}")],
        before=[],
        about=making.about() if whole else [],
        language=making.language,
    )
    making.keep(making.name("" if single else f"-{position:03}"), data, "application/pdf", after + 1, reached)
    copy.reached, copy.lines, copy.state = reached, copy.lines + len(lines), CopyState.WORKING
    if whole:
        making.finish()
    else:
        copy.save(update_fields=["reached", "lines", "state"])
    return not whole


def make_workbook(organisation: int, copy_id: UUID) -> None:
    """Make the whole workbook; each stretch is read in a transaction of its own, which also says how far it is."""
    with scope(organisation):
        making = _opened(copy_id)
        if making.copy.state == CopyState.DONE:
            return
        making.copy.volumes.all().delete()
        columns = COLUMNS[making.kind]
    with tempfile.TemporaryDirectory(prefix="salter-book-") as folder:
        target = Path(folder) / "book.xlsx"
        lines = write_workbook(
            target, columns, _lines(organisation, making), _about(organisation, making), language=making.language
        )
        with scope(organisation):
            making.copy.reached, making.copy.lines = making.copy.last, lines
            making.keep(making.name(""), target.read_bytes(), XLSX, making.copy.first, making.copy.last)
            making.finish()


def _lines(organisation: int, making: Making) -> Iterator[Line]:
    copy = making.copy
    reached = copy.first - 1
    while reached < copy.last:
        with scope(organisation):
            lines, reached = making.book.read(reached, copy.last)
            BookCopy.objects.filter(pk=copy.pk).update(reached=reached, state=CopyState.WORKING)
        yield from lines


def _about(organisation: int, making: Making) -> Iterator[tuple[str, str]]:
    """Read when the lines are written."""
    with scope(organisation):
        told = making.about()
    yield from told
