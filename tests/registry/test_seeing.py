"""What law sets apart in lists: not delivered, silence, extended, against a party, nobody's, of who is absent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from salter.calendars.deadlines import LegalSettings
from salter.calendars.rules import WorkingCalendar
from salter.ops.benchmarks import crowd
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.actions.absences import note_absence
from salter.organisations.models import AbsenceKind, Mandate, Role
from salter.portal.founding import founder
from salter.registry import desk
from salter.registry.clocks import rules
from salter.registry.clocks.actions import begin_ex_officio, extend
from salter.registry.desk import Narrow
from salter.registry.models import Case, Initiative
from salter.registry.seeing import sentences
from tests.registry.scenes import SignIn, assigned
from tests.registry.test_actions import signed
from tests.registry.test_clocks import LAW
from tests.registry.test_parties import by_post, handed
from tests.support.office import Office

SENTENCES = [
    *(Narrow("all", status, by_due=True) for status in ("open", "undelivered", "silence", "silence-soon")),
    *(Narrow("all", status) for status in ("extended", "against", "signature")),
    *(Narrow(who) for who in ("waiting", "away", "nobody")),
]


def today(office: Office) -> date:
    return clock.today(office.organisation)


def due(case: Case, days: int) -> Case:
    """The case is due so many days from today; the past of a case is made in the database alone."""
    Case.objects.filter(pk=case.pk).update(due_on=clock.today(case.organisation) + timedelta(days=days))
    case.refresh_from_db()
    return case


def listed(office: Office, narrow: Narrow, role: Role = Role.HEAD_OF_ADMINISTRATION) -> list[str]:
    """The numbers of a list; its count must be how many they are."""
    viewer = office.viewer(role)
    lines, following = desk.lines_of(viewer, narrow)
    assert not following
    if not narrow.q:
        assert desk.counts(viewer, [narrow]) == [len(lines)]
    return [line.number for line in lines]


def test_what_is_signed_stays_open_work_until_its_parties_are_notified(office: Office) -> None:
    case = due(assigned(office), 5)
    desk_of_handler = Narrow("me", by_due=True)
    act = signed(office, case)
    undelivered = Narrow(status="undelivered", by_due=True)
    for narrow in (undelivered, Narrow(), Narrow(status="silence-soon"), Narrow(due="7"), Narrow(q="заузеће")):
        assert listed(office, narrow) == [case.number], narrow
    assert listed(office, desk_of_handler, Role.HANDLER) == [case.number]
    assert sum(day.due for day in desk.calendar_strip(office.viewer(Role.HANDLER), desk_of_handler)) == 1

    for delivery in by_post(office, act):
        assert listed(office, undelivered) == [case.number]
        handed(office, delivery, today(office))
    for narrow in (undelivered, Narrow(), Narrow(status="silence-soon"), Narrow(q="заузеће")):
        assert listed(office, narrow) == [], narrow
    assert listed(office, desk_of_handler, Role.HANDLER) == []
    assert sum(day.due for day in desk.calendar_strip(office.viewer(Role.HANDLER), desk_of_handler)) == 0


def test_a_cancelled_case_is_in_no_list_of_what_is_not_delivered(office: Office) -> None:
    case = assigned(office)
    Case.objects.filter(pk=case.pk).update(
        unnotified_since=today(office), cancelled_at=clock.now(office.organisation), cancel_reason="грешка"
    )
    assert listed(office, Narrow(status="undelivered")) == listed(office, Narrow()) == []


DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))


@given(DAYS, st.integers(1, 3), st.sets(DAYS, max_size=4))
@settings(max_examples=150)
def test_the_dates_whose_silence_may_be_appealed_are_those_of_the_rule(day: date, years: int, off: set[date]) -> None:
    legal, calendar = LegalSettings(silence_appeal_years=years), WorkingCalendar(frozenset(off))
    first, last = rules.silent_dates(day, legal, calendar)
    for other in (first - timedelta(days=1), first, day - timedelta(days=100), last, last + timedelta(days=1)):
        found = rules.silence(other, day, legal, calendar)
        assert found is not None
        assert found.began == (first <= other <= last), other


def test_silence_is_listed_before_it_comes_and_while_it_may_be_appealed(office: Office) -> None:
    cases = {days: due(assigned(office), days) for days in (-500, -40, -1, 0, 15, 16)}
    against = due(assigned(office), -1)
    begin_ex_officio(office.viewer(Role.HANDLER), case=against, initiative=Initiative.AGAINST, on=today(office))
    due(against, -1)
    number = {days: case.number for days, case in cases.items()}
    assert listed(office, Narrow(status="silence", by_due=True)) == [number[-40], number[-1]]
    assert listed(office, Narrow(status="silence-soon", by_due=True)) == [number[0], number[15]]
    assert listed(office, Narrow(status="silence-soon", due="3", by_due=True)) == [number[0]]
    assert listed(office, Narrow(status="silence", due="late", q="заузеће")) == [number[-1], number[-40]]
    assert listed(office, Narrow(status="against")) == [against.number]
    assert against.number in listed(office, Narrow(due="late"))


def test_an_extended_case_is_listed_with_both_dates(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    assigned(office)
    extend(office.viewer(Role.HANDLER), case=case, days=10, **LAW)
    case.refresh_from_db()
    assert listed(office, Narrow(status="extended")) == [case.number]
    shown = client_as(Role.HANDLER).get(reverse("registry:cases"), {"status": "extended"}).content.decode()
    assert case.adjusted_on
    assert f"продужено до {case.adjusted_on.day}. {case.adjusted_on.month}. {case.adjusted_on.year}." in shown.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_nobodys_case_is_waited_for_a_day_and_then_told(office: Office) -> None:
    case = office.register().case
    assert listed(office, Narrow("nobody")) == [case.number]
    assert listed(office, Narrow("waiting")) == []
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(hours=26)):
        assert listed(office, Narrow("waiting")) == [case.number]
        assert listed(office, Narrow("waiting", q="заузеће")) == [case.number]


def _mandate(office: Office, deputy: Role) -> Mandate:
    return organisations.give_mandate(
        office.viewer(Role.HEAD_OF_ADMINISTRATION),
        absent=office.people[Role.HANDLER],
        deputy=office.people[deputy],
        number="031-7/2026",
        ground="одмор",
        valid_from=today(office),
        valid_to=today(office) + timedelta(days=9),
    )


def test_whose_deputy_is_not_here_either_is_absent_without_one(office: Office) -> None:
    case, away = assigned(office), Narrow("away")
    assert listed(office, away) == []
    _mandate(office, Role.UNIT_HEAD)
    assert listed(office, away) == []
    organisations.deactivate_staff(founder(office.organisation), staff=office.people[Role.UNIT_HEAD], reason="отишао")
    assert listed(office, away) == [case.number]
    assert listed(office, Narrow("away", q="заузеће")) == [case.number]
    _mandate(office, Role.REGISTRY_HEAD)
    assert listed(office, away) == []


def test_who_is_on_leave_is_absent_until_somebody_stands_in(office: Office) -> None:
    case, handler = assigned(office), office.people[Role.HANDLER]
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    until = today(office) + timedelta(days=5)
    note_absence(head, staff=handler, kind=AbsenceKind.LEAVE, from_on=today(office), until_on=until)
    assert listed(office, Narrow("away")) == [case.number]
    _mandate(office, Role.UNIT_HEAD)
    assert listed(office, Narrow("away")) == []


def test_who_left_is_absent_without_a_deputy(office: Office) -> None:
    case = assigned(office)
    organisations.deactivate_staff(founder(office.organisation), staff=office.people[Role.HANDLER], reason="отишао")
    assert listed(office, Narrow("away")) == [case.number]
    assert [person.name for person in sentences.without_deputy(office.viewer(Role.HEAD_OF_ADMINISTRATION))] == [
        office.people[Role.HANDLER].name
    ]


@pytest.mark.parametrize("narrow", SENTENCES, ids=lambda narrow: f"{narrow.who}-{narrow.status}")
def test_each_sentence_can_be_counted_listed_searched_and_paged_when_it_has_nothing(
    client_as: SignIn, narrow: Narrow
) -> None:
    head = client_as(Role.HEAD_OF_ADMINISTRATION)
    sentence = {"who": narrow.who, "status": narrow.status}
    beyond = {"sort": "due", "before": "2026-01-01~01900000-0000-7000-8000-000000000001"}
    for more in ({}, {"q": "захтев"}, beyond):
        assert head.get(reverse("registry:cases"), {**sentence, **more}).status_code == 200
    assert head.get(reverse("registry:find"), {**sentence, "q": "захтев"}).status_code == 200


def test_the_lists_of_law_stand_above_the_list_as_long_as_they_have_a_case(office: Office, client_as: SignIn) -> None:
    handler, words = client_as(Role.HANDLER), "Потписано, није уручено"
    assert words not in _tabs(handler)
    case = due(assigned(office), 5)
    signed(office, case)
    assert f"{words} 1" in _tabs(handler)
    assert f"{words} 1" in _tabs(client_as(Role.UNIT_HEAD), "registry:home")
    page = handler.get(reverse("registry:cases"), {"status": "undelivered"}).content.decode()
    assert "потписано, није уручено" in page
    assert "за 5 дана" in page or "још 5 дана" in page
    case_page = handler.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "потписано, није уручено" in case_page


def _tabs(client: Client, name: str = "registry:cases") -> str:
    """The views of a page as they are read."""
    found = client.get(reverse(name)).context
    rows = found["tabs"] if name == "registry:cases" else found["views"]
    return ", ".join(f"{row['label']} {row['count']}" for row in rows)


@pytest.fixture
def long_office(office: Office) -> Office:
    """An office with 2,300 cases, some of them signed and not delivered."""
    people = [office.people[Role.HANDLER], office.people[Role.ARCHIVIST]]
    crowd.fill(crowd.given_of(founder(office.organisation), 2300, people) | {"first": 1, "last": 2300})
    Case.objects.filter(ordinal__endswith="77").update(unnotified_since=today(office))
    return office


@pytest.mark.parametrize(
    ("narrow", "index"),
    [
        (Narrow("all", by_due=True), "case_open_by_due"),
        (Narrow("all", "silence", by_due=True), "case_open_by_due"),
        (Narrow("all", "silence-soon", by_due=True), "case_open_by_due"),
        (Narrow("me", by_due=True), "case_open_by_"),
        (Narrow("all", "undelivered", by_due=True), "_by_due"),
    ],
)
def test_lists_of_open_work_are_read_by_its_indexes(long_office: Office, narrow: Narrow, index: str) -> None:
    viewer, plans = long_office.viewer(Role.HANDLER), list[str]()

    def explained(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if "LIMIT" in sql and "registry_case" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explained):
        desk.lines_of(viewer, narrow)
    [plan] = plans
    assert index in plan, plan
