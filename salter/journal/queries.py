"""Reading the journal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from salter.journal.models import Entry, Failure
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role


def of_case(viewer: Viewer, case_id: UUID) -> list[Entry]:
    """Entries of a case that the caller has already found visible to `viewer`, oldest first."""
    return list(Entry.objects.filter(organisation=viewer.organisation, case_id=case_id).order_by("id"))


def is_for(entry: Entry, parties: Collection[UUID]) -> bool:
    """Whether an entry that parties are told of is told to one of these: those that its body names (`recipient`, or
    several `recipients`), or all parties of the case."""
    one = entry.body.get("recipient", "")
    named = entry.body.get("recipients", [one] if one else None)
    return named is None or not {str(party) for party in parties}.isdisjoint(named)


def words_of(entry: Entry) -> dict[str, Any]:
    """What the sentence for a party may use: the body, and the personal part only of an entry that names whom it is
    for."""
    named = entry.body.get("recipient") or entry.body.get("recipients")
    return {**entry.body, **entry.personal} if named else entry.body


def failures(viewer: Viewer) -> list[Failure]:
    """Readers that could not do their work and wait for a person; administrators only."""
    require(viewer, Role.ADMINISTRATOR)
    return list(Failure.objects.filter(organisation=viewer.organisation, resolved=False).order_by("-failed_at")[:200])
