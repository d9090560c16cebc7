"""Saying of a line by hand that it is so, taking that back, and asking the doctor."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Role
from salter.training.going_live import examining
from salter.training.going_live.finding import FINDERS, State
from salter.training.going_live.lines import tickable
from salter.training.going_live.models import Examination, Tick

LEADS = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)


def may_lead(viewer: Viewer) -> None:
    """Raise NotAllowed unless the viewer leads a real office: a practice office begins nothing, and asks no doctor."""
    require(viewer, *LEADS)
    if viewer.organisation.practice:
        raise NotAllowed(_("A practice office does not go live. Sign in to your own office."))


@transaction.atomic
def tick(viewer: Viewer, *, key: str, note: str = "") -> Tick:
    """Say of a line that it is so, with name and date.

    Raises NotAllowed, ValidationError with codes `key` (there is no such tick), `found` (the software sees how it
    stands), `ticked` (somebody has said so already).
    """
    may_lead(viewer)
    if key not in tickable():
        raise ValidationError(_("There is no such line any more. Open the page again."), code="key")
    line, _label = tickable()[key]
    finder = FINDERS.get(line.key)
    if finder and finder(viewer).state is not State.UNKNOWN:
        raise ValidationError(_("The software sees by itself how this line stands."), code="found")
    row, made = Tick.objects.get_or_create(
        organisation=viewer.organisation,
        line=key,
        taken_back_at=None,
        defaults={"note": note.strip()[:200], "at": clock.now(viewer.organisation), "by": viewer.name},
    )
    if not made:
        raise ValidationError(_("%(name)s has ticked it already.") % {"name": row.by}, code="ticked")
    record(viewer, "going-live.ticked", subject=("tick", row.pk), body={"line": key})
    return row


@transaction.atomic
def take_back(viewer: Viewer, *, key: str) -> Tick:
    """It is not so, or no more. Raises NotAllowed, Tick.DoesNotExist."""
    may_lead(viewer)
    rows = Tick.objects.select_for_update()
    row = rows.get(organisation=viewer.organisation, line=key, taken_back_at=None)
    row.taken_back_at, row.taken_back_by = clock.now(viewer.organisation), viewer.name
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    record(viewer, "going-live.taken-back", subject=("tick", row.pk), body={"line": key})
    return row


@transaction.atomic
def examine(viewer: Viewer) -> Examination:
    """Ask the doctor for the quick checks, and keep what they said by their names. Raises NotAllowed."""
    may_lead(viewer)
    looked = examining.look(viewer.organisation.pk)
    row = Examination.objects.create(
        organisation=viewer.organisation,
        checks=looked.checks,
        failures=list(looked.failures),
        warnings=list(looked.warnings),
        at=clock.now(viewer.organisation),
        by=viewer.name,
    )
    body = {"failures": len(looked.failures), "warnings": len(looked.warnings), "checks": looked.checks}
    record(viewer, "going-live.examined", subject=("examination", row.pk), body=body)
    return row
