"""Deadlines, closing, and the clock."""

from __future__ import annotations

from salter.registry import actions
from salter.registry.clocks import actions as clock_deeds
from salter.registry.closing import actions as closing
from salter.registry.closing.rules import GROUNDS
from salter.registry.models import (
    CaseStatus,
    RetentionRule,
)
from salter.training.deeds.base import deed
from salter.training.offices import clocks
from salter.training.offices.world import World


@deed
def close(
    world: World, *, case: str = "case", by: str = "", class_code: str = "", years: int = 0, sent_to: str = ""
) -> None:
    """The case is closed with its class mark and a retention; `years` chooses another than the longest."""
    found = world.case(case)
    code = class_code or found.class_code
    rules = RetentionRule.objects.filter(organisation=world.organisation, class_code=code[:1], years__isnull=False)
    chosen = rules.filter(years=years) if years else rules
    retention = chosen.order_by("-years", "id").first()
    actions.close_case(world.worker(case, by), case=found, class_code=code, retention=retention, sent_to=sent_to)


@deed
def reopen(world: World, *, ground: str, reason: str, case: str = "case", by: str = "sef-pisarnice") -> None:
    """A closed case is opened again."""
    closing.reopen(world.viewer(by), case=world.case(case), ground=GROUNDS[ground], reason=reason)


@deed
def status(world: World, *, to: str, reason: str, outcome: str = "", case: str = "case", by: str = "") -> None:
    """The status is changed by hand."""
    actions.change_status(
        world.worker(case, by), case=world.case(case), status=CaseStatus(to), reason=reason, outcome=outcome
    )


@deed
def extend(
    world: World, *, law: str, article: str, reason: str, days: int = 30, case: str = "case", by: str = ""
) -> None:
    """The legal deadline is made longer by a law that is named."""
    clock_deeds.extend(
        world.worker(case, by), case=world.case(case), days=days, law=law, article=article, reason=reason
    )


@deed
def days_pass(world: World, *, days: int) -> None:
    """The clock of the office moves on, and what the clock does happens."""
    clocks.move(world, days=days)
