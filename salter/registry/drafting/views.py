"""Pages of the versions of an act: all of them, one, and two compared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from salter.organisations.access import Viewer
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk
from salter.registry import queries as registry
from salter.registry.drafting import earlier, queries
from salter.registry.drafting.differences import Compared, differences, parts_of
from salter.registry.drafting.forms import CompareForm, NumberForm
from salter.registry.looks import look_at_case
from salter.registry.models import Act, ActKind, ActStatus, ActVersion
from salter.registry.navigation import READERS
from salter.registry.steps import Standing
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import show


def act_of(viewer: Viewer, case_id: UUID, act_id: UUID) -> Act:
    """An act of that case; who reads its text has looked at the case. Raises Act.DoesNotExist."""
    found = registry.act(viewer, act_id)
    if found.case_id != case_id:
        raise Act.DoesNotExist
    look_at_case(viewer, case_id)
    return found


def version_url(version: ActVersion) -> str:
    """The page of a version."""
    act = version.act
    return reverse("registry:act-version", args=[act.case_id, act.pk, version.number])


def _about(request: OfficeRequest, act: Act, **more: Any) -> dict[str, Any]:
    at = Standing(request.viewer, desk.case_file(request.viewer, act.case_id))
    changes = act.status == ActStatus.DRAFT and at.handles and not at.over
    return {"case": act.case, "act": act, "changes": changes, **more}


@require_GET
@page(*HANDLERS)
def as_in(request: OfficeRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Earlier acts of the same procedure: the one that is chosen is where the new one begins."""
    case = registry.case(request.viewer, case_id)
    if kind not in ActKind.values:
        raise Act.DoesNotExist
    chosen, form = ActKind(kind), NumberForm(request.GET)
    number = form.cleaned_data["number"] if form.is_valid() else ""
    rows: list[Act] = []
    try:
        rows = (
            earlier.of_number(request.viewer, case, chosen, number)
            if number
            else earlier.earlier(request.viewer, case, chosen)
        )
    except ValidationError as refused:
        form.add_error("number", refused)
    context = {"case": case, "kind": chosen, "rows": rows, "form": form, "asked": number}
    return show(request, "registry/act_as_in.html", context, bad=bool(form.errors))


@require_GET
@page(*READERS)
def versions(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """All versions, and the choice of two to compare."""
    act = act_of(request.viewer, case_id, act_id)
    rows = queries.versions(request.viewer, act)
    newest = {"before": rows[min(1, len(rows) - 1)].number, "after": rows[0].number}
    form = CompareForm(versions=rows, initial=newest)
    return show(request, "registry/act_versions.html", _about(request, act, versions=rows, form=form))


@require_GET
@page(*READERS)
def version(request: OfficeRequest, case_id: UUID, act_id: UUID, number: int) -> HttpResponse:
    """One version: its text, with what it was returned; one that was kept beside, with what it says otherwise."""
    act = act_of(request.viewer, case_id, act_id)
    rows = queries.versions(request.viewer, act)
    found = queries.chosen(rows, number)
    saved = queries.chosen(rows, act.version)
    compared = differences(act, saved, found) if found.beside else []
    context = _about(request, act, version=found, saved=saved, returns=found.returns.all(), **_told(compared))
    texts = {"parts": parts_of(act, found), "saved_parts": parts_of(act, saved)}
    return show(request, "registry/act_version.html", {**context, **texts})


def _told(compared: list[Compared]) -> dict[str, Any]:
    """A comparison for the page: the parts, and the names of those that are the same."""
    return {"compared": compared, "same": [str(part.label) for part in compared if not part.changes]}


@require_GET
@page(*READERS)
def compare(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """Two versions by words, part by part."""
    act = act_of(request.viewer, case_id, act_id)
    rows = queries.versions(request.viewer, act)
    form = CompareForm(request.GET, versions=rows)
    if not form.is_valid():
        return show(request, "registry/act_versions.html", _about(request, act, versions=rows, form=form), bad=True)
    before, after = (queries.chosen(rows, form.cleaned_data[name]) for name in ("before", "after"))
    compared = differences(act, before, after)
    context = _about(request, act, before=before, after=after, returns=before.returns.all(), form=form)
    context |= _told(compared) | {"alike": not any(part.changes for part in compared)}
    return show(request, "registry/act_compare.html", context)
