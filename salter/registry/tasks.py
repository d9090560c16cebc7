"""What the registry learns from the rooms below."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from salter.journal import actions as journal
from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.registry import deadlines
from salter.registry.models import Act, ActKind, CaseParty


@on("delivery.opened")
def learn_delivery(entry: Entry) -> None:
    """The case learns the day of delivery of that party; where the channel starts deadlines, the appeal period runs."""
    act = Act.objects.filter(pk=UUID(entry.body["subject"]), kind=ActKind.DECISION).first()
    if act is None:
        return
    day = date.fromisoformat(entry.body["delivered_on"])
    parties = CaseParty.objects.filter(case=act.case_id, party_id=UUID(entry.body["recipient"]))
    if not entry.body["starts_deadlines"]:
        parties.update(delivered_on=day, appeal_until=None, final_on=None)
        return
    appeal_until, final_on = deadlines.appeal_period(entry.organisation, day)
    parties.update(delivered_on=day, appeal_until=appeal_until, final_on=final_on)
    journal.record(
        Viewer(entry.organisation),
        "party.served",
        subject=("case", act.case_id),
        case_id=act.case_id,
        body={
            "recipient": entry.body["recipient"],
            "delivered_on": day.isoformat(),
            "appeal_until": appeal_until.isoformat(),
        },
    )
