"""Withdrawing a request and taking that back; the procedure is stopped by the decision that is signed, not before."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import wording
from salter.registry.actions.acts import draft_act, withdraw_act
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.models import (
    OPEN,
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseParty,
    Initiative,
    Outcome,
    Submission,
    Withdrawal,
)
from salter.registry.withdrawing import queries


@transaction.atomic
def withdraw_request(
    viewer: Viewer,
    *,
    case: Case,
    party: CaseParty,
    on: date,
    whole: bool,
    note: str,
    submission: Submission | None = None,
) -> Withdrawal:
    """Note that a party withdraws its request. When nobody asks any more, the decision to discontinue is drafted.

    Signing that decision takes the case to *discontinued*. Raises NotAllowed, and ValidationError with codes
    `initiative`, `known`, `note`, `on`, `party`, `status`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _check(viewer, case, party, on, note)
    row = Withdrawal.objects.create(
        organisation=viewer.organisation,
        case=case,
        party=party,
        on=on,
        whole=whole,
        note=note.strip()[:300],
        submission=submission,
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    if whole:
        _record(viewer, "request.withdrawn", row, {"party": party.name, "note": row.note}, on=on.isoformat())
    else:
        _record(viewer, "request.narrowed", row, {"party": party.name, "note": row.note}, on=on.isoformat())
    if whole and not queries.still_ask(case):
        row.act = _drafted(viewer, case)
        row.save(update_fields=["act"])
    return row


def _check(viewer: Viewer, case: Case, party: CaseParty, on: date, note: str) -> None:
    """Raise ValidationError for what cannot be withdrawn so."""
    if case.status not in OPEN:
        raise ValidationError(_("Only the request of an undecided case is withdrawn."), code="status")
    if case.initiative not in (None, "", Initiative.REQUEST):
        raise ValidationError(
            _("This case was begun ex officio, so there is no request to withdraw."), code="initiative"
        )
    asking = {row.pk for row in queries.applicants(case)}
    if party.pk not in asking:
        raise ValidationError(_("Choose a party whose request it is."), code="party")
    if party.pk not in {row.pk for row in queries.still_ask(case)}:
        raise ValidationError(_("This party has withdrawn its request already."), code="known")
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")
    if not note.strip():
        raise ValidationError(_("Write how the party said so, and what it withdraws."), code="note")


def _drafted(viewer: Viewer, case: Case) -> Act:
    """The decision to discontinue; one that is being drafted already is not drafted twice."""
    if found := queries.drafted(case):
        return found
    parties = list(case.parties.select_related("party").order_by("id"))
    written = wording.content(ActKind.DECISION, viewer.organisation, case, parties)
    said = [(row.party.name, row.on) for row in queries.of_case(case) if row.whole and not row.taken_back_on]
    return draft_act(
        viewer,
        case=case,
        kind=ActKind.DECISION,
        title=wording.DISCONTINUED_TITLE,
        content={**written, **wording.discontinued(case, said)},
        outcome=Outcome.DISCONTINUED.value,
    )


@transaction.atomic
def take_back(viewer: Viewer, *, withdrawal: Withdrawal, why: str) -> Withdrawal:
    """The party asks again: a draft of the decision to discontinue is given up with it.

    Raises NotAllowed, and ValidationError with codes `act` (the decision waits for others), `known`, `status`, `why`.
    """
    viewer = may_handle(viewer, withdrawal.case)
    case = lock_open(withdrawal.case)
    row = Withdrawal.objects.select_for_update(of=("self",)).select_related("party").get(pk=withdrawal.pk)
    if row.taken_back_on:
        raise ValidationError(_("This was taken back already."), code="known")
    if case.status not in OPEN:
        raise ValidationError(_("The case is decided; a withdrawal is not taken back any more."), code="status")
    if not why.strip():
        raise ValidationError(_("Write when and how the party took it back."), code="why")
    drafted = queries.drafted(case)
    if drafted and row.whole and drafted.status in (ActStatus.SUBMITTED, ActStatus.APPROVED):
        raise ValidationError(
            _("The decision to discontinue waits for approval or signature. Have it returned first."), code="act"
        )
    if drafted and row.whole:
        withdraw_act(viewer, act=drafted)
    row.taken_back_on, row.taken_back_why = clock.today(viewer.organisation), why.strip()[:300]
    row.save(update_fields=["taken_back_on", "taken_back_why"])
    _record(viewer, "request.asked-again", row, {"party": row.party.name, "why": row.taken_back_why})
    return row


def _record(viewer: Viewer, verb: str, row: Withdrawal, personal: dict[str, str], **body: str) -> None:
    record(viewer, verb, subject=("withdrawal", row.pk), case_id=row.case_id, body={**body}, personal=personal)
