"""Parties, and the accounts of citizens and companies."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations import rules
from salter.organisations.access import Viewer
from salter.organisations.merging import kept_for
from salter.organisations.models import Account, Party, PartyKind
from salter.organisations.recording import record
from salter.ui.script import fold, sort_key


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
    party = new_party(viewer, kind=kind, name=name, checked=checked, address=address)
    party.identifier_kept, party.email, party.phone, party.account = identifier_kept, email, phone, account
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


def new_party(
    viewer: Viewer, *, kind: PartyKind, name: str, checked: rules.CheckedIdentifier, address: str = ""
) -> Party:
    """A party that is not written yet."""
    return Party(
        organisation=viewer.organisation,
        kind=kind,
        name=name.strip(),
        name_fold=fold(name)[:250],
        name_sort=sort_key(name)[:500],
        identifier_kind=checked.kind,
        identifier=checked.value,
        address=address.strip(),
    )


def _known_party(viewer: Viewer, checked: rules.CheckedIdentifier, account: Account | None) -> Party | None:
    """The party as it is known; from now on the account's when it was nobody's."""
    parties = Party.objects.filter(organisation=viewer.organisation)
    if account is not None and (own := parties.filter(account=account).first()):
        return own
    if not checked.value:
        return None
    party = parties.filter(identifier_kind=checked.kind, identifier=checked.value).first()
    if party:
        party = kept_for([party]).get(party.pk, party)
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
