"""Whom a letter for the parties of a case goes to: each person once, and who receives for a party in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from salter.calendars import law
from salter.organisations.merging import kept_for
from salter.organisations.models import Organisation, Party
from salter.registry import deadlines
from salter.registry.models import Act, CaseParty, PartyRole, Representative

Kept = Mapping[UUID, Party]
"""Who stands for whom (`merging.kept_for`)."""
Receivers = Mapping[UUID, Representative]
"""Who receives letters, by the part in a case."""
RULE = law.DELIVERY_REPRESENTATIVE


@dataclass(frozen=True, slots=True)
class Part:
    """One party that a letter is for, and by whom it gets it."""

    row: CaseParty
    representative: Representative | None = None


@dataclass(slots=True)
class Addressee:
    """A person whom one letter goes to, and the parties that it is for."""

    party: Party
    name: str
    address: str
    parts: list[Part] = field(default_factory=list)

    @property
    def represented(self) -> str:
        """The names of those that this person receives for."""
        return ", ".join(part.row.name for part in self.parts if part.representative)


def people(rows: Iterable[CaseParty], kept: Kept) -> dict[UUID, UUID]:
    """For each part in a case the person who plays it, also where it was entered twice."""
    return {row.pk: _person(row.party_id, kept) for row in rows}


def _person(party_id: UUID, kept: Kept) -> UUID:
    return kept[party_id].pk if party_id in kept else party_id


def one_each(rows: Iterable[CaseParty], kept: Kept | None = None) -> list[CaseParty]:
    """Each person once, in the order of entry; who sent the paper and is a party too counts as the party."""
    ordered = sorted(rows, key=lambda row: (row.role == PartyRole.SENDER, row.pk))
    who = people(ordered, kept_for([row.party for row in ordered]) if kept is None else kept)
    found = {who[row.pk]: row for row in reversed(ordered)}
    return sorted(found.values(), key=lambda row: row.pk)


def representing(parts: Iterable[CaseParty], on: date) -> list[Representative]:
    """Who stands for these parties on a day, the oldest first."""
    rows = Representative.objects.filter(case_party__in=[part.pk for part in parts], from_on__lte=on)
    rows = rows.filter(mistaken_at=None)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=on)).select_related("party", "case_party")
    return list(rows.order_by("from_on", "id"))


def receivers(organisation: Organisation, parts: Iterable[CaseParty], on: date) -> dict[UUID, Representative]:
    """Who receives for which party on a day, of several the newest; nobody where the office writes to parties alone."""
    if not deadlines.settings_of(organisation).representative_receives:
        return {}
    return {row.case_party_id: row for row in representing(parts, on) if row.receives}


def addressees(rows: Iterable[CaseParty], found: Receivers, kept: Kept) -> list[Addressee]:
    """One letter to each person, in the order of entry; who receives for several parties gets one for all of them.

    Who has died or left the case gets none.
    """
    rows = [row for row in rows if row.is_in]
    who = people(rows, kept)
    received = {who[row.pk]: found[row.pk] for row in rows if row.pk in found}
    letters: dict[UUID, Addressee] = {}
    for row in one_each(rows, kept):
        by = received.get(who[row.pk])
        party, said = (by.party, by) if by else (row.party, row)
        key = _person(party.pk, kept)
        letters.setdefault(key, Addressee(party, said.name, said.address)).parts.append(Part(row, by))
    return list(letters.values())


def letters_for(organisation: Organisation, rows: Iterable[CaseParty], on: date) -> list[Addressee]:
    """One letter to each person, as things stand on a day: two queries."""
    rows = list(rows)
    found = receivers(organisation, rows, on)
    return addressees(rows, found, kept_for(everybody(rows, found)))


def meant(act: Act, rows: Iterable[CaseParty]) -> list[CaseParty]:
    """Those of the parties of its case that an act is for: all, or the one that it names, or who came in its place."""
    if act.for_other_id:
        return []
    only = act.for_party_id
    return [row for row in rows if only is None or only in (row.pk, row.successor_of_id)]


def letters_of(act: Act, rows: Iterable[CaseParty], found: Receivers, kept: Kept) -> list[Addressee]:
    """The letters that carry an act: to its parties, or to the one person or body that is no party of the case."""
    if act.for_other:
        return [Addressee(act.for_other, act.for_other.name, act.for_other.address)]
    return addressees(meant(act, rows), found, kept)


def letters_with(act: Act, rows: Iterable[CaseParty], on: date) -> list[Addressee]:
    """The same, as things stand on a day."""
    rows = list(rows)
    found = receivers(act.organisation, rows, on)
    return letters_of(act, rows, found, kept_for(everybody(rows, found)))


def everybody(rows: Iterable[CaseParty], found: Receivers) -> list[Party]:
    """The parties and those who receive for them."""
    return [row.party for row in rows] + [row.party for row in found.values()]
