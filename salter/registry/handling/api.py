"""Assigning, drafting and following a case over the API. A program drafts; people approve, sign and close.

Each change carries `If-Match` with the version that it was made from, so that nobody's work is written over unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from salter.journal import idempotency
from salter.organisations.access import STAFF_ROLES, Viewer, require
from salter.organisations.api import etag, matches, needs
from salter.organisations.models import Staff, TokenScope, Unit
from salter.registry import actions, acts, queries
from salter.registry.actions.cases import lock
from salter.registry.api import Sent, key_of, viewer_of
from salter.registry.clocks import queries as clocks
from salter.registry.looks import look_at_case
from salter.registry.models import Act, ActKind, Case, CaseStatus, Extent, Outcome
from salter.registry.waiting import queries as waits

router = Router(tags=["handling"])
LONGEST_PART = 500_000
READ, HANDLE = needs(TokenScope.CASES_READ), needs(TokenScope.CASES_HANDLE)


class AssignmentIn(Sent):
    """To which unit, by its mark, and to whom in it; without a handler the head of the unit assigns further."""

    unit: str = Field(max_length=10)
    handler: UUID | None = None
    note: str = Field("", max_length=300)


class StatusIn(Sent):
    """Another prescribed status, and why; `outcome` where the register asks how the case ended."""

    status: CaseStatus
    reason: str = Field(min_length=1, max_length=300)
    outcome: Outcome | Literal[""] = ""


class ActIn(Sent):
    """The text of an act; `content` has the parts of its kind as GET gives them. `rest` is what a partial
    decision leaves undecided; without it that stays as it is."""

    title: str = Field(min_length=1, max_length=300)
    content: dict[str, Annotated[str, Field(max_length=LONGEST_PART)]]
    outcome: Outcome | Literal[""] = ""
    rest: str | None = Field(None, max_length=500)


class NewActIn(ActIn):
    """A new act of a case; `extent` is the kind of a decision that does not decide the whole. A guarantee act is
    drafted by people on its page: it names its special law."""

    kind: ActKind
    extent: Literal[Extent.PARTIAL, Extent.SUPPLEMENTARY, ""] = ""


@router.get("/units", **READ, summary="The units of the office and who works in them")
def get_units(request: HttpRequest) -> dict[str, Any]:
    """What an assignment needs: marks of units, identifiers of people. For staff."""
    viewer = viewer_of(request)
    require(viewer, *STAFF_ROLES)
    people: dict[UUID, list[dict[str, Any]]] = {}
    for person in queries.staff(viewer):
        people.setdefault(person.unit_id, []).append({"id": person.pk, "name": person.name, "title": person.title})
    rows = queries.units(viewer)
    return {"items": [{"mark": row.mark, "name": row.name, "staff": people.get(row.pk, [])} for row in rows]}


@router.get("/cases/{case_id}/deadlines", **READ, summary="The deadlines of a case and what it waits for")
def get_deadlines(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """The strict date and the one after extensions, clocks beside it with their ground, and open waits. For staff."""
    viewer = viewer_of(request)
    case = queries.case(viewer, case_id)
    require(viewer, *STAFF_ROLES)
    look_at_case(viewer, case.pk)
    return {
        "due_on": case.due_on,
        "sign_by": case.sign_by,
        "adjusted_on": clocks.adjusted_of(viewer, case),
        "rule": case.deadline_rule,
        "verified": case.deadline_verified,
        "clocks": [
            {
                "kind": row.kind,
                "from_on": row.from_on,
                "whose": row.whose,
                "party": row.party.name if row.party else None,
                "what": row.what,
                "due_on": row.due_on,
                "article": row.article,
                "certainty": row.certainty,
                "met_on": row.met_on,
                "ended_on": row.ended_on,
            }
            for row in clocks.of_case(case)
        ],
        "waits": [{"kind": row.kind, "since": row.since, "until": row.until} for row in waits.open_waits(case)],
    }


@router.post("/cases/{case_id}/assignments", **HANDLE, summary="Assign a case to a unit or a person")
def assign(request: HttpRequest, case_id: UUID, payload: AssignmentIn) -> Status[Any]:
    """As the registry office or a head does it; `If-Match` is the version of the case."""
    viewer = viewer_of(request)

    def deed(case: Case) -> Case:
        unit, handler = _place(viewer, payload)
        return actions.assign(viewer, case=case, unit=unit, staff=handler, note=payload.note)

    return _of_case(request, case_id, deed)


@router.post("/cases/{case_id}/status", **HANDLE, summary="Move a case to another status by hand")
def change_status(request: HttpRequest, case_id: UUID, payload: StatusIn) -> Status[Any]:
    """What no act and no wait brings; `If-Match` is the version of the case."""
    viewer = viewer_of(request)

    def deed(case: Case) -> Case:
        return actions.change_status(
            viewer, case=case, status=payload.status, reason=payload.reason, outcome=payload.outcome
        )

    return _of_case(request, case_id, deed)


@router.post("/cases/{case_id}/acts", **HANDLE, response={201: dict[str, Any]}, summary="Draft an act of a case")
def draft(request: HttpRequest, case_id: UUID, payload: NewActIn) -> Status[Any]:
    """It takes the next sub-number; `If-Match` is the version of the case. People approve and sign it."""
    viewer = viewer_of(request)

    def do() -> idempotency.Answer:
        case = queries.case(viewer, case_id)
        matches(request, lock(case).version)
        content = _parts(payload.kind, payload.content, case.language)
        act = actions.draft_act(
            viewer,
            case=case,
            kind=payload.kind,
            title=payload.title,
            content=content,
            outcome=payload.outcome,
            extent=payload.extent,
            rest=payload.rest or "",
        )
        return 201, _act(act)

    return _once(request, do)


@router.get("/cases/{case_id}/acts/{act_id}", **READ, summary="One act of a case")
def get_act(request: HttpRequest, response: HttpResponse, case_id: UUID, act_id: UUID) -> dict[str, Any]:
    """Its state and its parts; the `ETag` is its version. For staff."""
    viewer = viewer_of(request)
    act = _found(viewer, case_id, act_id)
    look_at_case(viewer, act.case_id)
    response.headers["ETag"] = etag(act.version)
    return _act(act)


@router.put("/cases/{case_id}/acts/{act_id}", **HANDLE, summary="Change a draft")
def revise(request: HttpRequest, case_id: UUID, act_id: UUID, payload: ActIn) -> Status[Any]:
    """The whole text anew; `If-Match` is the version of the act."""
    viewer = viewer_of(request)

    def do() -> idempotency.Answer:
        act = _locked(viewer, case_id, act_id)
        matches(request, act.version)
        content = _parts(ActKind(act.kind), payload.content, act.language)
        return 200, _act(
            actions.revise_act(
                viewer, act=act, title=payload.title, content=content, outcome=payload.outcome, rest=payload.rest
            )
        )

    return _once(request, do)


@router.post("/cases/{case_id}/acts/{act_id}/submission", **HANDLE, summary="Hand a draft to the head of the unit")
def submit(request: HttpRequest, case_id: UUID, act_id: UUID) -> Status[Any]:
    """A complete one only; `If-Match` is the version of the act."""
    viewer = viewer_of(request)

    def do() -> idempotency.Answer:
        act = _locked(viewer, case_id, act_id)
        matches(request, act.version)
        return 200, _act(actions.submit_act(viewer, act=act))

    return _once(request, do)


def _once(request: HttpRequest, do: Callable[[], idempotency.Answer]) -> Status[Any]:
    with transaction.atomic():
        viewer = viewer_of(request)
        return Status(*idempotency.once(viewer, key_of(request), idempotency.fingerprint(request), do))


def _of_case(request: HttpRequest, case_id: UUID, deed: Callable[[Case], Case]) -> Status[Any]:
    """A deed on a case that is still the one that the program has read."""

    def do() -> idempotency.Answer:
        case = queries.case(viewer_of(request), case_id)
        matches(request, lock(case).version)
        done = deed(case)
        return 200, {"id": str(done.pk), "status": done.status, "version": done.version}

    return _once(request, do)


def _place(viewer: Viewer, payload: AssignmentIn) -> tuple[Unit, Staff | None]:
    unit = queries.units(viewer).filter(mark=payload.unit).first()
    if unit is None:
        raise ValidationError({"unit": ValidationError(_("There is no such unit."), code="unit")})
    if payload.handler is None:
        return unit, None
    handler = queries.staff(viewer).filter(pk=payload.handler).first()
    if handler is None:
        raise ValidationError({"handler": ValidationError(_("There is nobody like that here."), code="staff")})
    return unit, handler


def _parts(kind: ActKind, content: dict[str, str], language: str | None) -> dict[str, str]:
    known = [part.key for part in acts.parts_of(kind, language)]
    if unknown := sorted(set(content) - set(known)):
        words = _("This kind of act has no part %(part)s. Its parts: %(parts)s.")
        told = words % {"part": unknown[0], "parts": ", ".join(known)}
        raise ValidationError({"content": ValidationError(told, code="part")})
    return content


def _found(viewer: Viewer, case_id: UUID, act_id: UUID) -> Act:
    """The act of that case, for staff who see the case. Raises Act.DoesNotExist, Case.DoesNotExist, NotAllowed."""
    case = queries.case(viewer, case_id)
    require(viewer, *STAFF_ROLES)
    act = queries.act(viewer, act_id)
    if act.case_id != case.pk:
        raise Act.DoesNotExist
    return act


def _locked(viewer: Viewer, case_id: UUID, act_id: UUID) -> Act:
    act = _found(viewer, case_id, act_id)
    return Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)


def _act(act: Act) -> dict[str, Any]:
    signed = timezone.localdate(act.signed_at) if act.signed_at else None
    return {
        "id": str(act.pk),
        "sub_number": act.sub_number,
        "kind": act.kind,
        "extent": act.extent,
        "rest": act.rest,
        "title": act.title,
        "content": act.content,
        "outcome": act.outcome,
        "status": act.status,
        "version": act.version,
        "signed_on": signed.isoformat() if signed else None,
    }
