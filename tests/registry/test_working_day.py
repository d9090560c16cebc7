"""A working day replayed: 150 entries assigned, handled, corrected, decided, dispatched, appealed and closed while
three officials are absent; every date against a computation that imports nothing of ours."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Channel, Delivery, Medium
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import AuthorisationKind, Role, Staff
from salter.portal.founding import founder
from salter.registry import actions, deadlines, rules
from salter.registry.clocks import actions as clocks
from salter.registry.models import (
    Act,
    ActKind,
    Case,
    CaseMove,
    CaseStatus,
    Clock,
    Deadline,
    Initiative,
    IntakeChannel,
    PartyRole,
    Procedure,
    Register,
    RetentionRule,
    Service,
    WaitEnd,
    WaitKind,
)
from salter.registry.parties import actions as remedies
from salter.registry.waiting.actions import begin_wait, end_wait
from salter.signatures.actions import issue_test_credentials
from tests.registry import working_day
from tests.registry.working_day import Plan
from tests.support.office import Office
from tests.support.scene import DECISION

ENTRIES = 150
DIRECT, OTHER = "P036", "P037"
"""Procedures that are decided at once, and after an inquiry of their own."""
BELGRADE = ZoneInfo("Europe/Belgrade")
ABSENT = {Role.HANDLER: (4, 13), Role.UNIT_HEAD: (3, 9), Role.SIGNATORY: (7, 19)}
"""From which day to which, after the first, each of the three is away."""
STANDS_IN = {
    Role.HANDLER: Role.SECOND_INSTANCE,
    Role.UNIT_HEAD: Role.HEAD_OF_ADMINISTRATION,
    Role.SIGNATORY: Role.REGISTRY_HEAD,
}


@dataclass
class Replay:
    """The office, its day, and what has become of each entry."""

    office: Office
    start: date
    cases: dict[int, Case] = field(default_factory=dict)
    deeds: dict[date, list[Callable[[], object]]] = field(default_factory=dict)
    today: date = date.min

    def on(self, day: date, deed: Callable[[], object]) -> None:
        """Let something happen on a day; on the present one it happens at its end."""
        self.deeds.setdefault(max(day, self.today), []).append(deed)

    def run(self) -> None:
        """Day after day, until nothing is left to do."""
        while self.deeds:
            self.today = min(self.deeds)
            with self.at(self.today):
                while self.deeds.get(self.today):
                    self.deeds[self.today].pop(0)()
                run_everything()
            if not self.deeds[self.today]:
                del self.deeds[self.today]

    @contextmanager
    def at(self, day: date) -> Iterator[None]:
        """Noon of a day."""
        with clock.at(self.office.organisation, datetime.combine(day, time(12), BELGRADE)):
            yield

    def who(self, role: Role) -> Viewer:
        """Who does today what a role does: the deputy while that person is absent."""
        first, last = ABSENT.get(role, (1, 0))
        away = self.start + timedelta(days=first) <= self.today <= self.start + timedelta(days=last)
        return self.office.viewer(STANDS_IN[role] if away else role)


@pytest.fixture
def replay(office: Office) -> Replay:
    """An office whose three officials will be absent, each with a deputy by a mandate."""
    today = clock.today(office.organisation)
    start = today + timedelta(days=7 - today.weekday())
    setting_up = founder(office.organisation)
    for code, direct in ((DIRECT, True), (OTHER, False)):
        Procedure.objects.filter(code=code).update(direct_decision=direct, deadline_days=None)
    deputy = office.people[Role.REGISTRY_HEAD]
    issue_test_credentials(setting_up, staff=deputy)
    organisations.give_authorisation(
        setting_up,
        staff=deputy,
        kind=AuthorisationKind.DECIDE,
        number="031-2/2026-IV-01",
        issued_on=date(2026, 1, 5),
        valid_from=date(2026, 1, 5),
    )
    for place, (role, (first, last)) in enumerate(ABSENT.items(), 1):
        organisations.give_mandate(
            office.viewer(Role.ADMINISTRATOR),
            absent=office.people[role],
            deputy=office.people[STANDS_IN[role]],
            number=f"031-1{place}/2026",
            ground="Решење о замени",
            valid_from=start + timedelta(days=first),
            valid_to=start + timedelta(days=last),
        )
    return Replay(office, start)


def begin(replay: Replay, plan: Plan) -> None:
    """The entry at its door, and to whom it is given."""
    office = replay.office
    names = [f"Странка {plan.number}-{party}" for party in range(plan.parties)]
    roles = [PartyRole.APPLICANT, PartyRole.OPPOSING]
    intake = actions.Intake(
        subject=f"Захтев {plan.number}",
        channel=IntakeChannel.POST if plan.posted else IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation),
        posted_on=plan.posted,
        parties=[actions.PartyInput(office.party(name), role=role) for name, role in zip(names, roles, strict=False)],
        procedure=Procedure.objects.get(organisation=office.organisation, code=DIRECT if plan.direct else OTHER),
    )
    case = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case
    unit, handler = office.units["IV-02"], office.people[Role.HANDLER]
    replay.cases[plan.number] = actions.assign(office.viewer(Role.UNIT_HEAD), case=case, unit=unit, staff=handler)
    STORY[plan.story](replay, plan)


def now(replay: Replay, plan: Plan) -> Case:
    """The case as it is."""
    return Case.objects.get(pk=replay.cases[plan.number].pk)


def signed(replay: Replay, plan: Plan, kind: ActKind, outcome: str = "") -> Act:
    """An act that goes through everybody's hands on one day."""
    content = DECISION if kind == ActKind.DECISION else {"text": "Позивамо вас да уредите поднесак."}
    case = now(replay, plan)
    act = actions.draft_act(
        replay.who(Role.HANDLER), case=case, kind=kind, title="Акт", content=content, outcome=outcome
    )
    actions.submit_act(replay.who(Role.HANDLER), act=act)
    actions.approve_act(replay.who(Role.UNIT_HEAD), act=act)
    return actions.sign_act(replay.who(Role.SIGNATORY), act=act)


