"""Reading mailboxes and deliveries."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from salter.documents.models import Document
from salter.journal.models import Entry
from salter.mailbox.models import Channel, Consequence, Delivery, DeliveryState, Result
from salter.organisations.access import Viewer


class NotOpened(Exception):
    """The receipt must be opened before the documents can be seen."""


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
    return rows.select_related("channel", "recipient", "evidence", "proof").order_by("id")


def channels(viewer: Viewer) -> QuerySet[Channel]:
    """The organisation's channels of delivery."""
    return Channel.objects.filter(organisation=viewer.organisation).order_by("code")


def attempts(delivery: Delivery) -> list[Delivery]:
    """Every consignment of the same act to the same party as one that the caller has found visible, and those in whose
    place it went, oldest first."""
    before, one = [delivery.pk], delivery
    while one.again_of is not None:
        one = one.again_of
        before.append(one.pk)
    rows = Delivery.objects.filter(organisation=delivery.organisation_id, subject_id=delivery.subject_id)
    rows = rows.filter(Q(recipient=delivery.recipient_id) | Q(pk__in=before))
    return list(rows.select_related("channel").order_by("id"))


def consequence(channel: Channel, result: Result) -> Consequence | None:
    """What the office has recorded about a result on a channel; None: nobody is served by it."""
    return Consequence.objects.filter(channel=channel, result=result).first()


def states(delivery: Delivery) -> list[Entry]:
    """What happened to a delivery that the caller has already found visible, oldest first; repeated steps included."""
    rows = Entry.objects.filter(
        organisation=delivery.organisation_id, subject_id=delivery.pk, verb__startswith="delivery."
    )
    return list(rows.exclude(verb__in=["delivery.evidenced", "delivery.left"]).order_by("id"))


def document(viewer: Viewer, delivery_id: UUID, document_id: UUID) -> Document:
    """A document of an own message that was handed over.

    Raises Delivery.DoesNotExist, Document.DoesNotExist; NotOpened while the receipt waits.
    """
    delivery = message(viewer, delivery_id)
    if delivery.state != DeliveryState.OPENED:
        raise NotOpened(delivery.pk)
    if not delivery.documents.filter(document_id=document_id).exists():
        raise Document.DoesNotExist
    return Document.objects.get(organisation=viewer.organisation, pk=document_id)
