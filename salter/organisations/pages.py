"""What every page shares: who may open it, and how the refusals of actions become pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Organisation, Role

P = ParamSpec("P")


class OfficeRequest(HttpRequest):
    """A request after OrganisationMiddleware."""

    organisation: Organisation
    viewer: Viewer


View = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


def page(
    *roles: Role, public: bool = False
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for signed-in people (holding one of `roles`, when given), or for everybody when `public`.

    What an action or query refuses becomes 403, what it does not find 404.
    """

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            office = cast(OfficeRequest, request)
            if office.organisation is None:
                raise Http404
            if not public and office.viewer.account is None:
                return redirect_to_login(request.get_full_path())
            try:
                if roles:
                    require(office.viewer, *roles)
                return view(office, *args, **kwargs)
            except NotAllowed as refused:
                raise PermissionDenied(*refused.args) from refused
            except ObjectDoesNotExist as missing:
                raise Http404 from missing

        cast(Any, wrapped).roles, cast(Any, wrapped).public = roles, public
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], wrapped)

    return decorate


def number_of(text: str) -> int:
    """A whole number of an address, as far as the database counts; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
