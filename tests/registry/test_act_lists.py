"""Lists of acts: sub-numbers without a gap under one number of the book, struck lines, the count at the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import act_lists as reading
from salter.registry import actions
from salter.registry.books.columns import BookKind
from salter.registry.books.work import make_workbook
from salter.registry.models import ActList, BookFormat, ListedAct, Register
from tests.registry.scenes import SignIn
from tests.registry.test_book_copies import table
from tests.registry.test_books import closed, new_years_eve
from tests.support.office import Office


def opened(office: Office, title: str = "Уверења о месту становања") -> ActList:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    return actions.open_list(clerk, title=title, class_code="352", unit=office.units["IV-02"])


def row(office: Office, name: str = "Мила Ведрић", key: str = "") -> actions.ListRow:
    return actions.ListRow(clock.today(office.organisation), "Уверење", name, key=key)


def test_acts_get_sub_numbers_under_one_number_of_the_book(office: Office) -> None:
    office.register()
    act_list, clerk = opened(office), office.viewer(Role.REGISTRY_CLERK)
    first = actions.enter_acts(clerk, act_list=act_list, rows=[row(office), row(office, "Ана Анић")])
    [third] = actions.enter_acts(clerk, act_list=act_list, rows=[row(office, "Ђорђе Њежић")])
    assert [act.sub_number for act in [*first, third]] == [1, 2, 3]
    assert act_list.case.ordinal == 2
    assert office.register().case.ordinal == 3
    entry = Entry.objects.filter(verb="list.entered").order_by("id")[0]
    assert (entry.body["first"], entry.body["last"]) == (1, 2)
    assert entry.personal["names"] == ["Мила Ведрић", "Ана Анић"]


def test_the_same_line_of_a_file_is_entered_once(office: Office) -> None:
    act_list, clerk = opened(office), office.viewer(Role.REGISTRY_CLERK)
    rows = [row(office, key="a"), row(office, "Ана Анић", "b"), row(office, key="a"), row(office, "Без ознаке")]
    first = actions.enter_acts(clerk, act_list=act_list, rows=rows)
    assert [act.sub_number for act in first] == [1, 2, 1, 3]
    again = actions.enter_acts(clerk, act_list=act_list, rows=rows[:2])
    assert [act.pk for act in again] == [act.pk for act in first[:2]]
    assert ListedAct.objects.count() == 3


def test_what_is_refused_leaves_nothing(office: Office) -> None:
    act_list, clerk = opened(office), office.viewer(Role.REGISTRY_CLERK)
    late = actions.ListRow(clock.today(office.organisation) + timedelta(days=1), "Уверење")
    for wrong, code in ((late, "day"), (actions.ListRow(clock.today(office.organisation), " "), "subject")):
        with pytest.raises(ValidationError) as refused:
            actions.enter_acts(clerk, act_list=act_list, rows=[row(office), wrong])
        assert refused.value.code == code
    assert not ListedAct.objects.exists()
    with pytest.raises(NotAllowed):
        actions.enter_acts(office.viewer(Role.HANDLER), act_list=act_list, rows=[row(office)])
    handler = office.viewer(Role.HANDLER)
    with pytest.raises(NotAllowed):
        actions.open_list(handler, title="Уверења", class_code="352")


def test_a_cancelled_line_stays_with_who_and_why(office: Office) -> None:
    act_list, clerk = opened(office), office.viewer(Role.REGISTRY_CLERK)
    acts = actions.enter_acts(clerk, act_list=act_list, rows=[row(office), row(office, "Ана Анић")])
    with pytest.raises(ValidationError):
        actions.cancel_listed(clerk, act=acts[0], reason=" ")
    actions.cancel_listed(clerk, act=acts[0], reason="Погрешно име.")
    with pytest.raises(ValidationError):
        actions.cancel_listed(clerk, act=acts[0], reason="Опет.")
    [third] = actions.enter_acts(clerk, act_list=act_list, rows=[row(office)])
    assert third.sub_number == 3
    copy = actions.ask_copy(
        clerk, kind=BookKind.LIST, register=act_list.case.register, form=BookFormat.XLSX, act_list=act_list
    )
    make_workbook(office.organisation.pk, copy.pk)
    rows, about = table(copy)
    assert [line[0] for line in rows] == [1, 2, 3]
    assert str(rows[0][5]).endswith(f"{clerk.name}: Погрешно име.")
    assert about["Од тога поништено"] == "1 (1)"


def test_the_count_is_entered_with_the_book_of_the_year_at_the_latest(office: Office) -> None:
    act_list, clerk = opened(office), office.viewer(Role.REGISTRY_CLERK)
    actions.enter_acts(clerk, act_list=act_list, rows=[row(office), row(office)])
    closed(office)
    act_list.refresh_from_db()
    act_list.case.refresh_from_db()
    assert act_list.count == 2
    assert act_list.case.disposition == "попис закључен: 2 аката"
    assert Entry.objects.get(verb="register.closed").body["unfinished"] == 0
    with pytest.raises(ValidationError) as refused:
        actions.enter_acts(clerk, act_list=act_list, rows=[row(office)])
    assert refused.value.code == "list-closed"


def test_the_lists_get_the_first_numbers_of_the_next_book(office: Office) -> None:
    office.register()
    opened(office)
    opened(office, "Потврде")
    year, head = clock.today(office.organisation).year, office.viewer(Role.REGISTRY_HEAD)
    with clock.at(office.organisation, new_years_eve(year)):
        book = actions.open_book(head, year=year + 1, lists=True)
    again = ActList.objects.filter(case__register=book).order_by("case__ordinal")
    assert [(one.case.ordinal, one.case.subject) for one in again] == [(1, "Уверења о месту становања"), (2, "Потврде")]
    assert all(one.case.year == year + 1 for one in again)
    assert Register.objects.get(pk=book.pk).last_ordinal == 2


def test_a_list_is_kept_on_its_page(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    given = {"title": "Уверења", "class_code": "352", "unit": str(office.units["IV-02"].pk), "form_key": "one"}
    place = clerk.post(reverse("registry:list-new"), given)["Location"]
    today = clock.today(office.organisation)
    day = f"{today.day}. {today.month}. {today.year}."
    page = clerk.post(place, {"name": "Ђорђе", "subject": "Уверење", "day": day, "form_key": "two"}, follow=True)
    assert "/1/" in page.content.decode()
    assert clerk.post(place, {"name": "x", "subject": "", "day": day}).status_code == 422
    assert "Ђорђе" in clerk.get(place, {"q": "djordje"}).content.decode()
    assert "Ђорђе" not in clerk.get(place, {"q": "nema"}).content.decode().partition("<tbody")[2]
    act_list, act = ActList.objects.get(), ListedAct.objects.get()
    clerk.post(reverse("registry:list-cancel", args=[act_list.pk, act.pk]), {"reason": "Грешка", "form_key": "three"})
    assert "Грешка" in clerk.get(place).content.decode()
    clerk.post(reverse("registry:list-close", args=[act_list.pk]), {"form_key": "four"})
    assert "<textarea" not in clerk.get(place).content.decode()
    assert client_as(Role.HANDLER).post(place, {"subject": "x", "day": day}).status_code == 200
    assert ListedAct.objects.count() == 1


def test_a_list_is_seen_as_its_case_is(office: Office) -> None:
    act_list = opened(office)
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.restrict_case(head, case=act_list.case, staff=[], reason="подаци о здрављу")
    assert not reading.act_lists(office.viewer(Role.REGISTRY_CLERK)).exists()
    with pytest.raises(ActList.DoesNotExist):
        reading.act_list(office.viewer(Role.REGISTRY_CLERK), act_list.pk)
    with pytest.raises(NotAllowed):
        actions.enter_acts(office.viewer(Role.REGISTRY_CLERK), act_list=act_list, rows=[row(office)])
