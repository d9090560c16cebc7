"""Pages of who decides on appeals."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.calendars import law
from salter.organisations.pages import OfficeRequest, page
from salter.registry.forms.base import OfficeForm
from salter.registry.legal.actions import SETS_LAW
from salter.registry.legal.views import told
from salter.registry.models import Procedure, SecondInstance
from salter.registry.navigation import STAFF
from salter.registry.second_instance import queries
from salter.registry.second_instance.actions import end_second_instance, set_second_instance
from salter.registry.second_instance.forms import SecondInstanceForm
from salter.registry.views.common import do_form, show


@require_GET
@page(*STAFF)
def bodies(request: OfficeRequest) -> HttpResponse:
    """Who decides on appeals, in what and by what."""
    found = queries.rows(request.viewer)
    context = {
        "rows": [row for row in found if row.ended_at is None],
        "ended": [row for row in found if row.ended_at],
        "rule": told(law.SECOND_INSTANCE),
        "may_set": request.viewer.has(*SETS_LAW),
    }
    return show(request, "registry/second_instance.html", context)


@page(*SETS_LAW)
def new(request: OfficeRequest) -> HttpResponse:
    """Set which body decides."""
    procedures = Procedure.objects.filter(organisation=request.organisation).order_by("code")
    form = SecondInstanceForm(request.POST or None, procedures=procedures)

    def do() -> tuple[str, str]:
        set_second_instance(request.viewer, **form.given())
        return reverse("registry:second-instance"), _("It is set. New drafts and letters name this body.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/second_instance_new.html", {"form": form}, bad=bool(form.errors))


@page(*SETS_LAW)
def end(request: OfficeRequest, row_id: UUID) -> HttpResponse:
    """It is no longer so."""
    row = get_object_or_404(SecondInstance, organisation=request.organisation, pk=row_id)
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        end_second_instance(request.viewer, row=row)
        return reverse("registry:second-instance"), _("It has ended. What is set less closely counts.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/second_instance_new.html", {"form": form, "row": row}, bad=bool(form.errors))
