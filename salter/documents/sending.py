"""Sending a stored document to a browser, safely, from any room."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.models import Document

INLINE = {
    "application/pdf": "application/pdf",
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "text/plain": "text/plain; charset=utf-8",
}
"""What a browser may show, and as what; everything else is only downloaded, as plain bytes."""

NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors 'self'"
SANDBOX = f"sandbox; {NOTHING}"


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


def send_bytes(data: bytes, *, name: str, media_type: str) -> HttpResponse:
    """Bytes made for this answer, to keep under a name."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return secure(response, len(data), pdf=media_type == "application/pdf")


def secure(response: HttpResponseBase, size: int, *, pdf: bool) -> HttpResponse:
    """The headers of a file that somebody else made."""
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING if pdf else SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]
