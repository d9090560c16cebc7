"""What follows from the end of a wait for a statement."""

from __future__ import annotations

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.registry.models import PartyStatement, WaitEnd
from salter.registry.stating.actions import came


@on("wait.ended")
def statement_came(entry: Entry) -> None:
    """A supplement of who was called is its statement; a call whose time has passed was missed."""
    rows = PartyStatement.objects.select_for_update(of=("self",)).filter(wait=entry.subject_id)
    row = rows.select_related("party", "wait__submission").first()
    if row is None or row.wait is None:
        return
    if row.wait.submission or row.wait.end == WaitEnd.EXPIRED:
        came(Viewer(entry.organisation), row, row.wait.submission)
