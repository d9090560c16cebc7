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
from salter.mailbox.models import (
    UNDELIVERED,
    Channel,
    Consequence,
    Delivery,
    DeliveryDocument,
    DeliveryState,
    Effect,
    Medium,
    Result,
)
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Party, Role

WAYS: Mapping[str, str] = {Medium.MAILBOX: "opened", Medium.EXTERNAL: "state"}
"""By what the recipient has it; everything else is put into somebody's hand."""
CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
SETS_LAW = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)


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
    again_of: Delivery | None = None,
    slip_code: str = "",
) -> Delivery:
    """Send documents to a party. By our mailbox they arrive at once, and the receipt waits there to be opened.

    `account_id`: the account of the party that stands for the recipient, where the two entries were merged.
    `again_of`: the consignment that did not arrive, when this one takes its place. `slip_code`: by which its return
    slip is found again, where it has one.

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
        again_of=again_of,
        slip_code=slip_code if channel.medium in rules.WITH_SLIP else "",
    )
    DeliveryDocument.objects.bulk_create(
        DeliveryDocument(organisation=viewer.organisation, delivery=delivery, document=document, position=position)
        for position, document in enumerate(documents, 1)
    )
    delivery.sent_at = now
    digests = [document.sha256 for document in documents]
    _step(viewer, delivery, DeliveryState.SENT, "delivery.sent", documents=digests, channel=channel.code)
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
    if delivery.state != DeliveryState.IN_MAILBOX:
        raise rules.WrongState
    delivery.result = Result.OPENED
    _handed_over(viewer, delivery, clock.today(viewer.organisation))
    return delivery


@transaction.atomic
def record_result(
    viewer: Viewer,
    *,
    delivery: Delivery,
    result: Result,
    on: date,
    served_on: date | None = None,
    ground: str = "",
    note: str = "",
    proof: Document | None = None,
    number: str = "",
) -> Delivery:
    """What became of a consignment that left by post, by hand or by the state's mailbox; the proof is made and sealed.

    `on`: the day that the return receipt or the notice bears. `number`: which the state's mailbox gave its message.
    `served_on`, `ground`: when it counts as served though nobody took it, and why; who calls has asked what the office
    has recorded for that.

    Raises ValidationError (codes `result`, `day`, `note`, `proof`), rules.WrongState when the recipient has it already.
    """
    require(viewer, *CLERKS)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "recipient", "organisation")
    delivery = rows.get(pk=delivery.pk)
    _check_result(viewer, delivery, result, on, note)
    if result in rules.HANDED_OVER and delivery.channel.medium in rules.NEEDS_PROOF and not (proof or delivery.proof):
        raise ValidationError(_("Choose the file with the courier's confirmation of the handover."), code="proof")
    delivery.result, delivery.result_on, delivery.note, delivery.proof = result, on, note, proof or delivery.proof
    delivery.settled_at, delivery.settled_by, delivery.settled_note = None, "", ""
    delivery.registered_number = "".join(number.upper().split())[:40] or delivery.registered_number
    if result in rules.HANDED_OVER:
        _handed_over(viewer, delivery, on)
    else:
        _not_handed_over(viewer, delivery, served_on, ground)
    return delivery


def _check_result(viewer: Viewer, delivery: Delivery, result: Result, on: date, note: str) -> None:
    if result not in rules.RESULTS[delivery.channel.medium]:
        raise ValidationError(_("This cannot have happened by that channel."), code="result")
    if delivery.sent_at is None or not timezone.localdate(delivery.sent_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the dispatch and today."), code="day")
    if result in rules.NEEDS_NOTE and not note.strip():
        raise ValidationError(_("Write what was done to find it, for example the number of the inquiry."), code="note")


def record_handover(viewer: Viewer, *, delivery: Delivery, on: date, note: str) -> Delivery:
    """The return receipt came back with the day of handover. Raises as `record_result`."""
    result = Result.OPENED if delivery.channel.medium == Medium.EXTERNAL else Result.HANDED
    return record_result(viewer, delivery=delivery, result=result, on=on, note=note)


def _handed_over(viewer: Viewer, delivery: Delivery, day: date) -> None:
    delivery.opened_at = delivery.closed_at = clock.now(viewer.organisation)
    delivery.result_on = delivery.served_on = day
    told = {"delivered_on": day.isoformat(), "way": WAYS.get(delivery.channel.medium, "handed")}
    _step(viewer, delivery, DeliveryState.OPENED, "delivery.opened", **told, ground=delivery.channel.ground)
    _prove(viewer, delivery)


def _not_handed_over(viewer: Viewer, delivery: Delivery, served_on: date | None, ground: str) -> None:
    delivery.closed_at, delivery.served_on = clock.now(viewer.organisation), served_on
    if served_on is None:
        state = DeliveryState(rules.state_after(delivery.result, served=False))
        _step(viewer, delivery, state, "delivery.returned", result=delivery.result)
    else:
        way = "refused" if delivery.result == Result.REFUSED else "deemed"
        _deemed(viewer, delivery, served_on, way, ground)
    _prove(viewer, delivery, ground)


def _deemed(viewer: Viewer, delivery: Delivery, on: date, way: str, ground: str) -> None:
    _step(
        viewer,
        delivery,
        DeliveryState.DEEMED,
        "delivery.deemed",
        result=delivery.result,
        delivered_on=on.isoformat(),
        way=way,
        ground=ground,
    )


@transaction.atomic
def published(viewer: Viewer, *, delivery: Delivery, on: date) -> Delivery:
    """A notice hung on the board until its day: that counts as delivery (Art. 78(3) ZUP). Raises rules.WrongState."""
    delivery = _public(delivery)
    delivery.result, delivery.result_on, delivery.served_on = Result.PUBLISHED, on, on
    delivery.closed_at = clock.now(viewer.organisation)
    ground = delivery.channel.ground
    _deemed(viewer, delivery, on, "published", ground)
    _prove(viewer, delivery, ground)
    return delivery


@transaction.atomic
def withdraw_notice(viewer: Viewer, *, delivery: Delivery) -> Delivery:
    """A notice was taken down before its day: nobody was served by it. Raises rules.WrongState."""
    require(viewer, *CLERKS)
    delivery = _public(delivery)
    delivery.result, delivery.result_on = Result.WITHDRAWN, clock.today(viewer.organisation)
    _not_handed_over(viewer, delivery, None, "")
    return delivery


def _public(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "recipient", "organisation")
    delivery = rows.get(pk=delivery.pk)
    if delivery.channel.medium != Medium.PUBLIC or delivery.state != DeliveryState.SENT:
        raise rules.WrongState
    return delivery


def _prove(viewer: Viewer, delivery: Delivery, ground: str = "") -> None:
    """Make the sealed evidence of what happened, whatever it was."""
    delivery.evidence = evidence.make(viewer, delivery, ground)
    delivery.save(update_fields=["evidence"])
    record(
        viewer,
        "delivery.evidenced",
        subject=("delivery", delivery.pk),
        case_id=delivery.case_id,
        body={"sha256": delivery.evidence.sha256},
    )


@transaction.atomic
def settle(viewer: Viewer, *, delivery: Delivery, note: str, again: Delivery | None = None) -> Delivery:
    """Somebody has seen to a consignment that was not delivered: it goes another way, or nothing more is done.

    Raises rules.WrongState when that is done already, ValidationError (code `note`) without a reason.
    """
    require(viewer, *CLERKS)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state not in UNDELIVERED or delivery.settled_at:
        raise rules.WrongState
    if not note.strip() and again is None:
        raise ValidationError(_("Write why nothing more is sent to this recipient."), code="note")
    delivery.settled_at, delivery.settled_by = clock.now(viewer.organisation), viewer.name[:200]
    delivery.settled_note = note.strip()[:300]
    delivery.save(update_fields=["settled_at", "settled_by", "settled_note"])
    if again is None:
        record(
            viewer,
            "delivery.left",
            subject=("delivery", delivery.pk),
            case_id=delivery.case_id,
            body={"case_number": delivery.case_number},
            personal={"reason": delivery.settled_note},
        )
    return delivery


@transaction.atomic
def call_back(viewer: Viewer, *, delivery: Delivery, why: str) -> Delivery:
    """A consignment that went to the wrong mailbox and was not opened is taken out of it; nobody sends it on from here.

    One that was opened, or waits no longer, stays as it is.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != DeliveryState.IN_MAILBOX:
        return delivery
    now = clock.now(viewer.organisation)
    delivery.result, delivery.result_on = Result.RECALLED, clock.today(viewer.organisation)
    delivery.closed_at = now
    delivery.settled_at, delivery.settled_by = now, viewer.name[:200]
    delivery.settled_note = why[:300]
    _step(viewer, delivery, DeliveryState.FAILED, "delivery.called-back")
    _prove(viewer, delivery)
    return delivery


