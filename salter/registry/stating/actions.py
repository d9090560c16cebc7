"""Calling a party to state before a decision, noting what it said, or why it was not called."""

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
from salter.registry.actions.acts import draft_act
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.models import (
    OPEN,
    ActKind,
    Attachment,
    Case,
    CaseParty,
    PartyStatement,
    StatementManner,
    StatementState,
    Submission,
    WaitEnd,
    WaitKind,
)
from salter.registry.stating import papers
from salter.registry.waiting.actions import begin_wait, end_wait

POSITION = 1000
"""Behind whatever came with the submission that a paper of the office stands after."""


@transaction.atomic
def call_statement(viewer: Viewer, *, case: Case, party: CaseParty, about: str, until: date) -> PartyStatement:
    """Call a party to state on something until a day: the letter is drafted, and the case waits without a rest.

    The length of the period is not known of the law, so the official sets the day. Raises NotAllowed, and
    ValidationError with codes `about`, `until`, `party`, `status`, `kind` (it is called already).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _of_case(case, party)
    if not about.strip():
        raise ValidationError(
            _("Write on what the party is called to state: the facts that speak against it."), code="about"
        )
    note = about.strip().splitlines()[0]
    wait = begin_wait(viewer, case=case, kind=WaitKind.STATEMENT, party=party, until=until, note=note)
    case.refresh_from_db()
    content = {"text": wording.call_to_state(case, party, about.strip(), until)}
    act = draft_act(viewer, case=case, kind=ActKind.NOTICE, title=wording.CALL_TO_STATE, content=content)
    row = _noted(viewer, case, party, StatementState.CALLED)
    row.about, row.called_on, row.until = about.strip(), clock.today(viewer.organisation), until
    row.wait, row.act = wait, act
    row.save()
    _record(viewer, "statement.called", row, {"party": party.name}, until=until.isoformat(), act=act.sub_number)
    return row


@transaction.atomic
def note_statement(
    viewer: Viewer,
    *,
    case: Case,
    party: CaseParty,
    on: date,
    said: str,
    manner: StatementManner,
    called: PartyStatement | None = None,
) -> PartyStatement:
    """Note what a party stated, called or not; of an oral statement the record is made, to be read and signed.

    Raises NotAllowed, and ValidationError with codes `said`, `on`, `party`, `state`, `status`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _of_case(case, party)
    if case.status not in OPEN:
        raise ValidationError(_("The case is decided; a statement comes before the decision."), code="status")
    if not said.strip():
        raise ValidationError(_("Write what the party said."), code="said")
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")
    row = _called(called) if called else _noted(viewer, case, party, StatementState.GIVEN)
    row.case, row.party = case, party
    row.state, row.given_on, row.said, row.manner = StatementState.GIVEN, on, said.strip(), manner
    if manner == StatementManner.ORAL:
        row.document = papers.record_of(viewer, row)
        Attachment.objects.create(
            organisation=viewer.organisation, case=case, document=row.document, position=POSITION, label=papers.RECORD
        )
    row.save()
    if row.wait and not row.wait.ended_at:
        end_wait(viewer, wait=row.wait, end=WaitEnd.ANSWERED)
    _record(viewer, "statement.given", row, {"party": party.name}, on=on.isoformat(), manner=str(row.manner))
    return row


def _called(called: PartyStatement) -> PartyStatement:
    """The row, locked. Raises ValidationError (code `state`)."""
    row = PartyStatement.objects.select_for_update(of=("self",)).select_related("wait").get(pk=called.pk)
    if row.state not in (StatementState.CALLED, StatementState.MISSED):
        raise ValidationError(_("What this party stated is noted already."), code="state")
    return row


@transaction.atomic
def leave_out(viewer: Viewer, *, case: Case, party: CaseParty, why: str) -> PartyStatement:
    """Say why a party is not called to state before the decision.

    Raises NotAllowed, and ValidationError with codes `why`, `party`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _of_case(case, party)
    if not why.strip():
        raise ValidationError(_("Write why the party is not called, with the rule that allows it."), code="why")
    row = _noted(viewer, case, party, StatementState.LEFT_OUT)
    row.why = why.strip()[:300]
    row.save()
    _record(viewer, "statement.left-out", row, {"party": party.name, "why": row.why})
    return row


def came(viewer: Viewer, row: PartyStatement, submission: Submission | None) -> None:
    """The wait of a call was ended by a supplement of the party, or by hand because nothing came."""
    if row.state != StatementState.CALLED:
        return
    if submission is None:
        row.state = StatementState.MISSED
        row.save(update_fields=["state"])
        until = row.until.isoformat() if row.until else ""
        _record(viewer, "statement.missed", row, {"party": row.party.name}, until=until)
        return
    row.state, row.manner, row.submission = StatementState.GIVEN, StatementManner.WRITTEN, submission
    row.given_on = timezone.localdate(submission.received_at)
    row.save(update_fields=["state", "manner", "submission", "given_on"])
    on, manner = row.given_on.isoformat(), str(row.manner)
    _record(viewer, "statement.given", row, {"party": row.party.name}, on=on, manner=manner)


def _of_case(case: Case, party: CaseParty) -> None:
    if party.case_id != case.pk:
        raise ValidationError(_("Choose a party of this case."), code="party")


def _noted(viewer: Viewer, case: Case, party: CaseParty, state: StatementState) -> PartyStatement:
    return PartyStatement(
        organisation=viewer.organisation,
        case=case,
        party=party,
        state=state,
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
    )


def _record(viewer: Viewer, verb: str, row: PartyStatement, personal: dict[str, str], **body: str | int) -> None:
    record(viewer, verb, subject=("statement", row.pk), case_id=row.case_id, body={**body}, personal=personal)
