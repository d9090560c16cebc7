"""Taking papers in at a counter: who, where and in what manner, never twice without being asked, and what follows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Account
from salter.registry import counter, printing
from salter.registry.actions.cases import cancelled, lock
from salter.registry.actions.intake import Intake, add_supplement, register_case
from salter.registry.counter import CLERKS, Alike
from salter.registry.duplicates import From, Traits
from salter.registry.models import (
    UNOPENED,
    Attachment,
    Case,
    CaseStatus,
    CounterPlace,
    CounterSeat,
    EnvelopeEnd,
    IntakeChannel,
    Manner,
    OutageSheet,
    Reception,
    Submission,
)
from salter.ui.script import fold


@dataclass(frozen=True, slots=True)
class How:
    """How a paper was handed in, beside what every submission has."""

    manner: Manner = Manner.PAPER
    envelope_kept: bool = False
    enclosures: int | None = None
    value: str = ""
    sheet: str = ""
    """The code of the sheet that was filled in while the office had no electricity or network."""
    statement: str = ""
    """What the party said, for a record that it signs."""


USUAL = How()
Register = Callable[[Viewer, Intake, Case | None], Submission]


class LooksRegistered(Exception):
    """Papers that look like this one are registered already: the clerk says whether it is another one."""

    def __init__(self, found: Sequence[Alike]) -> None:
        super().__init__(found)
        self.found = found


def traits_of(intake: Intake, sender: From | None = None) -> Traits:
    """What of a paper in hand is compared with those that are registered; `sender` when no party is entered yet."""
    party = intake.parties[0].party if intake.parties else None
    return Traits(
        received_on=timezone.localdate(intake.received_at),
        subject=intake.subject,
        sender=sender or (From(str(party.pk), party.name, party.identifier) if party else From()),
        reference=intake.sender_reference,
        written_on=intake.sender_date,
        hashes=frozenset(document.sha256 for document in intake.documents),
    )


def ask_about(viewer: Viewer, paper: Traits, *, another: Collection[UUID] = ()) -> None:
    """Raise LooksRegistered for papers that look like this one, but for those that the clerk has said are others.

    Whoever registers a paper of the same sender, or with the same file, at this very moment is waited for: the second
    of two clerks sees what the first one has just registered. Runs in a transaction.
    """
    names = {f"paper:{sha256}" for sha256 in paper.hashes} | {f"paper:{fold(paper.sender.name)}"} - {"paper:"}
    keys = sorted(_lock_key(viewer, name) for name in names)
    with connection.cursor() as cursor:
        for key in keys:  # always in the same order, so that two clerks cannot wait for each other
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    found = [row for row in counter.alike(viewer, paper) if row.submission.pk not in another]
    if found:
        raise LooksRegistered(found)


def _lock_key(viewer: Viewer, name: str) -> int:
    digest = hashlib.sha256(f"{viewer.organisation.pk}:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@transaction.atomic
def take_paper(
    viewer: Viewer, *, intake: Intake, how: How = USUAL, case: Case | None = None, through: Register | None = None
) -> Submission:
    """Register what was handed in at a counter, as a new case or as a supplement to `case`, with how it came.

    `through` registers instead of the counter itself: what waits at another door is registered by that door.

    Raises NotAllowed, and ValidationError with the codes of `register_case` and `add_supplement`, `sheet` for a code
    that is unknown, spoiled or used, `statement` for a record without words, `envelope` for one that was not posted.
    """
    account = _clerk(viewer)
    _check(intake, how)
    sheet = _sheet(viewer, how.sheet) if how.sheet else None
    if sheet:
        intake = replace(intake, submission_number=sheet.code)
    submission = (through or _register)(viewer, intake, case)
    reception = Reception.objects.create(
        organisation=viewer.organisation,
        submission=submission,
        at=submission.registered_at,
        by=account,
        name=viewer.name,
        place=counter.place_of(viewer),
        manner=how.manner,
        posted_on=intake.posted_on,
        envelope_kept=how.envelope_kept,
        enclosures=how.enclosures,
        value=how.value,
        sheet=sheet,
    )
    _note(viewer, reception)
    if how.manner == Manner.ORAL:
        _put_on_record(viewer, reception, how.statement)
    return submission


def _register(viewer: Viewer, intake: Intake, case: Case | None) -> Submission:
    return add_supplement(viewer, case=case, intake=intake) if case else register_case(viewer, intake)


def _clerk(viewer: Viewer) -> Account:
    require(viewer, *CLERKS)
    if viewer.account is None:
        raise NotAllowed(_("Only a member of staff takes papers in."))
    return viewer.account


def _check(intake: Intake, how: How) -> None:
    if how.manner == Manner.ORAL and not how.statement.strip():
        raise ValidationError(_("Write what the party says, as it says it."), code="statement")
    if how.manner in UNOPENED and intake.documents:
        raise ValidationError(
            _("An envelope that is not opened has no documents yet. Add them when it is opened."), code="documents"
        )
    if how.envelope_kept and intake.channel != IntakeChannel.POST:
        raise ValidationError(_("Only a paper that came by post has a postmark."), code="envelope")
    if how.envelope_kept and intake.posted_on is None:
        raise ValidationError(_("Write the day of the postmark: it is why the envelope is kept."), code="posted")


def _sheet(viewer: Viewer, code: str) -> OutageSheet:
    """The sheet of a code, nobody else's from now on. Raises ValidationError (code `sheet`)."""
    rows = OutageSheet.objects.filter(organisation=viewer.organisation, code=printing.clean_code(code))
    sheet = rows.select_for_update().first()
    if sheet is None:
        raise ValidationError(
            _("No sheet with the code %(code)s was printed here. Compare it with the sheet, letter by letter.")
            % {"code": code[:30]},
            code="sheet",
        )
    if sheet.spoiled_at:
        raise ValidationError(
            _("The sheet %(code)s was declared spoiled: %(reason)s")
            % {"code": sheet.code, "reason": sheet.spoiled_reason},
            code="sheet",
        )
    used = sheet.receptions.select_related("submission__case").first()
    if used:
        raise ValidationError(
            _("The sheet %(code)s was entered already, as %(number)s.")
            % {"code": sheet.code, "number": used.submission.case.number},
            code="sheet",
        )
    return sheet


