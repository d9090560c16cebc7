"""Taking a submission in: a new case, or a supplement to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.calendars.holidays import FIRST_YEAR
from salter.documents.actions import entry_of
from salter.documents.models import Document
from salter.journal import actions as journal
from salter.journal.idempotency import Answer, Claim
from salter.journal.models import Outbox
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Party, Role, Unit
from salter.organisations.tenancy import scope
from salter.registry import deadlines, numbering
from salter.registry.models import (
    Assignment,
    Attachment,
    Case,
    CaseParty,
    CaseStatus,
    IntakeChannel,
    PartyRole,
    Procedure,
    Register,
    RegisterKind,
    Submission,
    SupplementNotice,
)
from salter.registry.waiting.actions import supplemented
from salter.ui.script import fold

NOW = datetime.max.replace(tzinfo=UTC)
"""As `received_at`: at this very moment, whatever a clock says that was set back while the papers were being stored."""
CLOCKS_DIFFER = timedelta(minutes=2)
"""So much may the clock of another system be ahead of ours; what it sends was then received now."""
ASKED = (IntakeChannel.COUNTER, IntakeChannel.POST)
"""Doors where a person stands who can be asked whether a paper goes into the next book."""
MAY_REGISTER = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.CITIZEN, Role.COMPANY)
OWN_CHANNELS = (IntakeChannel.PORTAL, IntakeChannel.API)


LONGEST_ON_THE_WAY = timedelta(days=366)
"""A postmark that is older is a slip of the pen, and the deadline would run from it."""


@dataclass(frozen=True, slots=True)
class PartyInput:
    """A party of the case and the part it plays."""

    party: Party
    role: PartyRole = PartyRole.APPLICANT
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What comes in. `received_at` is when the office got it, which may lie before its registration.

    Parties and documents that are not saved yet are written together with the case.
    """

    subject: str
    channel: IntakeChannel
    received_at: datetime
    parties: Sequence[PartyInput] = ()
    documents: Sequence[Document] = ()
    procedure: Procedure | None = None
    class_code: str = ""
    instance: int | None = None
    book_year: int = 0
    """The year of the next book, when somebody agreed to it because this year's is closed already."""
    unit: Unit | None = None
    posted_on: date | None = None
    sender_reference: str = ""
    sender_date: date | None = None
    external_system: str = ""
    external_number: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    submission_number: str = ""
    """The number that the party has already, from a sheet printed in advance; empty: a fresh one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the office has, and a registration stands on: the open register, and the days of its slowest channel."""

    register: Register | None
    expected_days: int


@dataclass(frozen=True, slots=True)
class Once:
    """The key of a request, and the answer that will be given again; the database fills in `ordinal` and `number`."""

    claim: Claim
    answer: Callable[[Submission], Answer]


def register_case(
    viewer: Viewer, intake: Intake, *, ground: Ground | None = None, once: Once | None = None
) -> Submission:
    """Register a submission as a new case, under the next number of the year's register.

    Within a transaction it is a part of that one. Outside, it is one call of the database that commits and is on the
    disk when this returns; `ground` saves reading what is known already, `once` keeps the answer in the same commit.
    Gives the submission with its case. Raises NotAllowed, KeyTaken, PartyTaken, and ValidationError with codes
    `subject`, `class-mark`, `received`, `party`, `register-closed`, `next-book`.
    """
    submission, rows = prepared(viewer, intake, ground)
    if once:
        rows |= {"idempotency": _row(once.claim.row(*once.answer(submission))), "lock": once.claim.lock}
    case = submission.case
    try:
        case.ordinal, case.number = numbering.register(rows, case.registered_at)
    except ValidationError:  # the book was closed at this very moment: say how it goes on
        if ground is None:
            _ground(viewer, intake, case.registered_at)
        raise
    submission.case = case
    return submission


def prepared(viewer: Viewer, intake: Intake, ground: Ground | None = None) -> tuple[Submission, dict[str, Any]]:
    """The submission whose case has no number yet, and all rows that the database will write. Raises as above."""
    may_register(viewer, intake)
    now = clock.now(viewer.organisation)
    intake = in_time(intake, now)
    check(intake, now)
    ground = ground or _ground(viewer, intake, now)
    if ground.register is None:
        raise numbering.register_closed(now)
    case = _new_case(viewer, intake, ground.register, now, ground.expected_days)
    submission = _new_submission(viewer, intake, case, 0, now)
    return submission, _rows(viewer, intake, submission, now)


def _rows(viewer: Viewer, intake: Intake, submission: Submission, now: datetime) -> dict[str, Any]:
    """Everything that the database function writes."""
    case = submission.case
    parties = [row.party for row in intake.parties if row.party._state.adding]
    documents = [document for document in intake.documents if document._state.adding]
    entry = _entry(viewer, intake, submission)
    entries = [_entry_of_party(viewer, party) for party in parties]
    entries += [entry_of(viewer, document) for document in documents]
    rows: dict[str, Any] = {
        "case": _row(case),
        "submissions": [_row(submission)],
        "parties": [_row(row) for row in _case_parties(viewer, intake, case)],
        "attachments": [_row(row) for row in _attachments(viewer, intake.documents, case, submission)],
        "assignments": [_row(row) for row in _assignments(viewer, case, now)],
        "outbox": [_outbox(one) for one in [*entries, entry]],
        "entry": entry,
    }
    new = {"new_parties": [*map(_row, parties)], "documents": [*map(_row, documents)], "entries": entries}
    return rows | {name: written for name, written in new.items() if written}


