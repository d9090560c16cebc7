"""How much open work each person has."""

from __future__ import annotations

from django.http import HttpResponse

from salter.organisations.pages import OfficeRequest, page
from salter.registry import steps
from salter.registry.views.common import show
from salter.registry.work.load import look_at_load


@page(*steps.ASSIGNERS)
def load(request: OfficeRequest) -> HttpResponse:
    """Before work is assigned: who has how much. By unit and name, and in no other order."""
    return show(request, "registry/load.html", {"rows": look_at_load(request.viewer)})
