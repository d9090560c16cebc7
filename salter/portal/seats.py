"""Whose eyes somebody looks at a case with: a party's own, or those of a party that one stands for today.

Standing in never shows more than the party itself may see: the case is asked of `visible_to` with the parties' keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from salter.organisations.access import Viewer
from salter.registry import queries as registry
from salter.registry.models import Case, CaseParty
from salter.registry.parties import standing

SHOWN_CASES = 20


@dataclass(frozen=True, slots=True)
class Seat:
    """A case, the viewer with the keys of those for whom it is open, and the parts that the viewer stands for."""

    case: Case
    viewer: Viewer
    own: frozenset[UUID]
    stands_for: Sequence[CaseParty] = ()

    @property
    def names(self) -> str:
        """For whom the viewer looks, where that is not oneself."""
        return ", ".join(part.name for part in self.stands_for)

    @property
    def parts(self) -> frozenset[UUID]:
        """The parties whose dates are shown: the own ones, else those that the viewer stands for."""
        return self.own or frozenset(part.party_id for part in self.stands_for)


def _with_keys(viewer: Viewer, parts: Sequence[CaseParty]) -> Viewer:
    return replace(viewer, party_ids=viewer.party_ids | {part.party_id for part in parts})


def seat(viewer: Viewer, case_id: UUID) -> Seat:
    """The seat of the viewer in a case.

    Raises Case.DoesNotExist for who is neither a party of it nor stands for one today.
    """
    parts = standing.parts_of(viewer, [case_id])
    keyed = _with_keys(viewer, parts)
    case = registry.case(keyed, case_id)
    if not keyed.party_ids & set(case.party_ids):
        raise Case.DoesNotExist
    return Seat(case, keyed, viewer.party_ids & set(case.party_ids), parts)


def seats(viewer: Viewer, before: UUID | None = None) -> list[Seat]:
    """A page of the cases of the viewer and of those that the viewer stands for, newest first, and one more."""
    if not viewer.party_ids:
        return []
    most = SHOWN_CASES + 1
    found = {case.pk: case for case in registry.cases(viewer, before=before).select_related("procedure")[:most]}
    parts: dict[UUID, list[CaseParty]] = defaultdict(list)
    if represented := standing.cases_of(viewer, before=before, most=most):
        for part in standing.parts_of(viewer, represented):
            parts[part.case_id].append(part)
        keyed = _with_keys(viewer, [part for each in parts.values() for part in each])
        rows = registry.cases(keyed, before=before).select_related("procedure").filter(pk__in=list(parts))
        found |= {case.pk: case for case in rows[:most]}
    newest = sorted(found.values(), key=lambda case: case.pk, reverse=True)[:most]
    return [
        Seat(case, _with_keys(viewer, parts[case.pk]), viewer.party_ids & set(case.party_ids), parts[case.pk])
        for case in newest
    ]
