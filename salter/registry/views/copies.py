"""Copies of books: asking for one, how far it is, taking it."""

from __future__ import annotations

import tempfile
import zipfile
from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.actions import content
from salter.documents.models import Document
from salter.documents.sending import send
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, queries
from salter.registry.books.columns import BookKind
from salter.registry.forms.books import CopyForm
from salter.registry.looks import look_at_copy
from salter.registry.models import ActList, BookCopy, BookFormat, CopyState, Register
from salter.registry.views.common import book_name, do_form, show

RUNNING = (CopyState.WAITING, CopyState.WORKING)


@page(*queries.BOOK_READERS)
def ask(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    """In which format and script a book is wanted."""
    kind, register = queries.book_of_code(request.viewer, code, year)
    return asked(request, kind, register, None, reverse("registry:book", args=[code, year]))


def asked(
    request: OfficeRequest, kind: BookKind, register: Register, act_list: ActList | None, back: str
) -> HttpResponse:
    """The page that asks for a copy, of a book or of a list of acts."""
    language = "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"
    form = CopyForm(request.POST or None, initial={"format": BookFormat.PDF, "language": language})

    def do() -> tuple[str, str]:
        copy = actions.ask_copy(
            request.viewer,
            kind=kind,
            register=register,
            form=BookFormat(form.cleaned_data["format"]),
            language=form.cleaned_data["language"],
            act_list=act_list,
        )
        return reverse("registry:copy", args=[copy.pk]), ""

    context = {"form": form, "register": register, "name": book_name(kind), "back": back, "act_list": act_list}
    return do_form(request, form, do) or show(request, "registry/copy_book.html", context, bad=bool(form.errors))


@page(*queries.BOOK_READERS)
def copies(request: OfficeRequest) -> HttpResponse:
    """The copies that the viewer asked for."""
    rows = [(copy, name_of(copy)) for copy in queries.book_copies(request.viewer)[:40]]
    return show(request, "registry/copies.html", {"rows": rows})


@page(*queries.BOOK_READERS)
def copy(request: OfficeRequest, copy_id: UUID) -> HttpResponse:
    """How far a copy is, and its files when it is ready; asked again by the page itself while it is being made."""
    found = queries.book_copy(request.viewer, copy_id)
    total = max(found.last - found.first + 1, 0)
    done = max(found.reached - found.first + 1, 0)
    context = {
        "copy": found,
        "name": name_of(found),
        "volumes": list(found.volumes.select_related("document").order_by("position")),
        "total": total,
        "done": min(done, total),
        "running": found.state in RUNNING,
        "ready": found.state == CopyState.DONE,
        "failed": found.state == CopyState.FAILED,
    }
    part = request.headers.get("HX-Request") and found.state in RUNNING
    return show(request, "registry/parts/copy_progress.html" if part else "registry/copy.html", context)


def name_of(found: BookCopy) -> str:
    """What a copy is of, on pages."""
    what = found.act_list.case.number if found.act_list else str(found.register.year)
    return f"{book_name(BookKind(found.book))} {what}"


@page(*queries.BOOK_READERS)
def volume(request: OfficeRequest, copy_id: UUID, position: int) -> HttpResponseBase:
    """One file of a copy."""
    found = queries.book_volume(request.viewer, copy_id, position)
    look_at_copy(request.viewer, queries.book_copy(request.viewer, copy_id))
    return send(found.document, download="download" in request.GET)


@page(*queries.BOOK_READERS)
def everything(request: OfficeRequest, copy_id: UUID) -> HttpResponseBase:
    """All files of a copy in one, with the official notes of the book."""
    found = queries.book_copy(request.viewer, copy_id)
    if found.state != CopyState.DONE:
        raise Http404
    look_at_copy(request.viewer, found)
    documents = [row.document for row in found.volumes.select_related("document").order_by("position")]
    notes = [found.register.opening_note, found.register.closing_note] if not found.act_list else []
    name = f"{_('book')}-{found.book}-{found.register.year}.zip"
    return _zip([*documents, *(note for note in notes if note)], name)


def _zip(documents: list[Document], name: str) -> FileResponse:
    """The files as they are, one after the other: they are compressed already."""
    target: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # FileResponse closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for document in documents:
            archive.writestr(document.name, content(document))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
