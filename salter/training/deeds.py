"""Deeds: what somebody does in a practice office, by name, through the same actions as the pages.

They serve the cases that lie in the office at the beginning, colleagues and citizens who answer, checkpoints, and the
player that checks every exercise. A deed takes a world and what its row in a file gives; `by` names who does it;
without it that is whoever would, mostly the handler of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.mailbox import actions as mailbox
from salter.mailbox.models import ENDED, UNDELIVERED, Channel, Delivery, Medium, Result
from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.portal import actions as portal
from salter.registry import actions
from salter.registry.actions.access import restrict_case
from salter.registry.appeals import actions as appeals
from salter.registry.appeals.receiving import Filing
from salter.registry.clocks import actions as clock_deeds
from salter.registry.closing import actions as closing
from salter.registry.closing.rules import GROUNDS
from salter.registry.dispatching import notices
from salter.registry.dispatching.actions import enter_result, send_again
from salter.registry.minutes.actions import note_inspection, write_note
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    CaseStatus,
    ChangeKind,
    DataBasis,
    DataRequest,
    DataWay,
    DismissalGround,
    Filed,
    IntakeChannel,
    NoticeGround,
    Outcome,
    PublicNotice,
    RetentionRule,
    Service,
    StatementManner,
    WaitKind,
)
from salter.registry.obtaining import actions as obtaining
from salter.registry.parties.actions import take_back
from salter.registry.parties.changing import Known, rewrite
from salter.registry.stating import actions as stating
from salter.registry.waiting.actions import begin_wait
from salter.registry.work.actions import confirm_receipt
from salter.training import words
from salter.training.offices import clocks
from salter.training.offices.world import World

Play = Callable[..., None]
DEEDS: dict[str, Play] = {}


def play(world: World, steps: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Do deeds one after another, inside the scope of the office. Raises what the actions raise."""
    for name, given in steps:
        DEEDS[name](world, **{key: value for key, value in given.items() if key != "after"})


def deed(function: Play) -> Play:
    """Let files name this function."""
    DEEDS[function.__name__] = function
    return function


# --- what comes in ---


def paper(world: World, by: str, name: str, text: str, source: Source = Source.SCAN) -> Document:
    """A page of words, taken in."""
    return take_in(world.viewer(by), name=f"{name}.txt", content=BytesIO(f"{text}\n".encode()), source=source)


@deed
def register(
    world: World,
    *,
    procedure: str,
    subject: str,
    case: str = "case",
    by: str = "pisarnica",
    channel: str = "counter",
    posted: int = 2,
    class_code: str = "",
    received: int = 0,
    **given: Any,
) -> None:
    """A request is registered. `from` names who it is of, `posted` and `received` how many days ago that was."""
    now = clock.now(world.organisation)
    party = world.party(given["from"])
    intake = actions.Intake(
        subject=subject,
        channel=IntakeChannel(channel),
        received_at=now - timedelta(minutes=3, days=received),
        parties=[actions.PartyInput(party)],
        documents=[paper(world, by, name, f"{subject}.\n\n{text}") for name, text in words.papers(procedure).items()],
        procedure=world.procedure(procedure),
        class_code=class_code,
        posted_on=timezone.localdate(now) - timedelta(days=posted) if channel == "post" else None,
    )
    world.cases[case] = str(actions.register_case(world.viewer(by), intake).case.pk)


@deed
def file_online(world: World, *, procedure: str, by: str, answers: Mapping[str, str], case: str = "case") -> None:
    """A citizen sends a request through the portal."""
    citizen = world.viewer(by)
    draft = portal.start_draft(citizen, procedure=world.procedure(procedure))
    for question, raw in answers.items():
        if raw == "file":
            upload = portal.Upload(f"{question}.txt", "text/plain", BytesIO("Скица: 12 m² уз фасаду.\n".encode()))
            portal.attach(citizen, draft=draft, question=question, uploads=[upload])
        else:
            portal.answer(citizen, draft=draft, question=question, raw=raw)
    world.cases[case] = str(portal.submit(citizen, draft=draft).case.pk)


