"""Tokens of the API."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Account, ApiToken, Role, TokenScope
from salter.organisations.recording import record
from salter.organisations.tenancy import uuid7


@transaction.atomic
def issue_token(
    viewer: Viewer,
    *,
    account: Account,
    role: Role,
    scopes: Collection[TokenScope] = tuple(TokenScope),
    days: int | None = None,
) -> str:
    """Issue a bearer token of the API; only its SHA-256 is kept, so this is the one time it is seen.

    It may be used for `scopes` and ends after `days`, by default as many as the installation's setting says.
    """
    token = f"salter_{secrets.token_urlsafe(32)}"
    now = clock.real_now()
    ApiToken.objects.create(
        digest=hashlib.sha256(token.encode()).hexdigest(),
        account=account,
        organisation=viewer.organisation,
        role=role,
        scopes=sorted(scope.value for scope in scopes),
        created_at=now,
        valid_until=now + timedelta(days=days or settings.SALTER_TOKEN_DAYS),
    )
    record(viewer, "token.issued", subject=("token", uuid7()), body={"role": role.value, "scopes": sorted(scopes)})
    return token


@transaction.atomic
def revoke_token(viewer: Viewer, *, digest: str) -> ApiToken:
    """End a token of the API: the own one, or any of the organisation by its administrator.

    Raises ApiToken.DoesNotExist, also for one that the viewer may not end.
    """
    tokens = ApiToken.objects.select_for_update().filter(organisation=viewer.organisation, revoked_at=None)
    if not viewer.has(Role.ADMINISTRATOR):
        tokens = tokens.filter(account=viewer.account)
    token = tokens.get(digest=digest)
    token.revoked_at = clock.real_now()
    token.save(update_fields=["revoked_at"])
    record(viewer, "token.revoked", subject=("token", uuid7()), body={"role": token.role})
    return token
