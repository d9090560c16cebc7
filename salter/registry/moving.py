"""The one way by which a case gets another status: by allowed steps, each written with its ground.

The table of steps is `rules.STEPS`; the database holds the same pairs and lets no other change through
(migrations/0031_moves.py), whoever writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from salter.calendars.law import Certainty, Rule, cited
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import rules
from salter.registry.models import Act, Case, CaseMove, CaseStatus, WaitEnd
from salter.registry.rules import Status


class NoWait(Exception):
    """A case is interrupted by what it waits for: begin a wait."""


def move(
    viewer: Viewer,
    case: Case,
    *,
    to: Status,
    rule: Rule | None = None,
    act: Act | None = None,
    reason: str = "",
    outcome: str = "",
    at: datetime | None = None,
) -> Case:
    """Take a locked case to a status by allowed steps only, each written with its ground.

    `rule` is a closer ground than that of the step. A decided case gets its outcome and the moment; reopened, it loses
    both. What a case waited for ends where it goes on. The journal is written by the deed that moves. Raises
    ValidationError (codes `status`, `case-closed`), and NoWait for an interruption without one (`waiting.actions`
    begins them).
    """
    way = rules.path(case.status, to)
    if not way:
        raise ValidationError(
            _("The case cannot go from “%(before)s” to “%(after)s”.")
            % {"before": CaseStatus(case.status).label, "after": CaseStatus(to.value).label},
            code="status",
        )
    if case.closed_at and to is not Status.ARCHIVED:
        raise ValidationError(
            _("Case %(number)s is closed. Open it again first.") % {"number": case.number}, code="case-closed"
        )
    if to is Status.INTERRUPTED and not case.waits.filter(interrupts=True, ended_at=None).exists():
        raise NoWait(case.pk)
    at = at or clock.now(viewer.organisation)
    for one in way:
        last = one is way[-1]
        _note(viewer, case, one, at, rule if last else None, act, reason if last else "")
        _take(case, one.after, outcome, at)
        if one.before is Status.INTERRUPTED or one.after in rules.DECIDED:
            leave_waits(case, at, all_of_them=one.after in rules.DECIDED)
    return case


def begin_work(viewer: Viewer, cases: Sequence[Case], *, at: datetime) -> None:
    """Take locked formed cases on to “in progress”, as `move` does with one, in two statements however many they are.

    The journal is written by the deed. Raises ValidationError (code `status`) for a case in another status.
    """
    one = rules.step(Status.FORMED, Status.IN_PROGRESS)
    assert one is not None
    if any(case.status != CaseStatus.FORMED for case in cases):
        raise ValidationError(_("Only a formed case begins to be in progress."), code="status")
    CaseMove.objects.bulk_create([_written(viewer, case, one, at, one.ground) for case in cases])
    rows = Case.objects.filter(organisation=viewer.organisation, pk__in=[case.pk for case in cases])
    rows.update(status=CaseStatus.IN_PROGRESS, version=F("version") + 1)


def leave_waits(case: Case, at: datetime, *, all_of_them: bool = True) -> None:
    """What the case waited for is over: it went on without it. A case that is only resumed still waits for the rest."""
    waits = case.waits.filter(ended_at=None)
    (waits if all_of_them else waits.filter(interrupts=True)).update(ended_at=at, end=WaitEnd.OVER)


def _note(
    viewer: Viewer, case: Case, one: rules.Step, at: datetime, rule: Rule | None, act: Act | None, reason: str
) -> None:
    _written(viewer, case, one, at, rule or one.ground, act, reason).save(force_insert=True)


def _written(
    viewer: Viewer, case: Case, one: rules.Step, at: datetime, rule: Rule, act: Act | None = None, reason: str = ""
) -> CaseMove:
    return CaseMove(
        organisation=viewer.organisation,
        case=case,
        before=one.before.value,
        after=one.after.value,
        rule=rule.code,
        act=act,
        at=at,
        by=viewer.account,
        name=viewer.name,
        reason=reason[:300],
    )


def _take(case: Case, status: Status, outcome: str, at: datetime) -> None:
    """One step in the row, so that the database sees allowed pairs only."""
    if status in rules.DECIDED:
        case.outcome, case.resolved_at = outcome or rules.OUTCOME_OF.get(status, ""), at
    elif case.status in rules.DECIDED and status is Status.IN_PROGRESS:
        case.outcome, case.resolved_at = "", None
    case.status = CaseStatus(status.value)
    case.version += 1
    case.save(update_fields=["status", "outcome", "resolved_at", "version"])


@dataclass(frozen=True, slots=True)
class Told:
    """A step of a case in plain words: its ground, the place in the law where one is known, and whether it was read."""

    move: CaseMove
    ground: str
    article: str
    verified: bool


def history(case: Case, language: str) -> list[Told]:
    """How a case came to its status, newest first: one query."""
    rows = case.moves.select_related("act").defer("act__content").order_by("-id")
    return [_told(row, rules.ground(row.rule), language) for row in rows]


def _told(row: CaseMove, rule: Rule | None, language: str) -> Told:
    if rule is None:  # a ground that a later release no longer knows
        return Told(row, row.rule, "", verified=False)
    article = cited(rule.article, language)
    known = article if language == "en" or article != rule.article else ""
    ground = rule.text_en if language == "en" else rule.text_sr
    return Told(row, ground, known, rule.certainty is Certainty.VERIFIED)
