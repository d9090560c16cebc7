"""The row of what a party filed, its clock, and the summary that books and the report read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.clocks.actions import begin, dropped, met
from salter.registry.models import (
    RUNNING,
    ActStatus,
    Appeal,
    AppealKind,
    AppealState,
    Case,
    CaseParty,
    Clock,
    Deadline,
    Filed,
    Remedies,
    Service,
    Submission,
)

CLOCKS = {
    AppealKind.APPEAL.value: Clock.FORWARD,
    AppealKind.SILENCE.value: Clock.FORWARD,
    AppealKind.OBJECTION.value: Clock.OBJECTION,
}
"""What the body has to do with each kind by a day of its own."""


@dataclass(frozen=True, slots=True)
class Filing:
    """How and when something was filed; `filed_by` is empty where the party itself did."""

    received_on: date
    how: Filed = Filed.OTHER
    posted_on: date | None = None
    filed_by: str = ""
    submission: Submission | None = None


def keep_received(viewer: Viewer, case: Case, service: Service, filing: Filing) -> Appeal:
    """The row of an appeal or an objection against an act, judged by the last day of its own party."""
    assert service.appealed_on
    row = new_row(viewer, case, AppealKind(service.remedy), service.case_party, filing)
    row.service, row.filed_on, row.last_on = service, service.appealed_on, service.until
    return save_received(viewer, row)


def new_row(viewer: Viewer, case: Case, kind: AppealKind, party: CaseParty, filing: Filing) -> Appeal:
    """A row that is not saved yet. Raises ValidationError (code `submission`)."""
    if filing.submission and filing.submission.case_id != case.pk:
        raise ValidationError(_("Choose a paper of this case."), code="submission")
    return Appeal(
        organisation=viewer.organisation,
        case=case,
        kind=kind,
        party=party,
        submission=filing.submission,
        filed_by=filing.filed_by.strip()[:200],
        how=filing.how,
        received_on=filing.received_on,
        filed_on=filing.received_on,
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
    )


def save_received(viewer: Viewer, row: Appeal) -> Appeal:
    """Keep the row; the clock of what the body has to do with it runs from the day of receipt."""
    row.save(force_insert=True)
    begin(viewer, row.case, CLOCKS[row.kind], row.received_on, cause_id=row.pk)
    summarise(row.case)
    return row


def take_back_received(viewer: Viewer, case: Case, service: Service, why: str) -> None:
    """What was entered of this party was a mistake. Raises ValidationError (code `gone-on`)."""
    row = Appeal.objects.filter(service=service, mistaken_on=None).select_related("act", "case").first()
    if row:
        mistaken(viewer, row, why)


def mistaken(viewer: Viewer, row: Appeal, why: str) -> None:
    """The row stays and counts no more. Raises ValidationError (code `gone-on`)."""
    if row.state != AppealState.RECEIVED or judged_here(row):
        raise ValidationError(
            _("The appeal has gone on from here, or an act on it is drafted; it is not taken back any more."),
            code="gone-on",
        )
    row.mistaken_on, row.mistake = clock.today(viewer.organisation), why.strip()[:300]
    row.save(update_fields=["mistaken_on", "mistake"])
    end_clock(viewer, row, CLOCKS[row.kind], None, why)
    summarise(row.case)


def judged_here(row: Appeal) -> bool:
    """Whether an act of ours on it is on the way or signed."""
    return row.act is not None and row.act.status != ActStatus.WITHDRAWN


def end_clock(viewer: Viewer, row: Appeal, kind: Clock, on: date | None, why: str = "") -> None:
    """What a clock of the appeal was for is done on a day, or gone."""
    running = Deadline.objects.select_for_update(of=("self",)).filter(RUNNING, cause_id=row.pk, kind=kind)
    for one in running:
        if on is None:
            dropped(viewer, one, why)
        else:
            met(viewer, one, on)


def summarise(case: Case) -> None:
    """Write what the register of administrative cases says of appeals, by the newest. Nothing else writes it."""
    row = Appeal.objects.filter(case=case, mistaken_on=None).order_by("-received_on", "-id").first()
    said = {
        "appealed_on": row.received_on if row else None,
        "forwarded_on": row.forwarded_on if row else None,
        "appeal_outcome": row.outcome if row else "",
    }
    found: UUID | None = Remedies.objects.filter(case=case).values_list("pk", flat=True).first()
    if found:
        Remedies.objects.filter(pk=found).update(**said)
    elif row:
        Remedies.objects.create(organisation_id=case.organisation_id, case=case, **said)
