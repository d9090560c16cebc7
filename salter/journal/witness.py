"""Installations witness each other: heads go from one to the other as files, and a fork is told (decision 012)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from salter.journal import heads, merkle
from salter.journal.head_format import hashes
from salter.journal.heads import Comparison
from salter.journal.models import Witnessed
from salter.organisations import clock


class Outcome(StrEnum):
    """What a head means for what we know."""

    SAME = "same"
    GROWN = "grown"
    OLDER = "older"
    FORK = "fork"
    FIRST = "first"
    NEEDS_PROOF = "needs-proof"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome, the size that was known, and whether the head is of our own log."""

    outcome: Outcome
    known: int
    own: bool


@transaction.atomic
def witness(exported: Mapping[str, Any]) -> Finding:
    """Take in a head (the JSON of `salter log head`, already verified), or compare one of our own with our log.

    A head of another installation is kept when it is the first, or when it is proved to continue the newest one that we
    have. One that contradicts it is kept as a fork. Raises NotAHead.
    """
    compared = heads.compare(exported)
    head = exported["tree_head"]
    if compared != Comparison.OTHER:
        return Finding(Outcome(compared.value), head["size"], own=True)
    known = newest(UUID(head["log"]))
    if known is None:
        _keep(head, fork=False)
        return Finding(Outcome.FIRST, 0, own=False)
    outcome = _judge(exported, known)
    if outcome in (Outcome.GROWN, Outcome.FORK):
        _keep(head, fork=outcome == Outcome.FORK)
    return Finding(outcome, known.size, own=False)


def newest(origin: UUID) -> Witnessed | None:
    """The newest head of a log that continues all before it."""
    return Witnessed.objects.filter(origin=origin, fork=False).order_by("-size").first()


def forks() -> list[Witnessed]:
    """Heads that contradict what their log had shown us before."""
    return list(Witnessed.objects.filter(fork=True).order_by("seen_at"))


def _judge(exported: Mapping[str, Any], known: Witnessed) -> Outcome:
    head = exported["tree_head"]
    if head["size"] == known.size:
        return Outcome.SAME if head["root"] == known.root else Outcome.FORK
    if head["size"] < known.size:
        return _judge_older(head)
    for step in exported["consistency"]:
        if step["first"] == known.size:
            old, new = bytes.fromhex(known.root), bytes.fromhex(head["root"])
            holds = merkle.verify_consistency(known.size, head["size"], old, new, hashes(step["proof"]))
            return Outcome.GROWN if holds else Outcome.FORK
    return Outcome.NEEDS_PROOF


def _judge_older(head: Mapping[str, Any]) -> Outcome:
    """An earlier head than the newest that we know: only one of the same size can contradict it here."""
    kept = Witnessed.objects.filter(origin=head["log"], size=head["size"], fork=False).first()
    return Outcome.FORK if kept and kept.root != head["root"] else Outcome.OLDER


def _keep(head: Mapping[str, Any], *, fork: bool) -> None:
    Witnessed.objects.get_or_create(
        origin=head["log"],
        size=head["size"],
        root=head["root"],
        defaults={"head": dict(head), "seen_at": clock.real_now(), "fork": fork},
    )