@transaction.atomic
def set_consequence(viewer: Viewer, *, channel: Channel, result: Result, effect: Effect, ground: str) -> Consequence:
    """Record what a result means in law on a channel, with the ground that the office answers for.

    Raises NotAllowed, ValidationError (codes `result`, `ground`).
    """
    require(viewer, *SETS_LAW)
    ground = ground.strip()[:300]
    if result in rules.HANDED_OVER or result not in rules.RESULTS[channel.medium]:
        raise ValidationError(_("This cannot have happened by that channel."), code="result")
    if effect != Effect.NONE and not ground:
        raise ValidationError(_("Write the ground: the law with its article, and who has confirmed it."), code="ground")
    row, _made = Consequence.objects.update_or_create(
        organisation=viewer.organisation,
        channel=channel,
        result=result,
        defaults={
            "effect": effect,
            "ground": ground,
            "at": clock.now(viewer.organisation),
            "by": viewer.account,
            "name": viewer.name[:200],
        },
    )
    body = {"channel": channel.code, "result": result.value, "effect": effect.value, "ground": ground}
    record(viewer, "channel.effect", subject=("channel", channel.pk), body=body)
    return row


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
        delivery.closed_at, delivery.result, delivery.result_on = now, Result.UNCLAIMED, today
        _step(viewer, delivery, DeliveryState.FAILED, "delivery.failed")
        _prove(viewer, delivery)
    return delivery
