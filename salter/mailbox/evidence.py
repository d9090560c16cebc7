"""The evidence of a delivery: submission, consignment and handover (after ETSI EN 319 522-1), sealed, in one container.

Three JSON files that machines read, one `evidence.pdf` that people read.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.documents.templates import State
from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.signatures.actions import seal_container
from salter.signatures.common import ASICE
from salter.ui.formats import format_date, format_datetime

FORMAT = "salter-delivery-evidence-1"
TITLE = "Доказ о достављању"


def make(viewer: Viewer, delivery: Delivery, delivered_on: date) -> Document:
    """The sealed container of a delivery that was handed over."""
    files = {
        "submission.json": _event(delivery, "SubmissionAcceptance", delivery.sent_at),
        "consignment.json": _event(delivery, "ContentConsignment", delivery.arrived_at or delivery.sent_at),
        "handover.json": _event(delivery, "ContentHandover", delivery.opened_at, delivered_on=delivered_on.isoformat()),
        "evidence.pdf": _readable(viewer, delivery, delivered_on),
    }
    data = seal_container(viewer, files)
    return keep_own(viewer, name=f"dokaz-o-dostavljanju-{delivery.pk}.asice", data=data, media_type=ASICE)


def _event(delivery: Delivery, event: str, at: datetime | None, **more: str) -> bytes:
    stated: dict[str, Any] = {
        "format": FORMAT,
        "event": event,
        "delivery": str(delivery.pk),
        "attempt": delivery.attempt,
        "at": timezone.localtime(at).isoformat() if at else None,
        "sender": {"code": delivery.organisation.code, "name": delivery.organisation.body_cyr},
        "recipient": {"id": str(delivery.recipient_id), "name": delivery.recipient.name},
        "channel": {"code": delivery.channel.code, "legal_effect": delivery.channel.legal_effect},
        "case_number": delivery.case_number,
        "documents": [
            {"name": row.document.name, "sha256": row.document.sha256, "size": row.document.size}
            for row in delivery.documents.select_related("document").order_by("position")
        ],
        **more,
    }
    return json.dumps(stated, ensure_ascii=False, indent=2, sort_keys=True).encode()


def _readable(viewer: Viewer, delivery: Delivery, delivered_on: date) -> bytes:
    now = clock.now(viewer.organisation)
    today = clock.today(viewer.organisation)
    head = letterhead(viewer.organisation, title=TITLE, number=delivery.case_number, on=today)
    data: dict[str, object] = {  # DeliveryEvidence
        **head,
        "sender": delivery.organisation.body_cyr,
        "recipient": delivery.recipient.name,
        "delivery_id": str(delivery.pk),
        "case_number": delivery.case_number,
        "channel": delivery.channel.name,
        "sent": _moment(delivery.sent_at),
        "arrived": _moment(delivery.arrived_at),
        "opened": format_date(delivered_on),
        "documents": [
            {"name": row.document.name, "sha256": row.document.sha256}
            for row in delivery.documents.select_related("document").order_by("position")
        ],
        "states": _states(delivery),
        "legal_effect": [line for line in (delivery.channel.legal_effect, delivery.channel.ground) if line],
    }
    return render("delivery_evidence", data, at=now)


def _moment(at: datetime | None) -> str:
    return format_datetime(at) if at else ""


def _states(delivery: Delivery) -> list[State]:
    rungs = [("Послато", delivery.sent_at), ("У сандучету", delivery.arrived_at), ("Уручено", delivery.opened_at)]
    return [State(name=name, time=_moment(at)) if at else State(name=name) for name, at in rungs]
