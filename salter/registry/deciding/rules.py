"""The kinds of decisions as data, and what several of them say together: pure rules.

An interim decision is not among them: what is known of the law here does not name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from salter.calendars import law
from salter.calendars.deadlines import LegalSettings
from salter.calendars.law import Rule
from salter.registry import rules
from salter.registry.rules import Outcome

WHOLE, PARTIAL, SUPPLEMENTARY, GUARANTEE = "", "partial", "supplementary", "guarantee"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of decision: its ground, what a draft begins with, what it makes of the case, and what it needs.

    `leaves_open`: the case stays open and its deadline runs on. `needs_decision`: something is decided already.
    `needs_open`: nothing that decides the whole is signed.
    `setting` is the legal setting by which an office does not make it.
    """

    code: str
    rule: Rule
    title: str
    opening: str = ""
    reasoning: str = ""
    leaves_open: bool = False
    needs_decision: bool = False
    needs_open: bool = False
    setting: str = ""


KINDS = {
    WHOLE: Kind(WHOLE, rules.DECIDE, "Решење"),
    PARTIAL: Kind(
        PARTIAL, law.DECISION_PARTIAL, "Делимично решење",
        opening="Одлучује се о делу захтева, и то: [[о ком делу]]\n",
        reasoning="О овом делу захтева може се одлучити одвојено од осталог, јер [[разлог]].\n",
        leaves_open=True, needs_open=True, setting="partial_decisions",
    ),
    SUPPLEMENTARY: Kind(
        SUPPLEMENTARY, law.DECISION_SUPPLEMENTARY, "Допунско решење",
        opening="Допуњује се {act}, тако да се одлучује и о следећем: [[о чему]]\n",
        reasoning="Тим актом није одлучено о свему о чему се у поступку решавало: [[о чему није]].\n",
        needs_decision=True, setting="supplementary_decisions",
    ),
    GUARANTEE: Kind(
        GUARANTEE, law.GUARANTEE, "Гарантни акт",
        opening="Орган се обавезује да на одговарајући захтев странке донесе акт следеће садржине: [[садржина]]\n",
        reasoning="Гарантни акт предвиђа посебан закон: [[закон и члан]].\n",
        needs_open=True, setting="guarantee_acts",
    ),
}  # fmt: skip


def of(extent: str) -> Kind:
    """The kind of a decision."""
    return KINDS[extent]


def made_here(extent: str, settings: LegalSettings) -> bool:
    """Whether the office makes decisions of that kind at all."""
    setting = KINDS[extent].setting
    return not setting or bool(getattr(settings, setting))


class Decided(Protocol):
    """What is asked of a signed decision."""

    @property
    def extent(self) -> str: ...


D = TypeVar("D", bound=Decided)


def in_force(signed: Iterable[D]) -> list[D]:
    """Those of the signed decisions that stand beside each other, oldest first.

    A decision in the whole is made anew in the place of the one before it and of what supplements that; partial ones
    stay, for it decides the rest of them.
    """
    found: list[D] = []
    for one in signed:
        if one.extent == WHOLE:
            found = [before for before in found if before.extent == PARTIAL]
        found.append(one)
    return found


def together(outcomes: Sequence[str]) -> str:
    """How a case is decided by several decisions: as they all say, else in part where one of them grants anything."""
    said = list(dict.fromkeys(one for one in outcomes if one))
    if len(said) <= 1:
        return said[0] if said else ""
    if {Outcome.GRANTED, Outcome.PARTLY_GRANTED} & set(said):
        return Outcome.PARTLY_GRANTED.value
    return Outcome.REFUSED.value if Outcome.REFUSED in said else said[-1]
