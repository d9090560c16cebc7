"""Cover sheets that part a batch of scans: printed for a case, or for new papers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from salter.documents.paper import Language
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry import queries
from salter.registry.looks import look_at_case
from salter.registry.models import INCOMING_READERS, Case
from salter.registry.navigation import READERS
from salter.registry.scans.printing import MOST_SHEETS, sheets_pdf
from salter.registry.views.common import show


@require_GET
@page(*INCOMING_READERS)
def scan_sheets(request: OfficeRequest) -> HttpResponse:
    """How a batch is scanned, and printing sheets for new papers."""
    return show(request, "registry/scan_sheets.html", {"counts": (1, 5, 10, 20, MOST_SHEETS)})


@require_GET
@page(*INCOMING_READERS)
def new_sheets(request: OfficeRequest) -> HttpResponse:
    """Sheets for new papers."""
    return _pdf(request, None, number_of(request.GET.get("count", "")) or 1, "razdelni-listovi.pdf")


@require_GET
@page(*READERS)
def case_sheet(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The sheet of a case: what is scanned behind it is a supplement to that."""
    case = queries.case(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    return _pdf(request, case, 1, f"razdelni-list-{case.ordinal}-{case.year}.pdf")


def _pdf(request: OfficeRequest, case: Case | None, count: int, name: str) -> HttpResponse:
    language: Language = "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"
    at = clock.now(request.organisation)
    data = sheets_pdf(request.organisation, case=case, count=count, at=at, language=language)
    return HttpResponse(data, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
