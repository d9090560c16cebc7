"""The content security policy: everything from our own origin, nothing inline, no frames of others."""

from __future__ import annotations

HEADER = "Content-Security-Policy"


def policy() -> str:
    """The header's value. To an OpenID Connect provider leads a link, so that no form has to leave the site."""
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; frame-src 'self'"
    )
