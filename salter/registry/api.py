"""The registry's part of the public API (interfaces.md, HTTP)."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field, field_validator

from salter.documents.actions import take_in
from salter.documents.intake import CITIZENS, UploadRefused
from salter.documents.models import Document, Source
from salter.journal import canonical, idempotency, proofs
from salter.journal import queries as journal_queries
from salter.journal.heads import stated
from salter.journal.models import Entry
from salter.journal.verbs import is_public, verb
from salter.organisations import actions as organisations
from salter.organisations.access import Confidentiality, Viewer, require
from salter.organisations.api import needs
from salter.organisations.models import Party, PartyKind, TokenScope
from salter.organisations.pages import OfficeRequest
from salter.organisations.tenancy import scope
from salter.registry import actions, numbering, queries
from salter.registry.actions.arrival import no_class_mark, no_procedure
from salter.registry.actions.intake import MAY_REGISTER, NOW
from salter.registry.looks import look_at_case, look_at_register
from salter.registry.models import Case, CaseStatus, IntakeChannel, Procedure, Submission
from salter.registry.search import CaseFilter

router = Router(tags=["registry"])
# Which field a refusal of an action is about.
FIELD_OF_CODE = {
    "subject": "subject",
    "class-mark": "classification",
    "received": "received_at",
    "party": "party",
    "identifier": "party.identifier",
}


class Sent(Schema):
    """What somebody sends."""

    @field_validator("*")
    @classmethod
    def storable(cls, value: object) -> object:
        """PostgreSQL keeps no null characters."""
        if _has_null(value):
            raise ValueError("null character")
        return value


def _has_null(value: object) -> bool:
    """Whether a text has one, however deep it lies; parts that are forms of their own have judged theirs."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_has_null(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple | set) and any(map(_has_null, value))


class PartyIn(Sent):
    """A party as the API takes it."""

    kind: Literal["person", "company"]
    name: str = Field(min_length=1, max_length=200)
    identifier: str = Field("", max_length=20)
    address: str = Field("", max_length=300)


class DocumentIn(Sent):
    """A file in Base64."""

    name: str = Field(min_length=1, max_length=255)
    media_type: str = ""
    content_base64: str


class SubmissionIn(Sent):
    """What comes in."""

    procedure: str | None = None
    classification: str = ""
    subject: str = Field(min_length=1, max_length=500)
    received_at: AwareDatetime | None = None
    posted_on: date | None = None
    sender_reference: str = Field("", max_length=100)
    sender_date: date | None = None
    external_number: str = Field("", max_length=80)
    channel: Literal["counter", "post", "email", "portal", "mailbox", "api"] = "api"
    party: PartyIn | None = None
    documents: list[DocumentIn] = Field(default_factory=list, max_length=100)


class RegisteredOut(Schema):
    """What a registration gives."""

    id: UUID
    number: str
    ordinal: int
    year: int
    register_code: str = Field(alias="register")
    registered_at: datetime
    received_at: datetime
    due_on: date | None
    submission_number: str


class SupplementOut(Schema):
    """What the registration of a supplement gives."""

    case: UUID
    number: str
    sub_number: int
    registered_at: datetime
    submission_number: str


class CaseOut(Schema):
    """A case in a list."""

    id: UUID
    number: str
    subject: str
    status: str
    unit: str | None
    handler: str | None
    received_at: datetime
    due_on: date | None
    restricted: bool
    version: int


class CasesOut(Schema):
    """A page of cases; `next` is the cursor of the following page."""

    items: list[CaseOut]
    next: str | None


class RegisterOut(Schema):
    """What a register holds."""

    first: int
    last: int
    count: int
    cancelled: int


