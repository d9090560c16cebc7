"""Pages of the record of a hearing and of who signed it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.organisations.pages import OfficeRequest, page
from salter.registry.hearing import queries, recording
from salter.registry.hearing.record_forms import RecordForm, SignaturesForm
from salter.registry.hearing.views import deed_page, hearing_url
from salter.registry.models import HearingCame, HearingState
from salter.registry.views.cases import HANDLERS


@page(*HANDLERS)
def record(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Write the record of a hearing that has been."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    people = [one for one in queries.invited(row) if not one.person.released]
    initial = {"began": timezone.localtime(row.starts_at).time(), "ended": timezone.localtime(row.ends_at).time()}
    form = RecordForm(request.POST or None, people=people, initial=initial)

    def do() -> tuple[str, str | Promise]:
        recording.write_record(request.viewer, hearing=row, minutes=form.minutes())
        return hearing_url(row), _(
            "The record is among the papers of the case: print it and let those present sign it."
        )

    text = _("The record becomes a paper of the case at once; it is not changed afterwards.")
    words = {"title": _("Record of the hearing"), "button": _("Make the record"), "text": text}
    return deed_page(request, row.case, form, do, hearing_url(row), **words)


@page(*HANDLERS)
def signatures(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Note who signed the record by hand."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    came = (
        row.people.filter(came=HearingCame.PRESENT, released="").order_by("id")
        if row.state == HearingState.HELD
        else ()
    )
    form = SignaturesForm(request.POST or None, people=list(came))

    def do() -> tuple[str, str | Promise]:
        recording.note_signatures(request.viewer, hearing=row, signed=form.signed())
        return hearing_url(row), _("It is noted who signed the record.")

    text = _("As the printed record shows it. The signed paper is scanned into the case like any other.")
    words = {"title": _("Who signed the record"), "button": _("Note it"), "text": text}
    return deed_page(request, row.case, form, do, hearing_url(row), **words)
