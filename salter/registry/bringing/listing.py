"""A table of acts on its way into a list of acts: the same reading, checking and going on as an old book.

Each row has a key of what it says and how often the table has said it before, so that the same row, in this table or in
another, is entered once, and two equal rows of one table twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.tenancy import scope
from salter.registry.actions.lists import ListRow, enter_acts
from salter.registry.bringing import reading, work
from salter.registry.bringing.judging import Fate, Row, as_day
from salter.registry.models import ActList, BookImport, ImportState, ListedAct

BATCH = 1000
KEY = "table:"
LONGEST = {"subject": 300, "name": 200, "reference": 100}


@dataclass
class Filling:
    """A table that is being worked at, in the name of who sent it."""

    book: BookImport
    act_list: ActList
    viewer: Viewer
    today: date
    said: Counter[str] = field(default_factory=Counter)


def opened(book_id: UUID) -> Filling:
    """The table with its list."""
    related = ("organisation", "asked_by", "document", "lines", "act_list__case")
    book = BookImport.objects.select_related(*related).get(pk=book_id)
    assert book.act_list is not None
    viewer = viewer_of(book.asked_by, book.organisation)
    return Filling(book, book.act_list, viewer, clock.today(book.organisation))


def step(organisation: int, book_id: UUID, state: str) -> None:
    """Check the table, or enter its rows. Raises ValidationError, which says what stands in the way."""
    if state == ImportState.CHECKING:
        check(organisation, book_id)
    elif state == ImportState.BRINGING:
        while enter_batch(organisation, book_id):
            pass


def read(filling: Filling, cells: Sequence[str]) -> tuple[Row, str]:
    """A line of the table, judged by itself, and its key."""
    row = Row(int(cells[0]), cells[1:])

    def cell(name: str) -> str:
        place = int(filling.book.columns.get(name, -1))
        text = row.cells[place] if 0 <= place < len(row.cells) else ""
        if len(text) > LONGEST.get(name, 1000):
            row.fault("long", text=text[:30], most=LONGEST[name])
        return text

    row.subject, row.sender, row.reference = cell("subject"), cell("name"), cell("reference")
    if not row.subject:
        row.fault("subject")
    _read_day(row, cell("day"), filling.today)
    said = "\x1f".join([row.received.isoformat(), row.sender, row.subject, row.reference])
    digest = hashlib.sha256(said.encode()).hexdigest()
    filling.said[digest] += 1
    return row, f"{KEY}{digest}:{filling.said[digest]}"


def _read_day(row: Row, text: str, today: date) -> None:
    day = as_day(text) if text else None
    if day is None:
        row.fault("date", text=text[:40]) if text else row.fault("no-date")
        return
    row.received = day
    if day > today:
        row.fault("future", text=text[:40])


def check(organisation: int, book_id: UUID) -> None:
    """What every row would do; nothing is entered."""
    with scope(organisation):
        filling = opened(book_id)
    book, told = filling.book, work.Told()
    assert book.lines is not None
    with reading.spooled() as target, translation.override(str(book.defaults.get("language") or "sr")):
        if book.rows > reading.MOST_LISTED:
            raise ValidationError(_("A table has at most %(most)s rows. Split it.") % {"most": reading.MOST_LISTED})
        errors = work.Errors(book.heads)
        for lines, _place in work.batches(book.lines, 0):
            rows = [read(filling, line) for line in lines]
            with scope(organisation):
                there = known(filling, [key for _row, key in rows])
            for row, key in rows:
                if row.fate is Fate.NEW and key in there:
                    row.fate = Fate.THERE
                told.add(row, errors)
        with scope(organisation):
            book.errors = work.kept_errors(filling.viewer, errors, target) if errors.count else None
            book.counts = {fate: told.counts[fate] for fate in (Fate.NEW, Fate.THERE, Fate.WRONG)}
            book.told, book.state, book.reached, book.place = told.samples, ImportState.CHECKED, book.rows, 0
            book.problem = ""
            book.save()


def known(filling: Filling, keys: Sequence[str]) -> set[str]:
    """Which rows stand in the list already."""
    rows = ListedAct.objects.filter(organisation=filling.viewer.organisation, act_list=filling.act_list, key__in=keys)
    return set(rows.values_list("key", flat=True))


def enter_batch(organisation: int, book_id: UUID) -> bool:
    """Enter the next rows in one transaction, with how far the table is; gives whether there are more."""
    with scope(organisation):
        BookImport.objects.select_for_update(of=("self",)).get(pk=book_id)
        filling = opened(book_id)
        book = filling.book
        if book.state != ImportState.BRINGING:
            return False
        batch = _next(filling)
        good = [(row, key) for row, key in batch if row.fate is Fate.NEW]
        there = known(filling, [key for _row, key in good])
        fresh = [_listed(row, key) for row, key in good if key not in there]
        if fresh:
            enter_acts(filling.viewer, act_list=filling.act_list, rows=fresh)
        book.brought += len(fresh)
        book.reached += len(batch)
        if not batch:
            _finish(filling)
        book.save()
        return bool(batch)


def _next(filling: Filling) -> list[tuple[Row, str]]:
    """The rows after those that are done; the ones before are counted again, for the keys of equal rows."""
    rows = list(_rows(filling, filling.book.reached + BATCH))
    return rows[filling.book.reached :]


def _rows(filling: Filling, most: int) -> Iterator[tuple[Row, str]]:
    assert filling.book.lines is not None
    count = 0
    for lines, _place in work.batches(filling.book.lines, 0):
        for line in lines:
            if count == most:
                return
            count += 1
            yield read(filling, line)


def _listed(row: Row, key: str) -> ListRow:
    return ListRow(row.received, row.subject, row.sender, row.reference, key)


def _finish(filling: Filling) -> None:
    book = filling.book
    book.state, book.finished_at, book.problem = ImportState.DONE, clock.now(book.organisation), ""
    record(
        filling.viewer,
        "list.brought",
        subject=("list", filling.act_list.pk),
        case_id=filling.act_list.case_id,
        body={"acts": book.brought, "rows": book.rows, "sha256": book.document.sha256},
    )
