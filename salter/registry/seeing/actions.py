"""Asking for a report as a file."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.registry.actions.copies import LANGUAGES
from salter.registry.models import BookFormat, ReportCopy
from salter.registry.seeing.report import READERS
from salter.registry.seeing.work import make_report


@transaction.atomic
def ask_report(viewer: Viewer, *, year: int, form: BookFormat, language: str) -> ReportCopy:
    """Ask for the report of a year as it stands now; the worker makes it, its asker gets it.

    Raises NotAllowed, and ValidationError (codes `language`, `year`).
    """
    require(viewer, *READERS)
    assert viewer.account is not None
    if language not in LANGUAGES:
        raise ValidationError(_("Choose the script of the report."), code="language")
    if not 2000 <= year <= clock.today(viewer.organisation).year:
        raise ValidationError(_("There is no report of a year to come."), code="year")
    copy = ReportCopy.objects.create(
        organisation=viewer.organisation,
        year=year,
        format=form,
        language=language,
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    body = {"year": year, "format": form.value}
    record(viewer, "report.asked", subject=("report-copy", copy.pk), body=body)
    make_report.defer(organisation=viewer.organisation.pk, copy=str(copy.pk))
    return copy
