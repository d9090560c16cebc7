"""Written authorisations, and mandates of those who stand in for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Authorisation, AuthorisationKind, Duty, Mandate, Role, Staff
from salter.organisations.recording import record

GIVES_MANDATES = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)


@transaction.atomic
def give_authorisation(
    viewer: Viewer,
    *,
    staff: Staff,
    kind: AuthorisationKind,
    number: str,
    issued_on: date,
    valid_from: date,
    valid_to: date | None = None,
    classes: Iterable[str] = (),
) -> Authorisation:
    """Enter a written authorisation to conduct or to decide; no classes means all of them.

    Raises NotAllowed, ValidationError (codes `valid_to`, `number`).
    """
    require(viewer, Role.ADMINISTRATOR)
    if valid_to and valid_to < valid_from:
        raise ValidationError(_("It cannot end before it begins."), code="valid_to")
    same = Authorisation.objects.filter(organisation=viewer.organisation, staff=staff, kind=kind, number=number)
    if same.filter(valid_from=valid_from).exists():
        raise ValidationError(_("This authorisation is entered already."), code="number")
    row = Authorisation.objects.create(
        organisation=viewer.organisation,
        staff=staff,
        kind=kind,
        number=number,
        issued_on=issued_on,
        valid_from=valid_from,
        valid_to=valid_to,
        classes=list(classes),
    )
    record(viewer, "authorisation.given", subject=("staff", staff.pk), body={"number": number, "name": staff.name})
    return row


@transaction.atomic
def end_authorisation(viewer: Viewer, *, authorisation: Authorisation, last_day: date, reason: str) -> Authorisation:
    """End an authorisation before its time; `last_day` is the last on which it counts.

    Raises NotAllowed, ValidationError (code `last_day`) for a day that has passed: what was done under it stays.
    """
    require(viewer, Role.ADMINISTRATOR)
    row = Authorisation.objects.select_for_update(of=("self",)).get(
        organisation=viewer.organisation, pk=authorisation.pk
    )
    if last_day < clock.today(viewer.organisation) - timedelta(days=1):
        raise ValidationError(
            _("Choose yesterday, today or a later day: what was decided until now stays."), "last_day"
        )
    if row.valid_to and last_day > row.valid_to:
        raise ValidationError(_("It ends earlier than that already."), code="last_day")
    row.valid_to, row.end_reason, row.ended_at = last_day, reason, clock.now(viewer.organisation)
    row.save(update_fields=["valid_to", "end_reason", "ended_at"])
    record(
        viewer,
        "authorisation.ended",
        subject=("staff", row.staff_id),
        body={"number": row.number, "name": row.staff.name, "last_day": last_day.isoformat(), "reason": reason},
    )
    return row


@transaction.atomic
def give_mandate(
    viewer: Viewer,
    *,
    absent: Staff,
    deputy: Staff,
    number: str,
    ground: str,
    valid_from: date,
    valid_to: date,
    scope: str = "",
    duties: Iterable[str] = tuple(Duty.values),
) -> Mandate:
    """Enter who stands in for whom; during the mandate the deputy sees what the absent person sees, and does `duties`.

    Raises NotAllowed, ValidationError (codes `deputy`, `valid_to`, `duties`).
    """
    require(viewer, *GIVES_MANDATES)
    if absent == deputy or not (absent.active and deputy.active):
        raise ValidationError(_("Choose two different people who work here."), code="deputy")
    if valid_to < valid_from or valid_to < clock.today(viewer.organisation):
        raise ValidationError(_("It cannot end before it begins, nor before today."), code="valid_to")
    given = [duty for duty in Duty.values if duty in set(duties)]
    if not given:
        raise ValidationError(_("Tick at least one duty: without any the mandate gives nothing."), code="duties")
    row = Mandate.objects.create(
        organisation=viewer.organisation,
        absent=absent,
        deputy=deputy,
        number=number,
        ground=ground,
        scope=scope,
        duties=given,
        valid_from=valid_from,
        valid_to=valid_to,
        given_by=viewer.name,
    )
    record(viewer, "mandate.given", subject=("mandate", row.pk), body=_told(row))
    return row


@transaction.atomic
def end_mandate(viewer: Viewer, *, mandate: Mandate) -> Mandate:
    """End a mandate now; ended twice is ended once."""
    require(viewer, *GIVES_MANDATES)
    row = Mandate.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=mandate.pk)
    if row.ended_at is None:
        row.ended_at = clock.now(viewer.organisation)
        row.save(update_fields=["ended_at"])
        record(
            viewer,
            "mandate.ended",
            subject=("mandate", row.pk),
            body={"deputy": row.deputy.name, "absent": row.absent.name},
        )
    return row


def _told(row: Mandate) -> dict[str, str]:
    return {
        "deputy": row.deputy.name,
        "absent": row.absent.name,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat(),
        "number": row.number,
        "duties": ", ".join(row.duties),
    }
