"""What who answers for the office has to see; the viewer comes first, permission is inside."""

from __future__ import annotations

from dataclasses import dataclass

from salter.calendars import law
from salter.calendars.law import Rule
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role, Staff
from salter.registry import desk
from salter.registry.desk import Narrow
from salter.registry.models import UNFINISHED, Case
from salter.registry.seeing import sentences

HEADS = (Role.HEAD_OF_ADMINISTRATION,)
UNLAWFUL = Narrow("all", due="week", by_due=True)
CONCERNS: tuple[tuple[str, Narrow, Rule | None], ...] = (
    ("unlawful", UNLAWFUL, law.DECIDE_STRICT),
    ("silence", Narrow("all", sentences.SILENCE, by_due=True), law.APPEAL_SILENCE),
    ("clock", Narrow("all", sentences.CLOCK, by_due=True), None),
    ("unsigned", Narrow("all", "signature", by_due=True), None),
    ("undelivered", Narrow("all", sentences.UNDELIVERED, by_due=True), law.DECIDE_ISSUED),
    ("away", Narrow(sentences.AWAY, by_due=True), None),
    ("waiting", Narrow(sentences.WAITING, by_due=True), None),
)
"""What a head asks about, as a sentence of the list, with the rule that it hangs on; most urgent first."""


@dataclass(frozen=True, slots=True)
class Concern:
    """How many cases a sentence has, counted by the statement that its list is read by."""

    code: str
    narrow: Narrow
    rule: Rule | None
    count: int


def concerns(viewer: Viewer) -> list[Concern]:
    """All of them, also those without a case. Raises NotAllowed."""
    require(viewer, *HEADS)
    counts = desk.counts(viewer, [narrow for _code, narrow, _rule in CONCERNS])
    return [Concern(code, narrow, rule, count) for (code, narrow, rule), count in zip(CONCERNS, counts, strict=True)]


def unlawful(viewer: Viewer, most: int) -> list[Case]:
    """The first cases that become unlawful within a week, by their day, with unit and handler. Raises NotAllowed."""
    require(viewer, *HEADS)
    return list(desk.cases(viewer, UNLAWFUL)[:most])


def people_away(viewer: Viewer) -> list[Staff]:
    """Who has open work, is not here, and has no deputy who is. Raises NotAllowed."""
    require(viewer, *HEADS)
    people = {person.pk: person for person in sentences.without_deputy(viewer)}
    held = Case.objects.filter(UNFINISHED, organisation=viewer.organisation, handler__in=people)
    held_by = set(held.order_by().values_list("handler", flat=True).distinct())
    return [person for pk, person in people.items() if pk in held_by]
