"""While there is no office, every page leads to the set-up."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from salter.ops.first_start.founding import needed
from salter.organisations.middleware import WITHOUT_OFFICE

Handler = Callable[[HttpRequest], HttpResponse]
ALWAYS = ("/favicon.ico", "/api/v1/openapi.json")  # they say nothing of an office


def set_up_first(get_response: Handler) -> Handler:
    """The innermost middleware: it asks the database only when a request has found no office."""

    def middleware(request: HttpRequest) -> HttpResponse:
        here = getattr(request, "organisation", None) is not None or request.path.startswith(WITHOUT_OFFICE)
        if here or request.path.startswith((reverse("set-up:code"), *ALWAYS)) or not needed():
            return get_response(request)
        if request.path.startswith("/api/"):
            return _not_yet()
        return redirect("set-up:code")

    return middleware


def _not_yet() -> JsonResponse:
    problem = {
        "type": "urn:salter:error:not-set-up",
        "title": "This installation has no office yet. Open its page in a browser and set it up.",
        "status": 503,
        "code": "not-set-up",
    }
    return JsonResponse(problem, status=503, content_type="application/problem+json")
