"""The working calendar of a year: days off that the Government declares become known late, and move deadlines.

A year counts as known when somebody named has entered its days, none or some, with the source. Until then deadlines
that fall into it are computed without them, and are marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.calendars.rules import Period, Unit, end_of_period
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import uuid7
from salter.registry import deadlines
from salter.registry.clocks import rules as clocks
from salter.registry.legal import queries as legal
from salter.registry.models import RUNNING, UNFINISHED, Case, Deadline

SETS_CALENDAR = (Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR)
KNOWN, EXTRA = "calendar_known", "extra_non_working"


@dataclass(frozen=True, slots=True)
class Move:
    """A case whose dates move."""

    case: Case
    due_on: date
    sign_by: date | None
    adjusted_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """The days that change, and the last day that a date which fell on one of them can come to."""

    first: date
    last: date
    before: Organisation
    after: Organisation


def planned(viewer: Viewer, *, year: int, days: Sequence[date]) -> list[Move]:
    """The open cases whose legal deadline moves when these are the Government's days of a year; nothing is written.

    Raises NotAllowed, and ValidationError (code `days`).
    """
    require(viewer, *SETS_CALENDAR)
    change = _change(viewer, year, days)
    if change is None:
        return []
    within = Q(due_on__gte=change.first) | Q(adjusted_on__gte=change.first)  # extensions lie between the two dates
    touched = within & Q(due_on__lte=change.last)
    rows = Case.objects.filter(UNFINISHED, touched, organisation=viewer.organisation)
    rows = rows.select_related("procedure").prefetch_related("extensions").order_by("year", "ordinal")
    mover = _Mover(change)
    moves = (mover.move(case) for case in rows)
    return [move for move in moves if move]


def _change(viewer: Viewer, year: int, days: Sequence[date]) -> _Change | None:
    """What these days of a year change; None when they are known already."""
    office = Organisation.objects.get(pk=viewer.organisation.pk)
    after = _with(office, year, days)
    changed = _days(office, year) ^ set(days)
    if not changed:
        return None
    old, new = deadlines.calendar_of(office), deadlines.calendar_of(after)
    last = max(max(old.next_working(day), new.next_working(day)) for day in changed)
    return _Change(min(changed), last, office, after)


class _Mover:
    """Where the dates of cases go, each counted by the legal settings that held when it was registered."""

    def __init__(self, change: _Change) -> None:
        self.change, self.expected = change, deadlines.expected_days(change.before)
        self.calendar = deadlines.calendar_of(change.after)
        self.choices = legal.held(change.before)

    def move(self, case: Case) -> Move | None:
        """One whose procedure has other terms by now moves by the calendar alone."""
        before, after = (self._then(office, case) for office in (self.change.before, self.change.after))
        was = deadlines.of(before, case, expected=self.expected)
        found = deadlines.of(after, case, expected=self.expected)
        assert case.due_on is not None
        due, sign_by = found.due_on, found.sign_by
        if was.due_on != case.due_on or due is None:
            due, sign_by = self.calendar.next_working(case.due_on), case.sign_by
        added = [row.days for row in case.extensions.all()]
        adjusted = clocks.adjusted(due, added, self.calendar) if added else None
        if (due, adjusted) == (case.due_on, case.adjusted_on):
            return None
        return Move(case, due, sign_by, adjusted)

    def _then(self, office: Organisation, case: Case) -> Organisation:
        settings = legal.settings_at(office.settings, self.choices, case.registered_at)
        return Organisation(**{**_columns(office), "settings": settings})


def planned_clocks(viewer: Viewer, *, year: int, days: Sequence[date]) -> list[tuple[Deadline, date]]:
    """The running clocks of living cases that move, each with its new day; nothing is written.

    Raises NotAllowed, and ValidationError (code `days`).
    """
    require(viewer, *SETS_CALENDAR)
    change = _change(viewer, year, days)
    if change is None:
        return []
    rows = Deadline.objects.filter(
        RUNNING, organisation=viewer.organisation, case__cancelled_at=None, due_on__gte=change.first
    )
    calendar = deadlines.calendar_of(change.after)
    found = []
    for row in rows.select_related("case").order_by("due_on", "id"):
        due = end_of_period(row.from_on, Period(row.days, Unit(row.unit)), calendar)
        found += [(row, due)] if due != row.due_on else []
    return found


@transaction.atomic
def confirm_calendar(viewer: Viewer, *, year: int, days: Sequence[date], source: str) -> list[Move]:
    """Enter the days off that the Government has declared for a year (none is an answer, too); open cases move.

    Raises NotAllowed, and ValidationError with codes `days`, `source`, `year`.
    """
    require(viewer, *SETS_CALENDAR)
    today = clock.today(viewer.organisation)
    if year not in (today.year, today.year + 1):
        raise ValidationError(_("Enter the days of this year or of the next one."), code="year")
    if not source.strip():
        raise ValidationError(
            _("Write where the days are published, for example Sl. glasnik RS 90/2026."), code="source"
        )
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    moves, running = planned(viewer, year=year, days=days), planned_clocks(viewer, year=year, days=days)
    office.settings = _with(office, year, days).settings
    office.save(update_fields=["settings"])
    for move in moves:
        _apply(viewer, move)
    for row, due in running:
        _apply_clock(viewer, row, due)
    record(
        viewer,
        "calendar.confirmed",
        subject=("calendar", uuid7()),
        body={
            "year": year,
            "days": ", ".join(day.isoformat() for day in sorted(days)) or "–",
            "source": source.strip()[:300],
            "moved": len(moves) + len(running),
        },
    )
    viewer.organisation.settings = office.settings
    return moves


def _apply(viewer: Viewer, move: Move) -> None:
    case = move.case
    before, case.due_on = case.due_on, move.due_on
    case.sign_by, case.adjusted_on, case.version = move.sign_by, move.adjusted_on, case.version + 1
    case.save(update_fields=["due_on", "sign_by", "adjusted_on", "version"])
    if before == move.due_on:
        return  # only what a special law added has moved
    record(
        viewer,
        "case.due",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"before": before.isoformat() if before else "", "after": move.due_on.isoformat()},
    )


def _apply_clock(viewer: Viewer, row: Deadline, due: date) -> None:
    before, row.due_on = row.due_on, due
    row.save(update_fields=["due_on"])
    body = {"kind": row.kind, "before": before.isoformat(), "after": due.isoformat()}
    record(viewer, "clock.moved", subject=("deadline", row.pk), case_id=row.case_id, body=body)


def _with(office: Organisation, year: int, days: Sequence[date]) -> Organisation:
    """The office as it would be, not saved. Raises ValidationError (code `days`)."""
    if any(day.year != year for day in days):
        raise ValidationError(_("Every day must lie in %(year)s.") % {"year": year}, code="days")
    others = [day for day in office.settings.get(EXTRA, []) if not day.startswith(f"{year}-")]
    extra = sorted({*others, *(day.isoformat() for day in days)})
    known = sorted({*office.settings.get(KNOWN, []), year})
    return Organisation(**{**_columns(office), "settings": {**office.settings, EXTRA: extra, KNOWN: known}})


def _columns(office: Organisation) -> dict[str, object]:
    return {field.attname: getattr(office, field.attname) for field in office._meta.concrete_fields}


def _days(office: Organisation, year: int) -> set[date]:
    return {date.fromisoformat(day) for day in office.settings.get(EXTRA, []) if day.startswith(f"{year}-")}


def days_of(office: Organisation, year: int) -> list[date]:
    """The Government's days of a year, as far as the office has entered them."""
    return sorted(_days(office, year))


def is_known(office: Organisation, year: int) -> bool:
    """Whether somebody has entered the Government's days of a year."""
    return year in office.settings.get(KNOWN, [])


def uncertain(office: Organisation, day: date | None, today: date) -> bool:
    """Whether a deadline falls into a coming year whose days off are not known yet."""
    return day is not None and day.year > today.year and not is_known(office, day.year)


def waiting(viewer: Viewer) -> int:
    """How many open cases are due in the next year while its days are not known; 0 when they are."""
    today = clock.today(viewer.organisation)
    if is_known(viewer.organisation, today.year + 1):
        return 0
    first = date(today.year + 1, 1, 1)
    rows = Case.objects.filter(UNFINISHED, organisation=viewer.organisation, due_on__gte=first)
    return rows.filter(due_on__lt=first + timedelta(days=366)).count()
