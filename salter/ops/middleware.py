"""Middleware of the whole installation."""

from __future__ import annotations

import sys
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from salter.ops.outages import DATABASE, outage_of
from salter.ops.problems import is_api, problem
from salter.ui.policy import HEADER, policy

log = structlog.get_logger()
Handler = Callable[[HttpRequest], HttpResponse]
FILES_TOGETHER = 4
"""How many files of the largest size may come in one form."""


def content_security_policy(get_response: Handler) -> Handler:
    """A strict Content-Security-Policy on every answer: no inline script or style anywhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, policy())
        return response

    return middleware


def limits_of_a_request(get_response: Handler) -> Handler:
    """Refuses, before anything of it is read, a request that is too large or has a null character in its address.

    PostgreSQL keeps no null characters. Several files may come together; each is judged again when it is taken in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("null character in the address")
        sent = str(request.META.get("CONTENT_LENGTH") or "")
        if sent.isdecimal() and int(sent[:20]) > _most(request):
            return _too_large(request)
        return get_response(request)

    return middleware


def _most(request: HttpRequest) -> int:
    """Bytes: files of a form go to the disk, everything else is held in memory."""
    has_files = request.content_type == "multipart/form-data"
    return int(FILES_TOGETHER * settings.SALTER_UPLOAD_LIMIT if has_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _too_large(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return problem(413, "too_large", _("The file is too large. Nothing was saved."))
    return HttpResponse(render_to_string("413.html", request=request), status=413)


def outages(get_response: Handler) -> Handler:
    """A database or a file store that does not do its part becomes a page that says so: try again.

    Django turns an exception into its 500 page layer by layer, so the failure is noted where it is signalled.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            response = get_response(request)
        except Exception as error:
            if outage_of(error) is None:
                raise
            return unavailable(request, error)
        failure = getattr(request, "outage", None)
        return unavailable(request, failure) if failure and response.status_code >= 500 else response

    return middleware


@receiver(got_request_exception)
def _note_outage(request: HttpRequest | None = None, **_kwargs: object) -> None:
    error = sys.exc_info()[1]
    if request is not None and error is not None and outage_of(error):
        request.outage = error  # type: ignore[attr-defined]


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503, as a problem document for the API and a page for people.

    Whether the database had already committed is unknown when a connection breaks: so it is not said that nothing was
    saved, but how to send it again without doing it twice.
    """
    outage = outage_of(error) or DATABASE
    log.error(outage.title, error=str(error), path=request.path)
    if is_api(request):
        title = f"{outage.title} Send the request again with the same Idempotency-Key: it is then done once."
        response = problem(503, outage.code, title)
    else:
        response = HttpResponse(render_to_string("503.html", {"outage": outage.code}), status=503)
    response.headers["Retry-After"] = "5"
    return response
