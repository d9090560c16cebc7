"""What the registry learns from the rooms below."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.registry.models import Act, Way
from salter.registry.parties import services


@on("delivery.opened", "delivery.deemed")
def learn_delivery(entry: Entry) -> None:
    """The act reached the parties that the consignment was for, or counts as served: `serve` says what follows."""
    act = Act.objects.select_related("case").filter(pk=UUID(entry.body["subject"])).first()
    if act is None or entry.subject_id is None:
        return
    for party in services.reached(act, entry.subject_id, UUID(entry.body["recipient"])):
        services.serve(
            Viewer(entry.organisation),
            act=act,
            case_party=party,
            on=date.fromisoformat(entry.body["delivered_on"]),
            way=Way(entry.body.get("way", Way.HANDED)),
            starts_deadlines=entry.body["starts_deadlines"],
            ground=entry.body.get("ground", ""),
            delivery_id=entry.subject_id,
        )
