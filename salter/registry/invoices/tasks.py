"""What invoices learn from the journal."""

from __future__ import annotations

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.registry.invoices.actions import KEY, read_invoice_again
from salter.registry.models import Door, Incoming


@on("incoming.retried")
def read_xml_again(entry: Entry) -> None:
    """A clerk wants an invoice to be read once more."""
    rows = Incoming.objects.filter(organisation=entry.organisation, pk=entry.subject_id, door=Door.SYSTEM)
    if row := rows.filter(source_key__startswith=KEY).first():
        read_invoice_again(Viewer(entry.organisation), incoming=row)
