"""Reading corrections of errors."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from salter.registry.models import Act, ActStatus, Case, Rectification

SIGNED = (ActStatus.SIGNED, ActStatus.DISPATCHED)


def by_ruling(act: Act) -> Rectification | None:
    """What a ruling corrects; None for any other act."""
    return act.corrects.select_related("act__case").first()


def of_act(act: Act) -> list[Rectification]:
    """What corrects an act or is drafted to, oldest first: one query."""
    rows = act.corrections.exclude(ruling__status=ActStatus.WITHDRAWN)
    return list(rows.select_related("ruling", "note").defer("ruling__content", "note__text").order_by("id"))


def for_parties(case: Case, parties: Collection[UUID]) -> list[Rectification]:
    """The signed corrections of acts that have reached one of these parties: one query."""
    rows = Rectification.objects.filter(
        organisation=case.organisation_id,
        act__case=case,
        act__services__case_party__party__in=parties,
        act__services__served_on__isnull=False,
        ruling__status__in=SIGNED,
    )
    return list(rows.select_related("act", "ruling").defer("act__content", "ruling__content").distinct().order_by("id"))
