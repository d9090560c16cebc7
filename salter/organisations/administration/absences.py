"""Who is away: heads note it, so that work does not wait on an empty desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations import absence, actions, clock
from salter.organisations.absence import NOTES_ABSENCE
from salter.organisations.actions.authorisations import GIVES_MANDATES
from salter.organisations.administration.common import deed, done, show
from salter.organisations.administration.forms import AbsenceForm
from salter.organisations.models import AbsenceKind
from salter.organisations.pages import OfficeRequest, page


@page(*NOTES_ABSENCE)
def absences(request: OfficeRequest) -> HttpResponse:
    """Who is away and who stands in; who leaves."""
    away = absence.away(request.organisation)
    context = {
        "rows": [{"row": row, "away": away.get(row.staff_id)} for row in absence.absences(request.viewer)],
        "today": clock.today(request.organisation),
        "may_give": request.viewer.has(*GIVES_MANDATES),
    }
    return show(request, "absences", "absences", context)


@page(*NOTES_ABSENCE)
def new_absence(request: OfficeRequest) -> HttpResponse:
    """Somebody is away, or leaves."""
    form = AbsenceForm(
        request.POST or None,
        viewer=request.viewer,
        initial={"from_on": clock.today(request.organisation)},
    )

    def do() -> str:
        given = dict(form.cleaned_data)
        kind = AbsenceKind(given.pop("kind"))
        row = actions.note_absence(request.viewer, kind=kind, **given)
        return _("Noted for %(name)s.") % {"name": row.staff.name}

    words = {
        "title": _("Note an absence"),
        "button": _("Note the absence"),
        "text": _("Who assigns a case to the absent person is told first. No reason is kept."),
        "help_topic": "assignment",
        "help_label": _("Help: what an absence does to cases"),
    }
    return deed(request, form, do, to=reverse("organisations:absences"), here="absences", **words)


@require_POST
@page(*NOTES_ABSENCE)
def end_absence(request: OfficeRequest, absence_id: UUID) -> HttpResponse:
    """The person is here again, or stays."""
    row = absence.absence(request.viewer, absence_id)

    def do() -> str:
        actions.end_absence(request.viewer, absence=row)
        return _("The entry no longer holds.")

    return done(request, do, to=reverse("organisations:absences"))
