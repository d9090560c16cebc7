"""API tokens from the command line, for the demo and practice offices."""

from __future__ import annotations

from salter.organisations.actions import issue_token
from salter.organisations.models import Account, Organisation, Role
from salter.organisations.tenancy import scope
from salter.portal.founding import founder


class Refused(Exception):
    """The token cannot be issued; the message says why."""


def issue(code: str, role: str) -> str:
    """A token of somebody who holds `role` in the demo or practice office `code`.

    Raises Refused.
    """
    if role not in Role.values:
        raise Refused(f"There is no role {role}. Roles: {', '.join(Role.values)}.")
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise Refused(f"There is no organisation {code}.")
    if not (organisation.demo or organisation.practice):
        raise Refused(f"{code} is a real office: this command issues tokens for demo and practice offices only.")
    with scope(organisation.pk):
        account = _holder(organisation, Role(role))
        if account is None:
            raise Refused(f"Nobody in {code} holds the role {role}.")
        return issue_token(founder(organisation), account=account, role=Role(role))


def _holder(organisation: Organisation, role: Role) -> Account | None:
    if role in (Role.CITIZEN, Role.COMPANY):
        rows = Account.objects.filter(citizen=True, demo=True, is_active=True)
        return (
            (rows.exclude(company_name="") if role == Role.COMPANY else rows.filter(company_name=""))
            .order_by("pk")
            .first()
        )
    rows = Account.objects.filter(posts__roles__role=role, posts__organisation=organisation, posts__active=True)
    return rows.order_by("pk").first()
