"""Reading clocks; the first argument is always the viewer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from salter.organisations.access import Viewer
from salter.registry import deadlines, queries
from salter.registry.clocks import rules
from salter.registry.models import Case, Deadline


def of_case(case: Case) -> list[Deadline]:
    """The clocks of a case that was found visible: running ones by their day, then those that ended, newest first."""
    rows = list(case.clocks.select_related("party").order_by("-id"))
    running = sorted((row for row in rows if not (row.met_on or row.ended_on)), key=lambda row: (row.due_on, row.pk))
    return running + [row for row in rows if row.met_on or row.ended_on]


def one(viewer: Viewer, case_id: UUID, deadline_id: UUID) -> Deadline:
    """A clock of a case that the viewer may see.

    Raises Case.DoesNotExist, Deadline.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    return case.clocks.select_related("case", "party").get(pk=deadline_id)


def adjusted_of(viewer: Viewer, case: Case) -> date | None:
    """The date of a case with all its extensions; None without one."""
    added = list(case.extensions.order_by("id").values_list("days", flat=True))
    if case.due_on is None or not added:
        return None
    return rules.adjusted(case.due_on, added, deadlines.calendar_of(viewer.organisation))
