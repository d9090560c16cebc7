"""The mailbox of a citizen: letters, the receipt that is opened first, documents, proof of delivery."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.actions import content
from salter.documents.sending import send, send_bytes
from salter.mailbox import actions, queries, rules
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page

OWNERS = (Role.CITIZEN, Role.COMPANY)
SHOWN = 20
TONES = {
    DeliveryState.IN_MAILBOX: "action",
    DeliveryState.OPENED: "done",
    DeliveryState.FAILED: "closed",
}


@page(*OWNERS)
def inbox(request: OfficeRequest) -> HttpResponse:
    """Letters, newest first; those whose receipt waits are marked."""
    rows = queries.inbox(request.viewer)
    if before := request.GET.get("before"):
        rows = rows.filter(pk__lt=_uuid(before))
    found = list(rows[: SHOWN + 1])
    shown = found[:SHOWN]
    context = {
        "rows": [{"message": row, "tone": TONES.get(DeliveryState(row.state), "neutral")} for row in shown],
        "next_url": reverse("mailbox:inbox") + f"?before={shown[-1].pk}" if len(found) > SHOWN else "",
        "today": clock.today(request.organisation),
    }
    return render(request, "mailbox/inbox.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@page(*OWNERS)
def message(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """A letter. Sending the form opens the receipt, which is the handover (ZEU Art. 41)."""
    found = queries.message(request.viewer, delivery_id)
    if request.method == "POST":
        try:
            actions.open_receipt(request.viewer, delivery=found)
        except rules.WrongState as refused:
            messages.error(request, refused.message)
        return redirect("mailbox:message", found.pk)
    steps, current = ladder(found)
    context = {
        "message": found,
        "waits": found.state == DeliveryState.IN_MAILBOX,
        "opened": found.state == DeliveryState.OPENED,
        "documents": [
            _row(found, row.document) for row in found.documents.select_related("document").order_by("position")
        ],
        "steps": steps,
        "current": current,
        "today": clock.today(request.organisation),
    }
    return render(request, "mailbox/message.html", context)


def _row(found: Delivery, document: Any) -> dict[str, Any]:
    return {
        "name": document.name,
        "url": reverse("mailbox:document", args=[found.pk, document.pk]),
        "size": document.size,
        "kind": "PDF" if document.media_type == "application/pdf" else "",
    }


def ladder(delivery: Delivery) -> tuple[list[dict[str, Any]], str]:
    """The rungs of a delivery with their dates (what is still to come without), and the key of where it is now."""
    words = {
        "delivery.sent": _("sent"),
        "delivery.arrived": _("in your mailbox, the receipt waits to be opened"),
        "delivery.opened": _("handed over: the receipt was opened"),
        "delivery.expired": _("not taken in time"),
        "delivery.repeated": _("sent once more"),
        "delivery.deemed": _("counts as served"),
        "delivery.returned": _("not delivered"),
        "delivery.failed": _("not delivered"),
        "delivery.called-back": _("called back: it was not for you"),
    }
    entries = [entry for entry in queries.states(delivery) if entry.verb in words]
    failed = ("delivery.failed", "delivery.returned", "delivery.called-back")
    steps: list[dict[str, Any]] = [
        {"key": str(entry.pk), "label": words[entry.verb], "at": entry.at, "failed": entry.verb in failed}
        for entry in entries
    ]
    current = steps[-1]["key"] if steps else ""
    if delivery.state == DeliveryState.IN_MAILBOX:
        steps.append({"key": "handover", "label": words["delivery.opened"]})
    return steps, current


@page(*OWNERS)
def document(request: OfficeRequest, delivery_id: UUID, document_id: UUID) -> HttpResponse:
    """A document of a letter that was handed over; before that, the letter's page."""
    try:
        found = queries.document(request.viewer, delivery_id, document_id)
    except queries.NotOpened:
        return redirect("mailbox:message", delivery_id)
    return send(found, download="download" in request.GET)


@page(*OWNERS)
def evidence(request: OfficeRequest, delivery_id: UUID, kind: str) -> HttpResponse:
    """The proof of delivery: the sealed container, or the page for people inside it."""
    found = queries.message(request.viewer, delivery_id)
    if found.evidence is None or kind not in ("asice", "pdf"):
        raise Http404
    if kind == "asice":
        return send(found.evidence, download=True)
    with zipfile.ZipFile(BytesIO(content(found.evidence))) as container:
        data = container.read("evidence.pdf")
    return send_bytes(data, name=f"dokaz-o-dostavljanju-{found.pk}.pdf", media_type="application/pdf")
