"""The report on resolved cases: a page with its chart and table, and copies as files."""

from __future__ import annotations

from itertools import zip_longest
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry.forms.books import CopyForm
from salter.registry.models import BookFormat, CopyState, ReportCopy
from salter.registry.seeing.actions import ask_report
from salter.registry.seeing.charts import bar
from salter.registry.seeing.queries import HEADS
from salter.registry.seeing.report import COLUMNS, READERS, report
from salter.registry.views.common import do_form, show

COPIES = 10


@page(*READERS)
def newest(request: OfficeRequest) -> HttpResponse:
    """The report of this year."""
    return _shown(request, clock.today(request.organisation).year)


@page(*READERS)
def page_of_year(request: OfficeRequest, year: int) -> HttpResponse:
    """The report of a year."""
    return _shown(request, year)


def _shown(request: OfficeRequest, year: int) -> HttpResponse:
    """The report of a year; a POST asks for it as a file."""
    viewer, this_year = request.viewer, clock.today(request.organisation).year
    if not 2000 <= year <= this_year:
        raise Http404
    language = "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"
    form = CopyForm(request.POST or None, initial={"format": BookFormat.PDF, "language": language})

    def do() -> tuple[str, str]:
        wanted = BookFormat(form.cleaned_data["format"])
        ask_report(viewer, year=year, form=wanted, language=form.cleaned_data["language"])
        return reverse("registry:report", args=[year]), _("The report is being made; it waits for you on this page.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    found = report(viewer, year)
    most = max((row.in_time + row.late for row in found.rows), default=0)
    bars = [bar(row.in_time, row.late, most) for row in found.rows]
    context = {
        "year": year,
        "from_head": viewer.has(*HEADS),
        "years": [one for one in (year - 1, year + 1) if one <= this_year],
        "found": found,
        "lines": [
            {"cells": line.cells, "bar": drawn}
            for line, drawn in zip_longest(found.lines(), bars, fillvalue=None)
            if line
        ],
        "columns": [column.label for column in COLUMNS],
        "form": form,
        "copies": _copies(request, year),
        "done": CopyState.DONE,
    }
    return show(request, "registry/report.html", context, bad=bool(form.errors))


def _copies(request: OfficeRequest, year: int) -> list[ReportCopy]:
    rows = ReportCopy.objects.filter(organisation=request.organisation, asked_by=request.viewer.account, year=year)
    return list(rows.select_related("document").order_by("-id")[:COPIES])


@require_GET
@page(*READERS)
def copy_file(request: OfficeRequest, copy_id: UUID) -> HttpResponseBase:
    """The file of a copy that the viewer asked for."""
    rows = ReportCopy.objects.filter(organisation=request.organisation, asked_by=request.viewer.account)
    found = rows.select_related("document").get(pk=copy_id)
    if found.document is None:
        raise Http404
    return send(found.document, download=True)
