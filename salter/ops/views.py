"""The first page, and help."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from salter.ops import welcome
from salter.ops.demo import seeding
from salter.organisations.pages import OfficeRequest, page


@page(public=True)
def home(request: OfficeRequest) -> HttpResponse:
    """A demo tells the story and its places; a real office shows citizens where to begin."""
    organisation = request.organisation
    if not (organisation.demo or organisation.practice):
        return render(request, "ops/start.html")
    lived, cases = seeding.progress_of(organisation)
    context = {
        "story": welcome.story(request.viewer),
        "figures": welcome.figures(organisation),
        "lived": lived if lived < cases else None,
        "cases": cases,
    }
    return render(request, "ops/home.html", context)


@page(public=True)
def help_page(request: OfficeRequest) -> HttpResponse:
    """How the main things are done: for everybody, and for staff what concerns them."""
    return render(request, "ops/help.html")