@deed
def supplement(
    world: World, *, text: str, case: str = "case", by: str = "pisarnica", subject: str = "", channel: str = "counter"
) -> None:
    """A paper comes in for a case that is there."""
    found = world.case(case)
    intake = actions.Intake(
        subject=subject or f"Допуна: {found.subject}"[:200],
        channel=IntakeChannel(channel),
        received_at=clock.now(world.organisation) - timedelta(minutes=2),
        parties=[actions.PartyInput(world.part(case).party)],
        documents=[paper(world, by, "Допуна", text)],
    )
    actions.add_supplement(world.viewer(by), case=found, intake=intake)


@deed
def cancel(world: World, *, reason: str, case: str = "case", by: str = "sef-pisarnice") -> None:
    """A wrong entry is cancelled."""
    actions.cancel_case(world.viewer(by), case=world.case(case), reason=reason)


@deed
def external(world: World, *, number: str, status: str = "у обради", case: str = "case", by: str = "") -> None:
    """The number that the state's system gave is noted."""
    now = clock.now(world.organisation)
    actions.note_external(
        world.worker(case, by), case=world.case(case), system="pisarnica", number=number, status=status, at=now
    )


@deed
def inspect(world: World, *, who: str, right: str, what: str, case: str = "case", by: str = "pisarnica") -> None:
    """Somebody looked into the file at the office."""
    today = clock.today(world.organisation)
    note_inspection(world.viewer(by), case=world.case(case), person=who, right=right, on=today, what=what)


@deed
def restrict(world: World, *, reason: str, case: str = "case", by: str = "sef-pisarnice") -> None:
    """Only the handler and the party see the case from now on."""
    restrict_case(world.viewer(by), case=world.case(case), staff=[], reason=reason)


# --- work ---


@deed
def assign(world: World, *, to: str, case: str = "case", by: str = "nacelnik", note: str = "") -> None:
    """A case is given to somebody; `to` is a post, or the mark of a unit."""
    staff = world.staff(to)
    actions.assign(world.viewer(by), case=world.case(case), unit=staff.unit, staff=staff, note=note)


@deed
def assign_unit(world: World, *, of: str, case: str = "case", by: str = "pisarnica") -> None:
    """A case is given to the unit of somebody, without a handler."""
    actions.assign(world.viewer(by), case=world.case(case), unit=world.staff(of).unit, staff=None)


@deed
def confirm(world: World, *, case: str = "case", by: str = "") -> None:
    """The handler confirms that the case has come."""
    confirm_receipt(world.worker(case, by), cases=[world.case(case)])


@deed
def absent(world: World, *, who: str, days: int = 10, by: str = "nacelnik-uprave") -> None:
    """Somebody goes on leave today."""
    from salter.organisations.actions import note_absence
    from salter.organisations.models import AbsenceKind

    today = clock.today(world.organisation)
    until = today + timedelta(days=days)
    note_absence(world.viewer(by), staff=world.staff(who), kind=AbsenceKind.LEAVE, from_on=today, until_on=until)


@deed
def stand_in(world: World, *, who: str, deputy: str, days: int = 10, by: str = "nacelnik-uprave") -> None:
    """A mandate to stand in for somebody who is absent."""
    from salter.organisations.actions import give_mandate

    today = clock.today(world.organisation)
    give_mandate(
        world.viewer(by),
        absent=world.staff(who),
        deputy=world.staff(deputy),
        number=f"031-90/{today.year}-IV",
        ground="Решење начелника Општинске управе",
        valid_from=today,
        valid_to=today + timedelta(days=days),
    )


@deed
def note(world: World, *, about: str, text: str, case: str = "case", by: str = "") -> None:
    """An official note in the file."""
    write_note(world.worker(case, by), case=world.case(case), about=about, text=text)


# --- acts ---


def act_at(world: World, case: str, *states: ActStatus) -> Act:
    """The newest act of a case that is in one of these states, else the newest: trainees may have begun others."""
    found = world.case(case).acts.filter(status__in=states).order_by("sub_number").last()
    return found or world.act(case)


@deed
def draft(world: World, *, outcome: str = "granted", case: str = "case", by: str = "", **text: str) -> None:
    """A decision is drafted; `text` replaces lawful parts of it."""
    found = world.case(case)
    title, content = words.decision(found, Outcome(outcome))
    actions.draft_act(
        world.worker(case, by), case=found, kind=ActKind.DECISION, title=title, content=content | text, outcome=outcome
    )


