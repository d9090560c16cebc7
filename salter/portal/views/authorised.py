"""Which officials may conduct procedures and decide: public, so that anybody can check a decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.queries import public_authorisations


@page(public=True)
def authorised(request: OfficeRequest) -> HttpResponse:
    """Name, post, what for, scope, number and validity; nothing else of a person."""
    context = {"rows": public_authorisations(request.viewer), "today": clock.today(request.organisation)}
    return render(request, "portal/authorised.html", context)
