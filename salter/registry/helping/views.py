"""The topics of help, each at an address of its own; the same stands behind the `?` of the pages."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from salter.organisations.pages import OfficeRequest, page
from salter.registry.helping.queries import told_in
from salter.registry.helping.topics import topics
from salter.registry.navigation import STAFF
from salter.registry.views.common import show


@require_GET
@page(*STAFF)
def help_topics(request: OfficeRequest) -> HttpResponse:
    """Every topic."""
    rows = [told_in(request.organisation, one) for one in topics().values()]
    return show(request, "registry/helping/topics.html", {"rows": rows})


@require_GET
@page(*STAFF)
def help_topic(request: OfficeRequest, key: str) -> HttpResponse:
    """One topic."""
    if key not in topics():
        raise Http404
    return show(request, "registry/helping/topic.html", {"help": told_in(request.organisation, topics()[key])})
