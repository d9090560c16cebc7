"""What cases wait for. The caller has found the cases visible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from salter.organisations.access import Viewer
from salter.organisations.models import Organisation, PairState, Party, PartyPair
from salter.registry import queries
from salter.registry.models import Case, Wait
from salter.registry.parties.standing import represented_by
from salter.registry.waiting.rules import OF_A_PARTY
from salter.ui.script import fold


def open_waits(case: Case) -> list[Wait]:
    """What a case waits for now, the oldest first."""
    rows = case.waits.filter(ended_at=None).select_related("party", "act").defer("act__content")
    return list(rows.order_by("id"))


def wait(viewer: Viewer, case_id: UUID, wait_id: UUID) -> Wait:
    """A wait of a case that the viewer may see.

    Raises Case.DoesNotExist, Wait.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    found = Wait.objects.select_related("party").get(pk=wait_id, case=case)
    found.case = case
    return found


def asked_of_a_party(viewer: Viewer, cases: Iterable[UUID]) -> set[UUID]:
    """Those of the cases that wait for a paper of a party."""
    return set(_asked(viewer, cases).values_list("case_id", flat=True))


def asked_of(
    viewer: Viewer, cases: Iterable[UUID], parties: Collection[UUID], parts: Collection[UUID] = ()
) -> dict[UUID, date | None]:
    """Those of the cases that wait for one of these parties, or parts in a case, each with the earliest day until
    which."""
    asked = Q(party__isnull=True) | Q(party__party__in=parties) | Q(party__in=parts)
    rows = _asked(viewer, cases).filter(asked)
    found: dict[UUID, date | None] = {}
    for case, until in rows.values_list("case_id", "until"):
        known = found.get(case)
        found[case] = min(known, until) if known and until else known or until
    return found


def _asked(viewer: Viewer, cases: Iterable[UUID]) -> QuerySet[Wait]:
    return Wait.objects.filter(
        organisation=viewer.organisation, case_id__in=list(cases), ended_at=None, kind__in=OF_A_PARTY
    )


def waits_of_parties(organisation: Organisation, cases: Iterable[UUID]) -> Mapping[UUID, list[tuple[date, date]]]:
    """The days from which and until which each of the cases waited for a party; what it waits for still is left out."""
    ended = Wait.objects.filter(
        organisation=organisation, case_id__in=list(cases), ended_at__isnull=False, kind__in=OF_A_PARTY
    )
    found: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    for case, since, until in ended.values_list("case_id", "since", "ended_at"):
        if until:
            found[case].append((since, timezone.localdate(until)))
    return found


def senders(case: Case, sender: Party | None) -> set[UUID]:
    """The sender, the entries that were merged with it (decision 025), the party of the case of the same name, and
    those for whom the sender may act today.

    A letter is often entered with the name only, which makes a new entry; a party of the case itself is never taken for
    another one: what it hands in for somebody it stands for is entered under that party.
    """
    if sender is None:
        return set()
    merged = PartyPair.objects.filter(organisation=case.organisation_id, state=PairState.MERGED)
    kept = merged.filter(other=sender).values_list("kept_id", flat=True).first() or sender.pk
    found = {sender.pk, kept, *merged.filter(kept=kept).values_list("other_id", flat=True)}
    parties = dict(case.parties.values_list("party_id", "name"))
    if found.isdisjoint(parties):
        found |= {party for party, name in parties.items() if fold(name) == fold(sender.name)}
    if found.isdisjoint(parties):
        found |= represented_by(case.organisation, case.pk, found)
    return found