def _entry(viewer: Viewer, intake: Intake, submission: Submission) -> dict[str, Any]:
    case = submission.case
    return journal.fields(
        viewer,
        "case.registered",
        subject=("case", case.pk),
        case_id=case.pk,
        body={
            "submission": submission.submission_number,
            "channel": intake.channel.value,
            "register": case.register.code,
            **_receipted(viewer, intake),
        },
        personal={"parties": [row.party.name for row in intake.parties], **_personal(intake)},
    )


def _entry_of_party(viewer: Viewer, party: Party) -> dict[str, Any]:
    return journal.fields(viewer, "party.added", subject=("party", party.pk), body={"kind": str(party.kind)})


def _outbox(entry: dict[str, Any]) -> dict[str, Any]:
    return _row(Outbox(organisation_id=entry["organisation_id"], entry_id=entry["id"], verb=entry["verb"]))


@transaction.atomic
def add_supplement(viewer: Viewer, *, case: Case, intake: Intake) -> Submission:
    """Register a supplement under a sub-number of its case. What its sender was asked for has come with it; the
    handler is told.

    Raises NotAllowed, and ValidationError (code `case-closed`) when the case is archived or cancelled.
    """
    may_register(viewer, intake)
    now = clock.now(viewer.organisation)
    intake = in_time(intake, now)
    check(intake, now, supplement=True)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.status == CaseStatus.ARCHIVED or case.cancelled_at:
        raise ValidationError(
            _("Case %(number)s is archived or cancelled. Register the paper as a new case.") % {"number": case.number},
            code="case-closed",
        )
    case.last_sub += 1
    submission = _new_submission(viewer, intake, case, case.last_sub, now)
    submission.save(force_insert=True)
    Attachment.objects.bulk_create(_attachments(viewer, intake.documents, case, submission))
    case.version += 1
    case.save(update_fields=["last_sub", "version"])
    resumed = supplemented(viewer, case=case, submission=submission)
    if case.handler_id:
        SupplementNotice.objects.create(
            organisation=viewer.organisation, case=case, submission=submission, staff_id=case.handler_id, at=now
        )
    journal.record(
        viewer,
        "case.supplemented",
        subject=("case", case.pk),
        case_id=case.pk,
        body={
            "submission": submission.submission_number,
            "sub_number": submission.sub_number,
            "number": numbering.sub_number(viewer.organisation, case, submission.sub_number),
            "resumed": resumed,
            **_receipted(viewer, intake),
        },
        personal=_personal(intake),
    )
    return submission


def _receipted(viewer: Viewer, intake: Intake) -> dict[str, Any]:
    """What the receipt will show beside the numbers: only what the entry says can be proved."""
    organisation = viewer.organisation
    return {
        "organisation": {"code": organisation.code, "name": organisation.name_cyr},
        "received_at": timezone.localtime(intake.received_at).isoformat(),
        "documents": [document.sha256 for document in intake.documents],
    }


def _personal(intake: Intake) -> dict[str, Any]:
    """Names of files tell of people as often as not; they stand in the order of the hashes."""
    return {"subject": intake.subject, "documents": [document.name for document in intake.documents]}


def may_register(viewer: Viewer, intake: Intake) -> None:
    """Raise NotAllowed for who may not.

    Who is no member of staff registers in the own name only, and by no door that a clerk answers for.
    """
    parties = {row.party.pk for row in intake.parties}
    own = bool(parties) and parties <= viewer.party_ids and intake.channel in OWN_CHANNELS
    if not viewer.has(*MAY_REGISTER) or (viewer.account and viewer.account.citizen and not own):
        raise NotAllowed(_("Registration is done by the registry office, or by the party itself on the portal."))


def in_time(intake: Intake, now: datetime) -> Intake:
    """The same, received now when it says so or is hardly ahead of us."""
    ahead = intake.received_at == NOW or now < intake.received_at <= now + CLOCKS_DIFFER
    return replace(intake, received_at=now) if ahead else intake


def check(intake: Intake, now: datetime, *, supplement: bool = False) -> None:
    """Raise ValidationError for what cannot be registered so."""
    if not intake.subject.strip():
        raise ValidationError(_("Write what the paper is about, in a few words."), code="subject")
    if intake.received_at.year <= FIRST_YEAR:
        raise ValidationError(_("The time of receipt lies too far in the past."), code="received")
    if intake.received_at > now:
        raise ValidationError(_("The time of receipt lies in the future."), code="received")
    received_on = timezone.localdate(intake.received_at)
    if intake.posted_on and not received_on - LONGEST_ON_THE_WAY <= intake.posted_on <= received_on:
        raise ValidationError(
            _("The paper was posted before it was received, at most a year before; check the two days."), code="posted"
        )
    if len({(row.party.pk, row.role) for row in intake.parties}) < len(intake.parties):
        raise ValidationError(_("The same party is named twice in the same part. Name it once."), code="party")
    if not supplement and not (intake.class_code or intake.procedure):
        raise ValidationError(_("Choose a procedure or a class mark."), code="class-mark")


