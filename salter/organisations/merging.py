"""Entries of one person or company that was entered twice: one stands for the other, and nothing of either is changed.

Cases, submissions and deliveries keep the entry that they were made with; whoever looks from the one that stands for
both finds them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID

from salter.organisations.models import PairState, Party, PartyPair


class Contradiction(StrEnum):
    """Why two entries cannot be one."""

    SAME = "same"
    KIND = "kind"
    IDENTIFIER = "identifier"
    ACCOUNTS = "accounts"
    KEEP_OTHER = "keep-other"


def contradiction(kept: Party, other: Party) -> Contradiction | None:
    """What speaks against `kept` standing for `other`; pure. A number or an account stays with the one that is kept."""
    if kept.pk == other.pk:
        return Contradiction.SAME
    if kept.kind != other.kind:
        return Contradiction.KIND
    if kept.identifier and other.identifier and kept.identifier != other.identifier:
        return Contradiction.IDENTIFIER
    if kept.account_id and other.account_id:
        return Contradiction.ACCOUNTS
    if (other.account_id and not kept.account_id) or (other.identifier and not kept.identifier):
        return Contradiction.KEEP_OTHER
    return None


def kept_for(parties: Iterable[Party]) -> dict[UUID, Party]:
    """For those that another one stands for, that one. One query."""
    rows = PartyPair.objects.filter(other__in=[party.pk for party in parties], state=PairState.MERGED)
    return {row.other_id: row.kept for row in rows.select_related("kept")}


def accounts_of(parties: list[Party]) -> dict[UUID, int | None]:
    """The account that a paper for each of these parties goes to: its own, else that of the one that stands for it."""
    kept = kept_for(parties)
    return {party.pk: account_of(party, kept) for party in parties}


def account_of(party: Party, kept: Mapping[UUID, Party]) -> int | None:
    """The account of a party, where it is known who stands for whom (`kept_for`)."""
    return party.account_id or kept.get(party.pk, party).account_id
