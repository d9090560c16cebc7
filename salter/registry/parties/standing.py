"""Who stands for a party today and may act for it: what a representative sees and does follows from this alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.registry.models import CaseParty, Representative, RepresentativeKind

ACTS = [kind.value for kind in RepresentativeKind if kind is not RepresentativeKind.RECEIVING]
"""Who receives letters only neither sees the case nor acts in it."""


def in_force(organisation: Organisation) -> QuerySet[Representative]:
    """Representations to act, of parties who are in their case still, by the organisation's day of today."""
    today = clock.today(organisation)
    rows = Representative.objects.filter(organisation=organisation, kind__in=ACTS, from_on__lte=today, mistaken_at=None)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=today))
    return rows.filter(case_party__left_on=None, case_party__died_on=None)


def parts_of(viewer: Viewer, cases: Collection[UUID]) -> list[CaseParty]:
    """The parts in these cases that the viewer, as a person with parties of its own, stands for today."""
    if not viewer.party_ids:
        return []
    held = in_force(viewer.organisation).filter(party_id__in=viewer.party_ids)
    rows = CaseParty.objects.filter(organisation=viewer.organisation, case__in=cases, representatives__in=held)
    return list(rows.exclude(party_id__in=viewer.party_ids).select_related("party").distinct().order_by("id"))


def cases_of(viewer: Viewer, *, before: UUID | None, most: int) -> list[UUID]:
    """The newest cases in which the viewer stands for a party today."""
    if not viewer.party_ids:
        return []
    rows = in_force(viewer.organisation).filter(party_id__in=viewer.party_ids)
    rows = rows.filter(case_party__case_id__lt=before) if before else rows
    found = rows.order_by("-case_party__case_id").values_list("case_party__case_id", flat=True).distinct()
    return list(found[:most])


def represented_by(organisation: Organisation, case_id: UUID, people: Collection[UUID]) -> set[UUID]:
    """The parties of a case for which one of these people may act today."""
    rows = in_force(organisation).filter(case_party__case=case_id, party_id__in=people)
    return set(rows.values_list("case_party__party_id", flat=True))
