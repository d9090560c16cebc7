"""The browser of somebody who practises goes on when the practice office was given up for a fresh one.

Its session keeps whose seat it came through. No password stood before the accounts of practice offices, and none is
asked for now: the way in was the seat.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse

from salter.organisations.models import Account
from salter.training.seats.actions import account_at

SESSION = "practice_seat"
"""In the session: the office of the seat, the seat, and the post that the browser has in its practice office."""


def back_to_the_seat(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind that of signing in and before that of the organisation."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kept = request.session.get(SESSION) if request.COOKIES and request.session.session_key else None
        if kept and not request.user.is_authenticated:
            host, seat, post = kept
            account = account_at(int(host), UUID(str(seat)), str(post))
            if account:
                _adopt(request, account)
        return get_response(request)

    return middleware


def _adopt(request: HttpRequest, account: Account) -> None:
    """The session is this account's from now on. Its secret stays, so forms of pages that are open can be sent."""
    request.session[SESSION_KEY] = str(account.pk)
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    request.session.setdefault(BACKEND_SESSION_KEY, "salter.organisations.passwords.Backend")
    request.user = account