def sent(replay: Replay, act: Act) -> list[Delivery]:
    """The act goes to its parties by post."""
    channel = Channel.objects.get(organisation=replay.office.organisation, medium=Medium.POST)
    return actions.dispatch_act(replay.office.viewer(Role.REGISTRY_CLERK), act=act, channel=channel)


def handed(replay: Replay, delivery: Delivery) -> None:
    """The return receipt is back, on the day itself."""
    clerk = replay.office.viewer(Role.REGISTRY_CLERK)
    mailbox.record_handover(clerk, delivery=delivery, on=replay.today, note="")


def decide(replay: Replay, plan: Plan) -> None:
    """The decision, and on which day it reaches whom."""
    act = signed(replay, plan, ActKind.DECISION, "granted" if plan.granted else "refused")
    for delivery in sent(replay, act):
        party = int(str(delivery.recipient.name).rsplit("-", 1)[1])
        replay.on(plan.served[party], partial(handed, replay, delivery))
        until = working_day.expected(plan, 0).until[party]
        if on := plan.remedy_on(party, until):
            # what was posted on the last day arrives later; the postmark counts
            seen = on + timedelta(days=3 if plan.remedy[party] == "last day by post" else 0)
            replay.on(
                max(seen, plan.served[party] + timedelta(days=1)),
                partial(use, replay, plan, party, on),
            )
    replay.on(max(plan.served) + timedelta(days=40), lambda: close(replay, plan))


def use(replay: Replay, plan: Plan, party: int, on: date) -> None:
    """The party appeals, or gives its appeal up."""
    service = service_of(replay, plan, party)
    deed = remedies.waive if plan.remedy[party] == "waived" else remedies.note_appeal
    deed(replay.who(Role.HANDLER), service=service, on=on)


