"""Reading who has which work; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from salter.organisations.access import Viewer, require
from salter.organisations.acting import absent_of, oneself
from salter.organisations.models import Duty, Role
from salter.organisations.statements import Statement, asked, counting
from salter.registry import desk
from salter.registry.desk import Narrow
from salter.registry.models import Assignment, Case, Handover
from salter.registry.work.handing import RECEIVERS, newest
from salter.registry.work.rules import MOST

BOOK_READERS = (*desk.BOOK_READERS, Role.UNIT_HEAD)
"""Who reads the internal delivery book; a head of unit the lines of the unit."""
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """Cases that were chosen to be assigned, in the order of the register, and what of the choice is not among them."""

    cases: list[Case]
    beyond: bool = False
    """More were chosen than are assigned at once."""
    missing: int = 0
    """So many of them are not there for this viewer."""


def ticked(viewer: Viewer, identifiers: Iterable[str]) -> Taken:
    """The cases of ticked rows that the viewer may see."""
    wanted: dict[UUID, None] = {}
    for text in identifiers:
        with suppress(ValueError):
            wanted[UUID(text)] = None
    first = list(wanted)[:MOST]
    found = list(desk.cases(viewer, Narrow(status="all")).filter(pk__in=first).order_by("year", "ordinal"))
    return Taken(found, len(wanted) > MOST, len(first) - len(found))


def whole_list(viewer: Viewer, narrow: Narrow) -> Taken:
    """The first cases of a list, as the list stands."""
    found = list(desk.cases(viewer, narrow, most=MOST + 1)[: MOST + 1])
    return Taken(sorted(found[:MOST], key=lambda case: (case.year, case.ordinal)), len(found) > MOST)


def awaiting(viewer: Viewer) -> QuerySet[Case]:
    """Cases that were handed over to the viewer, or to the viewer's unit, and whose receipt is not confirmed."""
    return Case.objects.visible_to(viewer).filter(awaited(viewer))


def awaited(viewer: Viewer) -> Q:
    """As `handing.received_by`, in columns: equal for who may confirm the same."""
    rule = Q(pk__in=[])
    absent = (absent_of(one) for one in viewer.stand_ins if Duty.HANDLE in one.duties)
    for actor in (oneself(viewer), *absent):
        if actor.staff:
            rule |= Q(handler_id=actor.staff)
        if actor.has(*RECEIVERS):
            rule |= Q(handler_id=None, unit_id__in=sorted(actor.units))
    return rule & Q(handed_over_at__isnull=False, closed_at=None, cancelled_at=None)


def to_confirm(viewer: Viewer) -> int:
    """How many cases wait for the viewer's confirmation, up to desk.MANY."""
    [(count,)] = asked(_counting(Case.objects.all().rule_for(viewer), awaited(viewer)))
    return int(count)


@lru_cache(maxsize=500)
def _counting(visible: Q, rule: Q) -> Statement:
    return counting(Case.objects.filter(visible, rule), desk.MANY)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A case that was handed over, and by which assignment."""

    case: Case
    given: Assignment | None
    sender: str


def inbox(viewer: Viewer) -> tuple[list[Awaited], bool]:
    """What waits for the viewer's confirmation, the oldest first, and whether more waits than is shown."""
    rows = awaiting(viewer).select_related("unit", "handler").prefetch_related("parties")
    found = list(rows.order_by("handed_over_at", "id")[: SHOWN + 1])
    given = newest(viewer, [case.pk for case in found])
    return [Awaited(case, given.get(case.pk), _sender(case)) for case in found[:SHOWN]], len(found) > SHOWN


def _sender(case: Case) -> str:
    """The first party of a case whose parties were read."""
    return next((party.name for party in sorted(case.parties.all(), key=lambda one: one.pk)), "")


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of time in which somebody had a case: `until` None is now; `given` None is the registry office."""

    since: datetime
    until: datetime | None
    given: Assignment | None
    handover: Handover | None = None
    awaits: bool = False


def held(viewer: Viewer, case: Case) -> list[Held]:
    """Who had a case that was found visible, when, from its registration on. Two queries."""
    rows = list(case.assignments.select_related("unit", "staff", "by").prefetch_related("handovers").order_by("id"))
    ends = [*(row.at for row in rows[1:]), case.closed_at or case.cancelled_at]
    awaits = case.handed_over_at is not None and not (case.closed_at or case.cancelled_at)
    found = [Held(row.at, end, row, _of(row), awaits and row is rows[-1]) for row, end in zip(rows, ends, strict=False)]
    first = rows[0].at if rows else None
    if first is None or first > case.registered_at:
        found.insert(0, Held(case.registered_at, first, None))
    return found


def _of(row: Assignment) -> Handover | None:
    return next(iter(row.handovers.all()), None)


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of the internal delivery book: what went to whom, and who confirmed it.

    `seen`: the viewer may look at the case; `awaits`: its receipt is still to be confirmed.
    """

    given: Assignment
    seen: bool
    sender: str
    handover: Handover | None
    awaits: bool


def delivery_book(viewer: Viewer, day: date, after: str = "") -> tuple[list[BookLine], str]:
    """A page of a day of the internal delivery book, and the mark of the next page.

    A head of unit has the lines of the unit. Raises NotAllowed.
    """
    require(viewer, *BOOK_READERS)
    start = timezone.make_aware(datetime.combine(day, time.min))
    rows = Assignment.objects.filter(
        organisation=viewer.organisation,
        at__gte=start,
        at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)),
    ).select_related("case", "unit", "staff", "by")
    if not viewer.has(*desk.BOOK_READERS):
        rows = rows.filter(unit__in=viewer.unit_ids)
    with suppress(ValueError):
        rows = rows.filter(id__gt=UUID(after))
    found = list(rows.prefetch_related("handovers", "case__parties").order_by("id")[: SHOWN + 1])
    keys = {row.case_id for row in found}
    visible = set(Case.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    last = newest(viewer, keys)
    lines = [_book_line(row, row.case_id in visible, last[row.case_id] == row) for row in found[:SHOWN]]
    return lines, str(found[SHOWN - 1].pk) if len(found) > SHOWN else ""


def _book_line(row: Assignment, seen: bool, last: bool) -> BookLine:
    awaits = last and row.case.handed_over_at is not None and not (row.case.closed_at or row.case.cancelled_at)
    return BookLine(row, seen, _sender(row.case) if seen else "", _of(row), awaits)
