"""What the portal learns from the journal: whom to write a notice to."""

from __future__ import annotations

from collections.abc import Sequence

from salter.journal.models import Entry
from salter.journal.subscriptions import on_together
from salter.portal.alerts import actions
from salter.portal.models import AlertChoice


@on_together("case.registered", "case.from-state", "wait.begun", "act.signed", "delivery.arrived")
def make_alerts(entries: Sequence[Entry]) -> None:
    """Make the notices of entries. An office in which nobody wants any costs one look."""
    if entries and AlertChoice.objects.filter(organisation=entries[0].organisation).exists():
        for entry in entries:
            actions.make(entry)
