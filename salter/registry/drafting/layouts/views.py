"""Pages of the templates of the office: writing one with its preview, approving, retiring."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salter.organisations.languages import LANGUAGES, in_use, is_used, name_of
from salter.organisations.pages import OfficeRequest, page
from salter.registry.drafting.layouts import actions, queries
from salter.registry.drafting.layouts.actions import APPROVES, WRITES
from salter.registry.drafting.layouts.forms import LayoutForm
from salter.registry.drafting.layouts.preview import draw
from salter.registry.drafting.layouts.sample import beginning
from salter.registry.forms import OfficeForm
from salter.registry.models import ActKind, Layout, LayoutVersion
from salter.registry.views.common import do_form, done_once, show


@require_GET
@page(*WRITES)
def layouts(request: OfficeRequest) -> HttpResponse:
    """All templates of the office."""
    languages = in_use(request.organisation)
    rows = [
        (row, *_newest(row), name_of(row.language) if row.language else "") for row in queries.layouts(request.viewer)
    ]
    return show(request, "registry/layouts.html", {"rows": rows, "kinds": ActKind.choices, "languages": languages})


def _newest(row: Layout) -> tuple[int, int]:
    """Numbers of the newest version and of the newest approved one (0: none)."""
    versions = list(row.versions.all())
    approved = [one.number for one in versions if one.approved_at]
    return max(one.number for one in versions), max(approved, default=0)


@page(*WRITES)
def new(request: OfficeRequest) -> HttpResponse:
    """A new template for a kind of act: it begins with what the house prints."""
    kind = request.GET.get("kind", "")
    if kind not in ActKind.values:
        raise Layout.DoesNotExist
    chosen = ActKind(kind)
    language = request.GET.get("language", "")
    if language and not is_used(request.organisation, language):
        raise Layout.DoesNotExist
    told = {
        "kind": kind,
        "language": language,
        "source": beginning(chosen, language),
        "name": request.GET.get("name", ""),
    }
    form = LayoutForm(request.POST or None, initial=told)
    return _written(request, form, None, chosen, [])


@page(*WRITES)
def layout(request: OfficeRequest, layout_id: UUID) -> HttpResponse:
    """A template: its newest text, its preview, its versions."""
    row = queries.layout(request.viewer, layout_id)
    versions = queries.versions(request.viewer, row)
    number = request.GET.get("from", "")
    begins = next((one for one in versions if str(one.number) == number), versions[0])
    form = LayoutForm(
        request.POST or None,
        initial={"name": row.name, "kind": row.kind, "language": row.language, "source": begins.source},
    )
    return _written(request, form, row, ActKind(row.kind), versions, begins)


def _written(
    request: OfficeRequest,
    form: LayoutForm,
    row: Layout | None,
    kind: ActKind,
    versions: list[LayoutVersion],
    begins: LayoutVersion | None = None,
) -> HttpResponse:
    """The form with its preview; without JavaScript the preview is a button."""

    def do() -> tuple[str, str | Promise]:
        data = form.cleaned_data
        spoken = data["language"]
        given = {"name": data["name"], "kind": kind, "source": data["source"], "language": spoken}
        made = actions.write_layout(request.viewer, layout=row, **given)
        return reverse("registry:layout", args=[made.layout_id]), _("The template is kept and waits for approval.")

    looks = request.method == "POST" and request.POST.get("then") == "preview"
    answered = None if looks else do_form(request, form, do)
    if answered:
        return answered
    source = str(form["source"].value() or "")
    language = row.language if row else str(form["language"].value() or "")
    mine = request.viewer.staff.pk if request.viewer.staff else None
    context: dict[str, Any] = {"form": form, "layout": row, "kind": kind, "versions": versions, "mine": mine}
    context["begins"] = begins
    context |= {
        "once": OfficeForm(),
        "approves": request.viewer.has(APPROVES),
        **_drawn(request, kind, source, language),
    }
    return show(request, "registry/layout.html", context, bad=bool(form.errors) and not looks)


def _drawn(request: OfficeRequest, kind: str, source: str, language: str = "") -> dict[str, Any]:
    """The pages as pictures, or what is wrong."""
    try:
        pages = draw(request.viewer, kind, source.replace("\r\n", "\n"), language if language in LANGUAGES else "")
    except ValidationError as problem:
        return {"pages": [], "problem": " ".join(problem.messages)}
    return {"pages": [b64encode(picture).decode() for picture in pages], "problem": ""}


@require_POST
@page(*WRITES)
def preview(request: OfficeRequest) -> HttpResponse:
    """The preview alone, for the page that asks while somebody writes."""
    kind = request.POST.get("kind", "")
    if kind not in ActKind.values:
        raise Layout.DoesNotExist
    return show(
        request,
        "registry/parts/layout_preview.html",
        _drawn(request, kind, request.POST.get("source", ""), request.POST.get("language", "")),
    )


@require_POST
@page(APPROVES)
def approve(request: OfficeRequest, layout_id: UUID, number: int) -> HttpResponse:
    """Let acts be printed by a version."""
    row = queries.layout(request.viewer, layout_id)
    version = next((one for one in queries.versions(request.viewer, row) if one.number == number), None)
    if version is None:
        raise LayoutVersion.DoesNotExist

    def do() -> tuple[str, str | Promise]:
        actions.approve_layout(request.viewer, version=version)
        return reverse("registry:layout", args=[row.pk]), _("The version is approved: acts can be printed by it.")

    return _done(request, row, do)


@require_POST
@page(*WRITES)
def use(request: OfficeRequest, layout_id: UUID) -> HttpResponse:
    """Take a template out of use, or back into use."""
    row = queries.layout(request.viewer, layout_id)
    retired = request.POST.get("deed") == "retire"

    def do() -> tuple[str, str | Promise]:
        actions.retire_layout(request.viewer, layout=row, retired=retired)
        said = _("No new act takes this template any more.") if retired else _("New acts can take this template again.")
        return reverse("registry:layouts"), said

    return _done(request, row, do)


def _done(request: OfficeRequest, row: Layout, do: Callable[[], tuple[str, str | Promise]]) -> HttpResponse:
    try:
        return done_once(request, do)
    except ValidationError as refused:
        versions = queries.versions(request.viewer, row)
        form = LayoutForm(initial={"name": row.name, "kind": row.kind, "source": versions[0].source})
        context = {"form": form, "layout": row, "kind": row.kind, "versions": versions, "once": OfficeForm()}
        context |= {
            "refused": " ".join(refused.messages),
            **_drawn(request, row.kind, versions[0].source, row.language),
        }
        return show(request, "registry/layout.html", context, bad=True)
