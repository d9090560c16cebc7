"""Reading both books; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from salter.organisations import clock
from salter.organisations.access import Confidentiality, Viewer, require
from salter.organisations.models import Role
from salter.registry import deadlines
from salter.registry.comparing import Line
from salter.registry.models import Act, DaySheet, ParallelRun, RegisterKind, Submission
from salter.registry.parallel import rules

COMPARES = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
HEADS = (Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION)
READERS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.INSPECTOR)
LONGEST = 400
"""Days of a run that are looked through; nobody keeps two books for longer."""
KINDS = (RegisterKind.BASIC, RegisterKind.OLD)


def running(viewer: Viewer) -> ParallelRun | None:
    """The run that is on. Raises NotAllowed."""
    require(viewer, *READERS)
    return ParallelRun.objects.filter(organisation=viewer.organisation, ended_at__isnull=True).first()


def newest(viewer: Viewer) -> ParallelRun | None:
    """The run that is on, else the one that ended last. Raises NotAllowed."""
    require(viewer, *READERS)
    rows = ParallelRun.objects.filter(organisation=viewer.organisation).select_related("ended_by", "begun_by", "note")
    return rows.order_by("-id").first()


def run(viewer: Viewer, run_id: UUID) -> ParallelRun:
    """One of the runs. Raises NotAllowed, ParallelRun.DoesNotExist."""
    require(viewer, *READERS)
    return ParallelRun.objects.select_related("note").get(organisation=viewer.organisation, pk=run_id)


def sheets(viewer: Viewer, of: ParallelRun) -> list[DaySheet]:
    """The newest sheet of every day that was compared, newest day first. Raises NotAllowed."""
    require(viewer, *READERS)
    rows = DaySheet.objects.filter(organisation=viewer.organisation, run=of)
    newest_first = rows.defer("found").select_related("compared_by").order_by("-day", "-id")
    return list(newest_first.distinct("day")[:LONGEST])


def sheet(viewer: Viewer, sheet_id: UUID) -> DaySheet:
    """One sheet. Raises NotAllowed, DaySheet.DoesNotExist."""
    require(viewer, *READERS)
    rows = DaySheet.objects.filter(organisation=viewer.organisation)
    return rows.select_related("run", "compared_by", "document").get(pk=sheet_id)


def not_compared(viewer: Viewer, of: ParallelRun) -> list[date]:
    """Days before today (of an ended run: up to its last) that nobody has compared. Raises NotAllowed."""
    require(viewer, *READERS)
    today = clock.today(viewer.organisation)
    last = of.ended_on or today - timedelta(days=1)
    last = min(last, of.began_on + timedelta(days=LONGEST))
    rows = DaySheet.objects.filter(organisation=viewer.organisation, run=of)
    compared = set(rows.values_list("day", flat=True).distinct())
    return rules.days_to_compare(
        deadlines.calendar_of(viewer.organisation),
        of.began_on,
        last,
        compared,
        _with_entries(viewer, of.began_on, last),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is still to be done: days not compared, and sheets with differences that nobody has looked at."""

    days: int
    sheets: int


def waiting(viewer: Viewer) -> Waiting | None:
    """What is still to be done in the run that is on; None when only one book is kept. Raises NotAllowed."""
    on = running(viewer)
    if on is None:
        return None
    unseen = [row for row in sheets(viewer, on) if row.differences and not row.seen_at]
    return Waiting(len(not_compared(viewer, on)), len(unseen))


def _with_entries(viewer: Viewer, first: date, last: date) -> set[date]:
    rows = Submission.objects.filter(
        organisation=viewer.organisation, received_at__gte=_midnight(first), received_at__lt=_midnight(last, 1)
    )
    return {day for day in rows.values_list(TruncDate("received_at"), flat=True).distinct() if day}


@dataclass(frozen=True, slots=True)
class OurDay:
    """What our books say of a day and of the numbers that theirs names; the numbers of the day's new cases."""

    lines: list[Line]
    ordinals: list[int]


def our_day(viewer: Viewer, day: date, places: Iterable[tuple[int, int]] = ()) -> OurDay:
    """Our entries of a day, and those under the numbers that the other book names. Raises NotAllowed."""
    require(viewer, *READERS)
    wanted = Q(received_at__gte=_midnight(day), received_at__lt=_midnight(day, 1))
    named = _named(places)
    rows = Submission.objects.filter(
        wanted | named if named else wanted, organisation=viewer.organisation, case__register__kind__in=KINDS
    )
    rows = rows.select_related("case__unit", "sender").order_by("case__year", "case__ordinal", "sub_number")
    found = list(rows)
    lines = [_line(row) for row in found]
    if named:
        lines += _acts(viewer, named, {line.key for line in lines})
    new = [row.case.ordinal for row in found if not row.sub_number and timezone.localdate(row.received_at) == day]
    return OurDay(lines, new)


def _named(places: Iterable[tuple[int, int]]) -> Q:
    """The cases of these years and numbers."""
    by_year: dict[int, list[int]] = {}
    for year, ordinal in places:
        by_year.setdefault(year, []).append(ordinal)
    rule = Q()
    for year, ordinals in by_year.items():
        rule |= Q(case__year=year, case__ordinal__in=ordinals, case__register__kind__in=KINDS)
    return rule


def _acts(viewer: Viewer, named: Q, there: set[str]) -> list[Line]:
    """Acts have sub-numbers, too: what theirs may name, and no submission does."""
    rows = Act.objects.filter(named, organisation=viewer.organisation).select_related("case").order_by("sub_number")
    lines = [rules.line(act.case.number, act.case.year, act.case.ordinal, act.sub_number, {}) for act in rows]
    return [line for line in lines if line.key not in there]


def _line(row: Submission) -> Line:
    """A line of ours; of a case whose access is restricted only its number and day are said."""
    case, facts = row.case, {"received": timezone.localdate(row.received_at).isoformat()}
    if case.confidentiality == Confidentiality.NORMAL:
        facts |= {"subject": row.subject, "sender": row.sender.name if row.sender else ""}
        facts |= {"unit": case.unit.mark if case.unit else "", "class": case.class_code}
    return rules.line(case.number, case.year, case.ordinal, row.sub_number, facts)


def _midnight(day: date, later: int = 0) -> datetime:
    on = day + timedelta(days=later)
    return timezone.make_aware(datetime(on.year, on.month, on.day))  # noqa: DTZ001
