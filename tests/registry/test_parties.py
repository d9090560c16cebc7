"""Each party of a case has its own dates: no date is another party's, and no act moves the dates of another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars.deadlines import final_for_all
from salter.calendars.rules import WorkingCalendar
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Channel, Delivery, Medium
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import owner_scope
from salter.registry import actions
from salter.registry.models import Act, ActKind, Case, CaseParty, CaseStatus, IntakeChannel, PartyRole, Service, Way
from salter.registry.models import Remedy as RemedyChoice
from salter.registry.parties import services
from salter.registry.parties.actions import note_appeal, set_remedy, take_back, waive
from salter.registry.parties.queries import papers_of, parties_with_services
from salter.registry.parties.rules import Facts, Remedy, Standing, standing
from salter.ui.templatetags.salter import sr_date
from tests.registry.scenes import SignIn
from tests.registry.test_actions import DECISION, signed
from tests.support.office import Office

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
FACTS = st.builds(
    Facts,
    remedy=st.sampled_from(Remedy),
    days=st.integers(1, 60),
    served_on=st.none() | DAYS,
    counts=st.booleans(),
    waived_on=st.none() | DAYS,
    appealed_on=st.none() | DAYS,
    enforced_at_once=st.booleans(),
)
SERVED = date(2026, 11, 2)


def served(remedy: Remedy, days: int | None, **more: Any) -> Facts:
    """A party that was served on 2 November by a way that starts deadlines."""
    return Facts(remedy, days, served_on=SERVED, counts=True, **more)


@pytest.mark.law("finality.for-party", "finality.force", "finality.enforceable")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (served(Remedy.APPEAL, 15), "17 18 18 18"),
        (served(Remedy.APPEAL, 8), "10 11 11 11"),  # a special law
        (served(Remedy.APPEAL, 12), "16 17 17 17"),  # the 14th is a Saturday
        (served(Remedy.APPEAL, 15, appealed_on=date(2026, 11, 17)), "17 - - -"),
        (served(Remedy.APPEAL, 15, appealed_on=date(2026, 11, 18)), "17 18 18 18"),  # too late
        (served(Remedy.APPEAL, 15, appealed_on=date(2026, 11, 5), enforced_at_once=True), "17 - - 2"),
        (served(Remedy.APPEAL, 15, waived_on=date(2026, 11, 4)), "17 4 4 4"),
        (served(Remedy.APPEAL, 15, waived_on=date(2026, 10, 1)), "17 2 2 2"),
        (served(Remedy.DISPUTE, 25), "27 2 28 2"),
        (served(Remedy.DISPUTE, 25, appealed_on=date(2026, 11, 20)), "27 2 - 2"),
        (served(Remedy.NONE, None), "- - - -"),
        (Facts(Remedy.APPEAL, 15, served_on=SERVED, counts=False), "- - - -"),
        (Facts(Remedy.APPEAL, 15), "- - - -"),
    ],
)
def test_what_service_brings_to_a_party(facts: Facts, expected: str) -> None:
    days = [None if word == "-" else date(2026, 11, int(word)) for word in expected.split()]
    assert standing(facts, CALENDAR) == Standing(*days)


@given(FACTS)
def test_nothing_begins_before_service_and_nothing_ends_before_the_last_day(facts: Facts) -> None:
    found = standing(facts, CALENDAR)
    assert facts.served_on or found == Standing()
    for day in (found.until, found.final_from, found.force_from, found.enforceable_from):
        assert day is None or (facts.served_on and day >= facts.served_on)
    used = facts.appealed_on and found.until and facts.appealed_on <= found.until
    assert not (used and found.force_from)


@pytest.mark.law("finality.final")
@given(st.lists(st.tuples(DAYS, st.none() | DAYS, st.booleans()), min_size=1, max_size=5))
def test_an_act_is_final_for_all_when_no_party_can_do_anything(parties: list[tuple[date, date | None, bool]]) -> None:
    each = [
        Facts(Remedy.APPEAL, 15, day, counts=True, waived_on=waived, appealed_on=day if appealed else None)
        for day, waived, appealed in parties
    ]
    found = [standing(one, CALENDAR) for one in each]
    final = final_for_all(one.final_from for one in found)
    assert (final is None) == any(appealed for _day, _waived, appealed in parties)
    for facts, one in zip(each, found, strict=True):
        assert one.until
        assert final is None or facts.waived_on or final > one.until, "it can still appeal"


def of_two(office: Office, *more: actions.PartyInput) -> Case:
    """A case of two parties that the handler holds."""
    parties = [
        actions.PartyInput(office.party("Мила Ведрић")),
        actions.PartyInput(office.party("Стојан Пешић"), role=PartyRole.OPPOSING),
    ]
    intake = actions.Intake(
        subject="Међа",
        channel=IntakeChannel.COUNTER,
        received_at=office.ago(minutes=5),
        parties=[*parties, *more],
        documents=[office.document()],
        class_code="352",
    )
    case = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case
    head = office.viewer(Role.UNIT_HEAD)
    return actions.assign(head, case=case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])


def by_post(office: Office, act: Act) -> list[Delivery]:
    """The act goes to everybody by post."""
    channel = Channel.objects.get(organisation=office.organisation, medium=Medium.POST)
    return actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act, channel=channel)


def handed(office: Office, delivery: Delivery, on: date) -> None:
    """The return receipt came back, and the registry has learnt of it."""
    mailbox.record_handover(office.viewer(Role.REGISTRY_CLERK), delivery=delivery, on=on, note="")
    run_everything()


def dates(case: Case) -> dict[str, tuple[date | None, date | None, date | None]]:
    """The dates of each party of each act: served, last day, final."""
    rows = Service.objects.filter(act__case=case).select_related("act", "case_party")
    return {
        f"{row.act.sub_number} {row.case_party.name} {row.case_party.role}": (row.served_on, row.until, row.final_on)
        for row in rows
    }


@pytest.mark.law("decide.issued")
def test_a_signed_decision_waits_for_each_party_and_each_gets_its_own_days(office: Office) -> None:
    case = of_two(office)
    act = signed(office, case)
    today = clock.today(office.organisation)
    case.refresh_from_db()
    assert (case.notified_on, case.unnotified_since) == (None, today)
    assert set(dates(case).values()) == {(None, None, None)}

    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=9)):
        first, second = by_post(office, act), None
        handed(office, first[0], today + timedelta(days=9))
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=12)):
        second = first[1]
        before = CaseParty.objects.get(case=case, party=first[0].recipient)
        handed(office, second, today + timedelta(days=11))
    case.refresh_from_db()
    assert (case.notified_on, case.unnotified_since) == (today + timedelta(days=11), None)
    rows = {row.case_party.party_id: row for row in Service.objects.filter(act=act).select_related("case_party")}
    one, other = rows[first[0].recipient_id], rows[second.recipient_id]
    assert (one.served_on, one.way) == (today + timedelta(days=9), Way.HANDED)
    assert other.served_on == today + timedelta(days=11)
    assert one.until
    assert other.until
    assert one.until < other.until
    after = CaseParty.objects.get(pk=before.pk)
    assert (after.delivered_on, after.appeal_until, after.final_on) == (one.served_on, one.until, one.final_on)
    assert (before.delivered_on, before.appeal_until) == (after.delivered_on, after.appeal_until)


def test_a_second_decision_never_moves_the_dates_of_the_first(office: Office) -> None:
    case = of_two(office)
    first = signed(office, case)
    today = clock.today(office.organisation)
    for delivery in by_post(office, first):
        handed(office, delivery, today)
    before = dates(case)
    reason = "Првостепено решење је поништено."
    actions.change_status(office.viewer(Role.HANDLER), case=case, status=CaseStatus.IN_PROGRESS, reason=reason)
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=40)):
        second = signed(office, case)
        case.refresh_from_db()
        assert case.unnotified_since == today + timedelta(days=40)
        [one, _other] = by_post(office, second)
        handed(office, one, today + timedelta(days=40))
    after = dates(case)
    assert {key: after[key] for key in before} == before
    row = CaseParty.objects.get(case=case, party=one.recipient)
    assert row.delivered_on == today + timedelta(days=40)
    waits = CaseParty.objects.exclude(pk=row.pk).get(case=case)
    assert waits.delivered_on == today, "what reached it is the first decision"


def test_a_ruling_and_a_notice_are_served_too_and_move_no_date_of_the_decision(office: Office) -> None:
    case = of_two(office)
    act, today = signed(office, case), clock.today(office.organisation)
    for delivery in by_post(office, act):
        handed(office, delivery, today)
    before = {row.pk: row.appeal_until for row in case.parties.all()}
    handler = office.viewer(Role.HANDLER)
    for kind, title in ((ActKind.CONCLUSION, "Закључак"), (ActKind.NOTICE, "Обавештење")):
        content = DECISION if kind == ActKind.CONCLUSION else {"text": "Обавештавамо вас."}
        other = actions.draft_act(handler, case=case, kind=kind, title=title, content=content)
        actions.submit_act(handler, act=other)
        actions.approve_act(office.viewer(Role.UNIT_HEAD), act=other)
        other = actions.sign_act(office.viewer(Role.SIGNATORY), act=other)
        later = clock.now(office.organisation) + timedelta(days=3)
        with clock.at(office.organisation, later):
            for delivery in by_post(office, other):
                handed(office, delivery, today + timedelta(days=3))
        has_days = {row.until is not None for row in Service.objects.filter(act=other)}
        assert has_days == {kind == ActKind.CONCLUSION}
    assert {row.pk: row.appeal_until for row in case.parties.all()} == before
    assert Entry.objects.filter(verb="act.served").count() == 2


def test_who_has_two_parts_or_was_entered_twice_gets_one_letter(office: Office) -> None:
    sender = office.party("Петра Двапут")
    case = of_two(office, actions.PartyInput(sender, role=PartyRole.SENDER), actions.PartyInput(sender))
    twin = office.party("Petra Dvaput")
    CaseParty.objects.create(
        organisation=office.organisation, case=case, party=twin, role=PartyRole.INTERESTED, name=twin.name
    )
    actions.merge_parties(office.viewer(Role.REGISTRY_HEAD), kept=sender, other=twin, reason="Иста лична карта.")
    act = signed(office, case)
    deliveries = by_post(office, act)
    assert len(deliveries) == 3
    for delivery in deliveries:
        handed(office, delivery, clock.today(office.organisation))
    case.refresh_from_db()
    assert case.notified_on is not None
    assert all(row.appeal_until for row in case.parties.all()), "each part of the person shows its days"


def test_the_first_service_counts_and_one_that_starts_deadlines_before_all_others(office: Office) -> None:
    act = signed(office, of_two(office))
    viewer, today = office.viewer(Role.REGISTRY_CLERK), clock.today(office.organisation)
    party = act.case.parties.order_by("id")[0]

    def reached(on: date, *, starts: bool) -> date | None:
        row = services.serve(viewer, act=act, case_party=party, on=on, way=Way.HANDED, starts_deadlines=starts)
        return row.served_on

    assert reached(today, starts=False) == today
    assert reached(today + timedelta(days=1), starts=False) == today
    assert reached(today + timedelta(days=2), starts=True) == today + timedelta(days=2)
    assert reached(today + timedelta(days=3), starts=True) == today + timedelta(days=2)


def carried_over(office: Office) -> None:
    """The migration, run by the owner of the tables in an office whose parties had no rows before."""
    Service.objects.all().delete()
    Case.objects.update(notified_on=None, unnotified_since=None)
    statement = import_module("salter.registry.migrations.0032_services").FORWARD
    with owner_scope(office.organisation.pk), connection.cursor() as cursor:
        cursor.execute(statement)


def summary(case: Case) -> dict[str, date | None]:
    """What the case says of its newest decision."""
    fresh = Case.objects.get(pk=case.pk)
    return {"notified_on": fresh.notified_on, "unnotified_since": fresh.unnotified_since}


def served_on_both(office: Office) -> tuple[Case, Service, Service]:
    """A decision that both parties have since today."""
    case = of_two(office)
    act = signed(office, case)
    for delivery in by_post(office, act):
        handed(office, delivery, clock.today(office.organisation))
    first, second = Service.objects.filter(act=act).order_by("case_party__id")
    return case, first, second


def test_an_appeal_in_time_keeps_the_decision_from_being_final_for_its_party_alone(office: Office) -> None:
    case, first, second = served_on_both(office)
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    before = second.final_on
    note_appeal(handler, service=first, on=today)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.final_on, first.force_on, first.enforceable_on) == (None, None, None)
    assert second.final_on == before is not None
    assert case.parties.order_by("id")[0].final_on is None
    [[served], [other]] = [one.served for one in parties_with_services(case)]
    assert (served.final_for_all, other.final_for_all) == (None, None)
    assert Entry.objects.filter(verb="service.appealed").count() == 1
    with pytest.raises(ValidationError) as refused:
        note_appeal(handler, service=first, on=today)
    assert refused.value.code == "used"


def test_a_late_appeal_changes_no_day_and_is_told_as_late(office: Office) -> None:
    _case, first, _second = served_on_both(office)
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=60)):
        late = clock.today(office.organisation)
        note_appeal(office.viewer(Role.HANDLER), service=first, on=late)
    final = first.final_on
    first.refresh_from_db()
    assert (first.final_on, first.appealed_on) == (final, late)
    assert Entry.objects.filter(verb="service.late").count() == 1


def test_who_gives_the_appeal_up_has_a_final_decision_at_once(office: Office) -> None:
    case, first, second = served_on_both(office)
    today = clock.today(office.organisation)
    waive(office.viewer(Role.HANDLER), service=first, on=today)
    assert [row.final_on for row in case.parties.order_by("id")] == [today, second.final_on]
    [served] = parties_with_services(case)[0].served
    assert served.final_for_all == second.final_on


def test_a_waiver_names_a_paper_of_its_case_and_lies_within_the_period(office: Office) -> None:
    case, first, _second = served_on_both(office)
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)

    def refused(**given: Any) -> str | None:
        with pytest.raises(ValidationError) as error:
            waive(handler, service=first, **given)
        return error.value.code

    assert refused(on=today, paper=office.document(text="Из другог предмета.")) == "paper"
    assert first.until
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=60)):
        assert refused(on=first.until + timedelta(days=1)) == "day"
    paper = papers_of(case)[0].document
    assert waive(handler, service=first, on=today, paper=paper).waiver == paper
    assert refused(on=today) == "used"
    with pytest.raises(ValidationError) as error:
        note_appeal(handler, service=first, on=today)
    assert error.value.code == "used"


@pytest.mark.parametrize("deed", [note_appeal, waive])
def test_what_was_entered_by_mistake_is_taken_back_and_leaves_the_dates_as_they_were(
    office: Office, deed: Callable[..., Service]
) -> None:
    case, first, second = served_on_both(office)
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    before = [Service.objects.filter(pk=row.pk).values().get() for row in (first, second)]
    known = dates(case)
    with pytest.raises(ValidationError) as refused:
        take_back(handler, service=first, reason="ништа")
    assert refused.value.code == "unused"
    deed(handler, service=first, on=today)
    assert dates(case) != known
    with pytest.raises(ValidationError) as refused:
        take_back(handler, service=first, reason=" ")
    assert refused.value.code == "reason"
    take_back(handler, service=first, reason="Жалба је друге странке.")
    assert [Service.objects.filter(pk=row.pk).values().get() for row in (first, second)] == before
    assert dates(case) == known
    told = Entry.objects.get(verb="service.taken-back")
    assert told.body["recipient"] == str(first.case_party.party_id)


def test_a_special_law_gives_one_party_another_period(office: Office) -> None:
    _case, first, second = served_on_both(office)
    handler, before = office.viewer(Role.HANDLER), second.until
    with pytest.raises(ValidationError) as refused:
        set_remedy(handler, service=first, remedy=RemedyChoice.APPEAL, days=8, rule=" ")
    assert refused.value.code == "rule"
    set_remedy(
        handler, service=first, remedy=RemedyChoice.APPEAL, days=8, rule="Закон о Х, чл. 5", enforce_note="чл. 6"
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.until
    assert before
    assert first.until < before == second.until
    assert first.enforceable_on == first.served_on
    set_remedy(handler, service=first, remedy=RemedyChoice.NONE, days=None, rule="Закон о Х, чл. 5")
    assert not Service.objects.filter(pk=first.pk).exclude(until=None, final_on=None).exists()


def test_what_was_not_served_is_not_appealed_and_others_enter_nothing(office: Office) -> None:
    act = signed(office, of_two(office))
    row = Service.objects.filter(act=act)[0]
    today = clock.today(office.organisation)
    with pytest.raises(ValidationError) as refused:
        note_appeal(office.viewer(Role.HANDLER), service=row, on=today)
    assert refused.value.code == "served"
    with pytest.raises(NotAllowed):
        waive(office.viewer(Role.ARCHIVIST), service=row, on=today)


def test_the_page_of_the_parties_says_each_ones_days(office: Office, client_as: SignIn) -> None:
    case, first, _second = served_on_both(office)
    client = client_as(Role.HANDLER)
    page = reverse("registry:case-parties", args=[case.pk])
    assert first.until
    shown = client.get(page).content.decode()
    assert shown.count(sr_date(first.until)) == 2
    entry = reverse("registry:service-appeal", args=[case.pk, first.pk])
    assert client.post(entry, {"on": "31. 2. 2026."}).status_code == 422
    day = sr_date(clock.today(office.organisation))
    answered = client.post(entry, {"on": day, "form_key": "k"}, follow=True)
    assert answered.redirect_chain[-1][0] == page
    assert entry not in answered.content.decode()
    other = reverse("registry:case-parties", args=[of_two(office).pk])
    assert client.get(other.replace("/parties/", f"/parties/{first.pk}/used/")).status_code == 404


def test_what_was_served_before_parties_had_rows_keeps_its_dates(office: Office) -> None:
    """An office with a decision that one of two parties has."""
    case = of_two(office)
    act, today = signed(office, case), clock.today(office.organisation)
    first, second = by_post(office, act)
    handed(office, first, today)
    known, before = dates(case), summary(case)
    carried_over(office)
    assert dates(case) == known
    assert summary(case) == before
    handed(office, second, today)
    case.refresh_from_db()
    assert (case.notified_on, case.unnotified_since) == (today, None)


def test_a_newer_decision_still_at_the_post_was_not_served_when_the_older_was(office: Office) -> None:
    case = of_two(office)
    first, today = signed(office, case), clock.today(office.organisation)
    for delivery in by_post(office, first):
        handed(office, delivery, today)
    actions.change_status(office.viewer(Role.HANDLER), case=case, status=CaseStatus.IN_PROGRESS, reason="Поништено.")
    later = today + timedelta(days=40)
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=40)):
        newer = by_post(office, signed(office, case))
        known, before = dates(case), summary(case)
        carried_over(office)
        assert dates(case) == known, "the dates are those of the decision that was served"
        assert summary(case) == before == {"notified_on": None, "unnotified_since": later}
        handed(office, newer[0], later)
    reached = dict(case.parties.values_list("party_id", "delivered_on"))
    assert reached == {newer[0].recipient_id: later, newer[1].recipient_id: today}


def test_who_only_sent_the_paper_keeps_no_decision_of_before_open(office: Office) -> None:
    sender = office.party("Весна Доноси")
    case = of_two(office, actions.PartyInput(sender, role=PartyRole.SENDER))
    act, today = signed(office, case), clock.today(office.organisation)
    for delivery in by_post(office, act):
        if delivery.recipient_id != sender.pk:
            handed(office, delivery, today)
    known, before = dates(case), summary(case)
    carried_over(office)
    assert dates(case) == known
    assert summary(case) == before == {"notified_on": today, "unnotified_since": None}
    remedies = dict(Service.objects.values_list("case_party__role", "remedy"))
    assert remedies == {PartyRole.SENDER: "none", PartyRole.OPPOSING: "appeal", PartyRole.APPLICANT: "appeal"}
