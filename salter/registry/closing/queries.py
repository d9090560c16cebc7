"""Reading closings; the first argument is always the viewer, except of a case that was found visible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from salter.organisations.access import Viewer, require
from salter.registry import queries, rules
from salter.registry.actions.closing import UNFINISHED, least_of
from salter.registry.appeals.fates import out_of_force
from salter.registry.closing.actions import SETTLES
from salter.registry.hearing.queries import convened_in
from salter.registry.models import UNSETTLED, Act, Case, CaseStatus, Closing, Remedy, RetentionRule, Service
from salter.registry.relating.queries import undecided

PAGE = queries.PAGE
MANY = queries.MANY


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps a case from being closed: acts that have not gone out, no decision, cases that it leads, a hearing."""

    acts: list[Act]
    undecided: bool
    joined: int = 0
    hearing: bool = False

    def __bool__(self) -> bool:
        return bool(self.acts) or self.undecided or bool(self.joined) or self.hearing


def missing(case: Case) -> Missing:
    """What keeps a visible case from being closed, all of it at once."""
    acts = case.acts.filter(status__in=UNFINISHED).defer("content").order_by("sub_number", "id")
    return Missing(list(acts), case.status not in rules.DECIDED, undecided(case), convened_in(case))


def not_final(case: Case, today: date) -> list[Service]:
    """For which party which act is not final yet: closing may wait for that, and need not.

    What an appeal put out of force never becomes final, and who has died or left waits for nothing.
    """
    rows = Service.objects.filter(act__case=case, case_party__left_on=None, case_party__died_on=None)
    rows = rows.exclude(remedy=Remedy.NONE).exclude(act__in=out_of_force(case)).exclude(final_on__lte=today)
    return list(rows.select_related("act", "case_party").order_by("act__sub_number", "case_party_id"))


def usual(viewer: Viewer, case: Case, schedule: Iterable[RetentionRule]) -> RetentionRule | None:
    """The retention that is offered: as the case was kept before, as the last of its procedure, or the only fit."""
    known = {rule.pk: rule for rule in schedule}
    mark = least_of(viewer, case.class_code)

    def offered(retention_id: UUID | None) -> RetentionRule | None:
        rule = known.get(retention_id) if retention_id else None
        too_short = rule and mark and rules.kept_too_short(rule.years, mark.minimum_years, mark.kept_permanently)
        return None if too_short else rule

    rows = Closing.objects.filter(organisation=viewer.organisation, retention__isnull=False).order_by("-id")
    before = rows.filter(case=case).values_list("retention_id", flat=True).first()
    if before is None and case.procedure_id:
        alike = rows.filter(class_code=case.class_code, case__procedure=case.procedure_id)
        before = alike.values_list("retention_id", flat=True).first()
    fits = [rule for rule in known.values() if rule.class_code and case.class_code.startswith(rule.class_code)]
    closest = [rule for rule in fits if len(rule.class_code) == max(len(one.class_code) for one in fits)]
    return offered(before) or (offered(closest[0].pk) if len(closest) == 1 else None)


def history(case: Case) -> list[Closing]:
    """The closings of a visible case, newest first: one query."""
    return list(case.closings.select_related("retention").order_by("-id"))


def kept_until(case: Case) -> tuple[date, str] | None:
    """The last day that somebody has set in the place of the computed one, with the reason."""
    found = case.closings.filter(opened_at=None, kept_until__isnull=False).first()
    return (found.kept_until, found.kept_reason) if found and found.kept_until else None


def unsettled(viewer: Viewer, after: UUID | None = None) -> tuple[list[Closing], UUID | None]:
    """A page of closed cases whose retention is to be determined, oldest first, and the mark of the next page."""
    rows = _unsettled(viewer).select_related("case__unit").order_by("id")
    found = list((rows.filter(id__gt=after) if after else rows)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def count_unsettled(viewer: Viewer) -> int:
    """How many wait for who settles them, counted up to MANY; nobody else is told."""
    return _unsettled(viewer)[:MANY].count() if viewer.has(*SETTLES) else 0


def _unsettled(viewer: Viewer) -> QuerySet[Closing]:
    require(viewer, *SETTLES)
    seen = Case.objects.visible_to(viewer).exclude(status=CaseStatus.ARCHIVED)
    return Closing.objects.filter(UNSETTLED, organisation=viewer.organisation, case__in=seen)
