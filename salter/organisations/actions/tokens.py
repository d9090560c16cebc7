"""Tokens of the API."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Account, ApiToken, Role
from salter.organisations.recording import record
from salter.organisations.tenancy import uuid7


@transaction.atomic
def issue_token(viewer: Viewer, *, account: Account, role: Role) -> str:
    """Issue a bearer token of the API; only its SHA-256 is kept, so this is the one time it is seen."""
    token = f"salter_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        digest=hashlib.sha256(token.encode()).hexdigest(),
        account=account,
        organisation=viewer.organisation,
        role=role,
        created_at=clock.now(viewer.organisation),
    )
    record(viewer, "token.issued", subject=("token", uuid7()), body={"role": role.value})
    return token
