"""A table of acts into a list of acts: choose it, see what its columns mean and what every row would do, enter it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.sending import send
from salter.organisations.pages import OfficeRequest, page
from salter.registry import act_lists as reading
from salter.registry.actions import list_tables as actions
from salter.registry.actions.lists import may_enter
from salter.registry.bringing import queries
from salter.registry.bringing.judging import Fate, said
from salter.registry.forms.base import OfficeForm
from salter.registry.forms.bringing import ListColumnsForm, ListTableForm
from salter.registry.models import ActList, BookImport, ImportState
from salter.registry.views.act_lists import WORKERS
from salter.registry.views.bringing import RUNNING, TONES
from salter.registry.views.common import do_form, show


def _opened(request: OfficeRequest, list_id: UUID) -> ActList:
    found = reading.act_list(request.viewer, list_id)
    may_enter(request.viewer, found.case)
    return found


@page(*WORKERS)
def new(request: OfficeRequest, list_id: UUID) -> HttpResponse:
    """Send a table in; the ones that came before are beside it."""
    found = _opened(request, list_id)
    form = ListTableForm(request.POST, request.FILES) if request.method == "POST" else ListTableForm()

    def do() -> tuple[str, str]:
        given = form.cleaned_data["table"]
        table, fresh = actions.send_list_table(request.viewer, act_list=found, name=given.name, content=given.file)
        again = "" if fresh else _("The same table came before; this is how far it is. Nothing is entered twice.")
        return reverse("registry:list-table", args=[list_id, table.pk]), again

    context = {"list": found, "form": form, "rows": queries.list_tables(request.viewer, found)[:20]}
    answered = do_form(request, form, do)
    return answered or show(request, "registry/list_table_new.html", context, bad=bool(form.errors))


@page(*WORKERS)
def table(request: OfficeRequest, list_id: UUID, table_id: UUID) -> HttpResponse:
    """How far a table is, and the one thing to do."""
    found = _opened(request, list_id)
    book = queries.list_table(request.viewer, found, table_id)
    ready = book.state == ImportState.CHECKED
    if book.state == ImportState.MAPPING or (ready and "columns" in request.GET):
        return _columns(request, found, book)
    return show(request, "registry/list_table.html", {"list": found, "form": OfficeForm(), **_told(book)})


def _told(book: BookImport) -> dict[str, Any]:
    names = {Fate.NEW: _("to be entered"), Fate.THERE: _("is in the list already"), Fate.WRONG: _("wrong: left out")}
    lines = [
        {**row, "word": names[Fate(row["fate"])], "tone": TONES[Fate(row["fate"])], "why": [*map(said, row["faults"])]}
        for row in book.told
    ]
    return {
        "book": book,
        "running": book.state in RUNNING,
        "ready": book.state == ImportState.CHECKED,
        "done": book.state == ImportState.DONE,
        "failed": book.state == ImportState.FAILED,
        "lines": sorted(lines, key=lambda line: line["fate"] != Fate.WRONG),
        "counts": [(names[Fate(fate)], number) for fate, number in book.counts.items()],
        "good": book.counts.get(Fate.NEW, 0),
    }


def _columns(request: OfficeRequest, found: ActList, book: BookImport) -> HttpResponse:
    form = ListColumnsForm(request.POST or None, book=book, columns=actions.guessed_list_columns(book))

    def do() -> tuple[str, str]:
        actions.set_list_columns(request.viewer, table=book, columns=form.columns)
        return reverse("registry:list-table", args=[found.pk, book.pk]), ""

    context = {"list": found, "book": book, "form": form, "sample": _padded(book)}
    answered = do_form(request, form, do)
    return answered or show(request, "registry/list_table_columns.html", context, bad=bool(form.errors))


def _padded(book: BookImport) -> list[list[str]]:
    """The first rows, each as wide as the headings."""
    return [[*row, *[""] * (len(book.heads) - len(row))] for row in book.sample]


@page(*WORKERS)
def enter(request: OfficeRequest, list_id: UUID, table_id: UUID) -> HttpResponse:
    """The word to enter the good rows."""
    book = queries.list_table(request.viewer, _opened(request, list_id), table_id)
    here = reverse("registry:list-table", args=[list_id, table_id])
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.enter_list_table(request.viewer, table=book)
        return here, _("The acts are being entered. You may leave this page.")

    answered = do_form(request, form, do)
    for error in form.non_field_errors():
        messages.warning(request, str(error))
    return answered or redirect(here)


@page(*WORKERS)
def errors(request: OfficeRequest, list_id: UUID, table_id: UUID) -> HttpResponseBase:
    """The wrong rows with their reasons, to mend and send again."""
    book = queries.list_table(request.viewer, _opened(request, list_id), table_id)
    if book.errors is None:
        raise Http404
    return send(book.errors, download=True)
