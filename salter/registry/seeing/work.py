"""The report as a file, made by the worker as copies of books are."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from salter.documents.actions import keep_own
from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import render
from salter.journal.actions import record
from salter.journal.patience import Patience
from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.books.paper import packed
from salter.registry.books.sheets import write_workbook
from salter.registry.books.work import XLSX
from salter.registry.models import BookFormat, CopyState, ReportCopy
from salter.registry.seeing.report import COLUMNS, OUR_FORM, TITLE, Report, report
from salter.ui.formats import format_date

log = structlog.get_logger()


@app.task(queue="books", name="registry.make_report", lock="registry.make_report", retry=Patience())
def make_report(*, organisation: int, copy: str) -> None:
    """Make a report once. What fails is said on its page, and tried again."""
    try:
        with scope(organisation):
            make(UUID(copy))
    except Exception as error:
        log.exception("a report could not be made", copy=copy)
        with scope(organisation):
            problem = f"{type(error).__name__}: {error}"[:500]
            ReportCopy.objects.filter(pk=copy).update(state=CopyState.FAILED, problem=problem)
        raise


def make(copy_id: UUID) -> None:
    """Make the file of a copy in the running scope; a second time nothing happens."""
    rows = ReportCopy.objects.select_for_update(of=("self",)).select_related("organisation", "asked_by")
    copy = rows.get(pk=copy_id)
    if copy.state == CopyState.DONE:
        return
    viewer = viewer_of(copy.asked_by, copy.organisation)
    found = report(viewer, copy.year)
    pdf = copy.format == BookFormat.PDF
    data = _pdf(copy, found) if pdf else _workbook(copy, found)
    name = f"izvestaj-{copy.year}.{copy.format}"
    copy.document = keep_own(viewer, name=name, data=data, media_type="application/pdf" if pdf else XLSX)
    copy.state, copy.finished_at, copy.problem = CopyState.DONE, clock.now(copy.organisation), ""
    copy.save(update_fields=["document", "state", "finished_at", "problem"])
    body = {"year": copy.year, "format": copy.format, "file": copy.document.sha256}
    record(viewer, "report.made", subject=("report-copy", copy.pk), body=body)


def about(organisation: Organisation, found: Report) -> list[tuple[str, str]]:
    """What the report says of itself."""
    return [
        ("Орган", organisation.body_cyr or organisation.name_cyr),
        ("Раздобље", f"{format_date(found.first)} – {format_date(found.last)}"),
        ("Рачуна се", "дан обавештења последње странке (чл. 145. ст. 1. ЗУП)"),
        ("Образац", OUR_FORM),
    ]


def _pdf(copy: ReportCopy, found: Report) -> bytes:
    organisation, language = copy.organisation, cast(Language, copy.language)
    now, today = clock.now(organisation), clock.today(organisation)
    title = in_script(f"{TITLE} за {copy.year}. годину", language)
    head = letterhead(organisation, title=title, number=str(copy.year), on=today, language=language)
    data: dict[str, Any] = {
        **head,
        "columns": [{"label": in_script(one.label, language), "width": one.width} for one in COLUMNS],
        "note_at": 1,
        "text_size": 7,
        "facts_before": [],
        "before": [in_script(OUR_FORM, language)],
        "rows": [{"cells": [in_script(str(cell), language) for cell in line.cells]} for line in found.lines()],
        "summary_title": in_script("О извештају", language),
        "summary": [
            {"label": in_script(label, language), "value": in_script(value, language)}
            for label, value in about(organisation, found)
        ],
    }
    return packed(render("register_book", data, at=now))


def _workbook(copy: ReportCopy, found: Report) -> bytes:
    with tempfile.TemporaryDirectory(prefix="salter-report-") as folder:
        target = Path(folder) / "report.xlsx"
        told = about(copy.organisation, found)
        write_workbook(target, COLUMNS, found.lines(), told, language=copy.language)
        return target.read_bytes()
