"""Writing to the journal."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from salter.journal.models import Entry, Failure, Outbox
from salter.journal.verbs import refusal_of
from salter.journal.verbs import verb as declared
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7


def record(
    viewer: Viewer,
    verb: str,
    *,
    subject: tuple[str, UUID],
    case_id: UUID | None = None,
    body: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
) -> Entry:
    """Write one entry and its outbox row in the running transaction, and give the entry.

    Whoever acts in somebody's place (acting.capacity) is written with the absent person and the number of the mandate.
    `subject` is (type, id) of what it happened to; `body` holds no personal data beyond identifiers, those go to
    `personal`. Raises UnknownVerb, and NotAllowed where a guard of the database refuses it to this person.
    """
    entry = Entry(**fields(viewer, verb, subject=subject, case_id=case_id, body=body, personal=personal))
    with _refusals():
        entry.save(force_insert=True)
    Outbox(organisation=viewer.organisation, entry_id=entry.pk, verb=verb).save(force_insert=True)
    return entry


@contextmanager
def _refusals() -> Iterator[None]:
    """What a guard of the database refuses (verbs.declare_refusal) is told as a refusal, in words."""
    try:
        yield
    except IntegrityError as error:
        guard = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if words := refusal_of(guard):
            raise NotAllowed(words) from error
        raise


def record_all(viewer: Viewer, told: Iterable[dict[str, Any]]) -> None:
    """Write entries, given by their `fields`, with their outbox rows: two statements however many they are."""
    entries = [Entry(**columns) for columns in told]
    with _refusals():
        Entry.objects.bulk_create(entries)
    Outbox.objects.bulk_create(
        Outbox(organisation=viewer.organisation, entry_id=entry.pk, verb=entry.verb) for entry in entries
    )


def fields(
    viewer: Viewer,
    verb: str,
    *,
    subject: tuple[str, UUID],
    case_id: UUID | None = None,
    body: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The columns of an entry that is not written yet: the registration function of the database writes it itself."""
    declared(verb)
    return {
        "id": uuid7(),
        "organisation_id": viewer.organisation.pk,
        "verb": verb,
        "at": clock.now(viewer.organisation),
        "recorded_at": clock.real_now(),
        "actor_id": viewer.account.pk if viewer.account else None,
        "actor_name": viewer.name,
        "subject_type": subject[0],
        "subject_id": subject[1],
        "case_id": case_id,
        "body": {**(body or {}), **_in_whose_place(viewer)},
        "personal": personal or {},
        "salt": uuid.uuid4(),
    }


def _in_whose_place(viewer: Viewer) -> dict[str, str]:
    one = viewer.acting_for
    return {"for": one.name, "mandate": one.number} if one else {}


@transaction.atomic
def retry_failure(viewer: Viewer, *, failure_id: UUID) -> Failure:
    """Hand the entry of a failed reader to its readers again; those that have done their work do nothing.

    The failure leaves the list when its reader succeeds. Raises NotAllowed, Failure.DoesNotExist.
    """
    require(viewer, Role.ADMINISTRATOR)
    failure = Failure.objects.select_for_update().get(organisation=viewer.organisation, pk=failure_id, resolved=False)
    entry = Entry.objects.get(organisation=viewer.organisation, pk=failure.entry_id)
    Outbox(organisation=viewer.organisation, entry_id=entry.pk, verb=entry.verb).save(force_insert=True)
    record(viewer, "failure.retried", subject=("failure", failure.pk), body={"subscriber": failure.subscriber})
    return failure
