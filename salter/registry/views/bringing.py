"""An old book brought in: its table, what its columns mean, what every row would do, and the word to write it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, queries
from salter.registry.actions.bringing import guessed
from salter.registry.bringing import queries as old_books
from salter.registry.bringing.judging import FATES, Fate, said
from salter.registry.forms.base import OfficeForm
from salter.registry.forms.bringing import ColumnsForm, OldBookForm
from salter.registry.models import BookImport, ImportState
from salter.registry.views.common import do_form, show

RUNNING = (ImportState.READING, ImportState.CHECKING, ImportState.BRINGING)
TONES = {Fate.NEW: "active", Fate.SUB: "active", Fate.THERE: "done", Fate.AWAY: "closed", Fate.WRONG: "action"}


@page(Role.REGISTRY_HEAD)
def old_books_page(request: OfficeRequest) -> HttpResponse:
    """The old books that were brought in, and how far each is."""
    return show(request, "registry/old_books.html", {"rows": old_books.imports(request.viewer)[:40]})


@page(Role.REGISTRY_HEAD)
def new(request: OfficeRequest) -> HttpResponse:
    """Send the table of an old book in."""
    form = OldBookForm(request.POST, request.FILES) if request.method == "POST" else OldBookForm()

    def do() -> tuple[str, str]:
        table = form.cleaned_data["table"]
        book = actions.send_old_book(request.viewer, name=table.name, content=table.file)
        return reverse("registry:old-book", args=[book.pk]), ""

    answered = do_form(request, form, do)
    return answered or show(request, "registry/old_book_new.html", {"form": form}, bad=bool(form.errors))


@page(Role.REGISTRY_HEAD)
def old_book(request: OfficeRequest, book_id: UUID) -> HttpResponse:
    """How far a table is, and the one thing to do; asked again by the page itself while the worker is at it."""
    book = old_books.one(request.viewer, book_id)
    context = _told(book)
    if request.headers.get("HX-Request") and context["running"]:
        return show(request, "registry/parts/old_book_progress.html", context)
    if book.state in (ImportState.MAPPING, ImportState.CHECKED) and ("columns" in request.GET or not context["ready"]):
        return _columns(request, book, context)
    context["form"] = OfficeForm()
    return show(request, "registry/old_book.html", context)


def _told(book: BookImport) -> dict[str, Any]:
    lines = [
        {**row, "word": FATES[Fate(row["fate"])], "tone": TONES[Fate(row["fate"])], "why": [*map(said, row["faults"])]}
        for row in book.told
    ]
    counts = [(FATES[Fate(fate)], number, TONES[Fate(fate)]) for fate, number in book.counts.items()]
    return {
        "book": book,
        "running": book.state in RUNNING,
        "ready": book.state == ImportState.CHECKED,
        "done": book.state == ImportState.DONE,
        "failed": book.state == ImportState.FAILED,
        "lines": sorted(lines, key=lambda line: line["fate"] != Fate.WRONG),
        "counts": counts,
        "good": book.counts.get(Fate.NEW, 0) + book.counts.get(Fate.SUB, 0),
    }


def _columns(request: OfficeRequest, book: BookImport, context: dict[str, Any]) -> HttpResponse:
    """What the columns mean: guessed, shown with the first rows, changed by the person."""
    form = ColumnsForm(
        request.POST or None,
        book=book,
        columns=guessed(book),
        units=list(queries.units(request.viewer)),
        year=clock.today(request.organisation).year,
    )

    def do() -> tuple[str, str]:
        given = form.cleaned_data
        actions.set_columns(
            request.viewer,
            book=book,
            columns=form.columns,
            year=given["year"] or 0,
            class_code=given["class_code"],
            unit=given["usual_unit"],
        )
        return reverse("registry:old-book", args=[book.pk]), ""

    answered = do_form(request, form, do)
    context |= {"form": form, "sample": [[*row, *[""] * (len(book.heads) - len(row))] for row in book.sample]}
    return answered or show(request, "registry/old_book_columns.html", context, bad=bool(form.errors))


@page(Role.REGISTRY_HEAD)
def bring(request: OfficeRequest, book_id: UUID) -> HttpResponse:
    """The word to bring the good rows in."""
    book, here = old_books.one(request.viewer, book_id), reverse("registry:old-book", args=[book_id])
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.bring_old_book(request.viewer, book=book)
        return here, _("The cases are being brought in. You may leave this page.")

    return do_form(request, form, do) or redirect(here)


@page(Role.REGISTRY_HEAD)
def errors(request: OfficeRequest, book_id: UUID) -> HttpResponseBase:
    """The wrong rows with their reasons, to mend and send again."""
    book = old_books.one(request.viewer, book_id)
    if book.errors is None:
        raise Http404
    return send(book.errors, download=True)
