"""Pages of templates that were written in Word: bringing one in, its file, and an act filled into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.documents.actions import content
from salter.documents.sending import send, send_bytes
from salter.documents.word.reading import DOCX
from salter.organisations.languages import is_used
from salter.organisations.pages import OfficeRequest, page
from salter.registry import acts
from salter.registry.drafting.layouts import queries
from salter.registry.drafting.layouts.actions import WRITES
from salter.registry.drafting.layouts.fields import FIELDS
from salter.registry.drafting.layouts.filling import fill
from salter.registry.drafting.layouts.forms import LayoutFileForm
from salter.registry.drafting.layouts.imported import problems
from salter.registry.drafting.layouts.importing import form_of, import_layout
from salter.registry.drafting.views import act_of
from salter.registry.models import Act, ActKind, Layout, LayoutVersion
from salter.registry.navigation import READERS
from salter.registry.views.common import do_form, show


@page(*WRITES)
def new(request: OfficeRequest) -> HttpResponse:
    """A new template for a kind of act, from a file of Word."""
    kind = request.GET.get("kind", "")
    if kind not in ActKind.values:
        raise Layout.DoesNotExist
    language = request.GET.get("language", "")
    if language and not is_used(request.organisation, language):
        raise Layout.DoesNotExist
    return _bring(request, None, ActKind(kind), language)


@page(*WRITES)
def again(request: OfficeRequest, layout_id: UUID) -> HttpResponse:
    """A new version of a template, from a file of Word."""
    row = queries.layout(request.viewer, layout_id)
    return _bring(request, row, ActKind(row.kind))


def _bring(request: OfficeRequest, row: Layout | None, kind: ActKind, language: str = "") -> HttpResponse:
    form = LayoutFileForm(request.POST or None, request.FILES or None, initial={"name": row.name if row else ""})

    def do() -> tuple[str, str | Promise]:
        assert form.found is not None
        sent = form.cleaned_data["file"]
        sent.seek(0)
        made = import_layout(
            request.viewer,
            layout=row,
            name=form.cleaned_data["name"],
            kind=kind,
            found=form.found,
            file=(sent.name, sent.read()),
            language=language,
        )
        return reverse("registry:layout", args=[made.layout_id]), _("The template is kept and waits for approval.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    wrong = problems(form.found, form_of(kind)) if form.found else []
    fields = [field for field in FIELDS if field.of in ("", form_of(kind))]
    context: dict[str, Any] = {"form": form, "layout": row, "kind": kind, "problems": wrong, "fields": fields}
    return show(request, "registry/layout_from_word.html", context, bad=bool(form.errors))


@require_GET
@page(*WRITES)
def file(request: OfficeRequest, layout_id: UUID, number: int) -> HttpResponse:
    """The file of Word that a version was made of."""
    row = queries.layout(request.viewer, layout_id)
    version = next((one for one in queries.versions(request.viewer, row) if one.number == number), None)
    if version is None or version.document is None:
        raise LayoutVersion.DoesNotExist
    return send(version.document, download=True)


@require_GET
@page(*READERS)
def filled(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """An act in the office's own file of Word, to work with; what counts is the signed PDF."""
    act = act_of(request.viewer, case_id, act_id)
    if act.layout is None or act.layout.document is None:
        raise Act.DoesNotExist
    parts = {part.key: str(act.content.get(part.key) or "") for part in acts.parts_of(act.kind, act.language)}
    data = fill(content(act.layout.document), acts.data_of(act), parts)
    name = acts.file_name(act).removesuffix(".pdf") + "-obrazac.docx"
    return send_bytes(data, name=name, media_type=DOCX)