def service_of(replay: Replay, plan: Plan, party: int) -> Service:
    """The service of the decision on a party."""
    rows = Service.objects.filter(act__case=replay.cases[plan.number], act__kind=ActKind.DECISION)
    return rows.get(case_party__name=f"Странка {plan.number}-{party}")


def close(replay: Replay, plan: Plan) -> None:
    """What nobody has appealed against goes to the shelf."""
    if any(how in ("in time", "last day by post") for how in plan.remedy):
        return
    rule, case = RetentionRule.objects.filter(years=10).order_by("pk")[0], now(replay, plan)
    actions.close_case(replay.who(Role.HANDLER), case=case, class_code=case.class_code, retention=rule)


def decided(replay: Replay, plan: Plan) -> None:
    """Nothing comes between."""
    replay.on(plan.decided, lambda: decide(replay, plan))


def corrected(replay: Replay, plan: Plan) -> None:
    """The party is asked to correct, and does."""
    assert plan.asked
    assert plan.reached
    assert plan.answered

    def ask() -> None:
        for delivery in sent(replay, signed(replay, plan, ActKind.REQUEST_TO_CORRECT)):
            replay.on(plan.reached or replay.today, partial(handed, replay, delivery))

    def answer() -> None:
        case = now(replay, plan)
        first = case.parties.order_by("id")[0].party
        intake = actions.Intake(
            subject="Допуна",
            channel=IntakeChannel.COUNTER,
            received_at=clock.now(replay.office.organisation),
            parties=[actions.PartyInput(first)],
        )
        actions.add_supplement(replay.office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)

    replay.on(plan.asked, ask)
    replay.on(plan.answered, answer)
    decided(replay, plan)


def preliminary(replay: Replay, plan: Plan) -> None:
    """Another body has to decide first."""
    assert plan.asked
    assert plan.answered

    def ask() -> None:
        wait = begin_wait(
            replay.who(Role.HANDLER), case=now(replay, plan), kind=WaitKind.PRELIMINARY, note="спор о својини"
        )
        replay.on(
            plan.answered or replay.today,
            lambda: end_wait(replay.who(Role.HANDLER), wait=wait, end=WaitEnd.ANSWERED),
        )

    replay.on(plan.asked, ask)
    decided(replay, plan)


def extended(replay: Replay, plan: Plan) -> None:
    """A special law gives more days."""
    clocks.extend(
        replay.who(Role.HANDLER),
        case=now(replay, plan),
        days=plan.special_days,
        law="Посебни закон",
        article="чл. 7",
        reason="вештачење",
    )
    decided(replay, plan)


def data(replay: Replay, plan: Plan) -> None:
    """Data of another body's records."""
    assert plan.asked
    assert plan.answered

    def ask() -> None:
        row = clocks.start(replay.who(Role.HANDLER), case=now(replay, plan), kind=Clock.DATA, on=replay.today)
        replay.on(
            plan.answered or replay.today,
            lambda: clocks.meet(replay.who(Role.HANDLER), deadline=row, on=replay.today),
        )

    replay.on(plan.asked, ask)
    decided(replay, plan)


def ex_officio(replay: Replay, plan: Plan) -> None:
    """Begun by the body itself, on an earlier day."""
    assert plan.begun
    initiative = Initiative.AGAINST if plan.number % 2 else Initiative.FAVOUR
    clocks.begin_ex_officio(replay.who(Role.HANDLER), case=now(replay, plan), initiative=initiative, on=plan.begun)
    decided(replay, plan)


def withdrawn(replay: Replay, plan: Plan) -> None:
    """The party no longer wants it."""

    def stop() -> None:
        actions.change_status(
            replay.who(Role.HANDLER),
            case=now(replay, plan),
            status=CaseStatus.DISCONTINUED,
            reason="странка је одустала",
        )

    replay.on(plan.decided, stop)