class CaseQuery(Sent):
    """Filters of the list of cases."""

    q: str = Field("", max_length=200)
    status: str = ""
    unit: UUID | None = None
    assignee: UUID | None = None
    due_before: date | None = None
    cursor: UUID | None = None
    limit: int = Field(50, ge=1, le=200)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer that the token stands for."""
    return cast(OfficeRequest, request).viewer


def key_of(request: HttpRequest) -> str:
    """The Idempotency-Key of a write."""
    return request.headers.get("Idempotency-Key", "")


@router.post(
    "/cases",
    **needs(TokenScope.CASES_WRITE),
    response={201: RegisteredOut},
    by_alias=True,
    summary="Register a submission as a new case",
)
def create_case(request: HttpRequest, payload: SubmissionIn) -> Status[Any]:
    """Register a submission as a new case under the next number of the year's register."""
    viewer, key, request_hash = viewer_of(request), key_of(request), idempotency.fingerprint(request)

    def do() -> idempotency.Answer:
        return _registered(actions.register_case(*_intake(viewer, payload)))

    if connection.in_atomic_block or _is_citizen(viewer):
        with scope(viewer.organisation.pk):
            return Status(*idempotency.once(viewer, key, request_hash, do))
    claim = idempotency.Claim.of(viewer, key, request_hash) if key else None
    return Status(*actions.register_arrival(viewer, _arrival(payload), claim=claim, answer=_registered))


@router.post(
    "/cases/{case_id}/submissions",
    **needs(TokenScope.CASES_WRITE),
    response={201: SupplementOut},
    summary="Register a supplement to a case",
)
def create_supplement(request: HttpRequest, case_id: UUID, payload: SubmissionIn) -> Status[Any]:
    """Register a supplement under a sub-number of its case."""
    viewer = viewer_of(request)

    def do() -> idempotency.Answer:
        case = queries.case(viewer, case_id)
        allowed, intake = _intake(viewer, payload, supplement=True)
        submission = actions.add_supplement(allowed, case=case, intake=intake)
        answer = SupplementOut(
            case=case.pk,
            number=numbering.sub_number(viewer.organisation, submission.case, submission.sub_number),
            sub_number=submission.sub_number,
            registered_at=submission.registered_at,
            submission_number=submission.submission_number,
        )
        return 201, answer.model_dump(mode="json")

    with transaction.atomic():
        return Status(*idempotency.once(viewer, key_of(request), idempotency.fingerprint(request), do))


def _registered(submission: Submission) -> idempotency.Answer:
    case = submission.case
    answer = RegisteredOut(
        id=case.pk,
        number=case.number,
        ordinal=case.ordinal,
        year=case.year,
        register=case.register.code,
        registered_at=case.registered_at,
        received_at=case.received_at,
        due_on=case.due_on,
        submission_number=submission.submission_number,
    )
    return 201, answer.model_dump(mode="json", by_alias=True)


def _arrival(payload: SubmissionIn) -> actions.Arrival:
    party = payload.party
    return actions.Arrival(
        subject=payload.subject,
        channel=IntakeChannel(payload.channel),
        procedure=payload.procedure or "",
        class_code=payload.classification,
        received_at=payload.received_at,
        posted_on=payload.posted_on,
        sender_reference=payload.sender_reference,
        sender_date=payload.sender_date,
        external_number=payload.external_number,
        sender=actions.Sender(PartyKind(party.kind), party.name, party.identifier, party.address) if party else None,
        files=[
            actions.File(row.name, row.media_type, _decoded(row, field), field)
            for row, field in _with_fields(payload.documents)
        ],
    )


def _with_fields(documents: list[DocumentIn]) -> Iterator[tuple[DocumentIn, str]]:
    return ((row, f"documents.{place}") for place, row in enumerate(documents))


def _intake(viewer: Viewer, payload: SubmissionIn, *, supplement: bool = False) -> tuple[Viewer, actions.Intake]:
    """Nothing is stored for who may not register; what only a clerk may say of a paper is not taken from its party."""
    require(viewer, *MAY_REGISTER)
    citizen = _is_citizen(viewer)
    party = _party(viewer, payload)
    if party and party.account_id:
        viewer = organisations.with_party(viewer, party)
    procedure = None if supplement else _procedure(viewer, payload.procedure)
    class_code = _class_mark(viewer, payload.classification)
    documents = [_taken_in(viewer, row, field) for row, field in _with_fields(payload.documents)]
    return viewer, actions.Intake(
        subject=payload.subject,
        channel=IntakeChannel.API if citizen else IntakeChannel(payload.channel),
        received_at=NOW if citizen else payload.received_at or NOW,
        parties=[actions.PartyInput(party)] if party else [],
        documents=documents,
        procedure=procedure,
        class_code=class_code,
        posted_on=payload.posted_on,
        sender_reference=payload.sender_reference,
        sender_date=payload.sender_date,
        external_number="" if citizen else payload.external_number,
    )


