"""Sending a consignment, handing it over, and what proves it (ETSI EN 319 522 words; regulation.md 3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.mailbox import evidence, rules
from salter.mailbox.models import Channel, Delivery, DeliveryDocument, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Party, Role

WAYS: Mapping[str, str] = {Medium.MAILBOX: "opened", Medium.EXTERNAL: "state"}
"""By what the recipient has it; everything else is put into somebody's hand."""


@transaction.atomic
def send(
    viewer: Viewer,
    *,
    channel: Channel,
    recipient: Party,
    subject: tuple[str, UUID],
    case_id: UUID,
    case_number: str,
    title: str,
    documents: Sequence[Document],
    account_id: int | None = None,
) -> Delivery:
    """Send documents to a party. By our mailbox they arrive at once, and the receipt waits there to be opened.

    `account_id`: the account of the party that stands for the recipient, where the two entries were merged.

    Raises ValidationError (code `no-mailbox`) when the party has no account here.
    """
    account_id = recipient.account_id or account_id
    if channel.medium == Medium.MAILBOX and account_id is None:
        raise ValidationError(
            _("%(name)s has no mailbox in this office. Send it by post or hand it over at the counter.")
            % {"name": recipient.name},
            code="no-mailbox",
        )
    now = clock.now(viewer.organisation)
    delivery = Delivery.objects.create(
        organisation=viewer.organisation,
        channel=channel,
        recipient=recipient,
        account_id=account_id,
        subject_type=subject[0],
        subject_id=subject[1],
        case_id=case_id,
        case_number=case_number,
        title=title,
        starts_deadlines=channel.starts_deadlines,
    )
    DeliveryDocument.objects.bulk_create(
        DeliveryDocument(organisation=viewer.organisation, delivery=delivery, document=document, position=position)
        for position, document in enumerate(documents, 1)
    )
    delivery.sent_at = now
    _step(viewer, delivery, DeliveryState.SENT, "delivery.sent", documents=[document.sha256 for document in documents])
    if channel.medium == Medium.MAILBOX:
        delivery.arrived_at = now
        delivery.expires_on = clock.today(viewer.organisation) + timedelta(days=channel.pickup_days)
        _step(viewer, delivery, DeliveryState.IN_MAILBOX, "delivery.arrived")
    return delivery


@transaction.atomic
def open_receipt(viewer: Viewer, *, delivery: Delivery) -> Delivery:
    """The recipient opens the receipt: that is the handover (ZEU Art. 41). Opening again changes nothing.

    Raises NotAllowed for anybody else, rules.WrongState when it does not wait any more.
    """
    if viewer.account is None or delivery.account_id != viewer.account.pk:
        raise NotAllowed(_("Only the recipient opens the receipt."))
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state == DeliveryState.OPENED:
        return delivery
    _handed_over(viewer, delivery)
    return delivery


@transaction.atomic
def record_handover(viewer: Viewer, *, delivery: Delivery, on: date, note: str) -> Delivery:
    """The return receipt of the post (or of the counter, or of eSanduče) came back: enter the day of handover.

    Raises ValidationError (code `day`) when the day lies before the dispatch or in the future, rules.WrongState when
    it is entered already.
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    today = clock.today(viewer.organisation)
    if delivery.sent_at is None or not timezone.localdate(delivery.sent_at) <= on <= today:
        raise ValidationError(_("The day of handover lies between the dispatch and today."), code="day")
    delivery.note = note
    _handed_over(viewer, delivery, on)
    return delivery


def _handed_over(viewer: Viewer, delivery: Delivery, on: date | None = None) -> None:
    now = clock.now(viewer.organisation)
    delivery.opened_at = delivery.closed_at = now
    day = on or clock.today(viewer.organisation)
    told = {"delivered_on": day.isoformat(), "way": WAYS.get(delivery.channel.medium, "handed")}
    _step(viewer, delivery, DeliveryState.OPENED, "delivery.opened", **told, ground=delivery.channel.ground)
    delivery.evidence = evidence.make(viewer, delivery, day)
    delivery.save(update_fields=["evidence"])
    record(
        viewer,
        "delivery.evidenced",
        subject=("delivery", delivery.pk),
        case_id=delivery.case_id,
        body={"sha256": delivery.evidence.sha256},
    )


def _step(viewer: Viewer, delivery: Delivery, state: DeliveryState, verb: str, **body: object) -> None:
    rules.check_step(delivery.state, state)
    delivery.state = state
    delivery.save()
    record(
        viewer,
        verb,
        subject=("delivery", delivery.pk),
        case_id=delivery.case_id,
        body={
            "case_number": delivery.case_number,
            "subject": str(delivery.subject_id),
            "recipient": str(delivery.recipient_id),
            "starts_deadlines": delivery.starts_deadlines,
            **body,
        },
    )


@transaction.atomic
def expire(viewer: Viewer, *, delivery: Delivery) -> Delivery:
    """The time to open the receipt is over: send once more, then note the failed electronic delivery (ZEU Art. 41).

    What the failure means in law is not confirmed (regulation.md 12.3), so no date of delivery follows from it.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    now, today = clock.now(viewer.organisation), clock.today(viewer.organisation)
    if delivery.state != DeliveryState.IN_MAILBOX or delivery.expires_on is None or today <= delivery.expires_on:
        return delivery
    _step(viewer, delivery, DeliveryState.EXPIRED, "delivery.expired")
    if delivery.attempt <= delivery.channel.repeats:
        delivery.attempt += 1
        delivery.sent_at = delivery.arrived_at = now
        delivery.expires_on = today + timedelta(days=delivery.channel.pickup_days)
        _step(viewer, delivery, DeliveryState.REPEATED, "delivery.repeated", attempt=delivery.attempt)
        _step(viewer, delivery, DeliveryState.IN_MAILBOX, "delivery.arrived")
    else:
        delivery.closed_at = now
        _step(viewer, delivery, DeliveryState.FAILED, "delivery.failed")
    return delivery
