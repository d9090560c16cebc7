"""The main job, as actions on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Channel, Delivery, DeliveryState
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import PartyKind, Role
from salter.registry import actions, queries, receipts
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseStatus,
    IntakeChannel,
    Register,
    RetentionRule,
    Submission,
)
from salter.registry.search import CaseFilter
from salter.signatures.actions import trust
from salter.signatures.asic import read_asice, verify_asice
from salter.signatures.profile import verify_decision, verify_sealed
from salter.signatures.reasons import Outcome
from tests.registry.scenes import interrupted
from tests.support.office import Office

DECISION = {
    "legal_basis": "На основу члана 136. ЗУП, Општинска управа доноси решење.",
    "disposition": "Усваја се захтев.\nОдобрава се заузеће јавне површине од 6 m².",
    "reasoning": "Странка је поднела захтев са потребним прилозима. Чињенице су утврђене увидом.",
    "remedy": "Против овог решења може се изјавити жалба у року од 15 дана од дана достављања.",
}


def assigned(office: Office, submission: Submission) -> Case:
    return actions.assign(
        office.viewer(Role.UNIT_HEAD),
        case=submission.case,
        unit=office.units["IV-02"],
        staff=office.people[Role.HANDLER],
    )


def signed(office: Office, case: Case) -> Act:
    handler = office.viewer(Role.HANDLER)
    act = actions.draft_act(
        handler, case=case, kind=ActKind.DECISION, title="Решење", content=DECISION, outcome="granted"
    )
    actions.submit_act(handler, act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def test_numbers_follow_each_other_and_are_found_in_any_spelling(office: Office) -> None:
    first, second = office.register().case, office.register().case
    year = clock.today(office.organisation).year
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert first.number == f"352-1/{year}-IV-02"
    clerk = office.viewer(Role.REGISTRY_CLERK)
    for spelling in (f"352-2/{year}-IV-02", f"352–2/{year % 100}", f"2/{year}", f"352 - 2 / {year} - ив - 02"):
        found = queries.cases(clerk, CaseFilter(q=spelling)).first()
        assert found == second, spelling


def test_a_case_is_found_by_party_in_both_scripts(office: Office) -> None:
    case = office.register(party=office.party("Ђорђе Љубичић")).case
    clerk = office.viewer(Role.REGISTRY_CLERK)
    for q in ("Ђорђе", "đorđe ljubičić", "djordje", "ЉУБИЧИЋ"):
        assert list(queries.cases(clerk, CaseFilter(q=q))) == [case], q


def test_registration_writes_its_journal_entry_with_the_number(office: Office) -> None:
    submission = office.register()
    entry = Entry.objects.get(verb="case.registered")
    assert entry.body["number"] == submission.case.number
    assert entry.case_id == submission.case.pk
    assert Register.objects.get().last_ordinal == 1


def test_a_refused_registration_takes_no_number(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    late = clock.now(office.organisation) + timedelta(days=1)
    intake = actions.Intake(subject="Захтев", channel=IntakeChannel.COUNTER, received_at=late, class_code="352")
    with pytest.raises(ValidationError):
        actions.register_case(clerk, intake)
    assert office.register().case.ordinal == 1


def test_a_supplement_gets_a_sub_number_and_ends_the_waiting(office: Office) -> None:
    submission = office.register()
    case = interrupted(office, assigned(office, submission))
    intake = actions.Intake(
        subject="Допуна",
        channel=IntakeChannel(submission.channel),
        received_at=submission.received_at,
        parties=[actions.PartyInput(case.parties.get().party)],
    )
    supplement = actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)
    case.refresh_from_db()
    assert (supplement.sub_number, case.status) == (1, CaseStatus.IN_PROGRESS)
    assert Register.objects.get().last_ordinal == 1


def test_who_may_not_register_or_approve_or_sign(office: Office) -> None:
    submission = office.register()
    case = assigned(office, submission)
    handler = office.viewer(Role.HANDLER)
    act = actions.draft_act(
        handler, case=case, kind=ActKind.DECISION, title="Решење", content=DECISION, outcome="granted"
    )
    actions.submit_act(handler, act=act)
    with pytest.raises(NotAllowed):
        actions.approve_act(handler, act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    with pytest.raises(NotAllowed):
        actions.sign_act(handler, act=act)


def test_an_incomplete_decision_names_what_it_lacks(office: Office) -> None:
    case = assigned(office, office.register())
    handler = office.viewer(Role.HANDLER)
    content_without = {**DECISION, "remedy": " "}
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=content_without)
    with pytest.raises(ValidationError) as refused:
        actions.submit_act(handler, act=act)
    assert refused.value.code == "incomplete"


def test_from_the_counter_to_the_closed_case(office: Office) -> None:
    party = organisations.enter_party(
        office.viewer(Role.REGISTRY_CLERK),
        kind=PartyKind.PERSON,
        name="Мила Ведрић",
        account=office.citizen,
    )
    submission = office.register(party=party)
    act = signed(office, assigned(office, submission))
    assert act.document is not None
    assert verify_decision(content(act.document), trust().anchors).outcome == Outcome.VALID
    case = Case.objects.get(pk=act.case_id)
    assert (case.status, case.outcome) == (CaseStatus.RESOLVED, "granted")

    clerk = office.viewer(Role.REGISTRY_CLERK)
    [delivery] = actions.dispatch_act(clerk, act=act)
    assert delivery.state == DeliveryState.IN_MAILBOX
    mailbox.open_receipt(office.viewer(Role.CITIZEN), delivery=delivery)
    run_everything()
    row = case.parties.get()
    assert row.delivered_on == clock.today(office.organisation)
    assert row.appeal_until is not None
    evidence = Delivery.objects.get().evidence
    assert evidence is not None
    container = content(evidence)
    assert verify_asice(container, trust().anchors).outcome == Outcome.VALID
    assert set(read_asice(container)) == {"submission.json", "consignment.json", "handover.json", "evidence.pdf"}

    handler = office.viewer(Role.HANDLER)
    rule = RetentionRule.objects.filter(years=5).first()
    assert rule is not None
    closed = actions.close_case(handler, case=case, class_code="352", retention=rule)
    assert closed.closed_at is not None
    assert closed.disposition == "а/а – 5 година"


def test_the_receipt_is_sealed_and_every_field_counts(office: Office) -> None:
    submission = office.register()
    run_everything()
    clerk = office.viewer(Role.REGISTRY_CLERK)
    pdf = content(receipts.ensure(clerk, submission))
    assert verify_sealed(pdf, trust().anchors).outcome == Outcome.VALID
    assert verify_decision(pdf, trust().anchors).outcome == Outcome.INVALID


def test_act_statuses_of_the_list(office: Office) -> None:
    act = signed(office, assigned(office, office.register()))
    assert act.status == ActStatus.SIGNED
    assert list(queries.acts_waiting(office.viewer(Role.REGISTRY_CLERK), ActStatus.SIGNED)) == [act]


def test_the_case_learns_the_day_of_a_handover_that_starts_no_deadline(office: Office) -> None:
    Channel.objects.update(starts_deadlines=False, ground="")
    act = signed(office, assigned(office, office.register()))
    clerk, today = office.viewer(Role.REGISTRY_CLERK), clock.today(office.organisation)
    for delivery in actions.dispatch_act(clerk, act=act):
        mailbox.record_handover(clerk, delivery=delivery, on=today, note="")
    run_everything()
    row = act.case.parties.get()
    assert (row.delivered_on, row.appeal_until, row.final_on) == (today, None, None)
    assert not Entry.objects.filter(verb="party.served").exists()


def test_a_clock_that_is_set_back_refuses_nothing_that_was_received_now(office: Office) -> None:
    """An hour back between the moment a request came and the moment it is registered."""
    intake = actions.Intake(subject="Захтев", channel=IntakeChannel.API, received_at=actions.NOW, class_code="352")
    with clock.at(office.organisation, datetime(2026, 3, 2, 9, tzinfo=UTC)):
        submission = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)
        assert submission.received_at == submission.registered_at == clock.now(office.organisation)


@pytest.mark.parametrize(("ahead", "taken"), [(timedelta(seconds=90), True), (timedelta(minutes=3), False)])
def test_the_clock_of_another_system_may_be_a_little_ahead(office: Office, ahead: timedelta, taken: bool) -> None:
    with clock.at(office.organisation, datetime(2026, 3, 2, 9, tzinfo=UTC)):
        now = clock.now(office.organisation)
        intake = actions.Intake(subject="Захтев", channel=IntakeChannel.API, received_at=now + ahead, class_code="352")
        if not taken:
            with pytest.raises(ValidationError, match="future|будућности"):
                actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)
            return
        assert actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).received_at == now
