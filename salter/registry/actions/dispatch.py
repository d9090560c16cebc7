"""Dispatch of a signed act to every party of the case, once to each."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Channel, Delivery, Medium
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.merging import accounts_of
from salter.organisations.models import Role
from salter.registry import numbering
from salter.registry.models import Act, ActStatus, CaseParty
from salter.registry.parties.services import one_each, parties_of, sent_by


@transaction.atomic
def dispatch_act(viewer: Viewer, *, act: Act, channel: Channel | None = None) -> list[Delivery]:
    """Send a signed act to each party once: by `channel`, else to the mailbox of who has one, by post to the others.

    Raises ValidationError with codes `act-status`, `no-party`, `no-channel`, `no-mailbox`.
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    act = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    if act.status != ActStatus.SIGNED or act.document is None:
        raise ValidationError(_("Only a signed act is dispatched."), code="act-status")
    parties = one_each(parties_of(act.case))
    if not parties:
        raise ValidationError(_("The case has no party to send to."), code="no-party")
    accounts = accounts_of([party.party for party in parties])
    deliveries = [
        _send(viewer, act, party, channel or _channel_for(viewer, accounts[party.party_id]), accounts[party.party_id])
        for party in parties
    ]
    act.status, act.dispatched_at = ActStatus.DISPATCHED, clock.now(viewer.organisation)
    act.save(update_fields=["status", "dispatched_at"])
    record(
        viewer,
        "act.dispatched",
        subject=("act", act.pk),
        case_id=act.case_id,
        body={"kind": act.kind, "sub_number": act.sub_number, "deliveries": len(deliveries)},
    )
    return deliveries


def _send(viewer: Viewer, act: Act, party: CaseParty, channel: Channel, account_id: int | None) -> Delivery:
    assert act.document is not None
    delivery = mailbox.send(
        viewer,
        channel=channel,
        recipient=party.party,
        subject=("act", act.pk),
        case_id=act.case_id,
        case_number=numbering.sub_number(viewer.organisation, act.case, act.sub_number),
        title=act.title,
        documents=[act.document],
        account_id=account_id,
    )
    sent_by(viewer, act=act, case_party=party, delivery_id=delivery.pk)
    return delivery


def _channel_for(viewer: Viewer, account_id: int | None) -> Channel:
    medium = Medium.MAILBOX if account_id else Medium.POST
    channel = Channel.objects.filter(organisation=viewer.organisation, medium=medium).order_by("code").first()
    if channel is None:
        raise ValidationError(
            _("No channel of delivery is set up for “%(medium)s”.") % {"medium": medium.label}, code="no-channel"
        )
    return channel
