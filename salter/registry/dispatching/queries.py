"""Reading what was not delivered; the first argument is always the viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from salter.mailbox import queries as mailbox
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import UNDELIVERED, Channel, Consequence, Delivery, Effect, Medium, Result
from salter.organisations.access import Viewer, require
from salter.organisations.merging import account_of, kept_for
from salter.organisations.models import Party
from salter.registry.models import Case


def undelivered(viewer: Viewer) -> QuerySet[Delivery]:
    """What did not arrive and waits for somebody to say what is done next, oldest first."""
    rows = _of_clerks(viewer).filter(state__in=UNDELIVERED, settled_at__isnull=True)
    return rows.select_related("channel", "recipient").order_by("id")


def _of_clerks(viewer: Viewer) -> QuerySet[Delivery]:
    require(viewer, *CLERKS)
    rows = Delivery.objects.filter(organisation=viewer.organisation)
    return rows.filter(case_id__in=Case.objects.visible_to(viewer).values("pk"))


def count(viewer: Viewer, most: int) -> int:
    """How many wait, counted up to a number."""
    return undelivered(viewer).order_by()[:most].count()


def one(viewer: Viewer, delivery_id: UUID) -> Delivery:
    """A consignment that was not delivered, also when somebody has seen to it.

    Raises NotAllowed, Delivery.DoesNotExist.
    """
    rows = _of_clerks(viewer).filter(state__in=UNDELIVERED)
    return rows.select_related("channel", "recipient", "proof", "evidence").get(pk=delivery_id)


def ways(viewer: Viewer, recipient: Party) -> list[Channel]:
    """The channels by which something can be sent to a party: our mailbox only where it has one."""
    account = account_of(recipient, kept_for([recipient]))
    rows = mailbox.channels(viewer).exclude(medium__in=mailbox_rules.NOT_CHOSEN)
    return list(rows if account else rows.exclude(medium=Medium.MAILBOX))


@dataclass(frozen=True, slots=True)
class Meaning:
    """A result on a channel, and what the office has recorded about it."""

    channel: Channel
    result: Result
    recorded: Consequence | None

    @property
    def fixed(self) -> bool:
        """Handed over is handed over: nobody records anything about that."""
        return self.result in mailbox_rules.HANDED_OVER


def meanings(viewer: Viewer) -> list[tuple[Channel, list[Meaning]]]:
    """Every channel with what can become of a consignment by it; two queries."""
    rows = Consequence.objects.filter(organisation=viewer.organisation)
    known = {(row.channel_id, row.result): row for row in rows}
    return [(channel, _meanings(channel, known)) for channel in mailbox.channels(viewer)]


def recorded(channel: Channel) -> list[Consequence]:
    """What the office has recorded about the results on a channel."""
    return list(Consequence.objects.filter(channel=channel).exclude(effect=Effect.NONE).order_by("result"))


def _meanings(channel: Channel, known: Mapping[tuple[UUID, str], Consequence]) -> list[Meaning]:
    possible: Iterable[str] = mailbox_rules.RESULTS[channel.medium]
    return [Meaning(channel, Result(code), known.get((channel.pk, code))) for code in possible]
