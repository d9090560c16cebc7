"""The incoming shelf: what came by e-mail, scanner, mailbox or from another system, and waits for a clerk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from salter.documents.sending import INLINE, send
from salter.organisations.pages import OfficeRequest, page
from salter.registry.forms import ReasonForm
from salter.registry.incoming import actions, queries, reasons
from salter.registry.incoming.queries import Shelf
from salter.registry.invoices.reasons import FOUND as INVOICE
from salter.registry.looks import look_at_case, look_at_document
from salter.registry.mail import queries as mail
from salter.registry.models import INCOMING_READERS, Door, Incoming, IncomingFile, IncomingState
from salter.registry.scans import queries as scans
from salter.registry.views.common import do_form, show

TONES = {
    IncomingState.WAITING: "action",
    IncomingState.UNCLEAR: "waiting",
    IncomingState.REGISTERED: "done",
    IncomingState.SET_ASIDE: "closed",
    IncomingState.SPLIT: "neutral",
}


@require_GET
@page(*INCOMING_READERS)
def incoming(request: OfficeRequest) -> HttpResponse:
    """What came in, by state and door."""
    viewer, given = request.viewer, request.GET
    narrow = Shelf(given.get("state", IncomingState.WAITING.value), given.get("door", ""))
    before = given.get("before", "")
    rows, following = queries.shelf(viewer, narrow, before)
    context = {
        "rows": [{"row": row, "what": _what(row), "tone": TONES[IncomingState(row.state)]} for row in rows],
        "tabs": _tabs(narrow, queries.counts(viewer)),
        "filters": _filters(narrow),
        "keep": [{"name": "state", "value": narrow.state}],
        "narrow": narrow,
        "failing": mail.failing(viewer),
        "scanner": scans.trouble(viewer),
        "next_url": _address(narrow, before=following) if following else "",
        "previous_url": _address(narrow) if before else "",
        "shown": ngettext("%(count)s paper", "%(count)s papers", len(rows)) % {"count": len(rows)},
    }
    return show(request, "registry/incoming.html", context)


def _address(narrow: Shelf, **more: str) -> str:
    door = {"door": narrow.door} if narrow.door else {}
    return f"{reverse('registry:incoming')}?{urlencode({'state': narrow.state, **door, **more})}"


def _tabs(narrow: Shelf, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        IncomingState.WAITING: _("To register"),
        IncomingState.UNCLEAR: _("Needs a look"),
        IncomingState.REGISTERED: _("Registered"),
        IncomingState.SET_ASIDE: _("Set aside"),
        IncomingState.SPLIT: _("Split"),
    }
    return [
        {
            "label": label,
            "url": _address(Shelf(state.value, narrow.door)),
            "current": state == narrow.state,
            "count": counts.get(state.value),
        }
        for state, label in labels.items()
    ]


def _filters(narrow: Shelf) -> list[dict[str, Any]]:
    options = [("", _("any door")), *Door.choices]
    doors = [{"value": value, "label": str(label)} for value, label in options]
    return [{"label": _("papers that came by"), "name": "door", "value": narrow.door, "options": doors}]


def _what(row: Incoming) -> str:
    """Why it is where it is, in one sentence; empty when it only waits."""
    if row.state == IncomingState.UNCLEAR:
        return reasons.said(row.reason, row.reason_words)[0]
    return row.set_aside_reason


@require_GET
@page(*INCOMING_READERS)
def incoming_one(request: OfficeRequest, incoming_id: UUID) -> HttpResponse:
    """One thing that came in: the paper in the middle, its facts at the side, one thing to do."""
    viewer = request.viewer
    row = queries.one(viewer, incoming_id)
    if case_id := queries.case_of(row):
        look_at_case(viewer, case_id)
    files = queries.files(row)
    is_open = row.state in actions.OPEN_STATES
    parts = queries.parts(viewer, row)
    context = {
        "row": row,
        "tone": TONES[IncomingState(row.state)],
        "open": is_open,
        "likely": queries.likely_case(viewer, row) if is_open else None,
        "why": reasons.said(row.reason, row.reason_words) if row.state == IncomingState.UNCLEAR else None,
        "hidden_case": is_open and queries.names_case(row),
        "batch": queries.batch(viewer, row),
        "parts": [(part, TONES[IncomingState(part.state)]) for part in parts],
        "split": any(part.state != IncomingState.SET_ASIDE for part in parts),
        "files": [_shown(row, file) for file in files],
        "paper": _paper(request, row, files),
        "invoices": [
            reverse("registry:invoice-enter", args=[row.pk, file.pk])
            for file in files
            if is_open and any(found["code"] == INVOICE for found in file.findings)
        ],
        "key": f"?incoming={row.pk}",
        "more": _more(row),
    }
    return show(request, "registry/incoming_one.html", context)


def _shown(row: Incoming, file: IncomingFile) -> dict[str, Any]:
    document = file.document
    return {
        "id": str(file.pk),
        "name": document.name,
        "size": document.size,
        "original": file.original and "batch" not in row.facts,
        "tags": reasons.tags(file.findings),
        "url": reverse("registry:incoming-file", args=[row.pk, file.pk]),
        "inline": document.media_type in INLINE,
        "media_type": document.media_type,
    }


def _paper(request: OfficeRequest, row: Incoming, files: list[IncomingFile]) -> dict[str, Any] | None:
    """The file in the middle: the one asked for, else the first that a browser can show."""
    asked = request.GET.get("paper", "")
    chosen = [file for file in files if str(file.pk) == asked]
    chosen += [file for file in files if file.document.media_type in INLINE]
    return _shown(row, chosen[0]) if chosen else None


def _more(row: Incoming) -> list[dict[str, str]]:
    if row.state not in actions.OPEN_STATES:
        return []
    aside = {"label": _("Set aside: not for us"), "url": reverse("registry:incoming-aside", args=[row.pk]), "key": "x"}
    return [aside]


@require_GET
@page(*INCOMING_READERS)
def incoming_file(request: OfficeRequest, incoming_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of it, to look at where that is safe, else (or with `?download`) to keep."""
    found = queries.file(request.viewer, incoming_id, file_id)
    if case_id := queries.case_of(found.incoming):
        look_at_document(request.viewer, case_id, found.document)
    return send(found.document, download="download" in request.GET)


@page(*INCOMING_READERS)
def incoming_aside(request: OfficeRequest, incoming_id: UUID) -> HttpResponse:
    """Set it aside with a reason; it is kept."""
    row = queries.one(request.viewer, incoming_id)
    form = ReasonForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.set_aside(request.viewer, incoming=row, reason=form.cleaned_data["reason"])
        return reverse("registry:incoming"), _("It is set aside and kept. It can be taken back from “Set aside”.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/incoming_aside.html", {"row": row, "form": form}, bad=bool(form.errors))


@require_POST
@page(*INCOMING_READERS)
def incoming_back(request: OfficeRequest, incoming_id: UUID) -> HttpResponse:
    """Take back what was set aside."""
    row = queries.one(request.viewer, incoming_id)
    try:
        actions.take_back(request.viewer, incoming=row)
        messages.success(request, _("It waits to be registered again."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("registry:incoming-one", row.pk)


@require_POST
@page(*INCOMING_READERS)
def incoming_retry(request: OfficeRequest, incoming_id: UUID) -> HttpResponse:
    """Have the original read once more."""
    row = queries.one(request.viewer, incoming_id)
    try:
        actions.retry(request.viewer, incoming=row)
        messages.success(request, _("The original is read once more. Look again in a minute."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("registry:incoming-one", row.pk)
