"""The notice board: acts that are delivered publicly."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from salter.organisations.pages import OfficeRequest, page
from salter.registry.dispatching.notices import on_board

SHOWN = 200


@require_GET
@page(public=True)
def board(request: OfficeRequest) -> HttpResponse:
    """What hangs there today: no names beyond what the office has written, no subject, no document."""
    rows = list(on_board(request.organisation)[: SHOWN + 1])
    return render(request, "portal/board.html", {"rows": rows[:SHOWN], "more": len(rows) > SHOWN})
