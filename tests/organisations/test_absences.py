"""Who is away: noted by heads, without a reason; told to who gives work to that person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import absence, clock
from salter.organisations import actions as organisations
from salter.organisations.access import NotAllowed
from salter.organisations.models import Absence, AbsenceKind, Duty, Role
from tests.support.office import Office

SignIn = Callable[[Role], Client]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


def note(
    office: Office,
    who: Role,
    first: int = 0,
    last: int | None = 3,
    *,
    by: Role = Role.HEAD_OF_ADMINISTRATION,
    kind: AbsenceKind = AbsenceKind.LEAVE,
) -> Absence:
    """Somebody is away from so many days after today to so many."""
    today = clock.today(office.organisation)
    return organisations.note_absence(
        office.viewer(by),
        staff=office.people[who],
        kind=kind,
        from_on=today + first * DAY,
        until_on=None if last is None else today + last * DAY,
    )


def stand_in(office: Office, absent: Role, deputy: Role, duties: list[str]) -> None:
    today = clock.today(office.organisation)
    organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=office.people[absent],
        deputy=office.people[deputy],
        number="031-9",
        ground="Решење",
        valid_from=today,
        valid_to=today + DAY,
        duties=duties,
    )


def test_somebody_is_away_on_the_days_noted_and_on_no_others(office: Office) -> None:
    row = note(office, Role.HANDLER, first=1, last=2)
    now, handler = clock.now(office.organisation), office.people[Role.HANDLER].pk
    for days, is_away in ((0, False), (1, True), (2, True), (3, False)):
        with clock.at(office.organisation, now + days * DAY):
            assert (handler in absence.away(office.organisation)) is is_away, days
    organisations.end_absence(office.viewer(Role.HEAD_OF_ADMINISTRATION), absence=row)
    with clock.at(office.organisation, now + DAY):
        assert handler not in absence.away(office.organisation)


def test_who_leaves_is_told_of_before_the_last_day(office: Office) -> None:
    note(office, Role.HANDLER, first=20, last=None, kind=AbsenceKind.LEAVES)
    one = absence.away(office.organisation)[office.people[Role.HANDLER].pk]
    last = clock.today(office.organisation) + 19 * DAY
    assert one.words == f"ради овде до {last.day}. {last.month}. {last.year}."
    assert one.sentence.endswith("Нико не замењује.")
    assert ".." not in one.sentence


def test_a_mandate_of_today_says_who_is_away_and_who_stands_in(office: Office) -> None:
    stand_in(office, Role.HANDLER, Role.SIGNATORY, [Duty.HANDLE])
    one = absence.away(office.organisation)[office.people[Role.HANDLER].pk]
    assert one.deputies == (office.people[Role.SIGNATORY],)


def test_only_who_handles_and_is_here_stands_in(office: Office) -> None:
    stand_in(office, Role.HANDLER, Role.SIGNATORY, [Duty.SIGN])
    stand_in(office, Role.HANDLER, Role.TRAINEE, [Duty.HANDLE])
    note(office, Role.TRAINEE)
    assert absence.away(office.organisation)[office.people[Role.HANDLER].pk].deputies == ()


def test_the_journal_has_the_days_and_never_how(office: Office) -> None:
    row = note(office, Role.HANDLER, kind=AbsenceKind.OTHER)
    organisations.end_absence(office.viewer(Role.HEAD_OF_ADMINISTRATION), absence=row)
    organisations.end_absence(office.viewer(Role.HEAD_OF_ADMINISTRATION), absence=row)
    noted, ended = Entry.objects.filter(verb__startswith="absence.").order_by("id")
    assert (noted.verb, ended.verb) == ("absence.noted", "absence.ended")
    for entry in (noted, ended):
        assert not {"kind", "other"} & {*entry.body, *entry.body.values()}


def test_a_head_notes_absences_of_the_own_unit_and_others_none(office: Office) -> None:
    note(office, Role.HANDLER, by=Role.UNIT_HEAD)
    with pytest.raises(NotAllowed):
        note(office, Role.SIGNATORY, by=Role.UNIT_HEAD)
    for other in (Role.HANDLER, Role.SIGNATORY, Role.MAYOR, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            note(office, Role.TRAINEE, by=other)


@pytest.mark.parametrize(
    ("first", "last", "kind", "code"),
    [
        (0, None, AbsenceKind.LEAVE, "until_on"),
        (3, 2, AbsenceKind.LEAVE, "until_on"),
        (-3, -1, AbsenceKind.TRAVEL, "until_on"),
        (0, 400, AbsenceKind.OTHER, "until_on"),
        (-400, 3, AbsenceKind.OTHER, "from_on"),
        (3, 5, AbsenceKind.LEAVES, "until_on"),
        (5000, None, AbsenceKind.LEAVES, "from_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    office: Office, first: int, last: int | None, kind: AbsenceKind, code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        note(office, Role.HANDLER, first, last, kind=kind)
    assert refused.value.code == code
    assert not Absence.objects.exists()


def test_days_are_noted_once(office: Office) -> None:
    note(office, Role.HANDLER, 2, 4)
    note(office, Role.HANDLER, 5, 6)
    note(office, Role.HANDLER, 9, None, kind=AbsenceKind.LEAVES)
    for first, last, kind in ((4, 5, AbsenceKind.TRAVEL), (1, 9, AbsenceKind.OTHER), (7, None, AbsenceKind.LEAVES)):
        with pytest.raises(ValidationError) as refused:
            note(office, Role.HANDLER, first, last, kind=kind)
        assert refused.value.code == "from_on"


def test_the_database_refuses_an_absence_without_an_end(office: Office) -> None:
    row = note(office, Role.HANDLER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=row.pk).update(until_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=row.pk).update(until_on=row.from_on - DAY)


def test_a_head_notes_and_ends_an_absence_on_the_page(office: Office, client_as: SignIn) -> None:
    head, handler = client_as(Role.UNIT_HEAD), office.people[Role.HANDLER]
    page = reverse("organisations:absences")
    assert "Нико није одсутан" in head.get(page).content.decode()
    today = clock.today(office.organisation)
    sent = {"staff": str(handler.pk), "kind": "leave", "from_on": f"{today:%d.%m.%Y.}", "until_on": ""}
    address = reverse("organisations:new-absence")
    answer = head.post(address, sent)
    assert answer.status_code == 422
    assert "последњи дан одсуства" in answer.content.decode()
    assert head.post(address, {**sent, "staff": str(office.people[Role.SIGNATORY].pk)}).status_code == 422
    assert head.post(address, {**sent, "until_on": f"{today + 3 * DAY:%d.%m.%Y.}"}).status_code == 302
    shown = head.get(page).content.decode()
    assert handler.name in shown
    assert "нико" in shown
    assert handler.name not in client_as(Role.REGISTRY_HEAD).get(page).content.decode()
    row = Absence.objects.get()
    ends = reverse("organisations:end-absence", args=[row.pk])
    assert client_as(Role.REGISTRY_HEAD).post(ends).status_code == 404
    assert head.post(ends).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_the_page_asks_as_often_for_many_as_for_few(office: Office, client_as: SignIn) -> None:
    head, page = client_as(Role.ADMINISTRATOR), reverse("organisations:absences")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert head.get(page).status_code == 200
        return len(queries)

    note(office, Role.HANDLER)
    stand_in(office, Role.HANDLER, Role.SIGNATORY, [Duty.HANDLE])
    asked()
    few = asked()
    for who in (Role.UNIT_HEAD, Role.TRAINEE, Role.MAYOR):
        note(office, who)
        stand_in(office, who, Role.INSPECTOR, [Duty.HANDLE])
    assert asked() == few