def _is_citizen(viewer: Viewer) -> bool:
    return viewer.account is not None and viewer.account.citizen


def _party(viewer: Viewer, payload: SubmissionIn) -> Party | None:
    """A citizen's is always the own one."""
    if _is_citizen(viewer):
        return organisations.party_of_account(viewer)
    if payload.party is None:
        return None
    return organisations.enter_party(
        viewer,
        kind=PartyKind(payload.party.kind),
        name=payload.party.name,
        identifier=payload.party.identifier,
        address=payload.party.address,
    )


def _procedure(viewer: Viewer, code: str | None) -> Procedure | None:
    if not code:
        return None
    found = queries.procedures(viewer, public_only=_is_citizen(viewer)).filter(code=code).first()
    if found is None:
        raise no_procedure(code)
    return found


def _class_mark(viewer: Viewer, code: str) -> str:
    if code and not queries.class_marks(viewer).filter(code=code).exists():
        raise no_class_mark(code)
    return code


def _decoded(row: DocumentIn, field: str) -> bytes:
    try:
        return base64.b64decode(row.content_base64, validate=True)
    except ValueError as error:  # not its alphabet, or letters that are not ASCII
        refused = ValidationError(_("The content of the file is not Base64."), code="base64")
        raise ValidationError({f"{field}.content_base64": refused}) from error


def _taken_in(viewer: Viewer, row: DocumentIn, field: str) -> Document:
    data = _decoded(row, field)
    try:
        return take_in(
            viewer,
            name=row.name,
            content=io.BytesIO(data),
            source=Source.API,
            declared_media_type=row.media_type,
            policy=CITIZENS if _is_citizen(viewer) else None,
        )
    except UploadRefused as error:
        raise ValidationError({field: ValidationError(error.message, code=error.code)}) from error


@router.get("/cases", **needs(TokenScope.CASES_READ), response=CasesOut, summary="List cases, newest first")
def list_cases(request: HttpRequest, filters: Query[CaseQuery]) -> CasesOut:
    """Cases that the token may see, newest first."""
    narrow = CaseFilter(
        q=filters.q,
        status=filters.status,
        unit=filters.unit,
        assignee=filters.assignee,
        due_to=_day_before(filters.due_before),
    )
    viewer = viewer_of(request)
    most = filters.limit + 1
    rows = list(queries.cases(viewer, narrow, before=filters.cursor, most=most)[:most])
    page = rows[: filters.limit]
    return CasesOut(
        items=[CaseOut(**_listed(viewer, case)) for case in page],
        next=str(page[-1].pk) if len(rows) > len(page) else None,
    )


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day and day > date.min else None


def _listed(viewer: Viewer, case: Case) -> dict[str, Any]:
    """A party is not told the name of the official, as on the portal."""
    return {
        "id": case.pk,
        "number": case.number,
        "subject": case.subject,
        "status": "cancelled" if case.cancelled_at else CaseStatus(case.status).value,
        "unit": case.unit.name if case.unit else None,
        "handler": case.handler.name if case.handler and viewer.is_staff else None,
        "received_at": case.received_at,
        "due_on": case.due_on,
        "restricted": case.confidentiality == Confidentiality.RESTRICTED,
        "version": case.version,
    }