def _note(viewer: Viewer, reception: Reception) -> None:
    record(
        viewer,
        "submission.taken-in",
        subject=("submission", reception.submission_id),
        case_id=reception.submission.case_id,
        body={
            "clerk": reception.name,
            "place": reception.place.name if reception.place else viewer.organisation.seat_cyr,
            "manner": str(reception.manner),
            "envelope": reception.envelope_kept,
            "sheet": reception.sheet.code if reception.sheet else "",
        },
    )


def _put_on_record(viewer: Viewer, reception: Reception, statement: str) -> None:
    """The record of what the party said, printed for its signature, as the first document of the submission."""
    submission = reception.submission
    reception.record = printing.oral_record(viewer, reception, statement)
    reception.save(update_fields=["record"])
    _attach(viewer, submission, [reception.record])


def _attach(viewer: Viewer, submission: Submission, documents: Sequence[Document]) -> None:
    first = Attachment.objects.filter(submission=submission).count() + 1
    Attachment.objects.bulk_create(
        Attachment(
            organisation=viewer.organisation,
            case_id=submission.case_id,
            submission=submission,
            document=document,
            position=place,
        )
        for place, document in enumerate(documents, first)
    )


@transaction.atomic
def note_signed_record(viewer: Viewer, *, reception: Reception, note: str = "") -> Reception:
    """Note that the party has signed the record, or in `note` why not. Raises ValidationError (code `record`)."""
    require(viewer, *CLERKS)
    reception = _locked(reception)
    if reception.record is None or reception.signed_at:
        raise ValidationError(_("There is no record here that waits for a signature."), code="record")
    reception.signed_at, reception.sign_note = clock.now(viewer.organisation), note.strip()
    reception.save(update_fields=["signed_at", "sign_note"])
    if reception.sign_note:
        _tell(viewer, "record.refused", reception, {"note": reception.sign_note})
    else:
        _tell(viewer, "record.signed", reception, {})
    return reception


