"""A year whose Government days off are not yet known: deadlines are marked, and move when somebody enters the days."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Organisation, Role
from salter.registry import actions
from salter.registry.actions import working_days
from salter.registry.actions.working_days import confirm_calendar, planned
from salter.registry.models import Case
from tests.registry.scenes import SignIn
from tests.support.office import Office

SOURCE = "Одлука Владе, Сл. гласник РС 90/2026"


def late(office: Office) -> tuple[Case, int]:
    """A case of the end of the year, due in the next one; and that year."""
    year = clock.today(office.organisation).year
    with clock.at(office.organisation, timezone.make_aware(datetime(year, 12, 10, 12, 0))):  # noqa: DTZ001
        case = office.register().case
    assert case.due_on is not None
    assert case.due_on.year == year + 1
    return case, year + 1


def test_a_deadline_moves_when_its_day_is_declared_off_and_back_when_that_was_wrong(office: Office) -> None:
    case, year = late(office)
    due = case.due_on
    assert due is not None
    head = office.viewer(Role.REGISTRY_HEAD)
    assert [move.case.pk for move in planned(head, year=year, days=[due])] == [case.pk]
    case.refresh_from_db()
    assert case.due_on == due  # only looked
    assert len(confirm_calendar(head, year=year, days=[due], source=SOURCE)) == 1
    case.refresh_from_db()
    assert case.due_on is not None
    assert case.due_on > due
    entry = Entry.objects.get(verb="case.due")
    assert (entry.body["before"], entry.body["after"]) == (due.isoformat(), case.due_on.isoformat())
    head = office.viewer(Role.REGISTRY_HEAD)
    assert len(confirm_calendar(head, year=year, days=[], source=SOURCE)) == 1
    case.refresh_from_db()
    assert case.due_on == due


def test_what_is_done_or_due_elsewhere_stays(office: Office) -> None:
    case, year = late(office)
    due = case.due_on
    assert due is not None
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=case, reason="Грешка.")
    head = office.viewer(Role.REGISTRY_HEAD)
    assert planned(head, year=year, days=[due]) == []
    assert confirm_calendar(head, year=year, days=[date(year, 11, 20)], source=SOURCE) == []


def test_none_is_an_answer_and_ends_the_doubt(office: Office) -> None:
    case, year = late(office)
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    assert working_days.uncertain(head.organisation, case.due_on, today)
    assert working_days.waiting(head) == 1
    confirm_calendar(head, year=year, days=[], source=SOURCE)
    known = Organisation.objects.get(pk=office.organisation.pk)
    assert not working_days.uncertain(known, case.due_on, today)
    assert working_days.waiting(office.viewer(Role.REGISTRY_HEAD)) == 0


@pytest.mark.parametrize(
    ("code", "ahead", "days", "source"),
    [("source", 1, [], " "), ("days", 1, [date(2001, 1, 2)], SOURCE), ("year", 2, [], SOURCE)],
)
def test_what_is_refused(office: Office, code: str, ahead: int, days: list[date], source: str) -> None:
    year, head = clock.today(office.organisation).year + ahead, office.viewer(Role.REGISTRY_HEAD)
    with pytest.raises(ValidationError) as refused:
        confirm_calendar(head, year=year, days=days, source=source)
    assert refused.value.code == code
    with pytest.raises(NotAllowed):
        confirm_calendar(office.viewer(Role.REGISTRY_CLERK), year=year, days=[], source=SOURCE)


def test_the_page_shows_first_what_moves_then_moves_it(office: Office, client_as: SignIn) -> None:
    case, year = late(office)
    due = case.due_on
    assert due is not None
    head, place = client_as(Role.REGISTRY_HEAD), reverse("registry:calendar-year", args=[year])
    assert "1 отворен предмет" in head.get(reverse("registry:calendar")).content.decode()
    given = {"days": f"{due.day}. {due.month}. {due.year}.", "source": SOURCE}
    look = head.post(place, given)
    assert case.number in look.content.decode()
    case.refresh_from_db()
    assert case.due_on == due
    wrong = head.post(place, {**given, "days": "тридесетог фебруара"})
    assert wrong.status_code == 422
    assert head.post(place, {**given, "confirmed": "1", "form_key": "one"}).status_code == 302
    case.refresh_from_db()
    assert case.due_on != due
    page = head.get(reverse("registry:calendar")).content.decode()
    assert "1 отворен предмет" not in page


def test_a_case_due_in_an_unknown_year_says_so(office: Office, client_as: SignIn) -> None:
    case, year = late(office)
    clerk, place = client_as(Role.REGISTRY_CLERK), reverse("registry:case", args=[case.pk])
    said = f"нерадни дани које Влада одређује за {year}"
    assert said in clerk.get(place).content.decode()
    confirm_calendar(office.viewer(Role.REGISTRY_HEAD), year=year, days=[], source=SOURCE)
    assert said not in clerk.get(place).content.decode()
