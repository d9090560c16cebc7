"""Dispatch of a signed act to every party that it is for, once to each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from salter.registry.actions.cases import lock
from salter.registry.models import Act, ActStatus, Service
from salter.registry.parties.letters import Addressee, letters_for, letters_with
from salter.registry.parties.services import parties_of, sent_by, told_alone


@transaction.atomic
def dispatch_act(
    viewer: Viewer, *, act: Act, channel: Channel | None = None, each: Mapping[UUID, Channel] | None = None
) -> list[Delivery]:
    """Send a signed act to each party once, or to who receives for it: by the channel chosen for it (`each`, by part
    in the case), by `channel`, else to the mailbox of who has one and by post to the others.

    Raises ValidationError with codes `act-status`, `no-party`, `no-channel`, `no-mailbox`.
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    lock(act.case)  # nobody comes, leaves or is represented anew while it is said who receives
    act = Act.objects.select_for_update(of=("self",)).select_related("case", "for_other").get(pk=act.pk)
    if act.status != ActStatus.SIGNED or act.document is None:
        raise ValidationError(_("Only a signed act is dispatched."), code="act-status")
    _check_ways([*([channel] if channel else []), *(each or {}).values()])
    letters = letters_with(act, parties_of(act.case), clock.today(viewer.organisation))
    if not letters:
        raise ValidationError(_("The case has no party to send to."), code="no-party")
    accounts, chosen = accounts_of([letter.party for letter in letters]), each or {}
    deliveries = []
    for letter in letters:
        account = accounts[letter.party.pk]
        own = next((chosen[part.row.pk] for part in letter.parts if part.row.pk in chosen), None)
        deliveries.append(_send(viewer, act, letter, own or channel or _channel_for(viewer, account), account))
    act.status, act.dispatched_at = ActStatus.DISPATCHED, clock.now(viewer.organisation)
    act.save(update_fields=["status", "dispatched_at"])
    record(
        viewer,
        "act.dispatched",
        subject=("act", act.pk),
        case_id=act.case_id,
        body={"kind": act.kind, "sub_number": act.sub_number, "deliveries": len(deliveries), **told_alone(act)},
    )
    return deliveries


@transaction.atomic
def dispatch_to(viewer: Viewer, *, service: Service, channel: Channel | None = None) -> Delivery:
    """Send an act that went out before to a party that is to be served with it: it came into the case later, or the act
    went to somebody who did not represent it.

    Raises NotAllowed, and ValidationError with codes `sent`, `no-channel`, `no-mailbox`.
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    act = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=service.act_id)
    row = Service.objects.select_related("case_party__party", "representative").get(pk=service.pk)
    if not to_send_on(act, row):
        raise ValidationError(_("This act is not to be sent to this party, or is on its way already."), code="sent")
    _check_ways([channel] if channel else [])
    [letter] = letters_for(viewer.organisation, [row.case_party], clock.today(viewer.organisation))
    account = accounts_of([letter.party])[letter.party.pk]
    delivery = _send(viewer, act, letter, channel or _channel_for(viewer, account), account)
    record(
        viewer,
        "act.sent-to",
        subject=("act", act.pk),
        case_id=act.case_id,
        body={"recipient": str(row.case_party.party_id), "sub_number": act.sub_number},
        personal={"party": row.case_party.name},
    )
    return delivery


def to_send_on(act: Act, service: Service) -> bool:
    """Whether an act that went out before waits to be sent to a party that came later, or that it was kept from because
    somebody was entered as its representative by mistake."""
    part, by = service.case_party, service.representative
    waits = service.delivery_id is None and service.served_on is None
    went_astray = by is not None and by.mistaken_at is not None
    return act.status == ActStatus.DISPATCHED and waits and part.is_in and (part.joined_on is not None or went_astray)


def _check_ways(ways: Iterable[Channel]) -> None:
    media = {way.medium for way in ways}
    if Medium.PUBLIC in media:
        raise ValidationError(_("Public delivery needs a ground and what was tried before."), code="no-channel")
    if Medium.EMAIL in media:
        raise ValidationError(_("Nobody is served by an e-mail. Choose how the act is delivered."), code="no-channel")


def _send(viewer: Viewer, act: Act, letter: Addressee, channel: Channel, account_id: int | None) -> Delivery:
    assert act.document is not None
    delivery = mailbox.send(
        viewer,
        channel=channel,
        recipient=letter.party,
        subject=("act", act.pk),
        case_id=act.case_id,
        case_number=numbering.sub_number(viewer.organisation, act.case, act.sub_number),
        title=act.title,
        documents=[act.document],
        account_id=account_id,
        slip_code=numbering.receipt_number(),
    )
    for part in letter.parts:
        sent_by(viewer, act=act, case_party=part.row, delivery_id=delivery.pk, representative=part.representative)
    return delivery


def _channel_for(viewer: Viewer, account_id: int | None) -> Channel:
    medium = Medium.MAILBOX if account_id else Medium.POST
    channel = Channel.objects.filter(organisation=viewer.organisation, medium=medium).order_by("code").first()
    if channel is None:
        raise ValidationError(
            _("No channel of delivery is set up for “%(medium)s”.") % {"medium": medium.label}, code="no-channel"
        )
    return channel
