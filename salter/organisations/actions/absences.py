"""Noting who is away, and taking it back. The journal has the days, never the kind."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.absence import NOTES_ABSENCE, may_note
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Absence, AbsenceKind, Staff
from salter.organisations.recording import record

LONGEST = timedelta(days=366)


@transaction.atomic
def note_absence(
    viewer: Viewer, *, staff: Staff, kind: AbsenceKind, from_on: date, until_on: date | None = None
) -> Absence:
    """Note that somebody is away, or (kind LEAVES) that `from_on` is the first day on which the person no longer works.

    Raises NotAllowed, ValidationError (codes `staff`, `from_on`, `until_on`).
    """
    _may(viewer, staff)
    if not staff.active:
        raise ValidationError(_("This person no longer works here."), code="staff")
    _check(viewer, kind, from_on, until_on)
    _once(viewer, staff, kind, from_on, until_on)
    row = Absence.objects.create(
        organisation=viewer.organisation,
        staff=staff,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        entered_by=viewer.name,
        entered_at=clock.now(viewer.organisation),
    )
    if until_on is None:
        body = {"name": staff.name, "day": (from_on - timedelta(days=1)).isoformat()}
        record(viewer, "service.ending", subject=("staff", staff.pk), body=body)
    else:
        days = {"from": from_on.isoformat(), "to": until_on.isoformat()}
        record(viewer, "absence.noted", subject=("staff", staff.pk), body={"name": staff.name, **days})
    return row


@transaction.atomic
def end_absence(viewer: Viewer, *, absence: Absence) -> Absence:
    """The person is here, or stays; ended twice is ended once. Raises NotAllowed."""
    row = Absence.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=absence.pk)
    _may(viewer, row.staff)
    if row.ended_at is None:
        row.ended_at = clock.now(viewer.organisation)
        row.save(update_fields=["ended_at"])
        body = {"name": row.staff.name, "from": row.from_on.isoformat()}
        record(viewer, "absence.ended", subject=("staff", row.staff_id), body=body)
    return row


def _may(viewer: Viewer, staff: Staff) -> None:
    require(viewer, *NOTES_ABSENCE)
    if not may_note(viewer, staff):
        raise NotAllowed(_("The head of a unit notes absences of the own unit."))


def _check(viewer: Viewer, kind: AbsenceKind, from_on: date, until_on: date | None) -> None:
    today = clock.today(viewer.organisation)
    if abs(from_on - today) > LONGEST:
        raise ValidationError(_("The first day lies within a year of today."), code="from_on")
    if kind == AbsenceKind.LEAVES:
        if until_on is not None:
            raise ValidationError(_("The end of the service has no last day of absence."), code="until_on")
        return
    if until_on is None:
        raise ValidationError(_("Write the last day of the absence."), code="until_on")
    if until_on < from_on or until_on < today:
        raise ValidationError(_("It cannot end before it begins, nor before today."), code="until_on")
    if until_on - from_on > LONGEST:
        raise ValidationError(
            _("An absence is noted for a year at most; note the rest when it comes."), code="until_on"
        )


def _once(viewer: Viewer, staff: Staff, kind: AbsenceKind, from_on: date, until_on: date | None) -> None:
    """Two absences of one person do not overlap, and the service ends once."""
    Staff.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=staff.pk)
    rows = Absence.objects.filter(organisation=viewer.organisation, staff=staff, ended_at=None)
    if kind == AbsenceKind.LEAVES:
        known = rows.filter(until_on=None).exists()
    else:
        known = rows.filter(Q(from_on__lte=until_on, until_on__gte=from_on)).exists()
    if known:
        raise ValidationError(_("These days are noted already. End that entry first."), code="from_on")
