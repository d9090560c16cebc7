"""Drafts, their approval and signature."""

from __future__ import annotations

from salter.registry import actions
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Outcome,
)
from salter.training import words
from salter.training.deeds.base import deed
from salter.training.offices.world import World


def act_at(world: World, case: str, *states: ActStatus, kind: str = "") -> Act:
    """The newest act of a case that is in one of these states, of a kind if one is given, else the newest: trainees
    may have begun others."""
    rows = world.case(case).acts.filter(status__in=states).order_by("sub_number")
    found = (rows.filter(kind=kind) if kind else rows).last()
    return found or world.act(case)


@deed
def draft(world: World, *, outcome: str = "granted", case: str = "case", by: str = "", **text: str) -> None:
    """A decision is drafted; `text` replaces lawful parts of it."""
    found = world.case(case)
    title, content = words.decision(found, Outcome(outcome))
    actions.draft_act(
        world.worker(case, by), case=found, kind=ActKind.DECISION, title=title, content=content | text, outcome=outcome
    )


@deed
def letter(world: World, *, kind: str = "request-to-correct", case: str = "case", by: str = "") -> None:
    """A request to correct, or a notice, is drafted."""
    found = world.case(case)
    title, content = words.letter(found, ActKind(kind))
    actions.draft_act(world.worker(case, by), case=found, kind=ActKind(kind), title=title, content=content)


@deed
def submit(world: World, *, case: str = "case", by: str = "", kind: str = "") -> None:
    """The draft is handed in for approval."""
    actions.submit_act(world.worker(case, by), act=act_at(world, case, ActStatus.DRAFT, kind=kind))


@deed
def withdraw_draft(world: World, *, case: str = "case", by: str = "") -> None:
    """The newest draft is given up."""
    actions.withdraw_act(world.worker(case, by), act=act_at(world, case, ActStatus.DRAFT))


@deed
def approve(world: World, *, case: str = "case", by: str = "nacelnik") -> None:
    """The draft is approved."""
    actions.approve_act(world.viewer(by), act=act_at(world, case, ActStatus.SUBMITTED))


@deed
def send_back(world: World, *, note: str, case: str = "case", by: str = "nacelnik", kind: str = "") -> None:
    """The draft is returned with a comment."""
    found = act_at(world, case, ActStatus.SUBMITTED, ActStatus.APPROVED, kind=kind)
    actions.return_act(world.viewer(by), act=found, note=note)


@deed
def revise(world: World, *, case: str = "case", by: str = "", outcome: str = "", kind: str = "", **text: str) -> None:
    """The draft is changed."""
    act = act_at(world, case, ActStatus.DRAFT, kind=kind)
    actions.revise_act(
        world.worker(case, by),
        act=act,
        title=act.title,
        content={**act.content, **text},
        outcome=outcome or act.outcome,
    )


@deed
def sign(world: World, *, case: str = "case", by: str = "potpis") -> None:
    """The act is signed, sealed and time-stamped."""
    actions.sign_act(world.viewer(by), act=act_at(world, case, ActStatus.APPROVED))
