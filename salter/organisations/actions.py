"""Founding an office and keeping its people: one function per thing that a person does, each journalled."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock, rules
from salter.organisations.access import Viewer
from salter.organisations.models import (
    Account,
    ApiToken,
    Authorisation,
    AuthorisationKind,
    Function,
    FunctionMode,
    Mode,
    Organisation,
    Party,
    PartyKind,
    Role,
    Staff,
    StaffRole,
    Unit,
)
from salter.organisations.recording import record
from salter.organisations.tenancy import scope, uuid7
from salter.ui.script import fold, sort_key


def found_organisation(*, code: str, **fields: Any) -> Organisation:
    """Create an office; `fields` are columns of Organisation. Gives the office.

    Raises django.db.IntegrityError when the code is taken.
    """
    with transaction.atomic():
        organisation = Organisation.objects.create(code=code, **fields)
        with scope(organisation.pk):
            record(Viewer(organisation), "organisation.founded", subject=("organisation", uuid7()), body={"code": code})
    return organisation


@transaction.atomic
def set_mode(
    viewer: Viewer,
    *,
    function: Function,
    mode: Mode,
    decision: str = "",
    ground: str = "",
    decided_on: date | None = None,
) -> FunctionMode:
    """Set the mode of a function; `own` needs the head's decision, its ground and its date (house.md, section 4).

    Raises ValidationError when `own` lacks them.
    """
    if mode == Mode.OWN and not (decision and ground and decided_on):
        raise ValidationError(
            _("Own mode needs the decision of the head, its legal ground and its date."), code="ground"
        )
    row, _created = FunctionMode.objects.update_or_create(
        organisation=viewer.organisation,
        function=function,
        defaults={"mode": mode, "decision": decision, "ground": ground, "decided_on": decided_on},
    )
    record(viewer, "mode.set", subject=("mode", row.pk), body={"function": function.value, "mode": mode.value})
    return row


@transaction.atomic
def create_unit(viewer: Viewer, *, mark: str, name: str, name_en: str = "", parent: Unit | None = None) -> Unit:
    """Create an organisational unit."""
    unit = Unit.objects.create(organisation=viewer.organisation, mark=mark, name=name, name_en=name_en, parent=parent)
    record(viewer, "unit.created", subject=("unit", unit.pk), body={"mark": mark, "name": name})
    return unit


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
) -> Staff:
    """Add a person to the staff, with an account (no usable password unless given) and roles."""
    account = Account(username=username, display_name=name, organisation=viewer.organisation)
    account.set_password(password) if password else account.set_unusable_password()
    account.save()
    staff = Staff.objects.create(
        organisation=viewer.organisation, account=account, unit=unit, name=name, title=title, mark=mark
    )
    record(viewer, "staff.added", subject=("staff", staff.pk), body={"name": name, "unit": unit.mark})
    for role in roles:
        grant_role(viewer, staff=staff, role=role)
    return staff


@transaction.atomic
def grant_role(viewer: Viewer, *, staff: Staff, role: Role) -> StaffRole:
    """Give a member of staff a role."""
    row, fresh = StaffRole.objects.get_or_create(organisation=viewer.organisation, staff=staff, role=role)
    if fresh:
        record(viewer, "role.granted", subject=("staff", staff.pk), body={"name": staff.name, "role": role.value})
    return row


@transaction.atomic
def give_authorisation(
    viewer: Viewer,
    *,
    staff: Staff,
    kind: AuthorisationKind,
    number: str,
    issued_on: date,
    valid_from: date,
    valid_to: date | None = None,
    classes: Iterable[str] = (),
) -> Authorisation:
    """Enter a written authorisation to conduct or to decide; no classes means all of them."""
    row = Authorisation.objects.create(
        organisation=viewer.organisation,
        staff=staff,
        kind=kind,
        number=number,
        issued_on=issued_on,
        valid_from=valid_from,
        valid_to=valid_to,
        classes=list(classes),
    )
    record(viewer, "authorisation.given", subject=("staff", staff.pk), body={"number": number, "name": staff.name})
    return row


@transaction.atomic
def enter_party(
    viewer: Viewer,
    *,
    kind: PartyKind,
    name: str,
    identifier: str = "",
    identifier_kept: str = "",
    address: str = "",
    email: str = "",
    phone: str = "",
    account: Account | None = None,
) -> Party:
    """Find the party by its identifier (or account), else enter it. Gives the party.

    Raises ValidationError (code `identifier`) when the number fails its check and `identifier_kept` gives no reason to
    keep it knowingly.
    """
    checked = rules.check_identifier(kind.value, identifier, kept=identifier_kept)
    known = _known_party(viewer, checked, account)
    if known is not None:
        return known
    party = Party(
        organisation=viewer.organisation,
        kind=kind,
        name=name.strip(),
        name_fold=fold(name)[:250],
        name_sort=sort_key(name)[:500],
        identifier_kind=checked.kind,
        identifier=checked.value,
        identifier_kept=identifier_kept,
        address=address.strip(),
        email=email,
        phone=phone,
        account=account,
    )
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError:  # somebody else has entered the same number at this moment
        known = _known_party(viewer, checked, account)
        if known is None:
            raise
        return known
    record(viewer, "party.added", subject=("party", party.pk), body={"kind": kind.value})
    return party


def _known_party(viewer: Viewer, checked: rules.CheckedIdentifier, account: Account | None) -> Party | None:
    """The party as it is known; from now on the account's when it was nobody's."""
    parties = Party.objects.filter(organisation=viewer.organisation)
    if account is not None and (own := parties.filter(account=account).first()):
        return own
    if not checked.value:
        return None
    party = parties.filter(identifier_kind=checked.kind, identifier=checked.value).first()
    if party and account and party.account_id is None:
        party.account = account
        party.save(update_fields=["account"])
        record(viewer, "party.changed", subject=("party", party.pk), body={"account": account.pk})
    return party


def open_account(
    *,
    username: str,
    name: str,
    password: str | None = None,
    identifier_kind: str = "",
    identifier: str = "",
    address: str = "",
    email: str = "",
    company_name: str = "",
) -> Account:
    """Open a citizen's account (for a company: of the person who represents it)."""
    account = Account(
        username=username,
        display_name=name,
        citizen=True,
        identifier_kind=identifier_kind,
        identifier=identifier,
        address=address,
        email=email,
        company_name=company_name,
    )
    account.set_password(password) if password else account.set_unusable_password()
    account.save()
    return account


def party_of_account(viewer: Viewer) -> Party:
    """The signed-in citizen (or the company that is represented) as a party of this organisation, entered if new.

    Raises ValidationError (code `account`) for who is no citizen, and when the number is another account's: that one
    would get the decision.
    """
    account = viewer.account
    if account is None or not account.citizen:
        raise ValidationError(_("Only a citizen's account can be a party."), code="account")
    kind = PartyKind.COMPANY if account.company_name else PartyKind.PERSON
    party = enter_party(
        viewer,
        kind=kind,
        name=account.company_name or account.display_name,
        identifier=account.identifier,
        address=account.address,
        email=account.email,
        account=account,
    )
    if party.account_id != account.pk:
        raise ValidationError(
            _("Another account already stands for this person or company here. Use that one, or ask at the counter."),
            code="account",
        )
    return party


def with_party(viewer: Viewer, party: Party) -> Viewer:
    """The same viewer, who may now follow `party`'s cases in this request."""
    return replace(viewer, party_ids=viewer.party_ids | {party.pk})


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
