"""How a case goes from hand to hand within the office: who may confirm that it has come, and the signature in the book.

Below the actions of cases, which use it; nothing is asked of the database but the newest assignments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from salter.organisations.access import Viewer
from salter.organisations.acting import Actor, Allowed, find
from salter.organisations.models import Duty, Role, Staff
from salter.registry.models import Assignment, Case, Handover, HandoverEnd
from salter.registry.recusing.rules import is_recused, unless_recused

RECEIVERS = (Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


def received_by(case: Case) -> Allowed:
    """Who confirms the receipt of a case: its handler; of one without a handler, who handles or heads in its unit."""

    def allowed(actor: Actor) -> bool:
        if case.handler_id is not None:
            return actor.staff == case.handler_id
        return case.unit_id in actor.units and actor.has(*RECEIVERS)

    return unless_recused(case, allowed)


def receiver(viewer: Viewer, case: Case) -> Viewer | None:
    """The viewer in the capacity that may confirm the receipt, or None."""
    return None if is_recused(viewer, case) else find(viewer, Duty.HANDLE, received_by(case))


def takes_oneself(viewer: Viewer, staff: Staff | None) -> bool:
    """Whether somebody assigns to oneself: nothing is on its way then."""
    return staff is not None and viewer.staff is not None and staff.pk == viewer.staff.pk


def newest(viewer: Viewer, cases: Iterable[UUID]) -> dict[UUID, Assignment]:
    """The newest assignment of each case, in one query."""
    rows = Assignment.objects.filter(organisation=viewer.organisation, case_id__in=list(cases))
    rows = rows.select_related("unit", "staff", "by").order_by("case_id", "-id").distinct("case_id")
    return {row.case_id: row for row in rows}


def signed(viewer: Viewer, assignment: Assignment, end: HandoverEnd, at: datetime, reason: str = "") -> Handover:
    """The signature of the viewer beside an assignment; not saved."""
    return Handover(
        organisation=viewer.organisation,
        assignment=assignment,
        end=end,
        at=at,
        by=viewer.account,
        name=viewer.name,
        for_name=viewer.acting_for.name if viewer.acting_for else "",
        reason=reason[:300],
    )


def pass_on(viewer: Viewer, cases: Iterable[Case], at: datetime) -> None:
    """Who passes a case on that waits for a confirmation, and could give it, has received it: the book says so."""
    found = [(case, who) for case in cases if case.handed_over_at and (who := receiver(viewer, case))]
    if found:
        last = newest(viewer, [case.pk for case, _who in found])
        Handover.objects.bulk_create(
            signed(who, last[case.pk], HandoverEnd.CONFIRMED, at) for case, who in found if case.pk in last
        )
