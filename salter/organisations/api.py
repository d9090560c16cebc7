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


def needs(scope: TokenScope) -> dict[str, Any]:
    """What an operation says to be called only with a token of this scope; the description tells it, too."""
    return {"auth": Token(scope), "openapi_extra": {"security": [{"Token": [scope.value]}]}}
