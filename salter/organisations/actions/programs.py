"""Other programs of the office: each a member of staff of its own, so that the journal says which of them did what."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer, require
from salter.organisations.actions.staff import add_staff
from salter.organisations.actions.tokens import issue_token
from salter.organisations.models import Account, Role, Staff, TokenScope, Unit
from salter.organisations.tenancy import uuid7

PROGRAM_ROLES = (Role.REGISTRY_CLERK, Role.HANDLER, Role.ANALYST, Role.INSPECTOR)
"""A program may have one of these: it neither decides nor signs, and it administers nothing."""
DAYS = 366
"""A token ends after a year at the latest: whoever still needs it makes a new one."""


@transaction.atomic
def add_program(viewer: Viewer, *, name: str, unit: Unit, role: Role) -> Staff:
    """Let another program work in a unit with one role; it gets its tokens by `give_token`, and nobody signs in as it.

    Raises NotAllowed, ValidationError (code `role`).
    """
    require(viewer, Role.ADMINISTRATOR)
    if role not in PROGRAM_ROLES:
        raise ValidationError(_("A program neither decides nor signs. Choose another role."), code="role")
    username = f"program-{uuid7().hex[-12:]}"
    staff = add_staff(viewer, username=username, name=name.strip(), unit=unit, title=str(_("program")), roles=[role])
    Account.objects.filter(pk=staff.account_id).update(program=True)
    staff.account.program = True
    return staff


@transaction.atomic
def give_token(viewer: Viewer, *, program: Staff, scopes: Collection[TokenScope], days: int) -> str:
    """A token for a program: shown this once. Earlier ones go on until they are ended, so that it can be changed over.

    Raises NotAllowed, ValidationError (codes `inactive`, `program`, `scopes`, `days`).
    """
    require(viewer, Role.ADMINISTRATOR)
    if not program.account.program:
        raise ValidationError(_("People do not get their tokens from here."), code="program")
    if not program.active:
        raise ValidationError(_("The account is closed. Open it again first."), code="inactive")
    if not scopes:
        raise ValidationError(_("Choose what the token may be used for."), code="scopes")
    if not 1 <= days <= DAYS:
        raise ValidationError(_("Between one day and a year."), code="days")
    role = Role(program.roles.get().role)
    return issue_token(viewer, account=program.account, role=role, scopes=scopes, days=days)
