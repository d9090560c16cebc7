"""What a case has on paper only; its cover and label; the whole case as one file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from salter.documents.paper import Language
from salter.documents.sending import send, send_bytes
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, queries
from salter.registry.forms.base import OfficeForm
from salter.registry.forms.papers import PaperForm, PlaceForm
from salter.registry.looks import look_at_case
from salter.registry.models import CopyState
from salter.registry.navigation import READERS
from salter.registry.papers import whole as zipped
from salter.registry.papers.cover import cover as printed_cover
from salter.registry.papers.listing import PaperKind, papers_of
from salter.registry.views.common import case_step, case_url, done_once, show

KEEPERS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
RUNNING = (CopyState.WAITING, CopyState.WORKING)


def _language(request: OfficeRequest) -> Language:
    """The script of what is printed: that of the page; documents of the office are never in English."""
    return "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def note(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Note what came or went on paper only."""
    file = desk.case_file(request.viewer, case_id)
    leading = (PaperKind.SUBMISSION, PaperKind.SUPPLEMENT, PaperKind.ACT)
    papers = [one for one in papers_of(file) if one.kind in leading]
    choices = {one.sub_number: f"{one.sub_number}. {one.title}" if one.sub_number else one.title for one in papers}
    form = PaperForm(
        request.POST or None, papers=list(choices.items())[::-1], initial={"sub_number": file.case.last_sub}
    )

    def do() -> str:
        given = {name: form.cleaned_data[name] for name in ("title", "sheets", "place", "sub_number")}
        actions.note_paper(request.viewer, case=file.case, **given)
        return _("The paper is noted.")

    text = _("The paper itself is not scanned. The list of the case says that it exists and where it lies.")
    return case_step(request, file.case, form, do, title=_("Paper without a file"), button=_("Note it"), text=text)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def paper(request: OfficeRequest, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper lies elsewhere now, or its note was wrong."""
    found = desk.sheet_paper(request.viewer, case_id, paper_id)
    form = PlaceForm(request.POST or None, initial={"place": found.place})

    def do() -> str:
        if form.cleaned_data["reason"]:
            actions.withdraw_paper(request.viewer, paper=found, reason=form.cleaned_data["reason"])
            return _("The note is withdrawn.")
        actions.move_paper(request.viewer, paper=found, place=form.cleaned_data["place"])
        return _("The new place is noted.")

    return case_step(request, found.case, form, do, title=found.title, button=_("Note it"))


@require_GET
@page(*READERS)
def cover(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The cover of the case, to print."""
    file = desk.case_file(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    data = printed_cover(file, papers_of(file), _language(request))
    answer = send_bytes(data, name="cover.pdf", media_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="omot-{file.case.ordinal}-{file.case.year}.pdf"'
    return answer


@require_GET
@page(*READERS)
def cover_label(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The label for the back or the front of the folder."""
    case = queries.case(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    return show(request, "registry/cover_label.html", {"case": case})


@require_http_methods(["GET", "POST"])
@page(*READERS)
def whole(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The whole case as one file: which of the two is wanted, and what was asked for before."""
    file = desk.case_file(request.viewer, case_id)
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> tuple[str, str]:
            copy = actions.ask_case_copy(request.viewer, case=file.case, language=_language(request))
            return reverse("registry:case-copy", args=[file.case.pk, copy.pk]), ""

        return done_once(request, do)
    papers = papers_of(file)
    documents = [one.document for one in papers if one.document]
    context = {
        "case": file.case,
        "form": form,
        "papers": len(papers),
        "size": sum(one.size for one in documents),
        "copies": queries.case_copies(request.viewer, file.case)[:10],
    }
    return show(request, "registry/whole.html", context)


@require_GET
@page(*READERS)
def whole_zip(request: OfficeRequest, case_id: UUID) -> HttpResponseBase:
    """The whole case as a ZIP, streamed; that it was taken is written down first."""
    file = desk.case_file(request.viewer, case_id)
    papers, language = papers_of(file), _language(request)
    kept = zipped.readable(zipped.members(papers))
    actions.take_case(request.viewer, case=file.case, papers=len(papers))
    texts = [
        ("omot.pdf", printed_cover(file, papers, language)),
        ("popis.csv", zipped.contents(papers, kept, language)),
        ("sha256.txt", zipped.sums(kept)),
    ]
    stream = zipped.stream(texts, kept, clock.now(request.organisation))
    answer = StreamingHttpResponse(stream, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="predmet-{file.case.ordinal}-{file.case.year}.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@page(*READERS)
def case_copy(request: OfficeRequest, case_id: UUID, copy_id: UUID) -> HttpResponse:
    """How far the PDF of the whole case is; asked again by the page itself while it is being made."""
    found = queries.case_copy(request.viewer, case_id, copy_id)
    context = {
        "copy": found,
        "case": found.case,
        "running": found.state in RUNNING,
        "ready": found.state == CopyState.DONE,
        "failed": found.state == CopyState.FAILED,
        "back": case_url(found.case),
    }
    return show(request, "registry/case_copy.html", context)


@require_GET
@page(*READERS)
def case_copy_file(request: OfficeRequest, case_id: UUID, copy_id: UUID) -> HttpResponse:
    """The PDF of the whole case."""
    found = queries.case_copy(request.viewer, case_id, copy_id)
    if found.document is None:
        raise Http404
    look_at_case(request.viewer, case_id)
    return send(found.document, download="download" in request.GET)
