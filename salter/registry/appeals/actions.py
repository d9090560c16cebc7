"""What is done with an appeal: received, dismissed, granted, forwarded, decided, withdrawn, as its state allows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.calendars.deadlines import silence_appeal_window
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines, rules, wording
from salter.registry.actions.acts import draft_act
from salter.registry.actions.cases import lock, lock_open, may_handle
from salter.registry.appeals import papers
from salter.registry.appeals.coming_back import reopen_returned
from salter.registry.appeals.receiving import (
    CLOCKS,
    Filing,
    end_clock,
    judged_here,
    mistaken,
    new_row,
    save_received,
    summarise,
)
from salter.registry.appeals.rules import Deed, deeds, filed_on, may_be_late
from salter.registry.clocks.actions import begin
from salter.registry.deciding.rules import of as kind_of
from salter.registry.models import (
    OPEN,
    ActKind,
    Appeal,
    AppealKind,
    AppealOutcome,
    AppealState,
    Attachment,
    Case,
    CaseParty,
    Clock,
    DismissalGround,
    Service,
)
from salter.registry.moving import move
from salter.registry.parties.actions import may_enter, note_appeal
from salter.registry.parties.services import apply, refresh
from salter.registry.rules import Status

POSITION = 1000
SECOND_INSTANCE = (
    AppealOutcome.REJECTED,
    AppealOutcome.DISMISSED,
    AppealOutcome.ANNULLED,
    AppealOutcome.CHANGED,
    AppealOutcome.RETURNED,
)
"""How the second instance decides."""


@transaction.atomic
def receive(viewer: Viewer, *, service: Service, filing: Filing) -> Appeal:
    """A party filed its appeal or objection against an act that was served on it; in time by its own last day alone.

    Raises NotAllowed, and ValidationError with codes `received`, `posted`, and those of `note_appeal`.
    """
    on = _day_of(viewer, filing)
    service = note_appeal(viewer, service=service, on=on, filing=filing)
    return service.appeals.select_related("case", "party", "act").get(mistaken_on=None)


def _day_of(viewer: Viewer, filing: Filing) -> date:
    """The day that counts as that of filing. Raises ValidationError for days that cannot be."""
    if filing.received_on > clock.today(viewer.organisation):
        raise ValidationError(_("The day of receipt is not in the future."), code="received")
    if filing.posted_on and filing.posted_on > filing.received_on:
        raise ValidationError(_("It was posted on or before the day of receipt."), code="posted")
    settings = deadlines.settings_of(viewer.organisation)
    return filed_on(filing.received_on, filing.posted_on, filing.how, settings)


@transaction.atomic
def receive_other(viewer: Viewer, *, case: Case, party: CaseParty, filing: Filing, against: str = "") -> Appeal:
    """A party appeals because nothing was decided; or (`against`) against an act that is not kept here.

    Silence is judged by the strict date of the case. Raises NotAllowed, and ValidationError with codes `received`,
    `posted`, `party`, `submission`, `status` (a decision is issued), `silence` (there is no date, or the case was begun
    against the party), `known`.
    """
    viewer = may_enter(viewer, case)
    case = lock(case)
    on = _day_of(viewer, filing)
    if party.case_id != case.pk:
        raise ValidationError(_("Choose a party of this case."), code="party")
    kind = AppealKind.APPEAL if against.strip() else AppealKind.SILENCE
    live = Appeal.objects.filter(case=case, party=party, kind=kind, service=None, mistaken_on=None)
    if live.exclude(state=AppealState.ENDED).exists():
        raise ValidationError(_("Such an appeal of this party is entered already."), code="known")
    row = new_row(viewer, case, kind, party, filing)
    row.filed_on, row.against = on, against.strip()[:200]
    if kind is AppealKind.SILENCE:
        row.first_on, row.last_on = _silence(viewer, case)
    save_received(viewer, row)
    if row.against:
        _record(viewer, "appeal.received", row, {"party": party.name, "against": row.against}, on=on.isoformat())
    else:
        _record(viewer, "appeal.silence", row, {"party": party.name}, on=on.isoformat())
    return row


def _silence(viewer: Viewer, case: Case) -> tuple[date, date]:
    """From when until when the party may appeal for silence (APPEAL_SILENCE). Raises ValidationError."""
    if case.status not in OPEN and not case.unnotified_since:
        raise ValidationError(_("A decision is issued: the appeal is against it, not for silence."), code="status")
    if case.due_on is None or case.initiative == "against":
        raise ValidationError(_("There is no silence in this case: it has no date by which to decide."), code="silence")
    office = viewer.organisation
    return silence_appeal_window(case.due_on, deadlines.settings_of(office), deadlines.calendar_of(office))


@transaction.atomic
def dismiss(viewer: Viewer, *, appeal: Appeal, ground: DismissalGround, why: str = "") -> Appeal:
    """Draft the ruling by which the body itself dismisses an appeal (APPEAL_DISMISSED); signed, it ends the appeal.

    Raises NotAllowed, and ValidationError with codes `deed`, `ground`, `case-closed`.
    """
    viewer, case, row = _locked(viewer, appeal, Deed.DISMISS, handles=True)
    if not may_be_late(ground, row.in_time):
        raise ValidationError(_("By the days of its party the appeal came in time; it is not late."), code="ground")
    return _ruled(viewer, case, row, AppealOutcome.DISMISSED, papers.ruling(viewer, row, ground, why))


@transaction.atomic
def refuse(viewer: Viewer, *, appeal: Appeal, why: str) -> Appeal:
    """Draft the ruling by which the body refuses an objection. Raises NotAllowed, ValidationError (`deed`, `why`)."""
    viewer, case, row = _locked(viewer, appeal, Deed.REFUSE, handles=True)
    if not why.strip():
        raise ValidationError(_("Write why the objection is refused."), code="why")
    return _ruled(viewer, case, row, AppealOutcome.REJECTED, papers.ruling(viewer, row, None, why))


def _ruled(viewer: Viewer, case: Case, row: Appeal, outcome: AppealOutcome, content: dict[str, str]) -> Appeal:
    what = papers.WHAT[AppealKind(row.kind)][0]
    title = f"Закључак: {'одбијен' if outcome == AppealOutcome.REJECTED else 'одбацивање,'} {what}"
    row.act = draft_act(viewer, case=case, kind=ActKind.CONCLUSION, title=title, content=content)
    row.intended = outcome
    row.save(update_fields=["act", "intended"])
    _record(viewer, "appeal.ruling", row, {"party": _party(row)}, filed=row.kind, sub_number=row.act.sub_number)
    return row


@transaction.atomic
def grant(viewer: Viewer, *, appeal: Appeal, why: str) -> Appeal:
    """The body itself grants it: the case goes on, and a new decision is drafted in the place of the one attacked.

    Signed, that decision ends the appeal. Raises NotAllowed, and ValidationError with codes `deed`, `why`,
    `case-closed`, `status`.
    """
    viewer, case, row = _locked(viewer, appeal, Deed.GRANT, handles=True)
    if not why.strip():
        raise ValidationError(_("Write why it is granted."), code="why")
    case = lock_open(case)
    if case.status in rules.DECIDED:
        move(viewer, case, to=Status.IN_PROGRESS, rule=rules.GRANTED_HERE, reason=why.strip())
    row.case = case
    extent = row.service.act.extent if row.service else ""
    row.act = draft_act(
        viewer,
        case=case,
        kind=ActKind.DECISION,
        title=f"{kind_of(extent).title}: {case.subject}"[:300],
        content=_anew(viewer, row, why),
        extent=extent,
        rest=row.service.act.rest if row.service else "",
    )
    row.intended = AppealOutcome.GRANTED
    row.save(update_fields=["act", "intended"])
    _record(viewer, "appeal.granting", row, {"party": _party(row), "why": why.strip()[:300]}, filed=row.kind)
    return row


def _anew(viewer: Viewer, row: Appeal, why: str) -> dict[str, str]:
    parties = list(row.case.parties.select_related("party").order_by("id"))
    written = wording.content(ActKind.DECISION, viewer.organisation, row.case, parties)
    gone = f"Замењује се {papers.named(viewer, row.service.act)}.\n" if row.service else ""
    return {**written, "disposition": gone, "reasoning": why.strip()}


@transaction.atomic
def forward(viewer: Viewer, *, appeal: Appeal, to_body: str, opinion: str, on: date) -> Appeal:
    """The appeal went to the second instance with the file and our opinion; the letter becomes a paper of the case.

    Our clock is met, that of the second instance runs. Raises NotAllowed, and ValidationError with codes `deed`,
    `body`, `opinion`, `on`.
    """
    viewer, case, row = _locked(viewer, appeal, Deed.FORWARD, handles=True)
    if not to_body.strip():
        raise ValidationError(_("Write which body decides on the appeal."), code="body")
    if not opinion.strip():
        raise ValidationError(_("Write our opinion on the appeal."), code="opinion")
    _between(viewer, row.received_on, on)
    row.state, row.forwarded_on = AppealState.FORWARDED, on
    row.to_body, row.opinion = to_body.strip()[:200], opinion.strip()
    row.letter = papers.forwarding(viewer, row)
    row.save()
    Attachment.objects.create(
        organisation=viewer.organisation, case=case, document=row.letter, position=POSITION, label=papers.FORWARDING
    )
    end_clock(viewer, row, Clock.FORWARD, on)
    begin(viewer, case, Clock.SECOND_INSTANCE, on, cause_id=row.pk)
    to, day = row.to_body, on.isoformat()
    _record(viewer, "appeal.forwarded", row, {"party": _party(row)}, filed=row.kind, on=day, to_body=to)
    summarise(case)
    return row


@transaction.atomic
def decided(
    viewer: Viewer,
    *,
    appeal: Appeal,
    outcome: AppealOutcome,
    on: date,
    reference: str,
    told_on: date | None = None,
    note: str = "",
) -> Appeal:
    """The second instance decided, and we received that on a day. Annulled and returned, the case goes on with a new
    date to decide and a clock of its own (APPEAL_RETURNED).

    Raises NotAllowed, and ValidationError with codes `deed`, `outcome`, `on`, `reference`, `told`.
    """
    viewer, case, row = _locked(viewer, appeal, Deed.OUTCOME)
    if outcome not in SECOND_INSTANCE:
        raise ValidationError(_("Choose how the second instance decided."), code="outcome")
    if not reference.strip():
        raise ValidationError(_("Write the number of its decision."), code="reference")
    assert row.forwarded_on
    _between(viewer, row.forwarded_on, on)
    _told_in_time(viewer, row, told_on)
    row.reference, row.told_on, row.note = reference.strip()[:100], told_on, note.strip()[:300]
    end(viewer, row, outcome, on)
    end_clock(viewer, row, Clock.SECOND_INSTANCE, on)
    if outcome == AppealOutcome.RETURNED:
        reopen_returned(viewer, case, row, on)
    return row


@transaction.atomic
def withdraw(viewer: Viewer, *, appeal: Appeal, on: date, note: str) -> Appeal:
    """The party withdrew it before it was decided. Raises NotAllowed, ValidationError (`deed`, `on`, `note`)."""
    viewer, _case, row = _locked(viewer, appeal, Deed.WITHDRAW)
    if not note.strip():
        raise ValidationError(_("Write how the party said so."), code="note")
    _between(viewer, row.received_on, on)
    row.note = note.strip()[:300]
    end(viewer, row, AppealOutcome.WITHDRAWN, on)
    for kind in (CLOCKS[row.kind], Clock.SECOND_INSTANCE):
        end_clock(viewer, row, kind, None, str(_("the party withdrew it")))
    return row


@transaction.atomic
def note_after(
    viewer: Viewer,
    *,
    appeal: Appeal,
    told_on: date | None,
    file_back_on: date | None,
    disputed_on: date | None,
) -> Appeal:
    """What happened afterwards: the party was notified, the file came back, the party went to court.

    Raises NotAllowed, and ValidationError with codes `deed`, `told`, `file`, `court`.
    """
    viewer, case, row = _locked(viewer, appeal, Deed.AFTER)
    _told_in_time(viewer, row, told_on)
    today = clock.today(viewer.organisation)
    if told_on and not (row.forwarded_on and row.ended_on):
        raise ValidationError(_("Enter first how the second instance decided."), code="told")
    if file_back_on and not (row.forwarded_on and row.forwarded_on <= file_back_on <= today):
        raise ValidationError(_("The file comes back after it was sent, at latest today."), code="file")
    if disputed_on and not (told_on and told_on <= disputed_on <= today):
        raise ValidationError(_("The party goes to court after it was notified, at latest today."), code="court")
    row.told_on, row.file_back_on, row.disputed_on = told_on, file_back_on, disputed_on
    row.save(update_fields=["told_on", "file_back_on", "disputed_on"])
    told, back, court = (day.isoformat() if day else "" for day in (told_on, file_back_on, disputed_on))
    _record(viewer, "appeal.after", row, {"party": _party(row)}, filed=row.kind, told=told, file_back=back, court=court)
    recount(viewer, case, row)
    return row


@transaction.atomic
def mistake(viewer: Viewer, *, appeal: Appeal, why: str) -> Appeal:
    """An appeal that no act is known of was entered by mistake. Raises NotAllowed, ValidationError (`deed`, `why`)."""
    viewer, _case, row = _locked(viewer, appeal, Deed.MISTAKE)
    if row.service_id:
        raise ValidationError(_("Take it back at the dates of its party."), code="deed")
    if not why.strip():
        raise ValidationError(_("Write what was entered wrongly."), code="why")
    mistaken(viewer, row, why)
    _record(viewer, "appeal.mistaken", row, {"party": _party(row), "why": row.mistake}, filed=row.kind)
    return row


def end(viewer: Viewer, row: Appeal, outcome: AppealOutcome, on: date) -> None:
    """The appeal has ended; the dates of the act follow, of each party by its own facts."""
    row.state, row.outcome, row.ended_on = AppealState.ENDED, outcome, on
    row.save()
    _record(
        viewer,
        "appeal.ended",
        row,
        {"party": _party(row), "note": row.note},
        filed=row.kind,
        on=on.isoformat(),
        appeal_outcome=outcome.value,
        reference=row.reference,
    )
    recount(viewer, row.case, row)


def recount(viewer: Viewer, case: Case, row: Appeal) -> None:
    """The dates of every party of the act once more, and the summaries of the case."""
    if row.service:
        for service in Service.objects.filter(act=row.service.act_id).select_related("act", "case_party"):
            apply(viewer.organisation, service)
        refresh(case)
    summarise(case)


def _told_in_time(viewer: Viewer, row: Appeal, told_on: date | None) -> None:
    if told_on and not row.received_on <= told_on <= clock.today(viewer.organisation):
        raise ValidationError(_("The party is notified after it appealed, at latest today."), code="told")


def _between(viewer: Viewer, first: date, on: date) -> None:
    if not first <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between what came before and today."), code="on")


def _party(row: Appeal) -> str:
    return row.party.name if row.party else ""


def _locked(viewer: Viewer, appeal: Appeal, deed: Deed, *, handles: bool = False) -> tuple[Viewer, Case, Appeal]:
    """The case first, then the row as it is now, where its state allows the deed. Raises ValidationError (`deed`)."""
    viewer = may_handle(viewer, appeal.case) if handles else may_enter(viewer, appeal.case)
    case = lock(appeal.case)
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("party", "act", "service__act")
    row = rows.get(pk=appeal.pk, organisation=viewer.organisation)
    row.case = case
    if row.mistaken_on or deed not in deeds(row.kind, row.state, judged_here=judged_here(row)):
        raise ValidationError(_("The appeal is elsewhere by now; open its page again."), code="deed")
    return viewer, case, row


def _record(viewer: Viewer, verb: str, row: Appeal, personal: dict[str, str], **body: Any) -> None:
    record(viewer, verb, subject=("appeal", row.pk), case_id=row.case_id, body={**body}, personal=personal)


def signed_on(row: Appeal) -> date:
    """The day of our act on it."""
    assert row.act
    assert row.act.signed_at
    return timezone.localdate(row.act.signed_at)
