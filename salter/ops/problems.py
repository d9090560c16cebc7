"""Problem documents of the public API (RFC 9457): one form for whatever goes wrong below /api/."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
SAID: dict[int, tuple[str, str | Promise]] = {
    HTTPStatus.BAD_REQUEST: ("invalid-request", _("The request cannot be read. Nothing was saved.")),
    HTTPStatus.NOT_FOUND: ("not-found", _("There is no such thing, or this token may not see it.")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", _("This address does not know this method: see Allow.")),
}
INTERNAL = (
    "internal",
    _("Something went wrong here, and it is noted. Send it again with the same Idempotency-Key: it is then done once."),
)


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    """One problem document with a stable code."""
    body = {"type": f"urn:salter:error:{code}", "title": title, "status": status, "code": code, **more}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, which reads no pages."""
    return request.path.startswith("/api/")


def problems_of_the_api(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What the framework answers a program with a page of its own (unknown address or method, a fault) becomes a
    problem document with the same status and headers of use to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or not is_api(request):
            return response
        if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        fault = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        code, title = INTERNAL if fault else SAID.get(response.status_code, SAID[HTTPStatus.BAD_REQUEST])
        told = problem(response.status_code, code, str(title))
        for header in ("Allow", "Retry-After", "WWW-Authenticate"):
            if header in response.headers:
                told.headers[header] = response.headers[header]
        return told

    return middleware
