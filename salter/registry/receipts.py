"""The receipt of a submission (potvrda o prijemu): JSON with its proof from the log, and a sealed PDF/A of the same.

Made when somebody asks for it, once. If the registration is not sealed in the log yet, it is sealed at once: there
is no receipt without a proof.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.calendars import law
from salter.documents.actions import content
from salter.documents.models import Document
from salter.documents.paper import letterhead, second_head
from salter.documents.rendering import Attachment, render
from salter.journal import canonical, heads, sealing
from salter.journal.actions import record
from salter.journal.models import Entry
from salter.organisations.access import Viewer
from salter.registry import wording_second
from salter.registry.models import Submission
from salter.registry.receipt_format import ATTACHED, FORMAT, REGISTRATIONS, shown
from salter.signatures.actions import key_of, seal_pdf
from salter.ui.formats import format_date, format_datetime

TITLE = "Потврда о пријему поднеска"
SENTENCE = "Ваш поднесак је примљен и заведен (уписан у основну евиденцију) под горњим бројем предмета."
PROOF = (
    "Упис је запечаћен у дневнику ове канцеларије, који нико не може да измени а да се то не примети. "
    "Доказ је у приложеној датотеци; проверити га може свако, и без нас."
)


@transaction.atomic
def ensure(viewer: Viewer, submission: Submission) -> Document:
    """The receipt's PDF, made now if there is none yet; the JSON with the proof is attached in it.

    Raises StampUnavailable or TimestampUnavailable when the time-stamp authority does not answer, ValidationError (code
    `before-the-log`) for a registration by a version that had no log.
    """
    # Joined rows are read before the lock is waited for: a receipt made meanwhile would not be seen.
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.receipt is None:
        key_of(viewer.organisation, None)  # a body without a seal is told so before anybody is asked for a stamp
        proved = prove(locked)
        locked.receipt = seal_pdf(
            viewer, pdf=_pdf(viewer, locked, proved), name=f"potvrda-{locked.submission_number}.pdf"
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
    """The JSON of a submission's receipt, as it is attached in its PDF. Raises what `ensure` raises."""
    import pikepdf

    receipt = ensure(viewer, submission)
    with pikepdf.open(BytesIO(content(receipt))) as pdf:
        return bytes(pdf.attachments[ATTACHED].get_file().read_bytes())


def registration(submission: Submission) -> Entry:
    """The journal entry that registered a submission."""
    return Entry.objects.select_related("organisation").get(
        organisation=submission.organisation_id,
        case_id=submission.case_id,
        verb__in=REGISTRATIONS,
        body__submission=submission.submission_number,
    )


def prove(submission: Submission) -> dict[str, Any]:
    """The receipt as data: what the entry of the registration says, and the way from it to a signed head of the log.

    Raises StampUnavailable, ValidationError (see `ensure`).
    """
    entry = registration(submission)
    leaf = canonical.leaf(entry)
    try:
        says = shown(leaf, entry.personal)
    except (KeyError, ValueError) as error:
        words = _("This submission was registered by an earlier version, which had no log. It has no provable receipt.")
        raise ValidationError(words, code="before-the-log") from error
    sealed = sealing.seal_now(entry)
    head = heads.covering(sealed.log_id, sealed.index + 1)
    proof = sealing.inclusion_proofs(sealed.log_id, [sealed.index], head.size)[sealed.index]
    salt = canonical.part_salt(entry.salt, canonical.PERSONAL).hex()
    return {
        "format": FORMAT,
        **says,
        "entry": {"leaf": leaf, "personal": entry.personal, "salt": salt},
        "leaf_index": sealed.index,
        "inclusion_proof": [part.hex() for part in proof],
        "tree_head": heads.stated(head),
    }


def _pdf(viewer: Viewer, submission: Submission, proved: dict[str, Any]) -> bytes:
    import segno

    organisation, case = viewer.organisation, submission.case
    host = organisation.hostname  # without one nobody knows the address; the code then holds the number for the counter
    url = f"https://{host}/status/{submission.submission_number}/" if host else ""
    head = letterhead(
        organisation,
        title=TITLE,
        number=proved["case_number"],
        on=timezone.localdate(submission.registered_at),
        unit=case.unit.name if case.unit else "",
    )
    data: dict[str, object] = {  # SubmissionReceipt
        **head,
        "submission_number": submission.submission_number,
        "case_number": proved["case_number"],
        "received_at": format_datetime(submission.received_at),
        "submitter": submission.sender.name if submission.sender else "",
        "subject": submission.subject,
        "sentence": SENTENCE,
        "documents": proved["documents"],
        **({"status_url": url} if url else {}),
        "qr_svg": segno.make_qr(url or submission.submission_number, error="m").svg_inline(border=0),
        "next": _next(submission),
        "proof": {
            "text": PROOF,
            "leaf": str(proved["leaf_index"]),
            "size": str(proved["tree_head"]["size"]),
            "root": proved["tree_head"]["root"],
        },
    }
    if case.language:
        data["second"] = _in_second(submission, str(proved["case_number"]))
    text = json.dumps(proved, ensure_ascii=False, indent=2).encode()
    attached = Attachment(ATTACHED, "application/json", text, "Потврда као подаци, са доказом из дневника", "source")
    return render("submission_receipt", data, at=submission.registered_at, attachments=[attached])


def _in_second(submission: Submission, number: str) -> dict[str, object]:
    """The sentences of the receipt in the second language of the case."""
    code, organisation = str(submission.case.language), submission.organisation
    said = wording_second.words(code)["receipt"]
    head = second_head(
        organisation, code, title=said["title"], number=number, on=timezone.localdate(submission.registered_at)
    )
    lines = [said["status"]]
    if submission.case.due_on:
        lines.insert(0, said["due"] % {"due": format_date(submission.case.due_on, code)})
    return {**head, "sentence": said["sentence"], "next": lines, "proof": {"text": said["proof"]}}


def _next(submission: Submission) -> list[str]:
    lines = ["Где је предмет, видите у сваком тренутку по броју поднеска."]
    if submission.case.due_on:
        rule = law.cited(submission.case.deadline_rule)
        mark = "" if submission.case.deadline_verified else " (непроверено)"
        lines.insert(0, f"Рок за одлуку: {format_date(submission.case.due_on)} Основ: {rule}{mark}.")
    return lines
