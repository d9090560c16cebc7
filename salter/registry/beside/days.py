"""The days on which both registers are compared: what one of them lacks, what they say differently."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry import deadlines
from salter.registry.beside.judging import COMPARED, NEAR, SAME, alike, key_of
from salter.registry.beside.reading import facts_of
from salter.registry.comparing import differences
from salter.registry.models import Case, ExportState, RegisterKind, StateDay, StateExport, StateReason, StateRow

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Theirs:
    """A row of theirs that is not here as a case: wrong, or perhaps one that was entered by hand."""

    row: StateRow
    perhaps: list[Case] = field(default_factory=list)
    reason: StateReason | None = None


@dataclass(frozen=True, slots=True)
class Ours:
    """A case of ours that their files do not name: waiting for its number, or bearing one that they do not know.

    `doubled`: they know the number, but of another case that is here.
    """

    case: Case
    facts: dict[str, str]
    reason: StateReason | None = None
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class Differing:
    """One case of which both say something else: what, theirs, ours."""

    row: StateRow
    case: Case
    facts: list[tuple[str, str, str]]
    about: str
    reason: StateReason | None = None


@dataclass
class Day:
    """One day of both registers."""

    day: date
    files: list[StateExport] = field(default_factory=list)
    rows: int = 0
    missing: list[Theirs] = field(default_factory=list)
    extra: list[Ours] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    closed: StateDay | None = None

    @property
    def open(self) -> int:
        """How many things are to be settled yet."""
        reasons = [one.reason for one in self.missing] + [one.reason for one in self.extra]
        return (reasons + [one.reason for one in self.differing]).count(None)

    @property
    def left(self) -> int:
        """How many were left as they are, with a reason."""
        return len(self.missing) + len(self.extra) + len(self.differing) - self.open

    @property
    def equal(self) -> bool:
        """Whether the day can be closed: a file was brought, and nothing is left to settle."""
        return bool(self.files) and not self.open

    @property
    def counts(self) -> dict[str, int]:
        """What is kept when the day is closed."""
        return {
            "rows": self.rows,
            "missing": len(self.missing),
            "extra": len(self.extra),
            "differing": len(self.differing),
            "left": self.left,
        }


def day_of(viewer: Viewer, day: date) -> Day:
    """Both registers on a day, compared now. The number of queries does not depend on its rows. Raises NotAllowed."""
    require(viewer, *CLERKS)
    us = {"organisation": viewer.organisation, "day": day}
    files = StateExport.objects.filter(**us, state=ExportState.DONE).select_related("document", "errors", "asked_by")
    rows = list(StateRow.objects.filter(**us).order_by("line", "id"))
    reasons = {reason.subject_id: reason for reason in StateReason.objects.filter(**us)}
    found = Day(day, list(files.order_by("id")), len(rows), closed=StateDay.objects.filter(**us).first())
    wanted = [row.case_id for row in rows if row.case_id]
    visible = Case.objects.visible_to(viewer).select_related("unit", "handler")
    cases = {case.pk: case for case in visible.filter(pk__in=wanted)}
    waiting = entered(viewer, day - NEAR, day + NEAR)
    facts = facts_of(viewer, [*cases.values(), *waiting])
    for row in rows:
        if row.case_id is None:
            perhaps = [case for case in waiting if not case.external_number and alike(row.facts, facts[case.pk])]
            found.missing.append(Theirs(row, perhaps, reasons.get(row.pk)))
        elif row.case_id in cases:
            _compare(found, row, cases[row.case_id], facts[row.case_id], reasons)
    told = _told(viewer, waiting)
    for case in waiting:
        named = told.get(key_of(case.external_number), set()) if case.external_number else set()
        if timezone.localdate(case.registered_at) == day and not named & {case.pk, None}:
            found.extra.append(Ours(case, facts[case.pk], reasons.get(case.pk), doubled=bool(named)))
    return found


def _compare(found: Day, row: StateRow, case: Case, ours: dict[str, str], reasons: dict[UUID, StateReason]) -> None:
    names = differences({name: row.facts.get(name, "") for name in COMPARED}, ours, SAME)
    if not names:
        return
    facts = [(name, str(row.facts[name]), ours[name]) for name in names]
    about = _about(facts)
    reason = reasons.get(row.pk)
    found.differing.append(Differing(row, case, facts, about, reason if reason and reason.about == about else None))


def _about(facts: Iterable[tuple[str, str, str]]) -> str:
    """What differs, in a few letters: a reason holds for just this."""
    return hashlib.sha256("\x1f".join("\x1e".join(fact) for fact in facts).encode()).hexdigest()


def entered(viewer: Viewer, first: date, last: date) -> list[Case]:
    """Cases that were entered here by hand on those days, and stand."""
    rows = Case.objects.visible_to(viewer).select_related("unit", "handler")
    years = {first.year, last.year}
    return list(
        rows.filter(
            register__kind=RegisterKind.BASIC,
            register__year__in=years,
            registered_at__date__range=(first, last),
            cancelled_at__isnull=True,
        ).order_by("id")
    )


def _told(viewer: Viewer, cases: Iterable[Case]) -> dict[str, set[UUID | None]]:
    """Which of the numbers of cases a file has named, on whatever day, and the cases that it means."""
    keys = {key_of(case.external_number) for case in cases if case.external_number}
    rows = StateRow.objects.filter(organisation=viewer.organisation, key__in=keys)
    named: dict[str, set[UUID | None]] = {}
    for key, case_id in rows.values_list("key", "case_id"):
        named.setdefault(key, set()).add(case_id)
    return named


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in the list of days. `missing`: a working day of which no file was brought."""

    day: date
    files: int
    rows: int
    unsettled: int
    closed: StateDay | None
    missing: bool


