"""What law sets apart in lists of cases: signed and not delivered, silence, extended, begun against a party.

A list, its count and each page about them take the same sentence, so that they never say different things.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from salter.organisations import absence, clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation, Staff
from salter.registry import deadlines
from salter.registry.clocks import rules as clocks
from salter.registry.models import RUNNING, UNFINISHED, Deadline, Initiative, Whose

if TYPE_CHECKING:
    from salter.registry.search import CaseFilter

UNDELIVERED, EXTENDED, AGAINST = "undelivered", "extended", "against"
SILENCE_SOON, SILENCE, CLOCK = "silence-soon", "silence", "clock"
_SILENT = "silent"
WEEK = timedelta(days=6)
"""Today and what follows."""
APART: dict[str, Q] = {
    UNDELIVERED: Q(unnotified_since__isnull=False, cancelled_at__isnull=True),
    EXTENDED: UNFINISHED & Q(adjusted_on__isnull=False),
    AGAINST: UNFINISHED & Q(initiative=Initiative.AGAINST),
    _SILENT: UNFINISHED & ~Q(initiative=Initiative.AGAINST),
}
"""Each as columns. Against a party there is no silence (decision 035)."""
WAITING, AWAY, STANDS_IN = "waiting", "away", "for"
"""Whose: nobody's for more than a day; of somebody who is not here and has no deputy who is; of whom the viewer stands
in for."""


def apart(status: str) -> str:
    """The key of APART that a sentence of a list means; "" for none."""
    return _SILENT if status in (SILENCE_SOON, SILENCE) else status if status in APART else ""


def window(office: Organisation, status: str) -> tuple[date | None, date | None]:
    """From which to which legal date a sentence speaks, both included."""
    today = clock.today(office)
    if status == SILENCE_SOON:
        return today, today + timedelta(days=clocks.SILENCE_SOON)
    if status == SILENCE:
        return clocks.silent_dates(today, deadlines.settings_of(office), deadlines.calendar_of(office))
    return None, None


def within(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> list[date | None]:
    """The days that lie in both stretches."""
    froms = [day for day in (first[0], second[0]) if day]
    tos = [day for day in (first[1], second[1]) if day]
    return [max(froms, default=None), min(tos, default=None)]


def clock_until(office: Organisation, status: str) -> date | None:
    """Until when a period of this body, other than that to decide, has to end for a case to be in the list."""
    return clock.today(office) + WEEK if status == CLOCK else None


def registered_before(office: Organisation, who: str) -> datetime | None:
    """Before which moment a case that nobody has was entered; by whole hours, so that statements are kept."""
    if who != WAITING:
        return None
    return clock.now(office).replace(minute=0, second=0, microsecond=0) - timedelta(days=1)


def without_deputy(viewer: Viewer) -> list[Staff]:
    """Who is not here today, and no one who is here stands in: people who left, and absent ones (decision 034)."""
    today, office = clock.today(viewer.organisation), viewer.organisation
    away = [pk for pk, one in absence.away(office).items() if one.from_on <= today and not one.deputies]
    staff = Staff.objects.filter(Q(pk__in=away) | Q(active=False), organisation=office)
    return list(staff.select_related("unit").order_by("name", "pk"))


def handlers(viewer: Viewer, who: str) -> frozenset[UUID] | None:
    """Whose cases a sentence means, where that is not the viewer; None for no such narrowing."""
    if who == STANDS_IN:
        return viewer.stands_in_for
    return frozenset(person.pk for person in without_deputy(viewer)) if who == AWAY else None


def rule(narrow: CaseFilter) -> Q:
    """What `queries.narrowed` asks of the columns for this."""
    found = APART[narrow.apart] if narrow.apart else Q()
    if narrow.handlers is not None:
        found &= Q(handler_id__in=narrow.handlers)
    if narrow.registered_before:
        found &= Q(registered_at__lt=narrow.registered_before)
    if narrow.clock_until:
        ours = Deadline.objects.filter(RUNNING, organisation=OuterRef("organisation"), case=OuterRef("pk"))
        runs = Exists(ours.filter(whose=Whose.BODY, due_on__lte=narrow.clock_until))
        found &= Q(runs, cancelled_at__isnull=True, closed_at__isnull=True)  # a decided case may have one: of an appeal
    return found
