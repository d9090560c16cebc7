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
from salter.mailbox.models import Delivery, DeliveryState, Result
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.signatures.actions import seal_container
from salter.signatures.common import ASICE
from salter.ui.formats import format_date, format_datetime

FORMAT = "salter-delivery-evidence-1"
TITLE = "Доказ о достављању"


def make(viewer: Viewer, delivery: Delivery, ground: str = "") -> Document:
    """The sealed container of a delivery that is over: handed over, or not, with its result.

    `ground`: why it counts as served though nobody took it.
    """
    name, last = _last_event(delivery, ground)
    files = {
        "submission.json": _event(delivery, "SubmissionAcceptance", delivery.sent_at),
        "consignment.json": _event(delivery, "ContentConsignment", delivery.arrived_at or delivery.sent_at),
        name: last,
        "evidence.pdf": _readable(viewer, delivery, ground),
    }
    data = seal_container(viewer, files)
    return keep_own(viewer, name=f"dokaz-o-dostavljanju-{delivery.pk}.asice", data=data, media_type=ASICE)


def _last_event(delivery: Delivery, ground: str) -> tuple[str, bytes]:
    if _taken(delivery):
        delivered_on = _day(delivery.served_on)
        return "handover.json", _event(
            delivery, "ContentHandover", delivery.opened_at, delivered_on=delivered_on, **_proof(delivery)
        )
    more = {"counts_as_served_on": _day(delivery.served_on), "ground": ground} if delivery.served_on else {}
    return "handover-failure.json", _event(
        delivery,
        "ContentHandoverFailure",
        delivery.closed_at,
        result=delivery.result,
        result_on=_day(delivery.result_on),
        **more,
        **_proof(delivery),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _proof(delivery: Delivery) -> dict[str, Any]:
    """The scanned return receipt, where there is one."""
    proof = delivery.proof
    return {"proof": {"name": proof.name, "sha256": proof.sha256, "size": proof.size}} if proof else {}


def _event(delivery: Delivery, event: str, at: datetime | None, **more: Any) -> bytes:
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
        **({"number": delivery.registered_number} if delivery.registered_number else {}),
        "documents": [
            {"name": row.document.name, "sha256": row.document.sha256, "size": row.document.size}
            for row in delivery.documents.select_related("document").order_by("position")
        ],
        **more,
    }
    return json.dumps(stated, ensure_ascii=False, indent=2, sort_keys=True).encode()


def _readable(viewer: Viewer, delivery: Delivery, ground: str) -> bytes:
    now = clock.now(viewer.organisation)
    today = clock.today(viewer.organisation)
    head = letterhead(viewer.organisation, title=TITLE, number=delivery.case_number, on=today)
    proof = [delivery.proof] if delivery.proof else []
    documents = [row.document for row in delivery.documents.select_related("document").order_by("position")]
    data: dict[str, object] = {  # DeliveryEvidence
        **head,
        "sender": delivery.organisation.body_cyr,
        "recipient": delivery.recipient.name,
        "delivery_id": str(delivery.pk),
        "case_number": delivery.case_number,
        "channel": delivery.channel.name,
        "sent": _moment(delivery.sent_at),
        "arrived": _moment(delivery.arrived_at),
        "opened": format_date(delivery.served_on) if delivery.served_on and _taken(delivery) else "",
        "documents": [{"name": row.name, "sha256": row.sha256} for row in [*documents, *proof]],
        "states": _states(delivery),
        "legal_effect": _meaning(delivery, ground),
    }
    return render("delivery_evidence", data, at=now)


def _taken(delivery: Delivery) -> bool:
    return delivery.state == DeliveryState.OPENED


def _meaning(delivery: Delivery, ground: str) -> list[str]:
    """What it means in law, as the office has recorded it."""
    channel = delivery.channel
    if _taken(delivery):
        return [line for line in (channel.legal_effect, channel.ground) if line]
    if delivery.served_on:
        return [f"Сматра се достављеним дана {format_date(delivery.served_on)}.", ground]
    return ["Овим достављањем прималац није обавештен: орган није забележио основ по коме би се сматрало извршеним."]


def _moment(at: datetime | None) -> str:
    return format_datetime(at) if at else ""


RESULTS = {
    Result.REFUSED: "Одбијен пријем",
    Result.UNCLAIMED: "Није преузето у року",
    Result.NO_PICKUP: "Достављено без преузимања",
    Result.NOT_DELIVERED: "Неуспела електронска достава",
    Result.MOVED: "Прималац се одселио",
    Result.UNKNOWN: "Прималац непознат на адреси",
    Result.LOST: "Пошиљка је изгубљена",
    Result.PUBLISHED: "Објављено на огласној табли до истека рока",
    Result.WITHDRAWN: "Скинуто са огласне табле пре истека рока",
    Result.RECALLED: "Повучено неотворено: послато погрешном лицу",
}


def _states(delivery: Delivery) -> list[State]:
    rungs = [("Послато", delivery.sent_at), ("У сандучету", delivery.arrived_at), ("Уручено", delivery.opened_at)]
    states = [State(name=name, time=_moment(at)) if at else State(name=name) for name, at in rungs]
    if not _taken(delivery):
        day = format_date(delivery.result_on) if delivery.result_on else ""
        states[-1] = State(name=RESULTS[Result(delivery.result)], time=day)
    return states
