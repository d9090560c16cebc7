"""Hearings: convened, summoned to, served, postponed, called off, held with a record that is signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from salter.journal import queries as journal
from salter.journal.models import Entry
from salter.mailbox.models import Delivery, Result
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import AbsenceKind, PartyKind, Role
from salter.registry import actions as registry_actions
from salter.registry import acts, desk, history
from salter.registry import queries as registry
from salter.registry.actions.acts import approve_act, return_act, sign_act, submit_act, withdraw_act
from salter.registry.dispatching.actions import enter_result, send_again
from salter.registry.hearing import queries
from salter.registry.hearing.actions import call_off, convene, postpone, release, summon_also
from salter.registry.hearing.queries import Slot
from salter.registry.hearing.recording import Minutes, note_signatures, write_record
from salter.registry.hearing.rules import Summoned, Wrong
from salter.registry.models import (
    Act,
    ActStatus,
    AskedBy,
    Case,
    CaseParty,
    Hearing,
    HearingCame,
    HearingOutcome,
    HearingPerson,
    HearingRole,
    HearingState,
    PartyRole,
    RecordSigned,
    RepresentativeKind,
)
from salter.registry.papers.listing import papers_of
from salter.registry.parties.changing import Known, join
from salter.registry.parties.representing import appoint
from salter.registry.recusing.actions import ask_recusal
from tests.registry.scenes import assigned
from tests.support.office import Office


def moment(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    """A time in Belgrade."""
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


MEETING = moment(12, 16, 10)
ABOUT = "Да ли башта смета пролазу."


@pytest.fixture(autouse=True)
def day(office: Office) -> Iterator[None]:
    """A Monday, three weeks before the hearing."""
    with at(office, moment(11, 23, 12)):
        yield


@contextmanager
def at(office: Office, then: datetime) -> Iterator[None]:
    with clock.at(office.organisation, then):
        yield


def slot(office: Office, starts_at: datetime = MEETING, place: str = "Велика сала", minutes: int = 60) -> Slot:
    return Slot(office.people[Role.HANDLER], starts_at, minutes, place)


def convened(office: Office, case: Case | None = None, when: Slot | None = None) -> Hearing:
    case = case or assigned(office)
    parties = list(case.parties.order_by("id"))
    return convene(office.viewer(Role.HANDLER), case=case, slot=when or slot(office), about=ABOUT, parties=parties)


def witness(office: Office, hearing: Hearing, name: str = "Радојка Сведоковић") -> HearingPerson:
    handler = office.viewer(Role.HANDLER)
    other = organisations.enter_party(handler, kind=PartyKind.PERSON, name=name, address="Улица брестова 3, Ведрово")
    return summon_also(handler, hearing=hearing, role=HearingRole.WITNESS, other=other)


def signed(office: Office, act: Act) -> Act:
    submit_act(office.viewer(Role.HANDLER), act=act)
    approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return sign_act(office.viewer(Role.SIGNATORY), act=act)


def sent(office: Office, act: Act) -> Delivery:
    [delivery] = registry_actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, act))
    return delivery


def served(office: Office, act: Act) -> None:
    on = clock.today(office.organisation)
    enter_result(office.viewer(Role.REGISTRY_CLERK), delivery=sent(office, act), result=Result.HANDED, on=on)


def refused(office: Office, **changed: object) -> str:
    """The code under which a hearing is refused."""
    case = assigned(office)
    given = {"slot": slot(office), "about": ABOUT, "parties": list(case.parties.all()), **changed}
    with pytest.raises(ValidationError) as found:
        convene(office.viewer(Role.HANDLER), case=case, **given)  # type: ignore[arg-type]
    assert not Hearing.objects.exists()
    return str(found.value.code)


def test_convening_drafts_a_summons_for_each_party_alone(office: Office) -> None:
    case = assigned(office)
    handler = office.viewer(Role.HANDLER)
    known = Known(on=clock.today(office.organisation), reason="Закључак 1")
    join(handler, case=case, party=office.party("Стојан Пешић"), role=PartyRole.INTERESTED, known=known)
    hearing = convened(office, case)
    people = list(hearing.people.select_related("act").order_by("id"))
    assert [one.name for one in people] == [row.name for row in case.parties.order_by("id")]
    for one in people:
        assert one.act
        assert (one.act.status, one.act.for_party) == (ActStatus.DRAFT, one.case_party)
        for said in (one.name, ABOUT, "у среду, 16. 12. 2026. у 10:00 часова", "Велика сала", "странка"):
            assert said in one.act.content["text"]
        data = acts.data_of(Act.objects.get(pk=one.act.pk))
        assert (data["recipient"][0], data["others"]) == (one.name, [])


def test_a_summons_reaches_its_own_party_and_is_told_to_that_one_alone(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    known = Known(on=clock.today(office.organisation), reason="Закључак 1")
    join(handler, case=case, party=office.party("Стојан Пешић"), role=PartyRole.INTERESTED, known=known)
    first, second = convened(office, case).people.order_by("id")
    assert first.act
    assert first.case_party
    assert second.case_party
    delivery = sent(office, first.act)
    assert delivery.recipient == first.case_party.party
    assert [row.case_party for row in first.act.services.all()] == [first.case_party]
    for verb in ("act.signed", "act.dispatched"):
        entry = Entry.objects.get(verb=verb, case_id=case.pk)
        assert journal.is_for(entry, {first.case_party.party_id})
        assert not journal.is_for(entry, {second.case_party.party_id})


def test_who_receives_letters_for_a_party_gets_the_summons(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    lawyer = office.party("Ана Бранић")
    appoint(
        handler, case_party=case.parties.get(), party=lawyer, kind=RepresentativeKind.ATTORNEY, ground="Пуномоћје",
        from_on=clock.today(office.organisation),
    )  # fmt: skip
    person = convened(office, case).people.get()
    assert person.act
    assert sent(office, person.act).recipient == lawyer


def test_a_witness_is_summoned_by_a_letter_of_the_own(office: Office) -> None:
    hearing = convened(office)
    person = witness(office, hearing)
    assert person.act
    assert "сведок" in person.act.content["text"]
    delivery = sent(office, person.act)
    assert (delivery.recipient, person.act.services.count()) == (person.party, 0)
    clerk = office.viewer(Role.REGISTRY_CLERK)
    enter_result(clerk, delivery=delivery, result=Result.HANDED, on=clock.today(office.organisation))
    found = {one.person.pk: one for one in queries.invited(hearing)}
    assert found[person.pk].served_on == clock.today(office.organisation)
    with pytest.raises(ValidationError, match="већ|already"):
        summon_also(office.viewer(Role.HANDLER), hearing=hearing, role=HearingRole.EXPERT, other=person.party)


def test_a_summons_of_a_witness_that_came_back_is_sent_again(office: Office) -> None:
    person = witness(office, convened(office))
    assert person.act
    clerk, today = office.viewer(Role.REGISTRY_CLERK), clock.today(office.organisation)
    delivery = sent(office, person.act)
    came_back = enter_result(clerk, delivery=delivery, result=Result.MOVED, on=today)
    assert send_again(clerk, delivery=came_back, channel=delivery.channel).recipient == person.party


def test_who_is_no_party_is_not_summoned_as_one(office: Office) -> None:
    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    for role, given in (
        (HearingRole.PARTY, {"other": office.party("Неко")}),
        (HearingRole.WITNESS, {"party": hearing.case.parties.get()}),
        (HearingRole.EXPERT, {}),
    ):
        with pytest.raises(ValidationError) as wrong:
            summon_also(handler, hearing=hearing, role=role, **given)
        assert wrong.value.code == "who"


@pytest.mark.parametrize(
    ("when", "code"),
    [
        (moment(12, 12, 10), "on"),  # a Saturday
        (moment(1, 7, 10, 0, 2027), "on"),  # Christmas
        (moment(11, 20, 10), "on"),  # past
        (moment(11, 23, 11, 59), "on"),  # this very day, past
    ],
)
def test_a_day_off_or_past_is_refused_with_words(office: Office, when: datetime, code: str) -> None:
    assert refused(office, slot=slot(office, when)) == code


def test_what_a_hearing_lacks_is_named(office: Office) -> None:
    assert refused(office, slot=slot(office, place="  ")) == "place"
    assert refused(office, slot=slot(office, minutes=0)) == "minutes"
    assert refused(office, slot=slot(office, minutes=721)) == "minutes"
    assert refused(office, about=" ") == "about"
    assert refused(office, parties=[]) == "parties"
    assert refused(office, parties=list(assigned(office).parties.all())) == "parties"


def test_only_in_a_case_in_progress_by_who_handles_it(office: Office) -> None:
    case = office.register().case
    with pytest.raises(NotAllowed):
        convened(office, case)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    with pytest.raises(ValidationError) as formed:
        convene(head, case=case, slot=slot(office), about=ABOUT, parties=list(case.parties.all()))
    assert formed.value.code == "status"
    case, clerk = assigned(office), office.viewer(Role.REGISTRY_CLERK)
    with pytest.raises(NotAllowed):
        convene(clerk, case=case, slot=slot(office), about=ABOUT, parties=list(case.parties.all()))


def test_who_is_recused_neither_convenes_nor_conducts(office: Office) -> None:
    case, today = assigned(office), clock.today(office.organisation)
    official = office.people[Role.HANDLER]
    registry_head = office.viewer(Role.REGISTRY_HEAD)
    ask_recusal(registry_head, case=case, staff=official, asked_by=AskedBy.OTHERS, on=today, reason="Сродник странке.")
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(NotAllowed):
        convened(office, case)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    with pytest.raises(ValidationError) as found:
        convene(head, case=case, slot=slot(office), about=ABOUT, parties=list(case.parties.all()))
    assert found.value.code == "official"


def test_what_warns_is_said_and_stops_nothing(office: Office) -> None:
    handler, other = office.viewer(Role.HANDLER), office.people[Role.UNIT_HEAD]
    first = convened(office)
    assert queries.warnings(handler, slot(office)) == [Wrong.BUSY, Wrong.PLACE]
    assert queries.warnings(handler, slot(office), apart_from=first) == []
    later = MEETING + timedelta(hours=1)
    assert queries.warnings(handler, slot(office, later)) == []
    assert queries.warnings(handler, Slot(other, MEETING, 30, "соба 4")) == []
    assert queries.warnings(handler, Slot(other, MEETING, 30, "велика САЛА")) == [Wrong.PLACE]
    soon = moment(12, 1, 9)
    assert queries.warnings(handler, slot(office, soon)) == [Wrong.SHORT]
    organisations.note_absence(
        office.viewer(Role.HEAD_OF_ADMINISTRATION), staff=other, kind=AbsenceKind.LEAVE,
        from_on=MEETING.date(), until_on=MEETING.date(),
    )  # fmt: skip
    assert queries.warnings(handler, Slot(other, MEETING, 30, "соба 4")) == [Wrong.AWAY]
    assert convened(office).pk  # all the same


def test_a_summons_is_served_in_time_or_too_late(office: Office) -> None:
    hearing = convened(office)
    person = hearing.people.get()
    assert person.act
    [one] = queries.invited(hearing)
    assert one.state == Summoned.NOT_SENT
    with at(office, moment(12, 7, 9)):
        served(office, person.act)
    [one] = queries.invited(hearing)
    assert (one.state, one.served_on) == (Summoned.SERVED, date(2026, 12, 7))
    late = convened(office).people.get()
    assert late.act
    with at(office, moment(12, 8, 9)):
        served(office, late.act)
    [one] = queries.invited(late.hearing)
    assert one.state == Summoned.SHORT


def test_postponing_summons_everybody_anew_and_says_why(office: Office) -> None:
    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    person = witness(office, hearing)
    assert person.act
    signed(office, person.act)
    later = slot(office, MEETING + timedelta(days=7))
    moved = postpone(handler, hearing=hearing, slot=later, why="Вештак је болестан.")
    hearing.refresh_from_db()
    assert (hearing.state, moved.follows, moved.state) == (HearingState.POSTPONED, hearing, HearingState.CONVENED)
    old, new = (list(row.people.select_related("act").order_by("id")) for row in (hearing, moved))
    assert [one.name for one in old] == [one.name for one in new]
    assert [one.act.status for one in old if one.act] == [ActStatus.WITHDRAWN, ActStatus.SIGNED]
    assert all("Вештак је болестан" in one.act.content["text"] for one in new if one.act)
    told = Entry.objects.get(verb="hearing.postponed")
    assert "23. 12. 2026." in history.sentence(told)
    with pytest.raises(ValidationError) as over:
        postpone(handler, hearing=hearing, slot=later, why="Опет.")
    assert over.value.code == "state"


def test_calling_off_writes_to_who_has_a_summons(office: Office) -> None:
    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    person = witness(office, hearing)
    assert person.act
    sent(office, person.act)
    with pytest.raises(ValidationError) as why:
        call_off(handler, hearing=hearing, why=" ")
    assert why.value.code == "why"
    call_off(handler, hearing=hearing, why="Странка је одустала од захтева.")
    party, other = hearing.people.select_related("act", "notice").order_by("id")
    assert party.act
    assert (party.act.status, party.notice) == (ActStatus.WITHDRAWN, None)
    assert other.notice
    assert "не одржава" in other.notice.content["text"]
    assert other.notice.for_other == person.party


def test_a_summons_to_a_hearing_that_is_off_is_not_signed(office: Office) -> None:
    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    person = hearing.people.get()
    assert person.act
    submit_act(handler, act=person.act)
    act = approve_act(office.viewer(Role.UNIT_HEAD), act=person.act)
    call_off(handler, hearing=hearing, why="Није потребна.")
    with pytest.raises(ValidationError) as off:
        sign_act(office.viewer(Role.SIGNATORY), act=act)
    assert off.value.code == "hearing"
    act = return_act(office.viewer(Role.SIGNATORY), act=act, note="Отказано је.")
    assert withdraw_act(handler, act=act).status == ActStatus.WITHDRAWN


def test_who_need_not_come_is_told_and_not_asked_of_in_the_record(office: Office) -> None:
    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    person = witness(office, hearing)
    release(handler, person=person, why="Исказ је писмен.")
    person.refresh_from_db()
    assert person.released == "Исказ је писмен."
    assert Act.objects.get(summoned=person).status == ActStatus.WITHDRAWN
    with at(office, moment(12, 16, 12)):
        held(office, hearing)
    assert summoned_names(hearing) == [hearing.case.parties.get().name]
    with pytest.raises(ValidationError) as over:
        release(handler, person=person, why="Опет.")
    assert over.value.code == "state"


def summoned_names(hearing: Hearing) -> list[str]:
    return list(hearing.people.exclude(came="").values_list("name", flat=True))


def minutes(hearing: Hearing, **changed: object) -> Minutes:
    people = hearing.people.filter(released="").order_by("id")
    came = {row.pk: HearingCame.PRESENT if row.case_party_id else HearingCame.ABSENT for row in people}
    given = {
        "began": time(10, 5),
        "ended": time(10, 50),
        "came": came,
        "said": "Странка остаје при захтеву.\nПоказана је скица.",
        "outcome": HearingOutcome.CONCLUDED,
        **changed,
    }
    return Minutes(**given)  # type: ignore[arg-type]


def held(office: Office, hearing: Hearing, **changed: object) -> Hearing:
    return write_record(office.viewer(Role.HANDLER), hearing=hearing, minutes=minutes(hearing, **changed))


@pytest.mark.law("hearing.record")
def test_the_record_says_who_came_and_who_signed_or_refused(office: Office) -> None:
    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    witness(office, hearing)
    with at(office, moment(12, 16, 12)):
        row = held(office, hearing, objections="Странка тражи увид у скицу.")
        party = row.people.get(case_party__isnull=False)
        assert row.record
        assert row.state == HearingState.HELD
        assert [row.record.pk] == [
            paper.document.pk
            for paper in papers_of(desk.case_file(handler, hearing.case_id))
            if paper.document and "расправи" in str(paper.title)
        ]
        with pytest.raises(ValidationError) as silent:
            note_signatures(handler, hearing=row, signed={party.pk: (RecordSigned.REFUSED, " ")})
        assert silent.value.code == "why"
        note_signatures(handler, hearing=row, signed={party.pk: (RecordSigned.REFUSED, "Тражи измену.")})
        with pytest.raises(ValidationError) as again:
            note_signatures(handler, hearing=row, signed={party.pk: (RecordSigned.SIGNED, "")})
        assert again.value.code == "state"
    party.refresh_from_db()
    assert (party.signed, party.sign_note) == (RecordSigned.REFUSED, "Тражи измену.")
    told = history.sentence(Entry.objects.get(verb="hearing.signed"))
    assert "Тражи измену" in told


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"said": " "}, "said"),
        ({"came": {}}, "came"),
        ({"began": time(11), "ended": time(10)}, "ended"),
        ({"ended": time(12, 30)}, "ended"),
    ],
)
def test_a_record_without_its_parts_is_refused_and_nothing_is_written(
    office: Office, changed: dict[str, object], code: str
) -> None:
    hearing = convened(office)
    with at(office, moment(12, 16, 12)), pytest.raises(ValidationError) as wrong:
        held(office, hearing, **changed)
    assert wrong.value.code == code
    hearing.refresh_from_db()
    assert (hearing.state, hearing.record) == (HearingState.CONVENED, None)


def test_no_record_before_the_day_of_the_hearing(office: Office) -> None:
    hearing = convened(office)
    with pytest.raises(ValidationError) as early:
        held(office, hearing)
    assert early.value.code == "began"


def test_a_case_with_a_hearing_to_come_is_not_closed(office: Office) -> None:
    from salter.registry.models import CaseStatus, RetentionRule

    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    case = registry_actions.change_status(
        handler, case=hearing.case, status=CaseStatus.DISCONTINUED, reason="одустанак"
    )
    for act in case.acts.filter(status=ActStatus.DRAFT):
        withdraw_act(handler, act=act)
    rule = RetentionRule.objects.filter(years=5).first()
    with pytest.raises(ValidationError) as open_:
        registry_actions.close_case(handler, case=case, class_code=case.class_code, retention=rule)
    assert open_.value.code == "hearing"
    call_off(handler, hearing=hearing, why="Странка је одустала.")
    registry_actions.close_case(handler, case=case, class_code=case.class_code, retention=rule)


def test_hearings_of_a_week_are_those_that_the_viewer_may_see(office: Office) -> None:
    hearing = convened(office)
    day, handler = MEETING.date(), office.viewer(Role.HANDLER)
    for who in ("me", "unit", "all"):
        assert list(queries.between(handler, day, day, who)) == [hearing]
    assert list(queries.between(handler, day + timedelta(days=1), day + timedelta(days=3), "all")) == []
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert list(queries.between(clerk, day, day, "all")) == [hearing]
    head = office.viewer(Role.REGISTRY_HEAD)
    registry_actions.restrict_case(head, case=hearing.case, staff=[], reason="подаци о здрављу")
    assert list(queries.between(clerk, day, day, "all")) == []
    assert list(queries.between(handler, day, day, "all")) == [hearing]


def test_a_witness_is_not_found_by_who_may_not_see_the_case(office: Office) -> None:
    hearing = convened(office)
    person = witness(office, hearing, "Необичко Сведоковић")
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert list(registry.parties(clerk, "необичко")) == [person.party]
    head = office.viewer(Role.REGISTRY_HEAD)
    registry_actions.restrict_case(head, case=hearing.case, staff=[], reason="подаци о здрављу")
    assert list(registry.parties(clerk, "необичко")) == []


def test_a_party_that_came_in_the_place_of_another_gets_the_summons(office: Office) -> None:
    from salter.registry.parties.changing import note_death, succeed

    hearing, handler = convened(office), office.viewer(Role.HANDLER)
    person = hearing.people.get()
    assert person.act
    assert person.case_party
    known = Known(on=clock.today(office.organisation), reason="Извод")
    note_death(handler, case_party=person.case_party, known=known)
    part = CaseParty.objects.get(pk=person.case_party.pk)
    heir = succeed(handler, case_party=part, party=office.party("Наследник Ведрић"), known=known)
    assert sent(office, person.act).recipient == heir.party
