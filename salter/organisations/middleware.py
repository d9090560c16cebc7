"""One request, one transaction, one organisation, one viewer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import scope

WITHOUT_DATABASE = ("/static/", "/health/live")


class OrganisationMiddleware:
    """Sets `request.organisation` and `request.viewer` and runs the view in the organisation's transaction.

    What a request has written is committed before it is answered; an answer of 400 or more, or an exception, has
    written nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request."""
        request.organisation = None
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        organisation = organisation_of(request)
        if organisation is None:
            return self.get_response(request)
        request.organisation = organisation
        with scope(organisation.pk):
            account = request.user
            request.viewer = viewer_of(account, organisation) if isinstance(account, Account) else Viewer(organisation)
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def organisation_of(request: HttpRequest) -> Organisation | None:
    """A member of staff: the own one. Others: by host name, else the one that this installation shows first."""
    if isinstance(request.user, Account) and request.user.organisation_id:
        return request.user.organisation
    host = request.get_host().partition(":")[0]
    named = Organisation.objects.filter(hostname=host).exclude(hostname="").first()
    return named or default_organisation()


def default_organisation() -> Organisation | None:
    """The organisation of SALTER_ORGANISATION, else the first that is not for practice."""
    wanted = settings.SALTER_ORGANISATION
    rows = Organisation.objects.filter(code=wanted) if wanted else Organisation.objects.filter(practice=False)
    return rows.order_by("pk").first()
