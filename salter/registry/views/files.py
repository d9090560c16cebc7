"""Documents of cases, sent safely."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.models import Document
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk
from salter.registry.looks import note_look
from salter.registry.navigation import READERS

INLINE = {
    "application/pdf": "application/pdf",
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "text/plain": "text/plain; charset=utf-8",
}
"""What a browser may show, and as what; everything else is only downloaded, as plain bytes."""

NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors 'self'"
SANDBOX = f"sandbox; {NOTHING}"


@page(*READERS)
def document(request: OfficeRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A document of a case, to look at where that is safe, else (or with `?download`) to keep."""
    found = desk.document_of_case(request.viewer, case_id, document_id)
    note_look(request.viewer, ("document", found.pk), case_id=case_id, name=found.name)
    return send(found, download="download" in request.GET)


def send(found: Document, *, download: bool = False) -> HttpResponse:
    """The bytes of a document as they were taken in.

    Never sniffed, never a script: what a browser may not show is plain bytes, and what it shows runs in a sandbox.
    Browsers refuse to show a PDF in a sandbox, and show it in a process of its own.
    """
    media_type = INLINE.get(found.media_type)
    response: HttpResponseBase = FileResponse(
        blobs.load(storage(), found.sha256),
        as_attachment=download or media_type is None,
        filename=found.name,
        content_type=media_type or "application/octet-stream",
    )
    return secure(response, found.size, pdf=media_type == "application/pdf")


def secure(response: HttpResponseBase, size: int, *, pdf: bool) -> HttpResponse:
    """The headers of a file that somebody else made."""
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING if pdf else SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]