@transaction.atomic
def end_envelope(
    viewer: Viewer, *, reception: Reception, end: EnvelopeEnd, note: str, documents: Sequence[Document] = ()
) -> Reception:
    """Note that an unopened envelope was handed over (to whom), or opened (before whom), with what was in it.

    Raises ValidationError with codes `envelope` (it has an end already), `note`, `documents`.
    """
    require(viewer, *CLERKS)
    reception = _locked(reception)
    if reception.manner not in UNOPENED or reception.ended_at:
        raise ValidationError(_("This envelope was handed over or opened already."), code="envelope")
    if not note.strip():
        raise ValidationError(_("Write to whom it was handed, or before whom it was opened."), code="note")
    if documents and end == EnvelopeEnd.HANDED:
        raise ValidationError(_("An envelope that is handed over unopened has no documents."), code="documents")
    lock(reception.submission.case)
    reception.ended_at, reception.end, reception.end_note = clock.now(viewer.organisation), end, note.strip()
    reception.save(update_fields=["ended_at", "end", "end_note"])
    _attach(viewer, reception.submission, documents)
    inside = [document.sha256 for document in documents]
    if end == EnvelopeEnd.OPENED:
        _tell(viewer, "envelope.opened", reception, {"note": reception.end_note}, documents=inside)
    else:
        _tell(viewer, "envelope.handed", reception, {"note": reception.end_note})
    return reception


def _locked(reception: Reception) -> Reception:
    rows = Reception.objects.select_for_update(of=("self",)).select_related("submission__case", "record")
    return rows.get(pk=reception.pk)


def _tell(viewer: Viewer, verb: str, reception: Reception, personal: dict[str, Any], **body: Any) -> None:
    subject = ("submission", reception.submission_id)
    record(viewer, verb, subject=subject, case_id=reception.submission.case_id, body=body, personal=personal)


@transaction.atomic
def undo_entry(viewer: Viewer, *, case: Case, reason: str) -> Case:
    """Cancel an own entry of the same day on which nobody has worked yet; the number stays in the book.

    Raises NotAllowed, and ValidationError with codes `reason` and `too-late`.
    """
    require(viewer, *CLERKS)
    case = lock(case)
    if viewer.account is None or case.registered_by_id != viewer.account.pk:
        raise NotAllowed(_("Only who made the entry takes it back; later it is the head of the registry office."))
    if not reason.strip():
        raise ValidationError(_("Write why the entry is cancelled."), code="reason")
    today = timezone.localdate(case.registered_at) == clock.today(viewer.organisation)
    if not today or case.status != CaseStatus.FORMED or case.last_sub:
        raise ValidationError(
            _(
                "The entry is not of today, or somebody works on the case already. "
                "The head of the registry office can cancel it."
            ),
            code="too-late",
        )
    return cancelled(viewer, case, reason)


@transaction.atomic
def open_place(viewer: Viewer, *, code: str, name: str, address: str = "") -> CounterPlace:
    """Open a counter, in a local office for example. Raises ValidationError (code `code`) when the code is taken."""
    require(viewer, *counter.PLACE_KEEPERS)
    if CounterPlace.objects.filter(organisation=viewer.organisation, code=code).exists():
        raise ValidationError(_("Another counter has the code %(code)s.") % {"code": code}, code="code")
    place = CounterPlace.objects.create(
        organisation=viewer.organisation, code=code, name=name.strip(), address=address.strip()
    )
    record(viewer, "counter.opened", subject=("counter", place.pk), body={"code": code, "name": place.name})
    return place


@transaction.atomic
def close_place(viewer: Viewer, *, place: CounterPlace) -> CounterPlace:
    """Close a counter: nobody sits there any more; what was taken in there keeps its name."""
    require(viewer, *counter.PLACE_KEEPERS)
    place.active = False
    place.save(update_fields=["active"])
    CounterSeat.objects.filter(organisation=viewer.organisation, place=place).delete()
    record(viewer, "counter.closed", subject=("counter", place.pk), body={"code": place.code, "name": place.name})
    return place


@transaction.atomic
def sit_down(viewer: Viewer, *, place: CounterPlace | None) -> None:
    """Say at which counter the viewer takes papers in from now on; None: at none in particular."""
    require(viewer, *CLERKS)
    if viewer.staff is None:
        raise NotAllowed(_("Only a member of staff sits at a counter."))
    CounterSeat.objects.filter(organisation=viewer.organisation, staff=viewer.staff).delete()
    if place:
        CounterSeat.objects.create(organisation=viewer.organisation, staff=viewer.staff, place=place)
    name = place.name if place else ""
    record(viewer, "counter.taken", subject=("staff", viewer.staff.pk), body={"clerk": viewer.name, "name": name})
