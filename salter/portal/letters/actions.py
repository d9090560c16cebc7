"""What a citizen does with a letter: one function a deed, atomic, each writes its journal entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents import actions as documents
from salter.documents.models import Document
from salter.documents.paper import Language, in_script
from salter.documents.templates import RequestLine
from salter.journal.actions import record
from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.actions import party_of_account
from salter.organisations.models import Account, Party
from salter.portal import paper
from salter.portal.actions import Upload, take_upload
from salter.portal.answers import clean_text
from salter.portal.letters import confirmations, queries, rules
from salter.portal.models import Letter, LetterFile
from salter.registry import numbering
from salter.registry.incoming.actions import Content, FileInput, take_in
from salter.registry.mail.findings import signatures
from salter.registry.models import Case, Door
from salter.ui.formats import format_date, format_datetime

PAPER_NAME = "pismo.pdf"


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed: about what, the text, and the own case that it concerns."""

    subject: str = ""
    text: str = ""
    case: Case | None = None

    def cleaned(self) -> dict[str, Any]:
        """As columns. Raises ValidationError (code `limit`) for more than fits."""
        subject, text = clean_text(self.subject), clean_text(self.text, lines=True)
        for value, limit in ((subject, rules.SUBJECT_LIMIT), (text, rules.TEXT_LIMIT)):
            if len(value) > limit:
                words = _("This has %(length)s characters; write it in %(limit)s or fewer.")
                raise ValidationError(words % {"length": len(value), "limit": limit}, code="limit")
        return {"subject": subject, "text": text, "case": self.case}


@transaction.atomic
def begin(viewer: Viewer, *, words: Words, answers: Delivery | None = None, uploads: Sequence[Upload] = ()) -> Letter:
    """Keep the beginning of a letter. `answers` is the letter of the office that it answers.

    Raises NotAllowed for who has no citizen's account; ValidationError (codes `unsent`, `limit`, those of files).
    """
    if viewer.account is None or not viewer.account.citizen:
        raise NotAllowed(_("Letters are written from a citizen's account."))
    _alone(viewer)
    if queries.unsent(viewer).count() >= rules.UNSENT_LIMIT:
        words_ = _("You have begun %(limit)s letters already. Send one of them or forget it, then write a new one.")
        raise ValidationError(words_ % {"limit": rules.UNSENT_LIMIT}, code="unsent")
    now = clock.now(viewer.organisation)
    letter = Letter.objects.create(
        organisation=viewer.organisation,
        account=viewer.account,
        delivery=answers,
        created_at=now,
        changed_at=now,
        **words.cleaned(),
    )
    record(viewer, "letter.begun", subject=("letter", letter.pk), body={})
    _attach(viewer, letter, uploads)
    return letter


@transaction.atomic
def write(viewer: Viewer, *, letter: Letter, words: Words, uploads: Sequence[Upload] = ()) -> Letter:
    """Keep what a letter says now, and more files for it: all of them or none.

    Raises Letter.DoesNotExist, ValidationError (codes `sent`, `limit`, those of files).
    """
    row = _to_write(viewer, letter)
    for name, value in words.cleaned().items():
        setattr(row, name, value)
    row.changed_at = clock.now(viewer.organisation)
    row.save(update_fields=["subject", "text", "case", "changed_at"])
    record(viewer, "letter.written", subject=("letter", row.pk), body={})
    _attach(viewer, row, uploads)
    return row


def _attach(viewer: Viewer, letter: Letter, uploads: Sequence[Upload]) -> None:
    there = queries.files(letter) if uploads else []
    if rules.too_many_files(len(there), len(uploads)):
        words = _("A letter takes %(limit)s files. Put some of them into one PDF, or send a second letter.")
        raise ValidationError(words % {"limit": rules.FILES_LIMIT}, code="limit-files")
    made = [take_upload(viewer, upload) for upload in uploads]
    if rules.too_large([row.document.size for row in there] + [document.size for document in made]):
        words = _("The files are larger than %(limit)s MB together. Nothing was added. Send some in a second letter.")
        raise ValidationError(words % {"limit": rules.BYTES_LIMIT >> 20}, code="limit-files")
    for document in made:
        LetterFile.objects.create(organisation=viewer.organisation, letter=letter, document=document)
        record(viewer, "letter.file-added", subject=("letter", letter.pk), body={"sha256": document.sha256})


@transaction.atomic
def remove_file(viewer: Viewer, *, letter: Letter, file_id: UUID) -> None:
    """Take a file out of a letter that is not sent. Raises LetterFile.DoesNotExist, ValidationError (code `sent`)."""
    row = _to_write(viewer, letter)
    file = LetterFile.objects.select_related("document").get(letter=row, pk=file_id)
    file.delete()
    record(viewer, "letter.file-removed", subject=("letter", row.pk), body={"sha256": file.document.sha256})


@transaction.atomic
def forget(viewer: Viewer, *, letter: Letter) -> None:
    """Forget a letter that was not sent, with its files. Raises ValidationError (code `sent`)."""
    row = _to_write(viewer, letter)
    record(viewer, "letter.forgotten", subject=("letter", row.pk), body={})
    row.delete()