def days(viewer: Viewer) -> list[DayLine]:
    """The days of the last month, newest first, each working day since the first file among them. Raises NotAllowed."""
    require(viewer, *CLERKS)
    us, today = viewer.organisation, clock.today(viewer.organisation)
    since = today - SHOWN
    files = _counted(StateExport.objects.filter(organisation=us, state=ExportState.DONE, day__gte=since))
    wrong = Count("id", filter=Q(case__isnull=True))
    rows = StateRow.objects.filter(organisation=us, day__gte=since).values("day")
    counted = {row["day"]: (row["all"], row["wrong"]) for row in rows.annotate(all=Count("id"), wrong=wrong)}
    closed = {one.day: one for one in StateDay.objects.filter(organisation=us, day__gte=since)}
    first = StateExport.objects.filter(organisation=us, state=ExportState.DONE).order_by("day").values_list("day")[:1]
    begun = max(since, first[0][0]) if first else today
    calendar = deadlines.calendar_of(us)
    expected = {day for day in _each(begun, today) if calendar.is_working(day)}
    return [
        DayLine(
            day,
            files.get(day, 0),
            *counted.get(day, (0, 0)),
            closed.get(day),
            missing=day not in files and day != today,
        )
        for day in sorted(expected | set(files) | {today}, reverse=True)
    ]


def _counted(rows: QuerySet[StateExport]) -> dict[date, int]:
    return {row["day"]: row["n"] for row in rows.values("day").annotate(n=Count("id"))}


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def unfinished(viewer: Viewer) -> QuerySet[StateExport]:
    """Files that were sent in, and wait for a word. Raises NotAllowed."""
    require(viewer, *CLERKS)
    rows = StateExport.objects.filter(organisation=viewer.organisation).exclude(state=ExportState.DONE)
    return rows.select_related("document").order_by("-id")


def export_of(viewer: Viewer, export_id: UUID) -> StateExport:
    """One file. Raises NotAllowed, StateExport.DoesNotExist."""
    require(viewer, *CLERKS)
    rows = StateExport.objects.filter(organisation=viewer.organisation).select_related("document", "errors", "asked_by")
    return rows.get(pk=export_id)


def row_of(viewer: Viewer, row_id: UUID) -> StateRow:
    """One row. Raises NotAllowed, StateRow.DoesNotExist."""
    require(viewer, *CLERKS)
    return StateRow.objects.select_related("case", "export").get(organisation=viewer.organisation, pk=row_id)
