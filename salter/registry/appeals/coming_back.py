"""A case comes back from the second instance: its closing is undone, work goes on, with a new date to decide."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from salter.calendars import deadlines as law_days
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines, rules
from salter.registry.clocks.actions import begin
from salter.registry.closing.actions import holding
from salter.registry.models import OPEN, Appeal, Case, Clock, Extent
from salter.registry.moving import move
from salter.registry.rules import Status


def reopen_returned(viewer: Viewer, case: Case, row: Appeal, on: date) -> None:
    """What the second instance returned is open work again, by whoever enters that; the case is locked."""
    why = _("annulled and returned: %(body)s, no. %(number)s") % {"body": row.to_body, "number": row.reference}
    if case.closed_at:
        _unclosed(viewer, case, why)
    rest = case.status in OPEN and _partial(row)  # for what was not decided the deadline runs as it did
    if case.status in rules.DECIDED:
        move(viewer, case, to=Status.IN_PROGRESS, rule=rules.RETURNED, reason=why)
    clock_row = begin(viewer, case, Clock.RETURNED, on, cause_id=row.pk)
    due = min(case.due_on, clock_row.due_on) if rest and case.due_on else clock_row.due_on
    before, case.due_on = case.due_on, due
    calendar = deadlines.calendar_of(viewer.organisation)
    signing = law_days.sign_by(due, deadlines.expected_days(viewer.organisation), calendar)
    case.sign_by, case.adjusted_on, case.version = max(signing, on), None, case.version + 1
    case.save(update_fields=["due_on", "sign_by", "adjusted_on", "version"])
    body = {"before": before.isoformat() if before else "", "after": due.isoformat()}
    record(viewer, "case.returned", subject=("case", case.pk), case_id=case.pk, body=body)


def _partial(row: Appeal) -> bool:
    return row.service is not None and row.service.act.extent == Extent.PARTIAL


def _unclosed(viewer: Viewer, case: Case, why: str) -> None:
    """The closing stays in its history; the case is open again."""
    closing = holding(viewer, case)
    closing.opened_at, closing.opened_by, closing.opened_name = (
        clock.now(viewer.organisation), viewer.account, viewer.name,
    )  # fmt: skip
    closing.opened_rule, closing.opened_reason = rules.RETURNED.code, why[:300]
    closing.save(update_fields=["opened_at", "opened_by", "opened_name", "opened_rule", "opened_reason"])
    case.closed_at = case.retention = case.retention_open = None
    case.disposition = ""
    case.version += 1
    case.save(update_fields=["closed_at", "retention", "retention_open", "disposition", "version"])
