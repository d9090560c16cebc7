"""Reading mailboxes and deliveries."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from salter.mailbox.models import Channel, Delivery
from salter.organisations.access import Viewer


def inbox(viewer: Viewer) -> QuerySet[Delivery]:
    """What came to the signed-in person's mailbox, newest first."""
    rows = Delivery.objects.filter(organisation=viewer.organisation, arrived_at__isnull=False)
    return (
        rows.filter(account=viewer.account).select_related("channel").order_by("-id") if viewer.account else rows.none()
    )


def message(viewer: Viewer, delivery_id: UUID) -> Delivery:
    """One message of the own mailbox.

    Raises Delivery.DoesNotExist.
    """
    return inbox(viewer).get(pk=delivery_id)


def of_case(viewer: Viewer, case_id: UUID) -> QuerySet[Delivery]:
    """Deliveries of a case that the caller has already found visible to `viewer`."""
    rows = Delivery.objects.filter(organisation=viewer.organisation, case_id=case_id)
    return rows.select_related("channel", "recipient", "evidence").order_by("id")


def channels(viewer: Viewer) -> QuerySet[Channel]:
    """The organisation's channels of delivery."""
    return Channel.objects.filter(organisation=viewer.organisation).order_by("code")
