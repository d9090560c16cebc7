"""Our own ruling or new decision on an appeal was signed: the appeal has ended."""

from __future__ import annotations

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.registry.appeals.actions import end, signed_on
from salter.registry.appeals.receiving import CLOCKS, end_clock
from salter.registry.models import Appeal, AppealOutcome, AppealState, Case


@on("act.signed")
def judged(entry: Entry) -> None:
    """What that act was drafted to bring has come."""
    found = Appeal.objects.filter(act=entry.subject_id, state=AppealState.RECEIVED, mistaken_on=None).first()
    if found is None:
        return
    case = Case.objects.select_for_update(of=("self",)).get(pk=found.case_id)  # the case first, as everywhere
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("party", "act", "service__act")
    row = rows.get(pk=found.pk)
    row.case = case
    viewer, day = Viewer(entry.organisation), signed_on(row)
    end(viewer, row, AppealOutcome(row.intended), day)
    end_clock(viewer, row, CLOCKS[row.kind], day)
