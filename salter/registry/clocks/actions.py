"""Starting, meeting and dropping clocks; extending a legal deadline; noting that a case was begun ex officio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.calendars.law import Certainty
from salter.calendars.rules import Period, Unit, end_of_period
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.actions.intake import LONGEST_ON_THE_WAY
from salter.registry.clocks import queries, rules
from salter.registry.clocks.rules import KINDS, SPECIAL
from salter.registry.legal import queries as legal
from salter.registry.models import OPEN, Case, CaseParty, Clock, Deadline, Extension, Initiative, Whose

LONGEST = 365


@dataclass(frozen=True, slots=True)
class SpecialPeriod:
    """A period by a special law: for what, how long, by which article, and who has to do something."""

    what: str
    days: int
    article: str
    whose: Whose
    unit: Unit = Unit.DAYS


@transaction.atomic
def start(
    viewer: Viewer,
    *,
    case: Case,
    kind: Clock,
    on: date,
    party: CaseParty | None = None,
    special: SpecialPeriod | None = None,
) -> Deadline:
    """Start a clock from the day of an event, which is not counted.

    Raises NotAllowed, ValidationError (codes `on`, `what`, `days`, `article`).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")
    if (kind == Clock.SPECIAL) != (special is not None):
        raise ValidationError(_("Only a period by a special law brings its days itself."), code="days")
    if special:
        _check(special)
    return begin(viewer, case, kind, on, party=party, special=special)


def _check(special: SpecialPeriod) -> None:
    if not special.what.strip():
        raise ValidationError(_("Write what has to be done by the day."), code="what")
    if not 1 <= special.days <= LONGEST:
        raise ValidationError(_("Write a number of days from 1 to %(most)s.") % {"most": LONGEST}, code="days")
    if not rules.names_an_article(special.article):
        raise ValidationError(_("Write the law and its article, for example: Law on …, Art. 12."), code="article")


def begin(
    viewer: Viewer,
    case: Case,
    kind: Clock,
    on: date,
    *,
    party: CaseParty | None = None,
    special: SpecialPeriod | None = None,
    cause_id: UUID | None = None,
) -> Deadline:
    """The row of a clock, with its entry. Nothing is asked here: `start` asks, and so does what starts it by itself."""
    law = _by_law(viewer, kind) if special is None else _by_special_law(special)
    period = Period(law["days"], Unit(law["unit"]))
    row = Deadline.objects.create(
        organisation=viewer.organisation,
        case=case,
        kind=kind,
        party=party,
        from_on=on,
        due_on=end_of_period(on, period, deadlines.calendar_of(viewer.organisation)),
        cause_id=cause_id,
        started_at=clock.now(viewer.organisation),
        name=viewer.name,
        **law,
    )
    _record(viewer, "clock.started", row, {"kind": kind.value, "from": on.isoformat(), "due": row.due_on.isoformat()})
    return row


def _by_law(viewer: Viewer, kind: Clock) -> dict[str, Any]:
    known = KINDS[kind.value]
    days = rules.days_of(known, deadlines.settings_of(viewer.organisation))
    return {
        "whose": known.whose,
        "days": days,
        "unit": Unit.DAYS.value,
        "rule": known.rule.code,
        "article": known.rule.article[:200],
        "certainty": known.rule.certainty.value,
    }


def _by_special_law(special: SpecialPeriod) -> dict[str, Any]:
    return {
        "whose": special.whose.value,
        "what": special.what.strip()[:200],
        "days": special.days,
        "unit": special.unit.value,
        "rule": SPECIAL,
        "article": special.article.strip()[:200],
        "certainty": Certainty.SECONDARY.value,
    }


@transaction.atomic
def meet(viewer: Viewer, *, deadline: Deadline, on: date) -> Deadline:
    """What the clock was for was done on a day, in time or late.

    Raises NotAllowed, ValidationError (codes `on`, `ended`).
    """
    viewer = may_handle(viewer, deadline.case)
    row = _running(deadline)
    if not row.from_on <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the beginning of the period and today."), code="on")
    return met(viewer, row, on)


def met(viewer: Viewer, row: Deadline, on: date) -> Deadline:
    """Write that a clock was met."""
    row.met_on = on
    row.save(update_fields=["met_on"])
    _record(viewer, "clock.met", row, {"kind": row.kind, "on": on.isoformat(), "due": row.due_on.isoformat()})
    return row


@transaction.atomic
def drop(viewer: Viewer, *, deadline: Deadline, why: str) -> Deadline:
    """The clock no longer runs: it was started by mistake, or what it was for is gone.

    Raises NotAllowed, ValidationError (codes `why`, `ended`).
    """
    viewer = may_handle(viewer, deadline.case)
    why = why.strip()[:200]
    if not why:
        raise ValidationError(_("Write why the clock no longer runs."), code="why")
    return dropped(viewer, _running(deadline), why)


