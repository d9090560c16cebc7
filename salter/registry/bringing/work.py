"""An old book in the worker: read into lines, checked (nothing is written), brought in batch by batch.

Each batch is a transaction that also says how far the book is, so a worker that was stopped goes on at the next one;
what was brought in stays. A job does a stretch and hands on the next, so that other work is never kept waiting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.utils import translation
from procrastinate.contrib.django import app

from salter.documents import blobs
from salter.documents.actions import keep_as_it_came, storage
from salter.documents.models import Document, Source
from salter.journal.actions import record
from salter.journal.patience import Patience
from salter.organisations import clock
from salter.organisations.access import Viewer, require, viewer_of
from salter.organisations.importing.tables import FAULT, plain
from salter.organisations.models import Organisation, Role, Unit
from salter.organisations.tenancy import scope
from salter.registry.books.sheets import UNWRITABLE
from salter.registry.bringing import reading, writing
from salter.registry.bringing.columns import LISTED, OLD_BOOK
from salter.registry.bringing.dues import Dues, catalogue
from salter.registry.bringing.judging import Fate, Ground, Here, Row, Seen, folded, read, said, settle
from salter.registry.models import BookImport, Case, ImportState, Register, RegisterKind, Submission

log = structlog.get_logger()
BATCH, STRETCH = 5000, 4
"""Rows in a transaction; transactions in a job."""
TOLD = 12
"""So many rows of each fate are shown as a sample, and wrong ones of each kind."""
TOLD_WRONG = 60
OLD = RegisterKind.OLD.value
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@app.task(queue="books", name="registry.bring_in", lock="registry.bring_in", retry=Patience())
def bring_in(*, organisation: int, book: str) -> None:
    """Do the next piece of a book, and hand on the one after it. What fails is said on its page, and tried again."""
    try:
        if step(organisation, UUID(book)):
            bring_in.defer(organisation=organisation, book=book)
    except ValidationError as error:
        with scope(organisation):
            _fail(book, " ".join(error.messages))
    except Exception as error:
        log.exception("an old book could not be brought in", book=book)
        with scope(organisation):
            BookImport.objects.filter(pk=book).update(problem=f"{type(error).__name__}: {error}"[:500])
        raise


def _fail(book: str, problem: str) -> None:
    BookImport.objects.filter(pk=book).update(state=ImportState.FAILED, problem=problem[:500])


def step(organisation: int, book: UUID) -> bool:
    """Do the next piece; gives whether there is another one for the worker to do."""
    with scope(organisation):
        state, act_list = BookImport.objects.values_list("state", "act_list").get(pk=book)
    if state == ImportState.READING:
        read_table(organisation, book)
    elif act_list:
        from salter.registry.bringing import listing

        listing.step(organisation, book, state)
    elif state == ImportState.CHECKING:
        check_table(organisation, book)
    elif state == ImportState.BRINGING:
        return bring_stretch(organisation, book)
    return False


@dataclass
class Bringing:
    """A book that is being worked at, in the name of who asked for it. Raises NotAllowed when they may not any more."""

    book: BookImport
    viewer: Viewer
    ground: Ground
    dues: Dues
    units: dict[str, UUID] = field(default_factory=dict)


def opened(book_id: UUID) -> Bringing:
    """The book with all that its rows are judged against."""
    rows = BookImport.objects.select_related("organisation", "asked_by", "document", "lines")
    book = rows.get(pk=book_id)
    viewer = viewer_of(book.asked_by, book.organisation)
    require(viewer, Role.REGISTRY_HEAD)
    units = list(Unit.objects.filter(organisation=viewer.organisation))
    names = {folded(name): unit.mark for unit in units for name in (unit.name, unit.mark)}
    ours = Register.objects.filter(organisation=viewer.organisation, kind=RegisterKind.BASIC)
    dues = catalogue(book.organisation)
    ground = Ground(
        columns={name: int(place) for name, place in book.columns.items()},
        today=clock.today(book.organisation),
        year=int(book.defaults.get("year") or 0),
        class_code=str(book.defaults.get("class") or ""),
        unit=str(book.defaults.get("unit") or ""),
        units=names,
        procedures={code: procedure.class_code for code, procedure in dues.by_code.items()},
        dated=dues.classes,
        first_of_ours=dict(ours.values_list("year", "first_ordinal")),
    )
    return Bringing(book, viewer, ground, dues, {unit.mark: unit.pk for unit in units})


def read_table(organisation: int, book_id: UUID) -> None:
    """The file as lines, kept beside it; its headings and first rows wait for a person who says what they mean."""
    with scope(organisation):
        book = BookImport.objects.select_related("organisation", "asked_by", "document").get(pk=book_id)
        viewer = viewer_of(book.asked_by, book.organisation)
    with reading.spooled() as target, translation.override(str(book.defaults.get("language") or "sr")):
        with blobs.load(storage(), book.document.sha256) as source:
            if book.act_list_id:
                table = reading.to_lines(source, target, LISTED, reading.short(reading.MOST_LISTED))
            else:
                table = reading.to_lines(source, target, OLD_BOOK)
        target.seek(0)
        with scope(organisation):
            book.lines = keep_as_it_came(
                viewer, name="redovi.csv", content=target, source=Source.OURS, media_type=CSV, limit=reading.LARGEST * 4
            )
            book.heads, book.sample, book.rows = table.heads, table.sample, table.rows
            book.state, book.problem = ImportState.MAPPING, ""
            book.save()


def batches(document: Document, place: int) -> Iterator[tuple[list[list[str]], int]]:
    """The lines from a place on, and the place after each batch."""
    with blobs.load(storage(), document.sha256) as stream:
        while True:
            rows, place = reading.lines(stream, place, BATCH)
            if not rows:
                return
            yield rows, place


def check_table(organisation: int, book_id: UUID) -> None:
    """What every row would do; nothing is written but what is told of it, and the file of the wrong ones."""
    with scope(organisation):
        work = opened(book_id)
    book, seen, told = work.book, Seen(), Told()
    assert book.lines is not None
    reached = 0
    with reading.spooled() as target, translation.override(str(book.defaults.get("language") or "sr")):
        errors = Errors(book.heads)
        for lines, _place in batches(book.lines, 0):
            rows = [read(work.ground, line) for line in lines]
            with scope(organisation):
                here = standing(work.viewer, rows)
                for row in rows:
                    told.add(settle(row, here.cases, seen), errors)
                reached += len(rows)
                BookImport.objects.filter(pk=book.pk).update(reached=reached)
        with scope(organisation):
            book.errors = kept_errors(work.viewer, errors, target) if errors.count else None
            book.counts, book.told, book.undated = told.counts, told.samples, told.undated
            book.state, book.reached, book.place, book.problem = ImportState.CHECKED, reached, 0, ""
            book.save()


class Told:
    """How many rows of each fate, and some of each."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {fate.value: 0 for fate in Fate}
        self.samples: list[dict[str, Any]] = []
        self.undated = 0

    def add(self, row: Row, errors: Errors) -> None:
        """Count a row; keep it as a sample, and with its reasons in the file of the wrong ones."""
        self.counts[row.fate] += 1
        self.undated += row.fate is Fate.NEW and not row.dated
        if row.fate is Fate.WRONG:
            errors.add(row)
        if self.counts[row.fate] <= (TOLD_WRONG if row.fate is Fate.WRONG else TOLD):
            sample = {"line": row.line, "fate": row.fate.value, "number": row.number, "subject": row.subject[:120]}
            self.samples.append({**sample, "faults": [[code, words] for code, words in row.faults]})


