"""Sheets for the hours without electricity or network: printed in advance, each with a code that is used once."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.tenancy import uuid7
from salter.registry import printing
from salter.registry.counter import CLERKS
from salter.registry.models import CounterPlace, OutageSheet
from salter.registry.numbering import receipt_number

MOST_SHEETS = 100


@transaction.atomic
def print_sheets(viewer: Viewer, *, count: int, place: CounterPlace | None = None) -> UUID:
    """Make the codes of so many sheets for an outage. Gives the batch. Raises ValidationError (code `count`)."""
    require(viewer, *CLERKS)
    if not 1 <= count <= MOST_SHEETS:
        raise ValidationError(_("Print 1 to %(most)s sheets at once.") % {"most": MOST_SHEETS}, code="count")
    batch, now = uuid7(), clock.now(viewer.organisation)
    OutageSheet.objects.bulk_create(
        OutageSheet(
            organisation=viewer.organisation,
            code=receipt_number(),
            batch=batch,
            place=place,
            printed_at=now,
            printed_by=viewer.name,
        )
        for _place in range(count)
    )
    record(viewer, "sheets.printed", subject=("sheets", batch), body={"count": count})
    return batch


@transaction.atomic
def spoil_sheet(viewer: Viewer, *, code: str, reason: str) -> OutageSheet:
    """Note that a sheet is spoiled or lost: nothing is entered under its code. Raises ValidationError."""
    require(viewer, *CLERKS)
    rows = OutageSheet.objects.select_for_update().filter(
        organisation=viewer.organisation, code=printing.clean_code(code)
    )
    sheet = rows.first()
    if sheet is None:
        raise ValidationError(_("No sheet with this code was printed here."), code="code")
    if sheet.spoiled_at or sheet.receptions.exists():
        raise ValidationError(_("This sheet is entered or declared spoiled already."), code="code")
    if not reason.strip():
        raise ValidationError(_("Write what happened to the sheet."), code="reason")
    sheet.spoiled_at, sheet.spoiled_reason = clock.now(viewer.organisation), reason.strip()
    sheet.save(update_fields=["spoiled_at", "spoiled_reason"])
    record(viewer, "sheet.spoiled", subject=("sheet", sheet.pk), body={"code": sheet.code, "reason": reason.strip()})
    return sheet
