"""Passwords, and the one-time links by which people set them.

The secret of a link is made of its id and the key of the installation, so it is stored nowhere: the page that shows it
and the worker that mails it both make it again, and a copy of the database opens no account.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock, rules
from salter.organisations.access import Viewer, require
from salter.organisations.models import Account, AccountLink, LinkPurpose, Organisation, Role, Staff
from salter.organisations.recording import record
from salter.organisations.tenancy import scope, uuid7

INVITATION_DAYS = 7
RESET_HOURS = 24
RESET_PAUSE = timedelta(minutes=10)
_signer = signing.Signer(salt="salter.account-link", sep=".")


class LinkRefused(ValidationError):
    """The link is not one of ours, or was used, withdrawn or has run out."""


@transaction.atomic
def invite(viewer: Viewer, *, staff: Staff, site: str, days: int = INVITATION_DAYS) -> AccountLink:
    """Make a one-time link by which the person sets a password; an earlier one stops working.

    A person who has a password already gets a link for a new one. The link is mailed when mail is set up.
    Raises NotAllowed, ValidationError (codes `inactive`, `program`).
    """
    require(viewer, Role.ADMINISTRATOR)
    if not staff.active or not staff.account.is_active:
        raise ValidationError(_("The account is closed. Open it again first."), code="inactive")
    if staff.account.program:
        raise ValidationError(_("Nobody signs in as a program. It works with tokens of the API."), code="program")
    withdraw_open_links(viewer, staff.account)
    purpose = LinkPurpose.RESET if staff.account.has_usable_password() else LinkPurpose.INVITATION
    link = _make(viewer, staff.account, purpose, site, timedelta(days=days), by=viewer.name)
    record(viewer, "link.made", subject=("link", link.pk), body={"name": staff.name, "purpose": purpose.value})
    return link


@transaction.atomic
def ask_reset(organisation: Organisation, *, username: str, site: str) -> None:
    """A person asks for a link by e-mail. Nobody learns from this whether there is such an account.

    Nothing is made for an account without e-mail or password, nor twice within ten minutes.
    """
    account = Account.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if account is None or not account.email or not account.has_usable_password():
        return
    office = account.organisation or organisation
    with scope(office.pk):
        viewer = Viewer(office)
        recent = AccountLink.objects.filter(
            account=account, created_by="", created_at__gt=clock.real_now() - RESET_PAUSE, withdrawn_at=None
        )
        if recent.exists():
            return
        link = _make(viewer, account, LinkPurpose.RESET, site, timedelta(hours=RESET_HOURS), by="")
        record(viewer, "password.asked", subject=("link", link.pk), body={"name": account.display_name})


@transaction.atomic
def withdraw_link(viewer: Viewer, *, staff: Staff) -> None:
    """Let the open links of a person stop working."""
    require(viewer, Role.ADMINISTRATOR)
    withdraw_open_links(viewer, staff.account)


def withdraw_open_links(viewer: Viewer, account: Account) -> None:
    """Every link of the account that still works stops to."""
    for link in open_links(account):
        link.withdrawn_at = clock.real_now()
        link.save(update_fields=["withdrawn_at"])
        record(viewer, "link.withdrawn", subject=("link", link.pk), body={"name": account.display_name})


def open_links(account: Account) -> list[AccountLink]:
    """Links of the account that still work, newest first; in the organisation's scope."""
    rows = AccountLink.objects.filter(account=account, used_at=None, withdrawn_at=None)
    return list(rows.filter(expires_at__gt=clock.real_now()).order_by("-id"))


@transaction.atomic
def set_password(*, token: str, password: str) -> Account:
    """Set the password of the account that a one-time link stands for; the link is used up and sessions end.

    Raises LinkRefused, ValidationError (code `password`).
    """
    organisation, link_id = read_token(token)
    with scope(organisation.pk):
        link = AccountLink.objects.select_for_update(of=("self",)).select_related("account").get(pk=link_id)
        _refuse_spent(link)
        account = link.account
        check_password(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
        link.used_at = clock.real_now()
        link.save(update_fields=["used_at"])
        viewer = Viewer(organisation, account)
        withdraw_open_links(viewer, account)
        record(viewer, "password.set", subject=("link", link.pk), body={"name": account.display_name})
    return account


def link_of(token: str) -> AccountLink:
    """The link behind an address, with its account, if it still works.

    Raises LinkRefused.
    """
    organisation, link_id = read_token(token)
    with scope(organisation.pk):
        link = AccountLink.objects.select_related("account").filter(pk=link_id).first()
    if link is None:
        raise LinkRefused(_("This link does not exist. Ask for a new one."), code="link")
    _refuse_spent(link)
    return link


def _refuse_spent(link: AccountLink) -> None:
    spent = link.used_at or link.withdrawn_at or link.expires_at <= clock.real_now()
    if spent or not link.account.is_active:
        raise LinkRefused(
            _("This link was used already, withdrawn, or has run out. Ask the administrator for a new one."),
            code="link",
        )


def token_of(link: AccountLink) -> str:
    """The secret part of the address of a link."""
    return _signer.sign(f"{link.organisation_id}-{link.pk.hex}")


def read_token(token: str) -> tuple[Organisation, UUID]:
    """The office and the id of the link that a token stands for. Raises LinkRefused."""
    try:
        office, _dash, link = _signer.unsign(token).partition("-")
        return Organisation.objects.get(pk=int(office)), UUID(link)
    except (signing.BadSignature, ValueError, Organisation.DoesNotExist) as error:
        raise LinkRefused(_("This link does not exist. Ask for a new one."), code="link") from error


def check_password(password: str, account: Account) -> None:
    """Raise ValidationError (code `password`) for a password that does not protect.

    Length and known demo passwords are ours, the rest are the validators of the installation.
    """
    rules.check_password(password, account.username)
    validate_password(password, account)


def end_sessions(account: Account) -> None:
    """No session lives longer than the password it was opened with, so the account loses its password."""
    account.set_unusable_password()
    account.save(update_fields=["password", "is_active"])


def _make(
    viewer: Viewer, account: Account, purpose: LinkPurpose, site: str, valid: timedelta, *, by: str
) -> AccountLink:
    at = clock.real_now()
    return AccountLink.objects.create(
        id=uuid7(),
        organisation=viewer.organisation,
        account=account,
        purpose=purpose,
        site=site,
        created_at=at,
        created_by=by,
        expires_at=at + valid,
    )