@transaction.atomic
def send(viewer: Viewer, *, letter: Letter, language: Language = "sr") -> Letter:
    """Send a letter: its paper and files go on the incoming shelf, and it gets its number. Done once.

    A letter that was sent already comes back as it is. Raises Letter.DoesNotExist, ValidationError (code `incomplete`,
    `often`, or why the account cannot be a party).
    """
    row = _own(viewer, letter)
    if row.sent_at:
        return row
    if problems(row):
        raise ValidationError(_("Something is still missing. Look at the letter once more."), code="incomplete")
    now = clock.now(viewer.organisation)
    _not_too_often(viewer, now)
    party = party_of_account(viewer)
    row.number, row.sent_at, row.changed_at = numbering.receipt_number(), now, now
    files = _papers(viewer, row, party, language)
    row.incoming, _fresh = take_in(
        viewer,
        door=Door.MAILBOX,
        source_key=str(row.pk),
        received_at=now,
        content=_content(viewer, row, party),
        files=files,
    )
    row.save()
    record(
        viewer,
        "letter.sent",
        subject=("letter", row.pk),
        case_id=_case_of(row),
        body={
            "number": row.number,
            "received_at": timezone.localtime(now).isoformat(),
            "documents": [file.document.sha256 for file in files],
            "recipient": str(party.pk),
        },
        personal={"subject": row.subject, "documents": [file.document.name for file in files]},
    )
    return row


def problems(letter: Letter) -> dict[str, Any]:
    """What is missing before a letter can be sent: the field, and what to do."""
    found: dict[str, Any] = {}
    if not letter.subject:
        found["subject"] = _("Write in a few words what it is about.")
    if not letter.text and not letter.files.exists():
        found["text"] = _("Write your letter here, or add it as a file.")
    return found


def _alone(viewer: Viewer) -> None:
    """What is counted for a limit is counted by one request of an account at a time."""
    assert viewer.account
    Account.objects.select_for_update(no_key=True).get(pk=viewer.account.pk)


def _not_too_often(viewer: Viewer, now: datetime) -> None:
    _alone(viewer)
    recent = queries.letters(viewer).filter(sent_at__gt=now - rules.HOUR)
    allowed = rules.next_allowed([at for at in recent.values_list("sent_at", flat=True) if at], now)
    if allowed:
        words = _(
            "You have sent %(limit)s letters within an hour. This one is kept: send it after %(at)s, or bring it to "
            "the counter today."
        )
        at = format_datetime(timezone.localtime(allowed))
        raise ValidationError(words % {"limit": rules.HOURLY_LIMIT, "at": at}, code="often")


def _papers(viewer: Viewer, letter: Letter, party: Party, language: Language) -> list[FileInput]:
    """The letter as a document, then its files as they came."""
    added = [file.document for file in queries.files(letter)]
    assert letter.sent_at is not None
    made = paper.letter(
        viewer,
        party=party,
        about=_about(letter, language),
        text=letter.text,
        documents=added,
        at=letter.sent_at,
        language=language,
    )
    own = documents.keep_own(viewer, name=PAPER_NAME, data=made, media_type="application/pdf")
    return [FileInput(own), *(FileInput(document, _found(document)) for document in added)]


def _found(document: Document) -> list[dict[str, Any]]:
    """What is known of the signatures of a file."""
    return signatures(document, documents.content(document))


def _about(letter: Letter, language: Language) -> list[RequestLine]:
    lines = [("Предмет писма", letter.subject), ("Број поднеска", letter.number)]
    if letter.case:
        lines.append(("У вези са предметом", letter.case.number))
    if letter.delivery:
        arrived = letter.delivery.arrived_at
        on = f", {format_date(timezone.localdate(arrived))}" if arrived else ""
        lines.append(("Одговор на", f"{letter.delivery.title} ({letter.delivery.case_number}{on})"))
    return [RequestLine(label=in_script(label, language), value=value) for label, value in lines if value]


def _case_of(letter: Letter) -> UUID | None:
    """The case that a letter is about: chosen, or that of the letter that it answers."""
    chosen: UUID | None = letter.case_id
    return chosen or (letter.delivery.case_id if letter.delivery else None)


def _content(viewer: Viewer, letter: Letter, party: Party) -> Content:
    account, delivery, case_id = viewer.account, letter.delivery, _case_of(letter)
    facts: dict[str, Any] = {"letter": str(letter.pk), "number": letter.number, "party": str(party.pk)}
    if account and account.company_name:
        facts["representative"] = account.display_name
    if case_id:
        facts["case"] = str(case_id)
    if delivery:
        facts["answers"] = {"title": delivery.title, "case_number": delivery.case_number}
    return Content(
        subject=letter.subject,
        text=letter.text,
        sender_name=party.name,
        sender_address=account.email if account else "",
        facts=facts,
    )


@transaction.atomic
def confirmation(viewer: Viewer, *, letter: Letter) -> Document:
    """The sealed confirmation that a letter was received, made when it is asked for first.

    Raises Letter.DoesNotExist for one that is not sent, and what sealing raises.
    """
    row = _own(viewer, letter)
    if row.sent_at is None:
        raise Letter.DoesNotExist
    if row.confirmation is None:
        row.confirmation = confirmations.make(viewer, row)
        row.save(update_fields=["confirmation"])
        made = {"sha256": row.confirmation.sha256}
        record(viewer, "letter.confirmed", subject=("letter", row.pk), case_id=_case_of(row), body=made)
    found: Document = row.confirmation
    return found


def _own(viewer: Viewer, letter: Letter) -> Letter:
    """The letter, locked. Raises Letter.DoesNotExist when it is not the viewer's."""
    # Joined rows are read before the lock is waited for, so none is joined here.
    rows = Letter.objects.select_for_update()
    return rows.get(organisation=viewer.organisation, account=viewer.account, pk=letter.pk)


def _to_write(viewer: Viewer, letter: Letter) -> Letter:
    row = _own(viewer, letter)
    if row.sent_at:
        words = _("This letter has been sent and cannot be changed. To add something, write another one.")
        raise ValidationError(words, code="sent")
    return row
