"""`salter invite`: a way back in for who is locked out, the only administrator too."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from salter.organisations.actions import invite
from salter.organisations.actions.accounts import token_of
from salter.organisations.administration.common import address_of
from salter.organisations.models import Account, Staff
from salter.organisations.tenancy import scope
from salter.portal.founding import founder


class Refused(Exception):
    """There is nobody to invite; the message says why."""


def link_for(username: str, site: str) -> str:
    """The address of a one-time link for a member of staff. Raises Refused."""
    account = Account.objects.filter(username__iexact=username).select_related("organisation").first()
    if account is None or account.organisation is None:
        raise Refused(f"There is no member of staff with the user name {username}.")
    office = account.organisation
    with scope(office.pk):
        staff = Staff.objects.select_related("account").filter(account=account).first()
        if staff is None:
            raise Refused(f"{username} has no post in {office.code}.")
        try:
            link = invite(founder(office), staff=staff, site=f"https://{office.hostname}" if office.hostname else site)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
    return address_of(link, token_of(link))
