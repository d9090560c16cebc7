"""A notice by e-mail that a document is on its way: it serves nobody and starts no deadline, whatever is recorded."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.mailbox import rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Channel, Delivery, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.access import Viewer, require


class How(models.TextChoices):
    """Who sends the e-mail."""

    OURS = "ours", _("Šalter sends it now")
    BY_HAND = "by-hand", _("it was sent from another program")


@transaction.atomic
def send_notice(viewer: Viewer, *, delivery: Delivery, address: str, how: How) -> Delivery:
    """Tell the recipient by e-mail that a consignment is on its way. The worker sends it after commit; the mail says
    the number and the channel, nothing of what the document is about.

    Raises NotAllowed, and ValidationError (codes `address`, `state`, `no-channel`).
    """
    require(viewer, *CLERKS)
    address = address.strip()
    _check(address)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "recipient")
    delivery = rows.get(pk=delivery.pk)
    if delivery.state != DeliveryState.SENT or delivery.channel.medium == Medium.EMAIL:
        raise rules.WrongState
    now = clock.now(viewer.organisation)
    notice = Delivery.objects.create(
        organisation=viewer.organisation,
        channel=_channel(viewer),
        recipient=delivery.recipient,
        subject_type=delivery.subject_type,
        subject_id=delivery.subject_id,
        case_id=delivery.case_id,
        case_number=delivery.case_number,
        title=delivery.title,
        state=DeliveryState.NOTICED,
        sent_at=now,
        closed_at=now,
        again_of=None,
        note=address,
    )
    record(
        viewer,
        "delivery.noticed",
        subject=("delivery", notice.pk),
        case_id=notice.case_id,
        body={"how": how.value, "of": str(delivery.pk)},
        personal={"address": address},
    )
    return notice


def _check(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        words = _("Write an e-mail address, for example ime@primer.rs.")
        raise ValidationError(words, code="address") from error


def _channel(viewer: Viewer) -> Channel:
    channel = Channel.objects.filter(organisation=viewer.organisation, medium=Medium.EMAIL).order_by("code").first()
    if channel is None:
        raise ValidationError(
            _("No channel of delivery is set up for “%(medium)s”.") % {"medium": Medium.EMAIL.label}, code="no-channel"
        )
    return channel