def _ground(viewer: Viewer, intake: Intake, now: datetime) -> Ground:
    with scope(viewer.organisation.pk):
        return Ground(_open_book(viewer, intake, now), deadlines.expected_days(viewer.organisation))


def _open_book(viewer: Viewer, intake: Intake, now: datetime) -> Register | None:
    """The book that takes an entry now: that of the year, or the next one, when that of the year is closed already.

    Raises ValidationError (code `next-book`) when somebody is to be asked first.
    """
    year = timezone.localdate(now).year
    rows = Register.objects.filter(
        organisation=viewer.organisation, kind=RegisterKind.BASIC, year__in=(year, year + 1)
    ).order_by("year", "id")
    books = list(rows)
    still_open = next((book for book in books if book.year == year and not book.closed_at), None)
    closed = any(book.year == year for book in books)
    following = next((book for book in books if book.year == year + 1 and not book.closed_at), None)
    if still_open or not (closed and following):
        return still_open
    if intake.channel in ASKED and intake.book_year != following.year:
        words = _("The book of %(year)s is closed. Nothing is lost: the paper can go into the book of %(next)s.")
        raise ValidationError(words % {"year": year, "next": following.year}, code="next-book")
    return following


def _new_case(viewer: Viewer, intake: Intake, register: Register, now: datetime, expected_days: int) -> Case:
    procedure = intake.procedure
    unit = intake.unit or (procedure.unit if procedure else None)
    class_code = intake.class_code or (procedure.class_code if procedure else "")
    number = numbering.template(viewer.organisation, class_code, register.year, unit.mark if unit else "")
    received_on = timezone.localdate(intake.received_at)
    due = deadlines.of_case(
        viewer.organisation, procedure, received_on, posted_on=intake.posted_on, expected=expected_days
    )
    names = " ".join(row.party.name for row in intake.parties)
    return Case(
        organisation=viewer.organisation,
        register=register,
        ordinal=0,
        year=register.year,
        number=number.text,
        number_keys=number.keys,
        unit=unit,
        procedure=procedure,
        procedure_revision=procedure.revision if procedure else None,
        class_code=class_code,
        instance=procedure.instance if procedure else intake.instance,
        subject=intake.subject.strip(),
        search=fold(f"{intake.subject} {names} {intake.external_number} {intake.sender_reference}"),
        party_ids=[row.party.pk for row in intake.parties],
        status=CaseStatus.FORMED,
        received_at=intake.received_at,
        registered_at=now,
        handed_over_at=now if unit else None,
        registered_by=viewer.account,
        posted_on=intake.posted_on,
        sender_reference=intake.sender_reference,
        sender_date=intake.sender_date,
        channel=intake.channel,
        due_on=due.due_on,
        sign_by=due.sign_by,
        deadline_rule=due.rule,
        deadline_verified=due.verified,
        external_system=intake.external_system or ("external" if intake.external_number else ""),
        external_number=intake.external_number,
    )


def _new_submission(viewer: Viewer, intake: Intake, case: Case, sub: int, now: datetime) -> Submission:
    return Submission(
        organisation=viewer.organisation,
        case=case,
        sub_number=sub,
        submission_number=intake.submission_number or numbering.receipt_number(),
        channel=intake.channel,
        subject=intake.subject.strip(),
        sender=intake.parties[0].party if intake.parties else None,
        received_at=intake.received_at,
        registered_at=now,
        sender_reference=intake.sender_reference,
        sender_date=intake.sender_date,
        answers=intake.answers,
    )


def _case_parties(viewer: Viewer, intake: Intake, case: Case) -> list[CaseParty]:
    return [
        CaseParty(
            organisation=viewer.organisation,
            case=case,
            party=row.party,
            role=row.role,
            name=row.party.name,
            address=row.party.address,
            representative=row.representative,
        )
        for row in intake.parties
    ]


def _attachments(viewer: Viewer, documents: Sequence[Document], case: Case, submission: Submission) -> list[Attachment]:
    return [
        Attachment(
            organisation=viewer.organisation,
            case=case,
            submission=submission,
            document=document,
            position=position,
            label=document.name,
        )
        for position, document in enumerate(documents, 1)
    ]


def _assignments(viewer: Viewer, case: Case, now: datetime) -> list[Assignment]:
    if case.unit is None:
        return []
    return [Assignment(organisation=viewer.organisation, case=case, unit=case.unit, by=viewer.account, at=now)]


def _row(instance: models.Model) -> dict[str, Any]:
    """The columns of a row that the database function will insert."""
    return {str(field.column): getattr(instance, field.attname) for field in instance._meta.local_concrete_fields}
