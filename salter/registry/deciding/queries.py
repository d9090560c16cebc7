"""Reading which decisions of a case stand."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from salter.registry.deciding import rules
from salter.registry.models import Act, ActKind, ActStatus, Appeal, AppealOutcome, Case

SIGNED = (ActStatus.SIGNED, ActStatus.DISPATCHED)
OUT = (AppealOutcome.RETURNED, AppealOutcome.GRANTED, AppealOutcome.ANNULLED, AppealOutcome.CHANGED)


def standing(case: Case) -> list[Act]:
    """The decisions of a case that stand beside each other, oldest first: two queries."""
    signed = case.acts.filter(kind=ActKind.DECISION, status__in=SIGNED).order_by("signed_at", "sub_number")
    return still_standing(case, signed.select_related("case"))


def still_standing(case: Case, signed: Iterable[Act]) -> list[Act]:
    """Those of the signed decisions of a case that no appeal put out of force: one query."""
    gone = out_of_force(case)
    return rules.in_force(act for act in signed if act.pk not in gone)


def out_of_force(case: Case) -> set[UUID]:
    """The acts of a case that an appeal has put out of force."""
    rows = Appeal.objects.filter(case=case, outcome__in=OUT, mistaken_on=None, service__isnull=False)
    return set(rows.values_list("service__act", flat=True))


def replaced_by(act: Act) -> set[UUID]:
    """The act in whose place this one was drafted, because the body grants the appeal against it."""
    rows = Appeal.objects.filter(act=act, mistaken_on=None, service__isnull=False)
    return set(rows.values_list("service__act", flat=True))


def undecided_parts(case: Case, acts: Iterable[Act]) -> list[Act]:
    """The partial decisions that stand in an open case, whose rest is to be decided; one query at most."""
    signed = [act for act in acts if act.kind == ActKind.DECISION and act.status in SIGNED]
    if not any(act.extent == rules.PARTIAL for act in signed):
        return []
    return [act for act in still_standing(case, signed) if act.extent == rules.PARTIAL]
