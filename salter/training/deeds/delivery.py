"""Letters on their way, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from salter.mailbox import actions as mailbox
from salter.mailbox.models import ENDED, UNDELIVERED, Channel, Delivery, Medium, Result
from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.registry import actions
from salter.registry.dispatching import notices
from salter.registry.dispatching.actions import enter_result, send_again
from salter.registry.models import (
    ActStatus,
    ChangeKind,
    NoticeGround,
    PublicNotice,
)
from salter.registry.parties.changing import Known, rewrite
from salter.training.deeds.acts import act_at
from salter.training.deeds.base import deed
from salter.training.offices.world import World


@deed
def dispatch(world: World, *, case: str = "case", by: str = "pisarnica", channel: str = "") -> None:
    """The act is sent; without a channel by the one that the office would choose."""
    chosen = Channel.objects.get(organisation=world.organisation, medium=Medium(channel)) if channel else None
    actions.dispatch_act(world.viewer(by), act=act_at(world, case, ActStatus.SIGNED), channel=chosen)


def waiting(world: World, case: str) -> list[Delivery]:
    """What is on its way to the parties of a case."""
    rows = Delivery.objects.filter(organisation=world.organisation, case_id=world.case(case).pk)
    return list(rows.exclude(state__in=ENDED).order_by("id"))


@deed
def open_letter(world: World, *, by: str, case: str = "case") -> None:
    """The citizen opens what lies in the mailbox."""
    for delivery in waiting(world, case):
        assert delivery.account is not None
        mailbox.open_receipt(viewer_of(delivery.account, world.organisation), delivery=delivery)


@deed
def served(world: World, *, case: str = "case", by: str = "pisarnica", days: int = 1) -> None:
    """The signed return slip came back; it was handed over so many days ago."""
    for delivery in waiting(world, case):
        day = _since(world, delivery, days)
        mailbox.record_handover(world.viewer(by), delivery=delivery, on=day, note="Повратница потписана лично.")


@deed
def came_back(world: World, *, result: str, case: str = "case", by: str = "pisarnica") -> None:
    """The letter came back undelivered; what the post wrote on it is entered."""
    for delivery in waiting(world, case):
        enter_result(world.viewer(by), delivery=delivery, result=Result(result), on=_since(world, delivery, 0))


@deed
def again(world: World, *, case: str = "case", by: str = "pisarnica", channel: str = "post") -> None:
    """What did not arrive is sent once more."""
    chosen = Channel.objects.get(organisation=world.organisation, medium=Medium(channel))
    rows = Delivery.objects.filter(organisation=world.organisation, case_id=world.case(case).pk, settled_at=None)
    for delivery in rows.filter(state__in=UNDELIVERED).order_by("id"):
        send_again(world.viewer(by), delivery=delivery, channel=chosen)


@deed
def moved(world: World, *, address: str, reason: str, case: str = "case", by: str = "pisarnica") -> None:
    """Another address of the party in this case."""
    known = Known(clock.today(world.organisation), reason)
    rewrite(world.viewer(by), case_party=world.part(case), kind=ChangeKind.ADDRESS, after=address, known=known)


@deed
def publish_notice(
    world: World, *, reason: str, ground: str = "no-other-way", case: str = "case", by: str = "pisarnica"
) -> None:
    """What could not be delivered is put on the notice board."""
    rows = Delivery.objects.filter(organisation=world.organisation, case_id=world.case(case).pk, settled_at=None)
    for delivery in rows.filter(state__in=UNDELIVERED).order_by("id"):
        usual = notices.usual(world.viewer(by), delivery)
        notice = replace(usual, ground=NoticeGround(ground), reason=reason)
        notices.publish(world.viewer(by), delivery=delivery, notice=notice)


@deed
def take_down(world: World, *, reason: str, case: str = "case", by: str = "pisarnica") -> None:
    """What hangs on the notice board of this case is taken down before its day."""
    rows = PublicNotice.objects.filter(organisation=world.organisation, taken_down_at=None)
    for row in rows.filter(delivery__case_id=world.case(case).pk):
        notices.take_down(world.viewer(by), notice=row, reason=reason)


def _since(world: World, delivery: Delivery, days: int) -> date:
    """So many days ago, and not before it was sent."""
    assert delivery.sent_at is not None
    return max(clock.today(world.organisation) - timedelta(days=days), timezone.localdate(delivery.sent_at))
