"""What another system sends in: found, stored and registered in as few words with the database as can be."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import stored
from salter.documents.intake import UploadRefused
from salter.documents.models import Document, Source
from salter.journal.idempotency import Answer, Claim, KeyTaken
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.actions.parties import new_party
from salter.organisations.models import Party, PartyKind, Unit
from salter.organisations.rules import CheckedIdentifier, check_identifier
from salter.organisations.tenancy import Row, row_of
from salter.registry.actions.intake import (
    MAY_REGISTER,
    NOW,
    Ground,
    Intake,
    Once,
    PartyInput,
    check,
    in_time,
    register_case,
)
from salter.registry.deadlines import USUAL_DAYS
from salter.registry.models import IntakeChannel, Procedure, Register, Submission
from salter.registry.numbering import PartyTaken

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Sender:
    """The party as it was written."""

    kind: PartyKind
    name: str
    identifier: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came; `field` is what a refusal names."""

    name: str
    media_type: str
    data: bytes
    field: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A paper as a member of staff, or a system in their name, sends it in. No time of receipt: now."""

    subject: str
    channel: IntakeChannel
    procedure: str = ""
    class_code: str = ""
    received_at: datetime | None = None
    posted_on: date | None = None
    sender_reference: str = ""
    sender_date: date | None = None
    external_number: str = ""
    sender: Sender | None = None
    files: Sequence[File] = field(default_factory=tuple)


def register_arrival(
    viewer: Viewer, arrival: Arrival, *, claim: Claim | None, answer: Callable[[Submission], Answer]
) -> Answer:
    """Register what arrived as a new case, outside any transaction, and give the answer once it is on the disk.

    Under a `claim` it is done once: whoever comes later, or at the same time, gets the first answer. Raises NotAllowed,
    ValidationError, KeyReused; whatever it raises, nothing was registered.
    """
    require(viewer, *MAY_REGISTER)
    checked = _identified(arrival.sender)
    once, attempts = Once(claim, answer) if claim else None, ATTEMPTS
    documents: list[Document] = []
    while True:
        desk = _desk(viewer, arrival, checked, claim)
        if claim and desk["known"]:
            return claim.again(**desk["known"])
        intake = _intake(viewer, arrival, checked, desk)
        now = clock.now(viewer.organisation)
        check(in_time(intake, now), now)
        documents = documents or [_stored(viewer, file) for file in arrival.files]
        try:
            return answer(register_case(viewer, replace(intake, documents=documents), ground=_ground(desk), once=once))
        except (KeyTaken, PartyTaken):  # somebody was quicker by a moment; what they wrote is found now
            attempts -= 1
            if not attempts:
                raise
        except ValidationError as error:  # the year's book was closed at this moment: the next one may be open
            attempts -= 1
            if getattr(error, "code", "") != "register-closed" or not attempts or not desk["register"]:
                raise


def _identified(sender: Sender | None) -> CheckedIdentifier:
    return check_identifier(sender.kind.value, sender.identifier) if sender else CheckedIdentifier("", "")


def _desk(viewer: Viewer, arrival: Arrival, checked: CheckedIdentifier, claim: Claim | None) -> dict[str, Any]:
    """All that the office knows of what is named here, read in one call (registry_desk)."""
    today = clock.today(viewer.organisation)
    asked = {
        "account": viewer.account.pk if viewer.account else 0,
        "key": claim.key if claim else None,
        "procedure": arrival.procedure,
        "class_mark": arrival.class_code,
        "identifier_kind": checked.kind,
        "identifier": checked.value,
        "year": today.year,
        "day": today.isoformat(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_desk(%s, %s::jsonb)", [viewer.organisation.pk, json.dumps(asked)])
        [found] = cursor.fetchone() or [None]
    desk: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return desk


def _ground(desk: dict[str, Any]) -> Ground:
    return Ground(_known(Register, desk["register"]), desk["expected_days"] or USUAL_DAYS)


def _known(model: type[Row], columns: dict[str, Any] | None) -> Row | None:
    return row_of(model, columns) if columns else None


def _intake(viewer: Viewer, arrival: Arrival, checked: CheckedIdentifier, desk: dict[str, Any]) -> Intake:
    procedure = _known(Procedure, desk["procedure"])
    if arrival.procedure and procedure is None:
        raise no_procedure(arrival.procedure)
    if arrival.class_code and not desk["class_mark"]:
        raise no_class_mark(arrival.class_code)
    if procedure:
        procedure.unit = _known(Unit, desk["unit"])
    party = _party(viewer, arrival.sender, checked, desk)
    return Intake(
        subject=arrival.subject,
        channel=arrival.channel,
        received_at=arrival.received_at or NOW,
        parties=[PartyInput(party)] if party else [],
        procedure=procedure,
        class_code=arrival.class_code,
        posted_on=arrival.posted_on,
        sender_reference=arrival.sender_reference,
        sender_date=arrival.sender_date,
        external_number=arrival.external_number,
    )


def no_procedure(code: str) -> ValidationError:
    """The refusal of a procedure that is not in the catalogue."""
    words = _("The catalogue has no procedure %(code)s.") % {"code": code}
    return ValidationError({"procedure": ValidationError(words, code="procedure")})


def no_class_mark(code: str) -> ValidationError:
    """The refusal of a mark that is not in the classification plan."""
    words = _("The classification plan has no mark %(code)s.") % {"code": code[:20]}
    return ValidationError({"classification": ValidationError(words, code="class-mark")})


def _party(viewer: Viewer, sender: Sender | None, checked: CheckedIdentifier, desk: dict[str, Any]) -> Party | None:
    """The party that the office knows by this number, else a new one."""
    if sender is None:
        return None
    known = _known(Party, desk["party"])
    return known or new_party(viewer, kind=sender.kind, name=sender.name, checked=checked, address=sender.address)


def _stored(viewer: Viewer, file: File) -> Document:
    try:
        return stored(
            viewer,
            name=file.name,
            content=io.BytesIO(file.data),
            source=Source.API,
            declared_media_type=file.media_type,
        )
    except UploadRefused as error:
        raise ValidationError({file.field: ValidationError(error.message, code=error.code)}) from error
