"""Staff: their posts, accounts and roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.access import READS_CASES, Viewer, require
from salter.organisations.actions.accounts import end_sessions, withdraw_open_links
from salter.organisations.models import Account, ApiToken, Organisation, Role, Staff, StaffRole, Unit
from salter.organisations.recording import record

OUTSIDE = frozenset({Role.CITIZEN, Role.COMPANY})


@transaction.atomic
def add_staff(
    viewer: Viewer,
    *,
    username: str,
    name: str,
    unit: Unit,
    title: str,
    roles: Iterable[Role],
    password: str | None = None,
    mark: str = "",
    email: str = "",
) -> Staff:
    """Add a person to the staff, with an account (no usable password unless given) and roles.

    Raises NotAllowed, ValidationError (code `username` when the name is taken).
    """
    require(viewer, Role.ADMINISTRATOR)
    username = check_username(username)
    account = Account(username=username, display_name=name, organisation=viewer.organisation, email=email)
    account.set_password(password) if password else account.set_unusable_password()
    account.save()
    staff = Staff.objects.create(
        organisation=viewer.organisation, account=account, unit=unit, name=name, title=title, mark=mark
    )
    record(viewer, "staff.added", subject=("staff", staff.pk), body={"name": name, "unit": unit.mark})
    for role in roles:
        grant_role(viewer, staff=staff, role=role)
    return staff


def check_username(username: str) -> str:
    """The user name without spaces around. Raises ValidationError (code `username`) when it is taken or no name."""
    username = username.strip()
    if not username or len(username) > 100 or any(sign.isspace() for sign in username):
        raise ValidationError(_("A user name is one word, for example mila.vedric."), code="username")
    if Account.objects.filter(username__iexact=username).exists():
        raise ValidationError(
            _("The user name %(username)s is taken. Choose another one.") % {"username": username}, code="username"
        )
    return username


@transaction.atomic
def change_post(
    viewer: Viewer, *, staff: Staff, name: str, unit: Unit, title: str, email: str = "", mark: str = ""
) -> Staff:
    """Change the name, unit, title, mark or e-mail of a person; cases already assigned stay where they are."""
    require(viewer, Role.ADMINISTRATOR)
    staff = _locked(viewer, staff)
    staff.name, staff.unit, staff.title, staff.mark = name.strip(), unit, title.strip(), mark.strip()
    staff.save(update_fields=["name", "unit", "title", "mark"])
    Account.objects.filter(pk=staff.account_id).update(display_name=staff.name, email=email)
    record(viewer, "staff.changed", subject=("staff", staff.pk), body={"name": staff.name, "unit": unit.mark})
    return staff


@transaction.atomic
def grant_role(viewer: Viewer, *, staff: Staff, role: Role) -> StaffRole:
    """Give a member of staff a role. Who takes a role that reads cases for himself is journalled as such.

    Raises NotAllowed, ValidationError (code `role`).
    """
    require(viewer, Role.ADMINISTRATOR)
    if role in OUTSIDE:
        raise ValidationError(_("This role is for people outside of the office."), code="role")
    row, fresh = StaffRole.objects.get_or_create(
        organisation=viewer.organisation,
        staff=staff,
        role=role,
        defaults={"given_at": clock.now(viewer.organisation), "given_by": viewer.name},
    )
    if fresh:
        body = {"name": staff.name, "role": role.value}
        record(viewer, "role.granted", subject=("staff", staff.pk), body=body)
        if viewer.staff == staff and role in READS_CASES:
            record(viewer, "role.taken", subject=("staff", staff.pk), body=body)
    return row


@transaction.atomic
def withdraw_role(viewer: Viewer, *, staff: Staff, role: Role) -> None:
    """Take a role from a member of staff; nothing happens if the person does not have it.

    Raises NotAllowed, ValidationError (code `administrator`) for the own or the last administrator.
    """
    require(viewer, Role.ADMINISTRATOR)
    staff = _locked(viewer, staff)
    if role == Role.ADMINISTRATOR:
        _keep_an_administrator(viewer, staff)
    gone, _rows = StaffRole.objects.filter(organisation=viewer.organisation, staff=staff, role=role).delete()
    if gone:
        record(viewer, "role.withdrawn", subject=("staff", staff.pk), body={"name": staff.name, "role": role.value})


@transaction.atomic
def deactivate_staff(viewer: Viewer, *, staff: Staff, reason: str) -> Staff:
    """End a person's access at once: sessions, tokens, links and password. What is assigned to the person stays so.

    Raises NotAllowed, ValidationError (code `administrator`) for oneself and for the last administrator.
    """
    require(viewer, Role.ADMINISTRATOR)
    staff = _locked(viewer, staff)
    _keep_an_administrator(viewer, staff)
    staff.active = False
    staff.save(update_fields=["active"])
    account = Account.objects.select_for_update().get(pk=staff.account_id)
    account.is_active = False
    end_sessions(account)
    ApiToken.objects.filter(account=account).delete()
    withdraw_open_links(viewer, account)
    record(viewer, "staff.deactivated", subject=("staff", staff.pk), body={"name": staff.name, "reason": reason})
    return staff


@transaction.atomic
def reactivate_staff(viewer: Viewer, *, staff: Staff) -> Staff:
    """Open a person's account again; a new invitation lets the person set a password."""
    require(viewer, Role.ADMINISTRATOR)
    staff = _locked(viewer, staff)
    staff.active = True
    staff.save(update_fields=["active"])
    Account.objects.filter(pk=staff.account_id).update(is_active=True)
    record(viewer, "staff.reactivated", subject=("staff", staff.pk), body={"name": staff.name})
    return staff


def _locked(viewer: Viewer, staff: Staff) -> Staff:
    return Staff.objects.select_for_update().get(organisation=viewer.organisation, pk=staff.pk)


def _keep_an_administrator(viewer: Viewer, staff: Staff) -> None:
    """The office is locked, so that two administrators cannot remove each other in the same moment."""
    if viewer.staff == staff:
        raise ValidationError(
            _("You cannot take this from yourself. Another administrator does it."), code="administrator"
        )
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    administrators = StaffRole.objects.filter(
        organisation=viewer.organisation, role=Role.ADMINISTRATOR, staff__active=True
    )
    if administrators.filter(staff=staff).exists() and not administrators.exclude(staff=staff).exists():
        raise ValidationError(
            _("This is the only administrator. Give the role to somebody else first."), code="administrator"
        )