@deed
def letter(world: World, *, kind: str = "request-to-correct", case: str = "case", by: str = "") -> None:
    """A request to correct, or a notice, is drafted."""
    found = world.case(case)
    title, content = words.letter(found, ActKind(kind))
    actions.draft_act(world.worker(case, by), case=found, kind=ActKind(kind), title=title, content=content)


@deed
def submit(world: World, *, case: str = "case", by: str = "") -> None:
    """The draft is handed in for approval."""
    actions.submit_act(world.worker(case, by), act=act_at(world, case, ActStatus.DRAFT))


@deed
def withdraw_draft(world: World, *, case: str = "case", by: str = "") -> None:
    """The newest draft is given up."""
    actions.withdraw_act(world.worker(case, by), act=act_at(world, case, ActStatus.DRAFT))


@deed
def approve(world: World, *, case: str = "case", by: str = "nacelnik") -> None:
    """The draft is approved."""
    actions.approve_act(world.viewer(by), act=act_at(world, case, ActStatus.SUBMITTED))


@deed
def send_back(world: World, *, note: str, case: str = "case", by: str = "nacelnik") -> None:
    """The draft is returned with a comment."""
    found = act_at(world, case, ActStatus.SUBMITTED, ActStatus.APPROVED)
    actions.return_act(world.viewer(by), act=found, note=note)


@deed
def revise(world: World, *, case: str = "case", by: str = "", outcome: str = "", **text: str) -> None:
    """The draft is changed."""
    act = act_at(world, case, ActStatus.DRAFT)
    actions.revise_act(
        world.worker(case, by),
        act=act,
        title=act.title,
        content={**act.content, **text},
        outcome=outcome or act.outcome,
    )


@deed
def sign(world: World, *, case: str = "case", by: str = "potpis") -> None:
    """The act is signed, sealed and time-stamped."""
    actions.sign_act(world.viewer(by), act=act_at(world, case, ActStatus.APPROVED))


# --- delivery ---


@deed
def dispatch(world: World, *, case: str = "case", by: str = "pisarnica", channel: str = "") -> None:
    """The act is sent; without a channel by the one that the office would choose."""
    chosen = Channel.objects.get(organisation=world.organisation, medium=Medium(channel)) if channel else None
    actions.dispatch_act(world.viewer(by), act=act_at(world, case, ActStatus.SIGNED), channel=chosen)


def waiting(world: World, case: str) -> list[Delivery]:
    """What is on its way to the parties of a case."""
    rows = Delivery.objects.filter(organisation=world.organisation, case_id=world.case(case).pk)
    return list(rows.exclude(state__in=ENDED).order_by("id"))


@deed
def open_letter(world: World, *, by: str, case: str = "case") -> None:
    """The citizen opens what lies in the mailbox."""
    for delivery in waiting(world, case):
        assert delivery.account is not None
        mailbox.open_receipt(viewer_of(delivery.account, world.organisation), delivery=delivery)


@deed
def served(world: World, *, case: str = "case", by: str = "pisarnica", days: int = 1) -> None:
    """The signed return slip came back; it was handed over so many days ago."""
    for delivery in waiting(world, case):
        day = _since(world, delivery, days)
        mailbox.record_handover(world.viewer(by), delivery=delivery, on=day, note="Повратница потписана лично.")


@deed
def came_back(world: World, *, result: str, case: str = "case", by: str = "pisarnica") -> None:
    """The letter came back undelivered; what the post wrote on it is entered."""
    for delivery in waiting(world, case):
        enter_result(world.viewer(by), delivery=delivery, result=Result(result), on=_since(world, delivery, 0))


@deed
def again(world: World, *, case: str = "case", by: str = "pisarnica", channel: str = "post") -> None:
    """What did not arrive is sent once more."""
    chosen = Channel.objects.get(organisation=world.organisation, medium=Medium(channel))
    rows = Delivery.objects.filter(organisation=world.organisation, case_id=world.case(case).pk, settled_at=None)
    for delivery in rows.filter(state__in=UNDELIVERED).order_by("id"):
        send_again(world.viewer(by), delivery=delivery, channel=chosen)


