"""Two books side by side: beginning it, comparing a day, looking at what differs, and ending it with a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_as_it_came, keep_own
from salter.documents.blobs import TooLarge
from salter.documents.models import Document, Source
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Unit
from salter.registry.bringing.judging import folded
from salter.registry.comparing import Comparison, compare
from salter.registry.models import BookImport, DaySheet, ParallelRun
from salter.registry.parallel import queries, rules
from salter.registry.parallel.reading import LARGEST, Day, their_day
from salter.signatures.actions import NoCredential, seal_pdf
from salter.ui.formats import format_date


@transaction.atomic
def begin_parallel_run(viewer: Viewer, *, old_book: str, ground: str, began_on: date) -> ParallelRun:
    """Keep the old book beside ours from a day on.

    Raises NotAllowed, and ValidationError with codes `state`, `began_on`, `old_book`, `ground`.
    """
    require(viewer, *queries.HEADS)
    assert viewer.account is not None
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    if queries.running(viewer) is not None:
        raise ValidationError(_("Two books are being kept already. End that first."), code="state")
    today = clock.today(viewer.organisation)
    if not 0 <= (today - began_on).days <= queries.LONGEST:
        raise ValidationError(_("Write the first day: today or one that has passed."), code="began_on")
    if not old_book.strip():
        raise ValidationError(_("Write how the old book is called."), code="old_book")
    if not ground.strip():
        raise ValidationError(_("Write the decision by which both books are kept."), code="ground")
    row = ParallelRun.objects.create(
        organisation=viewer.organisation,
        old_book=old_book.strip()[:200],
        ground=ground.strip()[:300],
        began_on=began_on,
        begun_at=clock.now(viewer.organisation),
        begun_by=viewer.account,
    )
    body = {"old_book": row.old_book, "day": began_on.isoformat(), "ground": row.ground}
    record(viewer, "parallel.begun", subject=("parallel-run", row.pk), body=body)
    return row


@dataclass(frozen=True, slots=True)
class Theirs:
    """Their day: a table, or three figures."""

    table: BinaryIO | None = None
    name: str = ""
    said: rules.Said | None = None


@transaction.atomic
def compare_day(viewer: Viewer, *, day: date, theirs: Theirs) -> DaySheet:
    """Compare a day of both books; the sheet keeps what was found, and their table as it came.

    Raises NotAllowed, and ValidationError with codes `state`, `day`, `table`, `figures`.
    """
    require(viewer, *queries.COMPARES)
    assert viewer.account is not None
    run = _running(viewer)
    if not run.began_on <= day <= clock.today(viewer.organisation):
        words = _("Both books are kept since %(first)s: choose a day from then until today.")
        raise ValidationError(words % {"first": format_date(run.began_on)}, code="day")
    document, found = _by_table(viewer, day, theirs) if theirs.table else (None, _by_figures(viewer, day, theirs))
    row = DaySheet.objects.create(
        organisation=viewer.organisation,
        run=run,
        day=day,
        document=document,
        found=found,
        same=found["same"],
        differences=found["differences"],
        compared_at=clock.now(viewer.organisation),
        compared_by=viewer.account,
    )
    body = {"day": day.isoformat(), "same": row.same, "differences": row.differences}
    if document:
        body["sha256"] = document.sha256
    record(viewer, "parallel.compared", subject=("day-sheet", row.pk), body=body)
    return row


def _by_table(viewer: Viewer, day: date, theirs: Theirs) -> tuple[Document, dict[str, Any]]:
    assert theirs.table is not None
    try:
        document = keep_as_it_came(
            viewer, name=theirs.name, content=theirs.table, source=Source.UPLOAD, media_type="", limit=LARGEST
        )
    except TooLarge as error:
        words = _("The table is larger than %(most)s MB. Send only the rows of the day.")
        raise ValidationError(words % {"most": LARGEST >> 20}, code="table") from error
    theirs.table.seek(0)
    units = Unit.objects.filter(organisation=viewer.organisation)
    names = {folded(name): unit.mark for unit in units for name in (unit.name, unit.mark)}
    said = their_day(theirs.table, day, names, _columns_before(viewer))
    ours = queries.our_day(viewer, day, said.places)
    return document, _found(compare(said.lines, ours.lines, rules.SAME), said)


def _columns_before(viewer: Viewer) -> dict[str, str]:
    """The headings that a person has explained when the old book was brought in."""
    books = BookImport.objects.filter(organisation=viewer.organisation, act_list__isnull=True).exclude(columns={})
    book = books.order_by("-id").first()
    return {name: book.heads[int(place)] for name, place in book.columns.items()} if book else {}


def _found(found: Comparison, said: Day) -> dict[str, Any]:
    return {
        **found.as_data(),
        "unreadable": said.unreadable,
        "other_days": said.other_days,
        "differences": rules.differences(found) + len(said.unreadable),
    }


def _by_figures(viewer: Viewer, day: date, theirs: Theirs) -> dict[str, Any]:
    said = theirs.said
    if said is None or not rules.is_figures(said):
        words = _(
            "Write how many new cases the old book has that day, with the first and the last number; or send its table."
        )
        raise ValidationError(words, code="figures")
    ours = rules.said_of(queries.our_day(viewer, day).ordinals)
    unlike = rules.unlike(said, ours)
    return {"figures": unlike, "same": 0 if unlike else ours.count, "differences": len(unlike)}


@transaction.atomic
def look_at_sheet(viewer: Viewer, *, sheet: DaySheet, remark: str) -> DaySheet:
    """Somebody has looked at what differs, and says what becomes of it.

    Raises NotAllowed, ValidationError (codes `state`, `remark`).
    """
    require(viewer, *queries.COMPARES)
    row = DaySheet.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=sheet.pk)
    if row.seen_at:
        raise ValidationError(_("Somebody has looked at this sheet already."), code="state")
    if row.differences and not remark.strip():
        raise ValidationError(_("Write what becomes of the differences."), code="remark")
    row.seen_at, row.seen_by, row.seen_name = clock.now(viewer.organisation), viewer.account, viewer.name
    row.remark = remark.strip()[:500]
    row.save(update_fields=["seen_at", "seen_by", "seen_name", "remark"])
    body = {"day": row.day.isoformat(), "differences": row.differences, "remark": row.remark or "–"}
    record(viewer, "parallel.seen", subject=("day-sheet", row.pk), body=body)
    return row


@transaction.atomic
def end_parallel_run(viewer: Viewer, *, ending: str) -> ParallelRun:
    """End it, with an official note that counts the days.

    Raises NotAllowed, ValidationError (codes `state`, `ending`).
    """
    require(viewer, *queries.HEADS)
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    run = _running(viewer)
    if not ending.strip():
        raise ValidationError(_("Write why only one book is kept from now on."), code="ending")
    run.ended_on, run.ended_at = clock.today(viewer.organisation), clock.now(viewer.organisation)
    run.ended_by, run.ending = viewer.account, ending.strip()
    compared = queries.sheets(viewer, run)
    counts = {
        "compared": len(compared),
        "alike": sum(not sheet.differences for sheet in compared),
        "left": len(queries.not_compared(viewer, run)),
    }
    run.note = _keep(viewer, run, counts)
    run.save(update_fields=["ended_on", "ended_at", "ended_by", "ending", "note"])
    body = {**counts, "day": run.ended_on.isoformat(), "words": run.ending[:300], "sha256": run.note.sha256}
    record(viewer, "parallel.ended", subject=("parallel-run", run.pk), body=body)
    return run


def _running(viewer: Viewer) -> ParallelRun:
    run = queries.running(viewer)
    if run is None:
        raise ValidationError(_("Only one book is kept; there is nothing to compare."), code="state")
    return run


def _keep(viewer: Viewer, run: ParallelRun, counts: dict[str, int]) -> Document:
    pdf, name = _note(viewer, run, counts), f"dve-knjige-{run.ended_on}.pdf"
    try:
        return seal_pdf(viewer, pdf=pdf, name=name)
    except NoCredential:  # a body without a seal ends it all the same
        return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")


def _note(viewer: Viewer, run: ParallelRun, counts: dict[str, int]) -> bytes:
    """The official note on one page."""
    assert run.ended_on is not None
    title = "Службена белешка о престанку упоредног вођења две књиге"
    head = letterhead(
        viewer.organisation, title=title, number=f"{run.began_on.year}/{run.ended_on.year}", on=run.ended_on
    )
    facts = [
        ("Досадашња књига", run.old_book),
        ("Основ", run.ground),
        ("Први дан", format_date(run.began_on)),
        ("Последњи дан", format_date(run.ended_on)),
        ("Упоређено дана", str(counts["compared"])),
        ("Од тога без разлике", str(counts["alike"])),
        ("Неупоређено дана", str(counts["left"])),
        ("Одлучио", viewer.name),
    ]
    data: dict[str, Any] = {  # OfficialNote
        **head,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "paragraphs": [run.ending, "Од овог дана води се само књига у овој евиденцији."],
    }
    return render("official_note", data, at=clock.now(viewer.organisation))
