"""Reading the journal."""

from __future__ import annotations

from uuid import UUID

from salter.journal.models import Entry, Failure
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role


def of_case(viewer: Viewer, case_id: UUID) -> list[Entry]:
    """Entries of a case that the caller has already found visible to `viewer`, oldest first."""
    return list(Entry.objects.filter(organisation=viewer.organisation, case_id=case_id).order_by("id"))


def failures(viewer: Viewer) -> list[Failure]:
    """Readers that could not do their work and wait for a person; administrators only."""
    require(viewer, Role.ADMINISTRATOR)
    return list(Failure.objects.filter(organisation=viewer.organisation, resolved=False).order_by("-failed_at")[:200])
