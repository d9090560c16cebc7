"""Dispatch of a signed act to every party of the case, once to each."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

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
def dispatch_act(
    viewer: Viewer, *, act: Act, channel: Channel | None = None, each: Mapping[UUID, Channel] | None = None
) -> list[Delivery]:
    """Send a signed act to each party once: by the channel chosen for it (`each`, by part in the case), by `channel`,
    else to the mailbox of who has one and by post to the others.

    Raises ValidationError with codes `act-status`, `no-party`, `no-channel`, `no-mailbox`.
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    act = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    if act.status != ActStatus.SIGNED or act.document is None:
        raise ValidationError(_("Only a signed act is dispatched."), code="act-status")
    if any(way.medium == Medium.PUBLIC for way in [*([channel] if channel else []), *(each or {}).values()]):
        raise ValidationError(_("Public delivery needs a ground and what was tried before."), code="no-channel")
    parties = one_each(parties_of(act.case))
    if not parties:
        raise ValidationError(_("The case has no party to send to."), code="no-party")
    accounts, chosen = accounts_of([party.party for party in parties]), each or {}
    deliveries = []
    for party in parties:
        account = accounts[party.party_id]
        way = chosen.get(party.pk) or channel or _channel_for(viewer, account)
        deliveries.append(_send(viewer, act, party, way, account))
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
        slip_code=numbering.receipt_number(),
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
