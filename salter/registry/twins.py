"""Entries of parties that may be one person or company: same number, or same name and address in either script.

Who is known only from cases that the viewer may not see is not suggested: the name would tell of the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from salter.organisations.access import Viewer, require
from salter.organisations.models import PairState, Party, PartyPair, Role
from salter.registry.models import Case, CaseParty
from salter.ui.script import fold

NAMES = 200
"""Names that stand twice which one page looks through."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Twins:
    """Two entries that may be one; `same_number` or else same name and address."""

    first: Party
    second: Party
    same_number: bool


def seen(viewer: Viewer) -> QuerySet[Party]:
    """Parties that the viewer may know of. Raises NotAllowed."""
    require(viewer, Role.REGISTRY_HEAD)
    here = CaseParty.objects.filter(organisation=viewer.organisation, party=OuterRef("pk"))
    visible = here.filter(case__in=Case.objects.visible_to(viewer))
    return Party.objects.filter(Exists(visible) | ~Exists(here), organisation=viewer.organisation)


def _single(viewer: Viewer) -> QuerySet[Party]:
    merged = PartyPair.objects.filter(organisation=viewer.organisation, state=PairState.MERGED, other=OuterRef("pk"))
    return Party.objects.filter(~Exists(merged), organisation=viewer.organisation)


def twins(viewer: Viewer, after: str = "") -> tuple[list[Twins], str]:
    """Pairs to decide on, and the name that the next page begins behind ("" on the last). Four queries."""
    require(viewer, Role.REGISTRY_HEAD)
    rows = _single(viewer).filter(name_fold__gt=after).exclude(name_fold="")
    names = list(
        rows.values("name_fold").annotate(many=Count("pk")).filter(many__gt=1).order_by("name_fold")[: NAMES + 1]
    )
    folds = [row["name_fold"] for row in names[:NAMES]]
    wanted = Q(name_fold__in=folds)
    if not after:
        twice = _single(viewer).exclude(identifier="").values("identifier").annotate(many=Count("pk"))
        wanted |= Q(identifier__in=twice.filter(many__gt=1).order_by().values("identifier")[:NAMES])
    known = seen(viewer).filter(wanted).filter(pk__in=_single(viewer).values("pk")).order_by("name_fold", "pk")
    decided = {frozenset(pair) for pair in _decided(viewer, [party.pk for party in known])}
    found = [pair for pair in _pairs(list(known)) if frozenset((pair.first.pk, pair.second.pk)) not in decided]
    return found[:MOST], folds[-1] if len(names) > NAMES else ""


def _decided(viewer: Viewer, parties: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    rows = PartyPair.objects.filter(organisation=viewer.organisation, kept__in=parties, other__in=parties)
    return list(rows.values_list("kept", "other"))


def _pairs(parties: Sequence[Party]) -> Iterator[Twins]:
    groups: dict[tuple[str, ...], list[Party]] = {}
    for party in parties:
        if party.identifier:
            groups.setdefault(("number", party.identifier), []).append(party)
        if address := " ".join(fold(party.address).replace(",", " ").split()):
            groups.setdefault(("name", party.kind, party.name_fold, address), []).append(party)
    met: set[frozenset[UUID]] = set()
    for key, group in groups.items():
        for first, second in combinations(group[:5], 2):
            pair = frozenset((first.pk, second.pk))
            differ = first.identifier and second.identifier and first.identifier != second.identifier
            if pair not in met and not differ:
                met.add(pair)
                yield Twins(*_in_order(first, second), same_number=key[0] == "number")


def _in_order(first: Party, second: Party) -> tuple[Party, Party]:
    """The one to keep first: with an account, with a number, else the older entry."""
    return (second, first) if _weight(second) > _weight(first) else (first, second)


def _weight(party: Party) -> tuple[bool, bool]:
    return party.account_id is not None, bool(party.identifier)


def cases_of(viewer: Viewer, party: Party, most: int = 10) -> QuerySet[Case]:
    """The newest cases of an entry that the viewer may see."""
    return Case.objects.visible_to(viewer).filter(parties__party=party).order_by("-id")[:most]


def merges(viewer: Viewer) -> QuerySet[PartyPair]:
    """What was merged, newest first; of parties that the viewer may know of."""
    rows = PartyPair.objects.filter(organisation=viewer.organisation, state=PairState.MERGED)
    known = seen(viewer).values("pk")
    return rows.filter(kept__in=known, other__in=known).select_related("kept", "other").order_by("-id")
