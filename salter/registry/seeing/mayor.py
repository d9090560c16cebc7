"""The office in five numbers, a trend, one risk and one saving: counted over all cases, telling of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from salter.mailbox.models import Delivery, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role, Unit
from salter.registry.clocks.rules import SILENCE_SOON
from salter.registry.models import UNFINISHED, Case, Initiative

READERS = (Role.MAYOR, Role.HEAD_OF_ADMINISTRATION)
MONTHS = 12
RECENT = timedelta(days=30)
TAKEN = """
SELECT percentile_disc(0.5) WITHIN GROUP (
    ORDER BY notified_on - (received_at AT TIME ZONE 'Europe/Belgrade')::date)
FROM registry_case
WHERE organisation_id = %s AND cancelled_at IS NULL AND notified_on >= %s
"""


@dataclass(frozen=True, slots=True)
class Month:
    """Decisions that were issued in a month, by the day on which the last party was notified."""

    first: date
    in_time: int
    late: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.in_time + self.late


@dataclass(frozen=True, slots=True)
class Risk:
    """The unit with the most open cases whose legal date is past or near."""

    unit: Unit | None
    cases: int


@dataclass(frozen=True, slots=True)
class Saving:
    """Consignments of a year: without paper, and by post to people who have a mailbox here."""

    without_paper: int
    avoidable: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a mayor sees."""

    open: int
    late: int
    received: int
    in_time: int | None
    days: int | None
    months: list[Month]
    risk: Risk | None
    saving: Saving


def standing(viewer: Viewer) -> Standing:
    """The office as it stands today; five queries. Raises NotAllowed."""
    require(viewer, *READERS)
    today = clock.today(viewer.organisation)
    since = first_month(today)
    counted = _counted(viewer, today)
    months = _months(viewer, today)
    issued, in_time = sum(month.total for month in months), sum(month.in_time for month in months)
    return Standing(
        open=counted["open"],
        late=counted["late"],
        received=counted["received"],
        in_time=round(100 * in_time / issued) if issued else None,
        days=_taken(viewer, since),
        months=months,
        risk=_risk(viewer, today),
        saving=_saving(viewer, since),
    )


def first_month(today: date) -> date:
    """The first day of the first of the months that are shown; the running one is the last."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _counted(viewer: Viewer, today: date) -> dict[str, int]:
    rows = Case.objects.filter(organisation=viewer.organisation, cancelled_at=None)
    begin = clock.now(viewer.organisation) - RECENT
    work = rows.filter(UNFINISHED).aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    return {**work, "received": rows.filter(received_at__gte=begin).count()}


def _months(viewer: Viewer, today: date) -> list[Month]:
    since = first_month(today)
    rows = Case.objects.filter(organisation=viewer.organisation, cancelled_at=None, notified_on__gte=since)
    late = Q(notified_on__gt=F("due_on"))
    found = {
        month: (total, over)
        for month, total, over in rows.order_by()
        .annotate(month=TruncMonth("notified_on"))
        .values_list("month")
        .annotate(total=Count("pk"), over=Count("pk", filter=late))
    }
    firsts = [first_month(date(today.year, today.month, 1))]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] + timedelta(days=32)).replace(day=1))
    each = [(first, *found.get(first, (0, 0))) for first in firsts]
    return [Month(first, total - over, over) for first, total, over in each]


def _taken(viewer: Viewer, since: date) -> int | None:
    """The median of the days from receipt to the notification of the last party; None without any."""
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [viewer.organisation.pk, since])
        [(days,)] = cursor.fetchall()
    return None if days is None else int(days)


def _risk(viewer: Viewer, today: date) -> Risk | None:
    near = UNFINISHED & ~Q(initiative=Initiative.AGAINST) & Q(due_on__lte=today + timedelta(days=SILENCE_SOON))
    rows = Case.objects.filter(near, organisation=viewer.organisation).order_by()
    first = rows.values("unit").annotate(cases=Count("pk")).order_by("-cases", "unit").first()
    if first is None:
        return None
    unit = Unit.objects.filter(organisation=viewer.organisation, pk=first["unit"]).first()
    return Risk(unit, first["cases"])


def _saving(viewer: Viewer, since: date) -> Saving:
    rows = Delivery.objects.filter(organisation=viewer.organisation, sent_at__date__gte=since)
    rows = rows.exclude(state=DeliveryState.PREPARED)
    found = rows.aggregate(
        without_paper=Count("pk", filter=Q(channel__medium=Medium.MAILBOX)),
        avoidable=Count("pk", filter=Q(channel__medium=Medium.POST, recipient__account__isnull=False)),
    )
    return Saving(**found)
