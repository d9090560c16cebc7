"""Reading what is set up for e-mail; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.mail import problems
from salter.registry.models import INCOMING_READERS, MailAccount


@dataclass(frozen=True, slots=True)
class Failing:
    """A mailbox that cannot be read, for who waits for what it brings."""

    name: str
    said: str
    failing_since: datetime | None


def accounts(viewer: Viewer) -> QuerySet[MailAccount]:
    """Every mailbox of the office, for its administrator. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    return MailAccount.objects.filter(organisation=viewer.organisation).order_by("name", "id")


def account(viewer: Viewer, account_id: UUID) -> MailAccount:
    """One of them. Raises NotAllowed, MailAccount.DoesNotExist."""
    return accounts(viewer).get(pk=account_id)


def failing(viewer: Viewer) -> list[Failing]:
    """Mailboxes that have failed three times or for good, for the registry office."""
    if not viewer.has(*INCOMING_READERS):
        return []
    rows = MailAccount.objects.filter(
        organisation=viewer.organisation, active=True, failure_entry__isnull=False
    ).order_by("name")
    return [Failing(row.name, problems.said(row.failure), row.failing_since) for row in rows]
