"""The content security policy: everything from our own origin, nothing inline, no frames of others."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http import HttpResponse

HEADER = "Content-Security-Policy"


def policy(forms_to: Iterable[str] = ()) -> str:
    """The header's value; `forms_to` are other sites that a form of the page may lead to."""
    targets = " ".join(("'self'", *forms_to))
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        f"base-uri 'none'; form-action {targets}; frame-ancestors 'self'; frame-src 'self'"
    )


def let_forms_lead_to(response: HttpResponse, addresses: Iterable[str]) -> HttpResponse:
    """The same answer, whose forms may lead to the sites of these addresses as well."""
    sites = sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses) if parts.netloc})
    if sites:
        response.headers[HEADER] = policy(sites)
    return response