@deed
def moved(world: World, *, address: str, reason: str, case: str = "case", by: str = "pisarnica") -> None:
    """Another address of the party in this case."""
    known = Known(clock.today(world.organisation), reason)
    rewrite(world.viewer(by), case_party=world.part(case), kind=ChangeKind.ADDRESS, after=address, known=known)


@deed
def publish_notice(
    world: World, *, reason: str, ground: str = "no-other-way", case: str = "case", by: str = "pisarnica"
) -> None:
    """What could not be delivered is put on the notice board."""
    rows = Delivery.objects.filter(organisation=world.organisation, case_id=world.case(case).pk, settled_at=None)
    for delivery in rows.filter(state__in=UNDELIVERED).order_by("id"):
        usual = notices.usual(world.viewer(by), delivery)
        notice = replace(usual, ground=NoticeGround(ground), reason=reason)
        notices.publish(world.viewer(by), delivery=delivery, notice=notice)


@deed
def take_down(world: World, *, reason: str, case: str = "case", by: str = "pisarnica") -> None:
    """What hangs on the notice board of this case is taken down before its day."""
    rows = PublicNotice.objects.filter(organisation=world.organisation, taken_down_at=None)
    for row in rows.filter(delivery__case_id=world.case(case).pk):
        notices.take_down(world.viewer(by), notice=row, reason=reason)


def _since(world: World, delivery: Delivery, days: int) -> date:
    """So many days ago, and not before it was sent."""
    assert delivery.sent_at is not None
    return max(clock.today(world.organisation) - timedelta(days=days), timezone.localdate(delivery.sent_at))


# --- steps of the procedure ---


@deed
def wait(world: World, *, kind: str, note: str, case: str = "case", by: str = "") -> None:
    """The case waits for something."""
    begin_wait(world.worker(case, by), case=world.case(case), kind=WaitKind(kind), note=note)


@deed
def call_statement(world: World, *, about: str, days: int = 8, case: str = "case", by: str = "") -> None:
    """The party is called to state before an adverse decision."""
    until = clock.today(world.organisation) + timedelta(days=days)
    stating.call_statement(
        world.worker(case, by), case=world.case(case), party=world.part(case), about=about, until=until
    )


@deed
def statement(world: World, *, said: str, manner: str = "oral", case: str = "case", by: str = "") -> None:
    """What the party stated is noted."""
    stating.note_statement(
        world.worker(case, by),
        case=world.case(case),
        party=world.part(case),
        on=clock.today(world.organisation),
        said=said,
        manner=StatementManner(manner),
    )


@deed
def need_data(world: World, *, what: str, basis: str = "rule", case: str = "case", by: str = "", **given: str) -> None:
    """A datum that the body obtains itself is noted, with its ground."""
    consent = basis == DataBasis.CONSENT
    needed = obtaining.Needed(
        what=what,
        basis=DataBasis(basis),
        keeper=given.get("keeper", ""),
        register=given.get("register", ""),
        ground=given.get("ground", ""),
        party=world.part(case),
        consent_on=clock.today(world.organisation) if consent else None,
    )
    obtaining.note_needed(world.worker(case, by), case=world.case(case), needed=[needed])


def data_of(world: World, case: str) -> DataRequest:
    """The newest datum that a case needs."""
    rows = DataRequest.objects.filter(organisation=world.organisation, case_id=world.case(case).pk)
    found = rows.order_by("-id").first()
    assert found is not None
    return found


@deed
def ask_data(world: World, *, way: str = "letter", case: str = "case", by: str = "") -> None:
    """The keeper is asked."""
    today = clock.today(world.organisation)
    obtaining.ask(world.worker(case, by), data=data_of(world, case), way=DataWay(way), on=today)


@deed
def look_up(world: World, *, answer: str, case: str = "case", by: str = "") -> None:
    """The official looks into the record; an official note comes of it."""
    today = clock.today(world.organisation)
    obtaining.look_up(world.worker(case, by), data=data_of(world, case), on=today, answer=answer)


