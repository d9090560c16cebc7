"""Public delivery: a notice on the board, taken down by date; what it serves, and who sees it (decision 044)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from salter.calendars import deadlines as calendar_rules
from salter.journal.actions import record
from salter.mailbox import actions as mailbox
from salter.mailbox import queries as mailbox_queries
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import UNDELIVERED, Channel, Delivery, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation
from salter.registry import deadlines, queries
from salter.registry.dispatching.actions import send_in_place
from salter.registry.models import Case, NoticeGround, PublicNotice, Service

LONGEST = 365
PAGE = queries.PAGE


@dataclass(frozen=True, slots=True)
class Notice:
    """What is put on the board: why, what it calls the addressee, where the act can be taken, and for how long."""

    ground: NoticeGround
    reason: str
    addressee: str
    where: str
    days: int


def initials(name: str) -> str:
    """A person's name as a notice may show it: `Мила Ведрић` is `М. В.`"""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalnum())


@transaction.atomic
def publish(viewer: Viewer, *, delivery: Delivery, notice: Notice) -> PublicNotice:
    """Deliver publicly what could not be delivered otherwise (Art. 78 ZUP). The period of the legal settings may be
    made longer, never shorter.

    Raises mailbox.rules.WrongState when somebody has seen to the letter already, ValidationError (codes `reason`,
    `addressee`, `where`, `days`, `no-channel`).
    """
    require(viewer, *CLERKS)
    _check(viewer, notice)
    sent = send_in_place(viewer, delivery=delivery, channel=_channel(viewer))
    today = clock.today(viewer.organisation)
    calendar = deadlines.calendar_of(viewer.organisation)
    row = PublicNotice.objects.create(
        organisation=viewer.organisation,
        delivery=sent,
        ground=notice.ground,
        reason=notice.reason.strip()[:300],
        addressee=notice.addressee.strip()[:200],
        where=notice.where.strip()[:300],
        published_on=today,
        days=notice.days,
        until=calendar_rules.deemed_delivered_publicly(today, notice.days, calendar),
        published_by=viewer.account,
        published_name=viewer.name[:200],
    )
    body = {"until": row.until.isoformat(), "notice_ground": row.ground, "recipients": _for(sent)}
    kept = {"reason": row.reason}
    record(viewer, "notice.published", subject=("notice", row.pk), case_id=sent.case_id, body=body, personal=kept)
    return row


def _for(delivery: Delivery) -> list[str]:
    """The parties that the consignment serves; its addressee may be their representative."""
    served = Service.objects.filter(delivery_id=delivery.pk).values_list("case_party__party_id", flat=True)
    return sorted({str(party) for party in served}) or [str(delivery.recipient_id)]


def _check(viewer: Viewer, notice: Notice) -> None:
    for field, words in (
        ("reason", _("Write what was tried, or which law orders it.")),
        ("addressee", _("Write how the notice calls whom it is for, for example by initials.")),
        ("where", _("Write where and when the act can be taken.")),
    ):
        if not getattr(notice, field).strip():
            raise ValidationError(words, code=field)
    least = deadlines.settings_of(viewer.organisation).public_delivery_days
    if not least <= notice.days <= LONGEST:
        raise ValidationError(
            _("Write a number of days from %(least)s to %(most)s: the period can be made longer, not shorter.")
            % {"least": least, "most": LONGEST},
            code="days",
        )


def _channel(viewer: Viewer) -> Channel:
    channel = Channel.objects.filter(organisation=viewer.organisation, medium=Medium.PUBLIC).order_by("code").first()
    if channel is None:
        raise ValidationError(
            _("No channel of delivery is set up for “%(medium)s”.") % {"medium": Medium.PUBLIC.label},
            code="no-channel",
        )
    return channel


@transaction.atomic
def take_down(viewer: Viewer, *, notice: PublicNotice, reason: str) -> PublicNotice:
    """Take a notice down before its day: the act was not served by it, and waits for a person again.

    Raises ValidationError (codes `reason`, `state`).
    """
    require(viewer, *CLERKS)
    if not reason.strip():
        raise ValidationError(_("Write why the notice is taken down before its day."), code="reason")
    notice = _lock(notice)
    if notice.taken_down_at:
        raise mailbox_rules.WrongState
    mailbox.withdraw_notice(viewer, delivery=notice.delivery)
    return _down(viewer, notice, reason)


@transaction.atomic
def expire(viewer: Viewer, *, notice: PublicNotice) -> PublicNotice:
    """The period is over: the notice is taken down, and the act counts as delivered on its last day (Art. 78(3))."""
    notice = _lock(notice)
    if notice.taken_down_at or clock.today(viewer.organisation) <= notice.until:
        return notice
    if notice.delivery.state == DeliveryState.SENT:
        mailbox.published(viewer, delivery=notice.delivery, on=notice.until)
    return _down(viewer, notice, "")


def _lock(notice: PublicNotice) -> PublicNotice:
    return PublicNotice.objects.select_for_update(of=("self",)).select_related("delivery").get(pk=notice.pk)


def _down(viewer: Viewer, notice: PublicNotice, reason: str) -> PublicNotice:
    notice.taken_down_at, notice.taken_down_reason = clock.now(viewer.organisation), reason.strip()[:300]
    notice.save(update_fields=["taken_down_at", "taken_down_reason"])
    record(
        viewer,
        "notice.taken-down",
        subject=("notice", notice.pk),
        case_id=notice.delivery.case_id,
        body={"until": notice.until.isoformat()},
        personal={"reason": notice.taken_down_reason},
    )
    return notice


def on_board(organisation: Organisation) -> QuerySet[PublicNotice]:
    """What everybody may read today; by date, whether or not somebody has taken it down."""
    today = clock.today(organisation)
    rows = PublicNotice.objects.filter(
        organisation=organisation, taken_down_at=None, published_on__lte=today, until__gte=today
    )
    return rows.select_related("delivery").order_by("until", "id")


def notices(viewer: Viewer) -> QuerySet[PublicNotice]:
    """The notices of cases that the viewer may see."""
    require(viewer, *CLERKS)
    rows = PublicNotice.objects.filter(organisation=viewer.organisation)
    seen = Case.objects.visible_to(viewer).values("pk")
    return rows.filter(delivery__case_id__in=seen).select_related("delivery__recipient")


def a_page_of(viewer: Viewer, *, hanging: bool, before: str = "") -> tuple[list[PublicNotice], str]:
    """A page of those that hang, or of those that were taken down, newest first; the mark of the next ("" on the
    last)."""
    rows = notices(viewer).filter(taken_down_at__isnull=hanging)
    if last := queries.identifier(before):
        rows = rows.filter(id__lt=last)
    found = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def notice_of(viewer: Viewer, notice_id: UUID) -> PublicNotice:
    """One of them. Raises PublicNotice.DoesNotExist."""
    return notices(viewer).get(pk=notice_id)


def usual(viewer: Viewer, delivery: Delivery) -> Notice:
    """What a clerk begins with: initials, the office's own address, what was tried."""
    office = viewer.organisation
    tried = mailbox_queries.attempts(delivery)
    words = "; ".join(f"{row.channel.name}: {row.get_result_display()}" for row in tried if row.state in UNDELIVERED)
    return Notice(
        ground=NoticeGround.NO_OTHER_WAY,
        reason=words[:300],
        addressee=initials(delivery.recipient.name),
        where=", ".join(part for part in (office.body_cyr, office.address_cyr) if part)[:300],
        days=deadlines.settings_of(office).public_delivery_days,
    )
