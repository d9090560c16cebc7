"""One request, one transaction, one organisation, one viewer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Account, ApiToken, Organisation, TokenScope
from salter.organisations.pages import OfficeRequest
from salter.organisations.tenancy import columns_of, row_of, scope

WITHOUT_OFFICE = ("/static/", "/health/", "/metrics")  # they answer when the database does not


class OrganisationMiddleware:
    """Sets `request.organisation` and `request.viewer` and runs the view in the organisation's transaction.

    What a request has written is committed before it is answered; an answer of 400 or more, or an exception, has
    written nothing, unless it says `keeps_writes` (a refused sign-in is counted). The views of SALTER_COMMITS_ITSELF
    keep the same promise by themselves, outside a transaction: their write is the last thing that they do, in one call.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request."""
        office = cast(OfficeRequest, request)
        office.organisation = None  # type: ignore[assignment]  # until it is known; pages then answer 404
        if request.path.startswith(WITHOUT_OFFICE):
            return self.get_response(request)
        token = token_of(request)
        organisation = token.organisation if token else organisation_of(request)
        if organisation is None:
            return self.get_response(request)
        office.organisation = organisation
        if (request.method, request.path_info) in settings.SALTER_COMMITS_ITSELF and not connection.in_atomic_block:
            office.viewer = viewer_of_request(request, organisation, token)
            response = self.get_response(request)
        else:
            response = self._in_transaction(office, token)
        if office.viewer.account:  # the next person at a shared computer presses "back"
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _in_transaction(self, office: OfficeRequest, token: ApiToken | None) -> HttpResponse:
        with scope(office.organisation.pk):
            office.viewer = viewer_of_request(office, office.organisation, token)
            response = self.get_response(office)
            if response.status_code >= 400 and not getattr(response, "keeps_writes", False):
                transaction.set_rollback(True)
        return response


def token_of(request: HttpRequest) -> ApiToken | None:
    """The bearer token of a request to the API; its session is never looked at there."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not request.path.startswith("/api/") or scheme.lower() != "bearer":
        return None
    digest = hashlib.sha256(token.strip().encode()).hexdigest()
    now = clock.real_now()
    with connection.cursor() as cursor:
        cursor.execute(_token_query(), [digest, now])
        row = cursor.fetchone()
        if row is None:
            return None
        columns = dict(zip((column.name for column in cursor.description or ()), row, strict=True))
    found = row_of(ApiToken, columns, "t_")
    found.organisation, found.account = row_of(Organisation, columns, "o_"), row_of(Account, columns, "a_")
    if found.last_used_on != now.date():
        ApiToken.objects.filter(pk=digest).update(last_used_on=now.date())
    return found


@cache
def _token_query() -> str:
    """Every request to the API begins with it: written once, so that it is not built each time."""
    return f"""
        SELECT {columns_of(ApiToken, "t")}, {columns_of(Organisation, "o")}, {columns_of(Account, "a")}
        FROM {ApiToken._meta.db_table} t
            JOIN {Organisation._meta.db_table} o ON o.id = t.organisation_id
            JOIN {Account._meta.db_table} a ON a.id = t.account_id
        WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.valid_until IS NULL OR t.valid_until >= %s) AND a.is_active
    """


def _scopes(token: ApiToken) -> frozenset[str]:
    return frozenset(TokenScope.values if token.scopes is None else token.scopes)


def viewer_of_request(request: HttpRequest, organisation: Organisation, token: ApiToken | None) -> Viewer:
    """Who looks: a token carries one role of its account; the API knows nobody else; pages know the session."""
    if token:
        viewer = viewer_of(token.account, organisation)
        only = frozenset({token.role})
        absent = tuple(replace(one, roles=one.roles & only) for one in viewer.stand_ins)
        return replace(viewer, roles=viewer.roles & only, stand_ins=absent, program=True, scopes=_scopes(token))
    account = request.user
    if isinstance(account, Account) and not request.path.startswith("/api/"):
        return viewer_of(account, organisation)
    return Viewer(organisation)


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