@deed
def data_came(world: World, *, answer: str, case: str = "case", by: str = "") -> None:
    """The keeper answered."""
    today = clock.today(world.organisation)
    obtaining.receive(world.worker(case, by), data=data_of(world, case), on=today, answer=answer)


@deed
def appeal(
    world: World, *, case: str = "case", by: str = "pisarnica", how: str = "other", posted: int | None = None
) -> None:
    """The party appeals; it is received today, `posted` so many days ago."""
    today = clock.today(world.organisation)
    day = None if posted is None else today - timedelta(days=posted)
    filing = Filing(received_on=today, how=Filed(how), posted_on=day)
    appeals.receive(world.viewer(by), service=service_of(world, case), filing=filing)


@deed
def not_appealed(world: World, *, reason: str, case: str = "case", by: str = "pisarnica") -> None:
    """What was entered of an appeal was a mistake."""
    take_back(world.viewer(by), service=service_of(world, case), reason=reason)


@deed
def silence(
    world: World, *, case: str = "case", by: str = "pisarnica", how: str = "counter", against: str = ""
) -> None:
    """The party appeals because nothing was decided; with `against` it is entered as one against some act."""
    filing = Filing(received_on=clock.today(world.organisation), how=Filed(how))
    appeals.receive_other(
        world.viewer(by), case=world.case(case), party=world.part(case), filing=filing, against=against
    )


@deed
def dismiss_appeal(world: World, *, ground: str = "late", why: str = "", case: str = "case", by: str = "") -> None:
    """The ruling that dismisses the appeal is drafted."""
    appeals.dismiss(world.worker(case, by), appeal=appeal_of(world, case), ground=DismissalGround(ground), why=why)


def service_of(world: World, case: str) -> Service:
    """The service of the newest act that was served."""
    rows = Service.objects.filter(organisation=world.organisation, act__case_id=world.case(case).pk)
    found = rows.filter(served_on__isnull=False).order_by("-id").first()
    assert found is not None
    return found


def appeal_of(world: World, case: str) -> Any:
    """The newest appeal of a case."""
    from salter.registry.models import Appeal

    rows = Appeal.objects.filter(organisation=world.organisation, case_id=world.case(case).pk)
    return rows.order_by("-id").first()


@deed
def forward_appeal(world: World, *, to: str, opinion: str, case: str = "case", by: str = "") -> None:
    """The appeal goes to the second instance with the file and an opinion."""
    today = clock.today(world.organisation)
    appeals.forward(world.worker(case, by), appeal=appeal_of(world, case), to_body=to, opinion=opinion, on=today)


# --- the end ---


@deed
def close(
    world: World, *, case: str = "case", by: str = "", class_code: str = "", years: int = 0, sent_to: str = ""
) -> None:
    """The case is closed with its class mark and a retention; `years` chooses another than the longest."""
    found = world.case(case)
    code = class_code or found.class_code
    rules = RetentionRule.objects.filter(organisation=world.organisation, class_code=code[:1], years__isnull=False)
    chosen = rules.filter(years=years) if years else rules
    retention = chosen.order_by("-years", "id").first()
    actions.close_case(world.worker(case, by), case=found, class_code=code, retention=retention, sent_to=sent_to)


@deed
def reopen(world: World, *, ground: str, reason: str, case: str = "case", by: str = "sef-pisarnice") -> None:
    """A closed case is opened again."""
    closing.reopen(world.viewer(by), case=world.case(case), ground=GROUNDS[ground], reason=reason)


@deed
def status(world: World, *, to: str, reason: str, outcome: str = "", case: str = "case", by: str = "") -> None:
    """The status is changed by hand."""
    actions.change_status(
        world.worker(case, by), case=world.case(case), status=CaseStatus(to), reason=reason, outcome=outcome
    )


@deed
def extend(
    world: World, *, law: str, article: str, reason: str, days: int = 30, case: str = "case", by: str = ""
) -> None:
    """The legal deadline is made longer by a law that is named."""
    clock_deeds.extend(
        world.worker(case, by), case=world.case(case), days=days, law=law, article=article, reason=reason
    )


@deed
def days_pass(world: World, *, days: int) -> None:
    """The clock of the office moves on, and what the clock does happens."""
    clocks.move(world, days=days)
