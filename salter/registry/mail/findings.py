"""What a letter and its attachments are, in words that a person can act on: nothing here raises or drops anything."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext_lazy as _

from salter.documents import formats
from salter.documents.actions import keep_as_it_came, take_in
from salter.documents.intake import Policy, UploadRefused, safe_name
from salter.documents.models import Document, Source
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.incoming.actions import FileInput, Unclear
from salter.registry.incoming.reasons import (
    EMPTY,
    ENCRYPTED,
    NOT_CHECKED,
    SIGNATURE_INVALID,
    SIGNATURE_UNSURE,
    SIGNATURE_VALID,
    UNREADABLE,
    finding,
    reason,
)
from salter.registry.invoices import actions as invoices
from salter.registry.mail.message import PARTS, Letter, Part

POLICY = Policy(1 << 31, restricted_pdf=True)
"""The size was limited when the message was fetched."""
CONTAINERS = (".p7m", ".p7s", ".asice", ".asics", ".p7b", ".sig")
UNKNOWN_TYPE = "application/octet-stream"
PROGRAM = finding("program", _("a program, never opened here"), "action")
DISGUISED = finding("disguised", _("not what its name says"), "action")

TOO_LARGE = reason(
    "mail-too-large",
    _("The message is %(size)s MB, more than the %(limit)s MB that are taken in; only its header is here."),
    _("It lies untouched in the mailbox. Register it from there, or have the limit raised and read it once more."),
)
NOT_FETCHED = reason(
    "mail-not-fetched",
    _("This message could not be fetched and kept in three attempts; only its header is here."),
    _("It lies untouched in the mailbox. Open it there, or read it once more here."),
)
GONE = reason(
    "mail-gone",
    _("The message is not in the mailbox any more; only its header is here."),
    _("Ask the sender to send it again, or register what the header says."),
)
NOT_READ = reason(
    "mail-not-read",
    _("The message could not be taken apart (%(error)s); it is kept as it came."),
    _("Download the original and open it in a mail program; then register it, or ask the sender for it again."),
)
DAMAGED = reason(
    "mail-damaged",
    _("The message is damaged (%(defects)s): something of it may be missing or wrong."),
    _("Look whether everything is there; if not, ask the sender to send it again."),
)
CROWDED = reason(
    "mail-crowded",
    _("The message has more than %(most)s attachments: they were not taken out, the original has them all."),
    _("Download the original and open it in a mail program; register it with what belongs to the case."),
)
LOCKED = reason(
    "mail-locked",
    _("The message is encrypted, and this office has no key for it."),
    _("Ask the sender to send it without encryption, or by another way."),
)
LOCKED_FILE = reason(
    "mail-locked-file",
    _("Attachments are locked with a password: %(names)s."),
    _("Ask the sender for a copy without a password. What has come is registered as it is, if they want so."),
)
BOUNCE = reason(
    "mail-bounce",
    _("A mail server says that one of our letters was not delivered."),
    _("Find the letter and send it another way; then set this aside."),
)
REPLY = reason(
    "mail-auto-reply",
    _("A program answers for somebody who is away or confirms receipt."),
    _("If it says nothing that belongs to a case, set it aside."),
)
LIST = reason(
    "mail-list",
    _("It calls itself a newsletter or a message to a list."),
    _("If it is not for the office, set it aside; otherwise register it."),
)
GENERATED = reason(
    "mail-generated",
    _("A program wrote it by itself."),
    _("Look what it is: register what belongs to a case, set aside what does not."),
)
NO_SENDER = reason(
    "mail-no-sender",
    _("The message names no sender."),
    _("Look whether the sender stands in the text; register it with that one, or without."),
)
NOTHING = reason(
    "mail-empty",
    _("The message has no subject, no text and no attachment."),
    _("Set it aside, or ask the sender what was meant."),
)
AGAIN = reason(
    "mail-again",
    _("A letter with the same identifier came before, on %(at)s: “%(subject)s”."),
    _("Compare the two. If it is the same letter, set this one aside."),
)
AUTOMATIC = {"bounce": BOUNCE, "reply": REPLY, "list": LIST, "generated": GENERATED}


def unclear(letter: Letter, files: list[FileInput]) -> Unclear | None:
    """Why a person must look at a letter before it is registered, the weightiest reason; None when nothing speaks
    against it. A letter without a subject only waits: the clerk writes what it is about."""
    if letter.locked:
        return Unclear(LOCKED)
    if letter.crowded:
        return Unclear(CROWDED, {"most": PARTS})
    if letter.automatic:
        return Unclear(AUTOMATIC[letter.automatic])
    if letter.damaged:
        return Unclear(DAMAGED, {"defects": ", ".join(letter.defects)})
    locked = [file.document.name for file in files if any(row["code"] == ENCRYPTED for row in file.findings)]
    if locked:
        return Unclear(LOCKED_FILE, {"names": ", ".join(locked)[:300]})
    if not (letter.subject or letter.text or files):
        return Unclear(NOTHING)
    return None if letter.sender_address else Unclear(NO_SENDER)


def keep(viewer: Viewer, part: Part, place: int) -> FileInput:
    """Store an attachment and say what it is. What may not come in as a paper is kept as it came, and said so."""
    name = _name(part, place)
    try:
        document = take_in(
            viewer,
            name=name,
            content=io.BytesIO(part.data),
            source=Source.EMAIL,
            declared_media_type=part.media_type,
            policy=POLICY,
        )
    except UploadRefused as refused:
        return FileInput(_as_it_came(viewer, name, part), [{"code": _refused(refused.code)}])
    return FileInput(document, [*invoices.findings(part.data), *signatures(document, part.data)])


REFUSED = {
    "empty": EMPTY,
    "encrypted_pdf": ENCRYPTED,
    "encrypted_archive": ENCRYPTED,
    "encrypted_office": ENCRYPTED,
    "unreadable_pdf": UNREADABLE,
    "forbidden_type": PROGRAM,
    "disguised": DISGUISED,
}


def _refused(code: str) -> str:
    return REFUSED.get(code, UNREADABLE)


def _as_it_came(viewer: Viewer, name: str, part: Part) -> Document:
    return keep_as_it_came(
        viewer, name=name, content=io.BytesIO(part.data), source=Source.EMAIL, media_type=UNKNOWN_TYPE
    )


def _name(part: Part, place: int) -> str:
    try:
        return safe_name(part.name)
    except UploadRefused:
        return f"prilog-{place}.{formats.EXTENSIONS.get(part.media_type, 'bin')}"


def signatures(document: Document, data: bytes) -> list[dict[str, Any]]:
    """What is known of the signatures of a file: those of a PDF are judged, other containers not yet."""
    if document.name.lower().endswith(CONTAINERS) or (
        document.media_type == "application/xml" and b"http://www.w3.org/2000/09/xmldsig#" in data
    ):
        return [{"code": NOT_CHECKED}]
    if document.media_type == "application/pdf" and b"/ByteRange" in data:
        return [_judged(data)]
    return []


def _judged(data: bytes) -> dict[str, Any]:
    from salter.signatures.actions import trust
    from salter.signatures.validation import validate_pdf

    now = clock.real_now()
    report = validate_pdf(data, trust().anchors, at=now, crls=trust().crls(now))
    codes = {"valid": SIGNATURE_VALID, "invalid": SIGNATURE_INVALID}
    return {
        "code": codes.get(str(report.outcome), SIGNATURE_UNSURE),
        "signers": [signature.signer for signature in report.signatures],
        "reasons": sorted({row.code for one in report.signatures for row in one.reasons}),
    }