def dropped(viewer: Viewer, row: Deadline, why: str) -> Deadline:
    """Write that a clock no longer runs."""
    row.ended_on, row.end = clock.today(viewer.organisation), why[:200]
    row.save(update_fields=["ended_on", "end"])
    _record(viewer, "clock.dropped", row, {"kind": row.kind, "due": row.due_on.isoformat()}, {"why": why})
    return row


def _running(deadline: Deadline) -> Deadline:
    """The row, locked. Raises ValidationError (code `ended`)."""
    row = Deadline.objects.select_for_update(of=("self",)).select_related("case").get(pk=deadline.pk)
    if row.met_on or row.ended_on:
        raise ValidationError(_("This clock has ended already."), code="ended")
    return row


@transaction.atomic
def extend(viewer: Viewer, *, case: Case, days: int, law: str, article: str, reason: str) -> Extension:
    """Make the legal deadline of a case longer by a special law that is named with its article.

    The strict date stays: reminders and silence go by it. Raises NotAllowed, ValidationError (codes `due`, `days`,
    `law`, `article`, `reason`).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _may_extend(case, days, law, article, reason)
    row = Extension.objects.create(
        organisation=viewer.organisation,
        case=case,
        days=days,
        law=law.strip()[:200],
        article=article.strip()[:60],
        reason=reason.strip()[:300],
        at=clock.now(viewer.organisation),
        by=viewer.account,
        name=viewer.name,
    )
    before, case.adjusted_on = case.adjusted_on or case.due_on, queries.adjusted_of(viewer, case)
    case.version += 1
    case.save(update_fields=["adjusted_on", "version"])
    assert before is not None
    assert case.adjusted_on is not None
    body = {"days": days, "before": before.isoformat(), "after": case.adjusted_on.isoformat()}
    words = {"law": f"{row.law}, {row.article}"}
    record(viewer, "case.extended", subject=("case", case.pk), case_id=case.pk, body=body | words)
    return row


def _may_extend(case: Case, days: int, law: str, article: str, reason: str) -> None:
    """Raise ValidationError for what is missing."""
    if case.due_on is None or case.resolved_at:
        raise ValidationError(_("Only an undecided case with a legal deadline can be extended."), code="due")
    if not 1 <= days <= LONGEST:
        raise ValidationError(_("Write a number of days from 1 to %(most)s.") % {"most": LONGEST}, code="days")
    if not law.strip():
        raise ValidationError(_("Name the special law. The general law knows no extension."), code="law")
    if not rules.names_an_article(article):
        raise ValidationError(_("Write the article of the special law, for example: Art. 12(2)."), code="article")
    if not reason.strip():
        raise ValidationError(_("Write why the deadline is extended."), code="reason")


@transaction.atomic
def begin_ex_officio(viewer: Viewer, *, case: Case, initiative: Initiative, on: date) -> Case:
    """Note how a case was begun, and on which day where that was ex officio: its deadline runs from that day.

    The day lies at most a year before the receipt, as that of a postmark does. A deadline that did not come of the
    procedure stays. Against a party there is no silence. Raises NotAllowed, ValidationError (codes `on`, `status`).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    request = initiative == Initiative.REQUEST
    _may_begin(viewer, case, None if request else on)
    office = legal.as_counted(viewer.organisation, case)
    before, was = case.due_on, deadlines.of(office, case).due_on
    case.initiative, case.initiated_on = initiative, None if request else on
    found = deadlines.of(office, case)
    if before == was and found.due_on:
        case.due_on, case.sign_by = found.due_on, found.sign_by
        case.adjusted_on = queries.adjusted_of(viewer, case)
    case.version += 1
    case.save(update_fields=["initiative", "initiated_on", "due_on", "sign_by", "adjusted_on", "version"])
    body = {
        "initiative": initiative.value,
        "on": "" if request else on.isoformat(),
        "due": case.due_on.isoformat() if case.due_on else "",
    }
    record(viewer, "case.initiated", subject=("case", case.pk), case_id=case.pk, body=body)
    return case


def _may_begin(viewer: Viewer, case: Case, on: date | None) -> None:
    """Raise ValidationError for what cannot be noted so."""
    if case.status not in OPEN:
        raise ValidationError(_("How a case was begun is noted only while it is undecided."), code="status")
    if on is None:
        return
    if on > clock.today(viewer.organisation):
        raise ValidationError(_("The day on which the case was begun is not in the future."), code="on")
    if on < timezone.localdate(case.received_at) - LONGEST_ON_THE_WAY:
        raise ValidationError(_("The case was begun at most a year before it was received; check the day."), code="on")


def _record(
    viewer: Viewer, verb: str, row: Deadline, body: dict[str, Any], personal: dict[str, Any] | None = None
) -> None:
    record(viewer, verb, subject=("deadline", row.pk), case_id=row.case_id, body=body, personal=personal)