class Errors:
    """The wrong rows as a workbook to mend: the columns of the table, and the reason in one more."""

    def __init__(self, heads: Sequence[str]) -> None:
        self.count = 0
        self._book: Any = None
        self._columns = [(place, head) for place, head in enumerate(heads) if head != FAULT]

    def add(self, row: Row) -> None:
        """A row with its reasons."""
        self.add_cells(row.cells, "; ".join(said(fault) for fault in row.faults))

    def add_cells(self, row: Sequence[str], why: str) -> None:
        """The cells of a row, and why it is wrong; a reason of the last time, in a file that was mended, gives way."""
        if self._book is None:
            self._begin()
        self.count += 1
        cells = [_writable(row[place]) if place < len(row) else "" for place, _head in self._columns]
        self._book.worksheets[0].append([*cells, why])

    def _begin(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)
        self._book.create_sheet("За исправку").append([*(_writable(head) for _place, head in self._columns), FAULT])

    def save(self, target: Any) -> None:
        """Write it."""
        self._book.save(target)


def _writable(cell: str) -> str:
    """A cell that no spreadsheet runs or refuses."""
    return plain(UNWRITABLE.sub("�", cell))


def kept_errors(viewer: Viewer, errors: Errors, target: Any) -> Document:
    """The file of the wrong rows, beside the table."""
    errors.save(target)
    target.seek(0)
    name = "za-ispravku.xlsx"
    return keep_as_it_came(
        viewer, name=name, content=target, source=Source.OURS, media_type=XLSX, limit=reading.LARGEST
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What is here of the cases that a batch names."""

    cases: dict[tuple[int, int], Here]
    ids: dict[tuple[int, int], UUID]
    registers: dict[int, Register]


def standing(viewer: Viewer, rows: Sequence[Row]) -> Standing:
    """Four queries, however many rows; a book in its order names new numbers only, and asks for none of them."""
    years = {row.year for row in rows if row.year}
    found = Register.objects.filter(organisation=viewer.organisation, kind=OLD, year__in=years)
    registers = {register.year: register for register in found}
    ordinals = {year: [row.ordinal for row in rows if row.year == year and row.ordinal] for year in years}
    cases: dict[tuple[int, int], Here] = {}
    ids: dict[tuple[int, int], UUID] = {}
    for year, register in registers.items():
        there = [ordinal for ordinal in ordinals[year] if ordinal <= register.last_ordinal]
        if not there:
            continue
        named = Case.objects.filter(organisation=viewer.organisation, register=register, ordinal__in=there)
        wanted = {row.place for row in rows if row.sub}
        for key, ordinal, subject in named.values_list("pk", "ordinal", "subject"):
            ids[year, ordinal] = key
            cases[year, ordinal] = Here(subject)
        _with_subs(viewer, cases, {ids[place]: place for place in wanted if place in ids})
    return Standing(cases, ids, registers)


def _with_subs(viewer: Viewer, cases: dict[tuple[int, int], Here], wanted: dict[UUID, tuple[int, int]]) -> None:
    if not wanted:
        return
    subs: dict[UUID, set[int]] = {key: set() for key in wanted}
    rows = Submission.objects.filter(organisation=viewer.organisation, case__in=list(wanted), sub_number__gt=0)
    for key, sub in rows.values_list("case_id", "sub_number"):
        subs[key].add(sub)
    for key, place in wanted.items():
        cases[place] = Here(cases[place].subject, frozenset(subs[key]))


def bring_stretch(organisation: int, book_id: UUID) -> bool:
    """Bring in the next batches, each in a transaction of its own; gives whether there are more."""
    work: Bringing | None = None
    for _batch in range(STRETCH):
        with scope(organisation):
            work = _again(work, book_id)
            if not bring_batch(work):
                return False
    return True


def _again(work: Bringing | None, book_id: UUID) -> Bringing:
    """The book as it stands now, locked; what its rows are judged against is read once a stretch."""
    BookImport.objects.select_for_update(of=("self",)).get(pk=book_id)
    if work is None:
        return opened(book_id)
    rows = BookImport.objects.select_related("organisation", "asked_by", "document", "lines")
    return replace(work, book=rows.get(pk=book_id))


def bring_batch(work: Bringing) -> bool:
    """Bring in the next batch, in the running scope; gives whether there may be more."""
    book = work.book
    assert book.lines is not None
    if book.state != ImportState.BRINGING:
        return False
    lines, place = next(batches(book.lines, book.place), ([], book.place))
    if lines:
        rows = [read(work.ground, line) for line in lines]
        book.brought += _bring(work, rows, _digest(lines))
    book.place, book.reached = place, book.reached + len(lines)
    if not lines:
        finish(work)
    book.save()
    return bool(lines)


def _digest(lines: Sequence[Sequence[str]]) -> str:
    return hashlib.sha256("\n".join("\x1f".join(line) for line in lines).encode()).hexdigest()


def _bring(work: Bringing, rows: Sequence[Row], digest: str) -> int:
    """Write what is new of a batch, with one entry in the journal; gives how many cases that is."""
    viewer, seen = work.viewer, Seen()
    _open_old_books(viewer, {row.year for row in rows if row.year and row.fate is not Fate.WRONG}, work)
    here = standing(viewer, rows)
    settled = [settle(row, here.cases, seen) for row in rows]
    wanted = [row for row in settled if row.fate in (Fate.NEW, Fate.SUB)]
    if not wanted:
        return 0
    now = clock.now(viewer.organisation)
    cases = writing.write(viewer, wanted, writing.Known(here.registers, here.ids, work.units, work.dues), now)
    for year, register in here.registers.items():
        last = max((row.ordinal for row in wanted if row.year == year), default=0)
        if last > register.last_ordinal:
            Register.objects.filter(pk=register.pk).update(last_ordinal=last)
    record(
        viewer,
        "old-book.brought",
        subject=("book-import", work.book.pk),
        body={
            "first": wanted[0].line,
            "last": wanted[-1].line,
            "cases": len(cases),
            "ids": [str(case) for case in cases],
            "supplements": len(wanted) - len(cases),
            "sha256": digest,
        },
    )
    return len(cases)


def _open_old_books(viewer: Viewer, years: set[int], work: Bringing) -> None:
    """The old book of each year, as a register of its own: its numbers are never given by us."""
    there = set(
        Register.objects.filter(organisation=viewer.organisation, kind=OLD, year__in=years).values_list(
            "year", flat=True
        )
    )
    if not years - there:
        return
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    for year in sorted(years):
        _register, made = Register.objects.get_or_create(
            organisation=viewer.organisation,
            code=OLD,
            year=year,
            defaults={
                "kind": OLD,
                "opened_at": clock.now(viewer.organisation),
                "opened_by": viewer.account,
                "old_book": work.book.document.name[:200],
            },
        )
        if made:
            record(
                viewer,
                "old-book.known",
                subject=("register", _register.pk),
                body={"year": year, "name": work.book.document.name},
            )


def finish(work: Bringing) -> None:
    """All of it is in."""
    book = work.book
    book.state, book.finished_at, book.problem = ImportState.DONE, clock.now(book.organisation), ""
    body = {"cases": book.brought, "rows": book.rows, "sha256": book.document.sha256}
    record(work.viewer, "old-book.done", subject=("book-import", book.pk), body=body)
