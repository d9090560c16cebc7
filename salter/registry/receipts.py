"""The receipt of a submission (potvrda o prijemu): JSON sealed by the body, and the same as a sealed PDF/A.

Every field of the JSON is covered by the seal: changing any one makes `verify` answer “invalid”.
"""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

import pikepdf
import segno
from django.db import transaction
from django.utils import timezone

from salter.calendars import law
from salter.documents.actions import content
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import Attachment, render
from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.registry import numbering
from salter.registry.models import Submission
from salter.registry.receipt_format import FORMAT, canonical
from salter.signatures.actions import seal_data, seal_pdf
from salter.ui.formats import format_date, format_datetime

ATTACHED = "submission-receipt.json"
TITLE = "Потврда о пријему поднеска"
SENTENCE = "Ваш поднесак је примљен и заведен (уписан у основну евиденцију) под горњим бројем предмета."


@transaction.atomic
def ensure(viewer: Viewer, submission: Submission) -> Document:
    """The receipt's PDF, made now if the worker has not made it yet; the JSON is attached in it."""
    # Joined rows are read before the lock is waited for: a receipt made meanwhile would not be seen.
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.receipt is None:
        sealed = _sealed_json(viewer, locked)
        locked.receipt = seal_pdf(
            viewer, pdf=_pdf(viewer, locked, sealed), name=f"potvrda-{locked.submission_number}.pdf"
        )
        locked.save(update_fields=["receipt"])
        record(
            viewer,
            "receipt.made",
            subject=("submission", locked.pk),
            case_id=locked.case_id,
            body={"sha256": locked.receipt.sha256},
        )
    receipt: Document = locked.receipt
    return receipt


def as_json(viewer: Viewer, submission: Submission) -> bytes:
    """The sealed JSON of a submission, as it is attached in its PDF."""
    receipt = ensure(viewer, submission)
    with pikepdf.open(BytesIO(content(receipt))) as pdf:
        return bytes(pdf.attachments[ATTACHED].get_file().read_bytes())


def facts(viewer: Viewer, submission: Submission) -> dict[str, Any]:
    """What the receipt states."""
    documents = [row.document for row in submission.attachments.select_related("document")]
    return {
        "format": FORMAT,
        "organisation": {"code": viewer.organisation.code, "name": viewer.organisation.name_cyr},
        "submission_number": submission.submission_number,
        "case_number": _number(viewer, submission),
        "at": timezone.localtime(submission.received_at).isoformat(),
        "documents": [{"name": document.name, "sha256": document.sha256} for document in documents],
    }


def _number(viewer: Viewer, submission: Submission) -> str:
    if not submission.sub_number:
        return str(submission.case.number)
    return numbering.sub_number(viewer.organisation, submission.case, submission.sub_number)


def _sealed_json(viewer: Viewer, submission: Submission) -> bytes:
    stated = facts(viewer, submission)
    seal = base64.b64encode(seal_data(viewer, canonical(stated))).decode()
    return json.dumps({**stated, "seal": seal}, ensure_ascii=False, indent=2).encode()


def _pdf(viewer: Viewer, submission: Submission, sealed: bytes) -> bytes:
    organisation, case = viewer.organisation, submission.case
    documents = [row.document for row in submission.attachments.select_related("document")]
    host = organisation.hostname  # without one nobody knows the address; the code then holds the number for the counter
    url = f"https://{host}/status/{submission.submission_number}/" if host else ""
    head = letterhead(
        organisation,
        title=TITLE,
        number=_number(viewer, submission),
        on=timezone.localdate(submission.registered_at),
        unit=case.unit.name if case.unit else "",
    )
    data: dict[str, object] = {  # SubmissionReceipt
        **head,
        "submission_number": submission.submission_number,
        "case_number": _number(viewer, submission),
        "received_at": format_datetime(submission.received_at),
        "submitter": submission.sender.name if submission.sender else "",
        "subject": submission.subject,
        "sentence": SENTENCE,
        "documents": [{"name": document.name, "sha256": document.sha256} for document in documents],
        **({"status_url": url} if url else {}),
        "qr_svg": segno.make(url or submission.submission_number, error="m").svg_inline(border=0),
        "next": _next(submission),
    }
    attached = Attachment(ATTACHED, "application/json", sealed, "Потврда као подаци, са печатом органа", "source")
    return render("submission_receipt", data, at=submission.registered_at, attachments=[attached])


def _next(submission: Submission) -> list[str]:
    lines = ["Где је предмет, видите у сваком тренутку по броју поднеска."]
    if submission.case.due_on:
        rule = law.cited(submission.case.deadline_rule)
        mark = "" if submission.case.deadline_verified else " (непроверено)"
        lines.insert(0, f"Рок за одлуку: {format_date(submission.case.due_on)} Основ: {rule}{mark}.")
    return lines
