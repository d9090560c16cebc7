"""Documents of cases, sent safely."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from salter.documents.pictures import NotDrawable, draw_page
from salter.documents.sending import secure, send
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


@page(*READERS)
def picture(request: OfficeRequest, case_id: UUID, document_id: UUID, number: int) -> HttpResponse:
    """A page of a PDF of a case as a picture, for browsers that show no PDF."""
    found = desk.document_of_case(request.viewer, case_id, document_id)
    look_at_document(request.viewer, case_id, found)
    if found.media_type != "application/pdf":
        raise Http404
    try:
        data = draw_page(found, number)
    except NotDrawable as error:
        raise Http404(_("This page cannot be drawn. Download the document.")) from error
    return secure(HttpResponse(data, content_type="image/png"), len(data), pdf=False)
