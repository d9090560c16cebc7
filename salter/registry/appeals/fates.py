"""What appeals make of an act, for one party of it: read where the dates of a party are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from salter.organisations.models import Organisation
from salter.registry import deadlines
from salter.registry.appeals.rules import FATES, fate
from salter.registry.models import Appeal, AppealOutcome, Case, Service
from salter.registry.parties.rules import Fate


@dataclass(frozen=True, slots=True)
class Became:
    """The fate of an act for a party, when the party was told, and how long it may go to court against that."""

    fate: Fate = Fate.OPEN
    told_on: date | None = None
    court_days: int | None = None
    disputed: bool = False


def fate_of(organisation: Organisation, service: Service) -> Became:
    """One query. An act that an appeal put out of force is so for everybody; all else is of the party's own appeal."""
    rows = list(Appeal.objects.filter(service__act=service.act_id, mistaken_on=None))
    if any(fate(row.outcome) is Fate.GONE for row in rows):
        return Became(Fate.GONE)
    own = next((row for row in rows if row.service_id == service.pk), None)
    if own is None or not own.outcome:
        return Became()
    if own.outcome == AppealOutcome.WITHDRAWN:
        return Became(Fate.KEPT, own.ended_on)
    if own.act_id:
        return Became(Fate.KEPT, _bound_by(own, service))
    court = deadlines.settings_of(organisation).court_days
    return Became(Fate.KEPT, own.told_on, court, own.disputed_on is not None)


def _bound_by(appeal: Appeal, service: Service) -> date | None:
    """From when our own ruling on the appeal is final for its party."""
    row = Service.objects.filter(act=appeal.act_id, case_party=service.case_party_id).first()
    return row.final_on if row else None


def appealed_and_judged_by(service: Service) -> list[Service]:
    """The rows of this party whose appeal the act of `service` judges."""
    rows = Appeal.objects.filter(
        act=service.act_id, mistaken_on=None, service__case_party=service.case_party_id
    ).exclude(service=service)
    return [row.service for row in rows.select_related("service") if row.service]


def out_of_force(case: Case) -> QuerySet[Appeal, object]:
    """The acts of a case that an appeal put out of force: they never become final."""
    outcomes = [outcome for outcome, became in FATES.items() if became is Fate.GONE]
    rows = Appeal.objects.filter(case=case, outcome__in=outcomes, mistaken_on=None, service__isnull=False)
    return rows.values_list("service__act", flat=True)


def replaced(case: Case) -> QuerySet[Appeal, object]:
    """The acts of a case in whose place the body decides anew, because an appeal was granted or the case returned:
    nothing of them is notified any more."""
    outcomes = (AppealOutcome.RETURNED, AppealOutcome.GRANTED)
    rows = Appeal.objects.filter(case=case, outcome__in=outcomes, mistaken_on=None, service__isnull=False)
    return rows.values_list("service__act", flat=True)
