"""Documents of cases, sent safely."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from salter.documents.sending import send
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk
from salter.registry.looks import look_at_document
from salter.registry.navigation import READERS


@page(*READERS)
def document(request: OfficeRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A document of a case, to look at where that is safe, else (or with `?download`) to keep."""
    found = desk.document_of_case(request.viewer, case_id, document_id)
    look_at_document(request.viewer, case_id, found)
    return send(found, download="download" in request.GET)