@router.get("/cases/{case_id}", **needs(TokenScope.CASES_READ), summary="One case with all that belongs to it")
def get_case(request: HttpRequest, response: HttpResponse, case_id: UUID) -> dict[str, Any]:
    """The case with its acts, documents, assignments, deadline and status.

    A party sees the own submissions and what they came with: acts reach it by delivery, not by this address. A
    document whose time of keeping is over may be destroyed: `destroyed_at` then says when, and `sha256` is empty.
    """
    viewer = viewer_of(request)
    case = queries.case(viewer, case_id)
    look_at_case(viewer, case.pk)
    response.headers["ETag"] = f'"{case.version}"'
    parties, submissions, documents = case.parties.all(), case.submissions.all(), case.attachments.all()
    if not viewer.is_staff:
        parties = parties.filter(party_id__in=viewer.party_ids)
        submissions = submissions.filter(sender_id__in=viewer.party_ids)
        documents = documents.filter(submission__sender_id__in=viewer.party_ids)
    return _listed(viewer, case) | {
        "ordinal": case.ordinal,
        "year": case.year,
        "register": case.register.code,
        "classification": case.class_code,
        "registered_at": case.registered_at,
        "channel": case.channel,
        "sign_by": case.sign_by,
        "deadline": {"rule": case.deadline_rule, "verified": case.deadline_verified},
        "external_number": case.external_number,
        "disposition": case.disposition,
        "closed_at": case.closed_at,
        "parties": list(parties.values("name", "role", "delivered_on", "appeal_until", "final_on")),
        "submissions": list(
            submissions.order_by("sub_number").values("sub_number", "submission_number", "subject", "received_at")
        ),
        "documents": [
            {
                "id": row.document.pk,
                "name": row.document.name,
                "sha256": row.document.sha256,
                "size": row.document.size,
                "media_type": row.document.media_type,
                "destroyed_at": row.document.destroyed_at,
            }
            for row in documents.select_related("document")
        ],
        **_of_the_office(viewer, case),
    }


def _of_the_office(viewer: Viewer, case: Case) -> dict[str, Any]:
    acts, assignments = case.acts.order_by("sub_number"), case.assignments.order_by("id")
    if not viewer.is_staff:
        acts, assignments = acts.none(), assignments.none()
    return {
        "acts": list(acts.values("id", "sub_number", "kind", "title", "status", "signed_at")),
        "assignments": list(assignments.values("unit__name", "staff__name", "at")),
    }


@router.get("/cases/{case_id}/journal", **needs(TokenScope.CASES_READ), summary="What happened in a case")
def get_journal(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """The journal entries of a case, oldest first; to a party those that it is told of, in what it is told.

    A sealed entry comes with its inclusion proof, which leads to `tree_head`.
    """
    viewer = viewer_of(request)
    case = queries.case(viewer, case_id)
    look_at_case(viewer, case.pk)
    entries = journal_queries.of_case(viewer, case.pk)
    if viewer.is_staff:
        items = [_entry(row) for row in entries]
    else:
        items = [_told(row) for row in entries if _is_told(viewer, row)]
    head, proved = proofs.of_entries(viewer.organisation, [item["id"] for item in items])
    return {
        "items": [item | {"proof": proved.get(item["id"])} for item in items],
        "tree_head": stated(head) if head else None,
    }


def _entry(row: Entry) -> dict[str, Any]:
    """`leaf` is what was hashed: with the proof, all that a check needs."""
    told = {"id": row.pk, "verb": row.verb, "at": row.at, "actor": row.actor_name, "body": row.body}
    return told | {"leaf": canonical.leaf(row)}


def _is_told(viewer: Viewer, entry: Entry) -> bool:
    return is_public(entry.verb) and journal_queries.is_for(entry, viewer.party_ids)


def _told(entry: Entry) -> dict[str, Any]:
    words = str(verb(entry.verb).public)
    body = {name: value for name, value in journal_queries.words_of(entry).items() if f"%({name})s" in words}
    return {"id": entry.pk, "verb": entry.verb, "at": entry.at, "actor": "", "body": body}


@router.get(
    "/registers/{code}/{year}",
    **needs(TokenScope.REGISTERS_READ),
    response=RegisterOut,
    summary="What a register holds",
)
def get_register(request: HttpRequest, code: str, year: int) -> RegisterOut:
    """First and last number, how many entries there are and how many of them are cancelled."""
    viewer = viewer_of(request)
    register = queries.register(viewer, code, year)
    look_at_register(viewer, register)
    rows = Case.objects.filter(organisation=register.organisation, register=register)
    return RegisterOut(
        first=register.first_ordinal,
        last=register.last_ordinal,
        count=queries.count_book(viewer, register).entries,
        cancelled=rows.filter(cancelled_at__isnull=False).count(),
    )
