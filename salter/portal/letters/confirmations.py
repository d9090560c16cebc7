"""The confirmation that a letter was received (potvrda o prijemu): when, from whom, what, with its fingerprints.

It is given at once; the number of the case comes when a clerk has registered the letter, with a receipt of its own.
"""

from __future__ import annotations

from django.utils import timezone

from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations.access import Viewer
from salter.portal.models import Letter
from salter.registry.incoming import queries as shelf
from salter.signatures.actions import key_of, seal_pdf
from salter.ui.formats import format_datetime

TITLE = "Потврда о пријему писма"
SENTENCE = (
    "Ваше писмо је примљено и чека да га писарница заведе. Ова потврда доказује шта је примљено и када; "
    "број предмета добија се завођењем."
)
NEXT = [
    "Шта је са писмом, видите под „Моја писма” или, без пријављивања, по броју поднеска.",
    "Када буде заведено, под истим бројем добијате потврду о пријему поднеска са бројем предмета.",
]


def make(viewer: Viewer, letter: Letter) -> Document:
    """The sealed PDF. Raises TimestampUnavailable, ValidationError for a body without a seal."""
    import segno

    organisation, incoming, sent_at = viewer.organisation, letter.incoming, letter.sent_at
    assert incoming is not None
    assert sent_at is not None
    key_of(organisation, None)  # a body without a seal is told so before anybody is asked for a stamp
    host = organisation.hostname
    url = f"https://{host}/status/{letter.number}/" if host else ""
    head = letterhead(organisation, title=TITLE, number=letter.number, on=timezone.localdate(sent_at))
    data: dict[str, object] = {  # SubmissionReceipt
        **head,
        "submission_number": letter.number,
        "received_at": format_datetime(sent_at),
        "submitter": incoming.sender_name,
        "subject": letter.subject,
        "sentence": SENTENCE,
        "documents": [{"name": row.document.name, "sha256": row.document.sha256} for row in shelf.files(incoming)],
        **({"status_url": url} if url else {}),
        "qr_svg": segno.make_qr(url or letter.number, error="m").svg_inline(border=0),
        "next": NEXT,
    }
    pdf = render("submission_receipt", data, at=sent_at)
    return seal_pdf(viewer, pdf=pdf, name=f"potvrda-{letter.number}.pdf")
