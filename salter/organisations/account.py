"""What everybody decides about the own account: password, second factors, sessions, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from salter.organisations import clock, factors, presence
from salter.organisations.access import Viewer, require
from salter.organisations.actions import check_password
from salter.organisations.models import Account, ApiToken, Role, TokenScope
from salter.organisations.recording import record

SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


@dataclass(frozen=True, slots=True)
class Session:
    """One place where somebody is signed in."""

    pk: int
    where: str
    address: str
    began: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the API as a person sees it: never the token itself."""

    digest: str
    role: str
    holder: str
    made: datetime
    valid_until: datetime | None
    last_used: date | None
    ended: bool
    scopes: list[str]


def where_of(agent: str) -> str:
    """Browser and system in words that people know, from what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (browser, system)))


def sessions_of(request: HttpRequest, account: Account) -> list[Session]:
    """Where `account` is signed in now, this session first; what has ended is forgotten."""
    here = request.session.session_key
    rows = UserSession.objects.purge_and_list(account)
    found = [Session(row.pk, where_of(row.user_agent), row.ip, row.created_at, row.session_key == here) for row in rows]
    return sorted(found, key=lambda one: (not one.current, -one.began.timestamp()))


@transaction.atomic
def end_other_sessions(viewer: Viewer, request: HttpRequest) -> int:
    """End every session of the account but this one; gives how many ended."""
    account = _own(viewer)
    others = UserSession.objects.filter(user=account).exclude(session_key=request.session.session_key)
    count = 0
    for row in others:
        row.end()
        count += 1
    record(viewer, "sign-in.ended", subject=presence.subject_of(account), body={"sessions": count})
    return count


@transaction.atomic
def change_password(viewer: Viewer, request: HttpRequest, *, password: str) -> None:
    """Set a new password; other sessions end, this one goes on.

    Raises ValidationError for a password that does not protect.
    """
    account = _own(viewer)
    check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    update_session_auth_hash(request, account)
    record(viewer, "password.changed", subject=presence.subject_of(account))


@transaction.atomic
def add_codes(viewer: Viewer, *, secret: str, code: str) -> list[str]:
    """Turn one-time codes on; gives the recovery codes. Raises ValidationError (code `code`)."""
    account = _own(viewer)
    factors.set_up_codes(account, secret, code)
    record(viewer, "factor.added", subject=presence.subject_of(account), body={"kind": "codes"})
    return factors.recovery_codes(account)


@transaction.atomic
def remove_codes(viewer: Viewer) -> None:
    """Turn one-time codes off."""
    account = _own(viewer)
    factors.remove_codes(account)
    record(viewer, "factor.removed", subject=presence.subject_of(account), body={"kind": "codes"})


@transaction.atomic
def renew_recovery_codes(viewer: Viewer) -> list[str]:
    """Ten new recovery codes; the old ones are void."""
    account = _own(viewer)
    codes = factors.recovery_codes(account, anew=True)
    record(viewer, "factor.renewed", subject=presence.subject_of(account))
    return codes


@transaction.atomic
def add_passkey(viewer: Viewer, *, name: str, answer: str) -> factors.Passkey:
    """Keep a passkey that the browser has made. Raises ValidationError (code `passkey`)."""
    account = _own(viewer)
    passkey = factors.add_passkey(account, name, answer)
    record(viewer, "factor.added", subject=presence.subject_of(account), body={"kind": "passkey"})
    return passkey


@transaction.atomic
def remove_passkey(viewer: Viewer, *, passkey: int) -> None:
    """Remove a passkey. Raises Authenticator.DoesNotExist."""
    account = _own(viewer)
    factors.remove_passkey(account, passkey)
    record(viewer, "factor.removed", subject=presence.subject_of(account), body={"kind": "passkey"})


def passkey_of(viewer: Viewer, passkey: int) -> Authenticator:
    """The own passkey. Raises Authenticator.DoesNotExist."""
    return Authenticator.objects.get(user=_own(viewer), type=factors.KIND.WEBAUTHN, pk=passkey)


def tokens(viewer: Viewer, *, of_all: bool = False) -> list[Token]:
    """The own tokens of the API, newest first; `of_all`: those of the organisation, for its administrator."""
    rows = ApiToken.objects.filter(organisation=viewer.organisation, revoked_at=None)
    if not (of_all and viewer.has(Role.ADMINISTRATOR)):
        rows = rows.filter(account=viewer.account)
    return _shown(rows)


def tokens_of(viewer: Viewer, account: Account) -> list[Token]:
    """The tokens of a program, newest first, for the administrator. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    return _shown(ApiToken.objects.filter(organisation=viewer.organisation, revoked_at=None, account=account))


def _shown(rows: QuerySet[ApiToken]) -> list[Token]:
    now = clock.real_now()
    return [
        Token(
            row.digest,
            str(row.get_role_display()),
            row.account.display_name,
            row.created_at,
            row.valid_until,
            row.last_used_on,
            bool(row.valid_until and row.valid_until <= now),
            [str(TokenScope(scope).label) for scope in row.scopes or TokenScope.values],
        )
        for row in rows.select_related("account").order_by("-created_at", "digest")[:200]
    ]


def _own(viewer: Viewer) -> Account:
    if viewer.account is None:
        raise Account.DoesNotExist
    return viewer.account
