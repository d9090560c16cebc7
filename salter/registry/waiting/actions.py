"""Beginning and ending what a case waits for. A case is interrupted by a wait and by nothing else."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.models import OPEN, Act, Case, CaseParty, CaseStatus, Submission, Wait, WaitEnd, WaitKind
from salter.registry.moving import move
from salter.registry.rules import Status
from salter.registry.waiting import queries, rules
from salter.registry.waiting.rules import OF_A_PARTY


@transaction.atomic
def begin_wait(
    viewer: Viewer,
    *,
    case: Case,
    kind: WaitKind,
    party: CaseParty | None = None,
    until: date | None = None,
    note: str,
) -> Wait:
    """Note what a case waits for; where the law says so, the procedure rests until it has come.

    Raises NotAllowed, and ValidationError with codes `status`, `party`, `until`, `note`, `kind` (it waits already).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _check(viewer, case, kind, party, until, note)
    return _begin(viewer, case, kind, party=party, until=until, note=note.strip())


def _check(viewer: Viewer, case: Case, kind: WaitKind, party: CaseParty | None, until: date | None, note: str) -> None:
    """Raise ValidationError for what cannot be waited for so."""
    if case.status not in (CaseStatus.IN_PROGRESS, CaseStatus.INTERRUPTED):
        raise ValidationError(_("Only a case that is in progress waits for something."), code="status")
    if party and party.case_id != case.pk:
        raise ValidationError(_("Choose a party of this case."), code="party")
    if kind in OF_A_PARTY and party is None and case.parties.exists():
        raise ValidationError(_("Choose the party that is asked."), code="party")
    if until and until < clock.today(viewer.organisation):
        raise ValidationError(_("This day has passed. Choose a later one, or none."), code="until")
    if not note.strip():
        raise ValidationError(_("Write what is awaited, and on what ground."), code="note")
    if case.waits.filter(kind=kind, party=party, ended_at=None).exists():
        raise ValidationError(_("The case waits for this already."), code="kind")


def wait_for_correction(viewer: Viewer, *, case: Case, act: Act) -> Wait:
    """A locked case waits for the party to whom the signed request to correct is addressed.

    Raises ValidationError (code `status`) when the case is decided.
    """
    if case.status not in OPEN:
        raise ValidationError(_("Only a case that is in progress waits for something."), code="status")
    addressee = next((row for row in case.parties.order_by("id") if row.is_in), None)  # as on the letter
    return _begin(viewer, case, WaitKind.CORRECTION, party=addressee, act=act, at=act.signed_at)


def _begin(
    viewer: Viewer,
    case: Case,
    kind: WaitKind,
    *,
    party: CaseParty | None,
    until: date | None = None,
    note: str = "",
    act: Act | None = None,
    at: datetime | None = None,
) -> Wait:
    wait = Wait.objects.create(
        organisation=viewer.organisation,
        case=case,
        party=party,
        kind=kind,
        interrupts=rules.interrupts(kind, deadlines.settings_of(viewer.organisation)),
        since=clock.today(viewer.organisation),
        until=until,
        note=note[:300],
        act=act,
    )
    if wait.interrupts and case.status != CaseStatus.INTERRUPTED:
        move(viewer, case, to=Status.INTERRUPTED, rule=rules.interrupting(kind), act=act, reason=note, at=at)
    record(
        viewer,
        "wait.begun",
        subject=("wait", wait.pk),
        case_id=case.pk,
        body={"waits_for": wait.kind, "interrupts": wait.interrupts, "act": act.sub_number if act else None},
        personal={"party": party.name if party else "", "note": wait.note},
    )
    return wait


@transaction.atomic
def end_wait(viewer: Viewer, *, wait: Wait, end: WaitEnd, note: str = "") -> Wait:
    """Note how a wait ended; the case goes on when no other one interrupts it.

    Raises NotAllowed, and ValidationError (codes `wait-over`, `note`).
    """
    case = Case.objects.get(pk=wait.case_id)
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    wait = Wait.objects.select_related("party").get(pk=wait.pk)
    if wait.ended_at:
        raise ValidationError(_("The case waits for this no longer."), code="wait-over")
    if end != WaitEnd.ANSWERED and not note.strip():
        raise ValidationError(_("Write why the case waits no longer."), code="note")
    _end(viewer, wait, end, note.strip())
    _go_on(viewer, case, wait, note.strip())
    return wait


def _end(viewer: Viewer, wait: Wait, end: WaitEnd, note: str, submission: Submission | None = None) -> None:
    wait.ended_at, wait.end, wait.submission = clock.now(viewer.organisation), end, submission
    wait.save(update_fields=["ended_at", "end", "submission"])
    record(
        viewer,
        "wait.ended",
        subject=("wait", wait.pk),
        case_id=wait.case_id,
        body={"waits_for": wait.kind, "end": wait.end},
        personal={"party": wait.party.name if wait.party else "", "note": note},
    )


def _go_on(viewer: Viewer, case: Case, last: Wait, reason: str = "") -> bool:
    """Resume an interrupted case that no wait interrupts any more; gives whether it did."""
    if case.status != CaseStatus.INTERRUPTED or case.waits.filter(interrupts=True, ended_at=None).exists():
        return False
    came = last.end == WaitEnd.ANSWERED
    move(viewer, case, to=Status.IN_PROGRESS, rule=rules.resuming(last.kind) if came else None, reason=reason)
    return True


def no_longer_asked(viewer: Viewer, *, case: Case, party: CaseParty, why: str) -> None:
    """Nothing is awaited any more of who was no party of the locked case."""
    waits = list(case.waits.filter(ended_at=None, party=party).select_related("party").order_by("id"))
    for wait in waits:
        _end(viewer, wait, WaitEnd.WITHDRAWN, why)
    if waits:
        _go_on(viewer, case, waits[-1], why)


def supplemented(viewer: Viewer, *, case: Case, submission: Submission) -> bool:
    """A supplement ends what its sender was asked for, and nothing else; gives whether the locked case goes on."""
    waits = list(case.waits.filter(ended_at=None, kind__in=OF_A_PARTY).select_related("party").order_by("id"))
    if not waits:
        return False
    senders = queries.senders(case, submission.sender)
    ended = [wait for wait in waits if rules.answers(wait.party.party_id if wait.party else None, senders)]
    for wait in ended:
        _end(viewer, wait, WaitEnd.ANSWERED, "", submission)
    return bool(ended) and _go_on(viewer, case, ended[-1])
