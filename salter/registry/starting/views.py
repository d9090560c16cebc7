"""The go-live pack: every draft with what it is for and who adopts it, one by one or all at once."""

from __future__ import annotations

import io
import zipfile

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from salter.calendars.law import Certainty
from salter.documents.sending import send_bytes
from salter.organisations.pages import OfficeRequest, page
from salter.registry.starting.filling import PREPARES, docx_of, pdf_of, values_of
from salter.registry.starting.rules import MARK, Draft, drafts
from salter.registry.views.common import show
from salter.ui.templatetags.salter import language

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MAKERS = {"pdf": pdf_of, "docx": docx_of}


@require_GET
@page(*PREPARES)
def pack(request: OfficeRequest) -> HttpResponse:
    """Every draft."""
    reads = "en" if language() == "en" else "sr"
    rows = [
        {
            "draft": one,
            "purpose": one.purpose[reads],
            "adopts": one.adopts[reads].strip("[]"),
            "unverified": one.adopter not in (None, Certainty.VERIFIED),
        }
        for one in drafts().values()
    ]
    return show(request, "registry/starting/pack.html", {"rows": rows, "mark": MARK})


@require_GET
@page(*PREPARES)
def draft(request: OfficeRequest, key: str, form: str) -> HttpResponse:
    """One draft, as PDF or for Word."""
    found: Draft | None = drafts().get(key)
    if found is None or form not in MAKERS:
        raise Http404
    made = MAKERS[form](request.viewer, found, values_of(request.viewer))
    return send_bytes(made, name=f"{key}.{form}", media_type=TYPES[form])


@require_GET
@page(*PREPARES)
def everything(request: OfficeRequest) -> HttpResponse:
    """All drafts in both forms."""
    values, target = values_of(request.viewer), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one in drafts().values():
            for form, made in MAKERS.items():
                archive.writestr(f"{one.key}.{form}", made(request.viewer, one, values))
    return send_bytes(target.getvalue(), name="nacrti.zip", media_type="application/zip")
