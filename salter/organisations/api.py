"""How programs show who they are to the public API: a bearer token, and for each operation the scope that it needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from salter.organisations.access import NotAllowed
from salter.organisations.models import TokenScope


class ScopeMissing(NotAllowed):
    """The token is valid, but was not issued for this; `scope` is what it lacks."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__(
            _("This token was not issued for “%(scope)s”. Ask the administrator for one that is.") % {"scope": scope}
        )
        self.scope = scope


class Token(HttpBearer):
    """A bearer token, already resolved by the middleware, that was issued for `scope`."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> object | None:
        """The account behind the token; None without one. Raises ScopeMissing."""
        viewer = getattr(request, "viewer", None)
        if viewer is None or viewer.account is None:
            return None
        if self.scope.value not in viewer.scopes:
            raise ScopeMissing(self.scope)
        account: object = viewer.account
        return account


class Precondition(Exception):
    """`If-Match` is missing (428), or somebody has changed the thing meanwhile (412). Nothing was written."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code = status, code


def etag(version: int) -> str:
    """The entity tag of a version (RFC 9110, section 8.8.3)."""
    return f'"{version}"'


def matches(request: HttpRequest, version: int) -> None:
    """Raise Precondition unless the change was made from this version; call it with the thing locked."""
    given = request.headers.get("If-Match", "")
    if not given:
        words = _("Send If-Match with the version that you have read, so that nobody's work is written over.")
        raise Precondition(428, "if-match-needed", words)
    if etag(version) not in (one.strip() for one in given.split(",")):
        words = _("Somebody has changed it meanwhile. Read it again, and send your change with its version.")
        raise Precondition(412, "changed", words)


def needs(scope: TokenScope) -> dict[str, Any]:
    """What an operation says to be called only with a token of this scope; the description tells it, too."""
    return {"auth": Token(scope), "openapi_extra": {"x-scope": scope.value}}