STORY: dict[str, Callable[[Replay, Plan], None]] = {
    "decided": decided,
    "corrected": corrected,
    "preliminary": preliminary,
    "extended": extended,
    "data": data,
    "ex officio": ex_officio,
    "withdrawn": withdrawn,
}


def differences(replay: Replay, plan: Plan) -> list[str]:
    """Dates of an entry that are not what the rules alone say."""
    case, channel = now(replay, plan), deadlines.expected_days(replay.office.organisation)
    due = working_day.expected(plan, channel)
    clocks_of = Deadline.objects.filter(case=case, kind__in=[Clock.CORRECTION, Clock.DATA])
    parties = range(plan.parties) if due.until else range(0)
    services = [service_of(replay, plan, party) for party in parties]
    found = {
        "due": (case.due_on, due.due),
        "adjusted": (case.adjusted_on or case.due_on, due.adjusted),
        "sign by": (case.sign_by, due.sign_by),
        "clock": (list(clocks_of.values_list("due_on", flat=True)), [due.clock] if due.clock else []),
        "served": ([one.served_on for one in services], [plan.served[party] for party in parties]),
        "until": ([one.until for one in services], list(due.until)),
        "final": ([one.final_on for one in services], list(due.final)),
    }
    return [f"{plan}: {name} {ours}, not {theirs}" for name, (ours, theirs) in found.items() if ours != theirs]


def test_the_computation_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(working_day.__file__).read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"__future__", "dataclasses", "datetime", "random", "tests.calendars"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]


def test_every_story_and_every_remedy_happens() -> None:
    drawn = working_day.plans(date(2026, 11, 30), ENTRIES)
    assert Counter(plan.story for plan in drawn).keys() == set(working_day.STORIES) == set(STORY)
    assert {how for plan in drawn for how in plan.remedy} == set(working_day.REMEDIES)
    assert working_day.plans(date(2026, 11, 30), ENTRIES) == drawn


@pytest.mark.long
def test_a_working_day_replayed(replay: Replay) -> None:
    drawn = working_day.plans(replay.start, ENTRIES)
    for plan in drawn:
        replay.on(plan.received, partial(begin, replay, plan))
    replay.run()
    assert [line for plan in drawn for line in differences(replay, plan)] == []
    everybody_acted_in_their_place(replay)
    nothing_is_missing(replay, drawn)


def everybody_acted_in_their_place(replay: Replay) -> None:
    """Each deputy did something, and the journal says for whom and by which mandate; nobody else did so for anybody."""
    told = Counter(
        (entry.actor_name, entry.body["for"])
        for entry in Entry.objects.filter(verb__startswith="act.")
        if "for" in entry.body
    )
    people: dict[Role, Staff] = replay.office.people
    assert set(told) == {(people[deputy].name, people[absent].name) for absent, deputy in STANDS_IN.items()}


def nothing_is_missing(replay: Replay, drawn: list[Plan]) -> None:
    """The register is dense, only allowed steps were taken, and every case has come to its end."""
    register = Register.objects.get(pk=replay.cases[0].register_id)
    ordinals = list(Case.objects.filter(register=register).order_by("ordinal").values_list("ordinal", flat=True))
    assert ordinals == list(range(1, ENTRIES + 1))
    allowed = {(one.before.value, one.after.value) for one in rules.STEPS}
    assert {(move.before, move.after) for move in CaseMove.objects.all()} <= allowed
    for plan in drawn:
        case = now(replay, plan)
        appealed = any(how in ("in time", "last day by post") for how in plan.remedy)
        ended = CaseStatus.DISCONTINUED if plan.story == "withdrawn" else CaseStatus.RESOLVED
        assert case.status == ended, plan
        assert (case.closed_at is None) == (appealed or plan.story == "withdrawn"), plan
