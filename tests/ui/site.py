"""A site of nothing but the style guide and the error pages, for the tests in a browser. No database."""

from collections.abc import Callable
from typing import cast

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from salter.organisations.models import Account, Organisation
from salter.organisations.pages import OfficeRequest

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def office(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """An office in practice, somebody signed in, and the strict policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = "Општина Ведрово – Општинска управа"
        office = cast(OfficeRequest, request)
        office.organisation = Organisation(name_cyr=name, practice="practice" in request.GET, demo=True)
        office.user = Account(display_name="Мила Петровић")
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware


def error(request: HttpRequest, code: str) -> HttpResponse:
    """An error page, answered with 200 so that the browser's log stays clean."""
    return render(request, f"{code}.html")


urlpatterns = i18n_patterns(
    path("style-guide/", include("salter.ui.urls")), path("error/<str:code>/", error), prefix_default_language=False
)
