"""Clocks that begin and end by themselves: a request to correct was handed over, the party has answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from salter.calendars.deadlines import submitted_on
from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.organisations.merging import kept_for
from salter.registry import deadlines
from salter.registry.clocks.actions import begin, met
from salter.registry.models import RUNNING, Act, ActKind, CaseParty, Clock, Deadline, Submission, Wait
from salter.registry.parties.letters import people
from salter.registry.parties.services import reached
from salter.registry.waiting.queries import senders


@on("delivery.opened", "delivery.deemed")
def correction_runs(entry: Entry) -> None:
    """The period to correct runs from its day for who was asked, where the channel starts deadlines."""
    act = Act.objects.filter(pk=UUID(entry.body["subject"]), kind=ActKind.REQUEST_TO_CORRECT).first()
    if act is None or not entry.body["starts_deadlines"]:
        return
    viewer, day = Viewer(entry.organisation), date.fromisoformat(entry.body["delivered_on"])
    party = _asked(act, entry.subject_id, UUID(entry.body["recipient"])) if entry.subject_id else None
    if party and not Deadline.objects.filter(cause_id=act.pk, party=party).exists():
        begin(viewer, act.case, Clock.CORRECTION, day, party=party, cause_id=act.pk)


def _asked(act: Act, delivery_id: UUID, recipient: UUID) -> CaseParty | None:
    """Whom the case waits for, when the letter was for that party, whoever received it in its place; where nobody knows
    who was asked, whoever the letter was for."""
    parts = reached(act, delivery_id, recipient)
    asked = (
        CaseParty.objects.filter(pk__in=Wait.objects.filter(act=act).values("party")).select_related("party").first()
    )
    if asked is None:
        return parts[0] if parts else None
    who = people([asked, *parts], kept_for([part.party for part in (asked, *parts)]))
    return asked if who[asked.pk] in {who[part.pk] for part in parts} else None


@on("case.supplemented")
def correction_came(entry: Entry) -> None:
    """What the sender was to correct has come: the clock is met on the day that counts as the day of submission."""
    assert entry.case_id is not None
    found = Submission.objects.filter(case_id=entry.case_id, submission_number=entry.body["submission"])
    submission = found.select_related("case", "sender").first()
    if submission is None:
        return
    posted = submission.receptions.values_list("posted_on", flat=True).first()
    settings = deadlines.settings_of(entry.organisation)
    day = submitted_on(timezone.localdate(submission.received_at), posted, settings)
    who = senders(submission.case, submission.sender)
    rows = Deadline.objects.select_for_update(of=("self",)).filter(
        RUNNING, case_id=entry.case_id, kind=Clock.CORRECTION, party__party_id__in=who, from_on__lte=day
    )
    for row in rows.order_by("id"):
        met(Viewer(entry.organisation), row, day)
