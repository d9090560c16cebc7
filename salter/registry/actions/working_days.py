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
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import uuid7
from salter.registry import deadlines
from salter.registry.models import STILL_OPEN, Case

SETS_CALENDAR = (Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR)
KNOWN, EXTRA = "calendar_known", "extra_non_working"


@dataclass(frozen=True, slots=True)
class Move:
    """A case whose dates move."""

    case: Case
    due_on: date
    sign_by: date | None


def planned(viewer: Viewer, *, year: int, days: Sequence[date]) -> list[Move]:
    """The open cases whose legal deadline moves when these are the Government's days of a year; nothing is written.

    Raises NotAllowed, and ValidationError (code `days`).
    """
    require(viewer, *SETS_CALENDAR)
    office = Organisation.objects.get(pk=viewer.organisation.pk)
    after = _with(office, year, days)
    changed = _days(office, year) ^ set(days)
    if not changed:
        return []
    old, new = deadlines.calendar_of(office), deadlines.calendar_of(after)
    last = max(max(old.next_working(day), new.next_working(day)) for day in changed)
    rows = Case.objects.filter(
        STILL_OPEN,
        organisation=viewer.organisation,
        due_on__gte=min(changed),
        due_on__lte=last,
    )
    moves = (_move(case, office, after) for case in rows.select_related("procedure").order_by("year", "ordinal"))
    return [move for move in moves if move]


def _move(case: Case, before: Organisation, after: Organisation) -> Move | None:
    """Where the dates of a case go. One whose procedure has other terms by now moves by the calendar alone."""
    received, expected = timezone.localdate(case.received_at), deadlines.expected_days(before)
    posted = case.posted_on
    was = deadlines.of_case(before, case.procedure, received, posted_on=posted, expected=expected)
    found = deadlines.of_case(after, case.procedure, received, posted_on=posted, expected=expected)
    assert case.due_on is not None
    if was.due_on != case.due_on or found.due_on is None:
        due = deadlines.calendar_of(after).next_working(case.due_on)
        return Move(case, due, case.sign_by) if due != case.due_on else None
    return Move(case, found.due_on, found.sign_by) if found.due_on != case.due_on else None


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
    moves = planned(viewer, year=year, days=days)
    office.settings = _with(office, year, days).settings
    office.save(update_fields=["settings"])
    for move in moves:
        _apply(viewer, move)
    record(
        viewer,
        "calendar.confirmed",
        subject=("calendar", uuid7()),
        body={
            "year": year,
            "days": ", ".join(day.isoformat() for day in sorted(days)) or "–",
            "source": source.strip()[:300],
            "moved": len(moves),
        },
    )
    viewer.organisation.settings = office.settings
    return moves


def _apply(viewer: Viewer, move: Move) -> None:
    case, before = move.case, move.case.due_on
    case.due_on, case.sign_by, case.version = move.due_on, move.sign_by, case.version + 1
    case.save(update_fields=["due_on", "sign_by", "version"])
    record(
        viewer,
        "case.due",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"before": before.isoformat() if before else "", "after": move.due_on.isoformat()},
    )


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
    rows = Case.objects.filter(STILL_OPEN, organisation=viewer.organisation, due_on__gte=first)
    return rows.filter(due_on__lt=first + timedelta(days=366)).count()
