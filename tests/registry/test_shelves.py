"""Shelves, boxes and the place of each paper case; loans against a slip, late ones seen, and the return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from salter.archive.actions import archive_case
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7
from salter.registry import actions
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Box, Case, CaseStatus, Loan, PaperPlace, RetentionRule, Shelf
from salter.registry.shelves import loans, queries, rules
from salter.registry.shelves.actions import add_box, add_shelf, move_box, put_in, remove_shelf, take_out, where
from tests.registry.scenes import SignIn
from tests.support.office import Office


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        yield
    assert caught.value.code == code


def clerk(office: Office) -> Viewer:
    return office.viewer(Role.REGISTRY_CLERK)


def today(office: Office) -> date:
    return clock.today(office.organisation)


def box_of(office: Office, code: str = "К-1") -> Box:
    """A box in a cabinet of a room."""
    viewer = clerk(office)
    room = Shelf.objects.filter(path="Депо").first() or add_shelf(viewer, parent=None, code="Депо", name="подрум")
    cabinet = Shelf.objects.filter(path="Депо / А2").first() or add_shelf(viewer, parent=room, code="А2")
    return add_box(viewer, shelf=cabinet, code=code, title="Комунални послови 2026")


def case_of(office: Office) -> Case:
    return office.register().case


# --- shelves and boxes ---


def test_shelves_stand_inside_each_other_and_no_place_is_there_twice(office: Office, client_as: SignIn) -> None:
    box = box_of(office)
    assert (box.shelf.path, where(PaperPlace(box=box))) == ("Депо / А2", "Депо / А2, К-1")
    viewer = clerk(office)
    for code in ("А2", " А2 ", "", "А/2", " "):
        with refused("code"):
            add_shelf(viewer, parent=box.shelf.parent, code=code)
    assert add_shelf(viewer, parent=None, code="А2").path == "А2", "the same code elsewhere is another shelf"
    with refused("code"):
        add_box(viewer, shelf=Shelf.objects.get(path="А2"), code="К-1")
    browser = client_as(Role.REGISTRY_CLERK)
    tree = browser.get(reverse("registry:shelves")).content.decode()
    assert tree.index("Депо</a>") < tree.index("Депо / А2</a>")
    inside = browser.post(
        reverse("registry:shelf", args=[box.shelf_id]), {"deed": "shelf", "code": "3", "name": "горња"}, follow=True
    )
    assert "Депо / А2 / 3" in inside.content.decode()
    wrong = browser.post(reverse("registry:shelf", args=[box.shelf_id]), {"deed": "box", "code": "К-1"})
    assert wrong.status_code == 422
    assert "Депо / А2" in str(wrong.context["form"].errors)


def test_a_shelf_leads_to_those_inside_it_and_is_offered_to_be_taken_away_only_when_empty(
    office: Office, client_as: SignIn
) -> None:
    room = add_shelf(clerk(office), parent=None, code="Депо")
    inner = add_shelf(clerk(office), parent=room, code="А1", name="Прва полица")
    browser = client_as(Role.REGISTRY_CLERK)
    of_room, of_inner = (
        browser.get(reverse("registry:shelf", args=[row.pk])).content.decode() for row in (room, inner)
    )
    assert reverse("registry:shelf", args=[inner.pk]) in of_room
    assert reverse("registry:shelf-remove", args=[room.pk]) not in of_room
    assert reverse("registry:shelf-remove", args=[inner.pk]) in of_inner


def test_only_an_empty_shelf_is_taken_away(office: Office, client_as: SignIn) -> None:
    box = box_of(office)
    with refused("not-empty"):
        remove_shelf(clerk(office), shelf=box.shelf)
    empty = add_shelf(clerk(office), parent=box.shelf, code="9")
    browser = client_as(Role.REGISTRY_CLERK)
    assert browser.post(reverse("registry:shelf-remove", args=[box.shelf_id])).status_code == 302
    assert browser.post(reverse("registry:shelf-remove", args=[empty.pk])).status_code == 302
    assert list(Shelf.objects.order_by("path").values_list("path", flat=True)) == ["Депо", "Депо / А2"]


def test_too_deep_is_said(office: Office) -> None:
    shelf = None
    with refused("code"):
        for _depth in range(12):
            shelf = add_shelf(clerk(office), parent=shelf, code="Х" * 20)


def test_a_box_is_carried_to_another_shelf_with_all_that_lies_in_it(office: Office, client_as: SignIn) -> None:
    box, case = box_of(office), case_of(office)
    put_in(clerk(office), cases=[case], box=box)
    other = add_shelf(clerk(office), parent=None, code="Писарница")
    url = reverse("registry:box-move", args=[box.pk])
    assert client_as(Role.REGISTRY_CLERK).post(url, {"shelf": str(other.pk)}).status_code == 302
    place = queries.place_of(case)
    assert place
    assert where(place) == "Писарница, К-1"
    with refused("same"):
        move_box(clerk(office), box=box, shelf=other)


# --- places ---


def test_many_numbers_are_scanned_into_a_box_in_any_spelling(office: Office, client_as: SignIn) -> None:
    box, cases = box_of(office), [case_of(office) for _number in range(3)]
    browser, url = client_as(Role.REGISTRY_CLERK), reverse("registry:box", args=[box.pk])
    lines = [
        cases[0].number,
        f"  {cases[1].number.lower()} ",
        cases[2].submissions.get().submission_number,
        "",
        cases[0].number,
    ]
    assert browser.post(url, {"numbers": "\r\n".join(lines)}).status_code == 302
    page = browser.get(url).content.decode()
    assert all(case.number in page for case in cases)
    assert Entry.objects.filter(verb="case.placed").count() == 3
    label = browser.get(reverse("registry:box-label", args=[box.pk])).content.decode()
    assert all(case.number in label for case in cases)
    assert "Депо / А2" in label


def test_one_unknown_number_puts_nothing_in_and_is_named(office: Office, client_as: SignIn) -> None:
    box, case = box_of(office), case_of(office)
    browser, url = client_as(Role.REGISTRY_CLERK), reverse("registry:box", args=[box.pk])
    sent = browser.post(url, {"numbers": f"{case.number}\n999-999/2031-Х"})
    assert sent.status_code == 422
    assert "999-999/2031-Х" in str(sent.context["form"].errors)
    assert case.number in sent.content.decode(), "what was typed is still there"
    assert not PaperPlace.objects.exists()
    for numbers in ("", " \n \n", "\n".join(f"1-{number}/2020" for number in range(rules.MOST + 1))):
        assert browser.post(url, {"numbers": numbers}).status_code == 422


def test_a_case_has_one_place_and_its_page_says_it(office: Office, client_as: SignIn) -> None:
    case, first, second = case_of(office), box_of(office), box_of(office, "К-2")
    browser, url = client_as(Role.REGISTRY_CLERK), reverse("registry:case-place", args=[case.pk])
    page = reverse("registry:case", args=[case.pk])
    for box in (first, second):
        assert browser.post(url, {"box": f" {box.code.lower()} "}).status_code == 302
        assert f"{box.code}</a>, Депо / А2" in browser.get(page).content.decode()
    assert PaperPlace.objects.count() == 1
    assert put_in(clerk(office), cases=[case], box=second) == [], "it lies there already"
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperPlace.objects.create(
            organisation=office.organisation, case=case, box=first, since=clock.now(office.organisation), name=""
        )
    unknown = browser.post(url, {"box": "нема"})
    assert (unknown.status_code, set(unknown.context["form"].errors)) == (422, {"box"})
    with refused("reason"):
        take_out(clerk(office), case=case, reason=" ")
    assert browser.post(url, {"box": "", "reason": "однет на вештачење"}).status_code == 302
    with refused("place"):
        take_out(clerk(office), case=case, reason="опет")
    entries = Entry.objects.filter(case_id=case.pk, verb__in=("case.placed", "case.taken-out")).order_by("id")
    befores = [(entry.verb, entry.body["before"]) for entry in entries]
    assert befores == [
        ("case.placed", ""),
        ("case.placed", "Депо / А2, К-1"),
        ("case.taken-out", "Депо / А2, К-2"),
    ]


def test_a_number_or_the_code_of_a_box_leads_there(office: Office, client_as: SignIn) -> None:
    case, box = case_of(office), box_of(office)
    browser, url = client_as(Role.ARCHIVIST), reverse("registry:shelves")
    assert browser.get(url, {"q": "к-1"}).headers["Location"] == reverse("registry:box", args=[box.pk])
    assert browser.get(url, {"q": case.number}).headers["Location"] == reverse("registry:case", args=[case.pk])
    assert "нема тога" in browser.get(url, {"q": "нема тога"}).content.decode()


def test_a_cancelled_entry_has_no_papers(office: Office) -> None:
    case, box = case_of(office), box_of(office)
    case = actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=case, reason="двапут")
    with refused("cancelled"):
        put_in(clerk(office), cases=[case], box=box)
    with refused("cancelled"):
        loans.lend(clerk(office), case=case, to="Ревизор", until_on=today(office))


def test_of_a_restricted_case_a_box_tells_the_number_only(office: Office, client_as: SignIn) -> None:
    case, box = case_of(office), box_of(office)
    put_in(clerk(office), cases=[case], box=box)
    loan = loans.lend(clerk(office), case=case, to="Одељење за финансије", until_on=today(office))
    actions.restrict_case(office.viewer(Role.REGISTRY_HEAD), case=case, staff=[], reason="подаци о здрављу")
    browser = client_as(Role.REGISTRY_CLERK)
    for name in ("registry:box", "registry:box-label"):
        page = browser.get(reverse(name, args=[box.pk])).content.decode()
        assert case.number in page
        assert case.subject not in page
    assert case.number not in browser.get(reverse("registry:loans")).content.decode()
    for name in ("registry:slip", "registry:loan-return"):
        assert browser.get(reverse(name, args=[loan.pk])).status_code == 404
    sent = browser.post(reverse("registry:box", args=[box.pk]), {"numbers": case.number})
    assert sent.status_code == 422


def test_who_keeps_no_papers_changes_nothing(office: Office, client_as: SignIn) -> None:
    case, box = case_of(office), box_of(office)
    loan = loans.lend(clerk(office), case=case, to="Архив", until_on=today(office))
    viewer = office.viewer(Role.HANDLER)
    deeds: list[Callable[[], object]] = [
        lambda: add_shelf(viewer, parent=None, code="Б"),
        lambda: remove_shelf(viewer, shelf=box.shelf),
        lambda: add_box(viewer, shelf=box.shelf, code="К-9"),
        lambda: move_box(viewer, box=box, shelf=box.shelf),
        lambda: put_in(viewer, cases=[case], box=box),
        lambda: take_out(viewer, case=case, reason="x"),
        lambda: loans.lend(viewer, case=case, to="x", until_on=today(office)),
        lambda: loans.give_back(viewer, loan=loan, on=today(office)),
        lambda: queries.shelves(viewer),
        lambda: queries.loans(viewer),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert client_as(Role.HANDLER).get(reverse("registry:shelves")).status_code == 403


@given(st.lists(st.text(alphabet="А1-/ \t", max_size=8), max_size=8))
def test_lines_come_once_in_their_order(lines: list[str]) -> None:
    found = rules.typed("\r\n".join(lines))
    assert len(found) == len(set(found))
    assert all(line and line == line.strip() for line in found)
    assert set(found) == {" ".join(line.split()) for line in lines} - {""}


# --- loans ---


def test_a_loan_has_a_slip_in_three_copies_and_ends_with_the_return(office: Office, client_as: SignIn) -> None:
    case, box = case_of(office), box_of(office)
    put_in(clerk(office), cases=[case], box=box)
    browser, url = client_as(Role.REGISTRY_CLERK), reverse("registry:lend", args=[case.pk])
    day = date(today(office).year + 1, 12, 31)
    assert browser.get(url).context["form"]["until_on"].value() == day, "the default of the facts"
    given_ = {"to": "Слободан Ковач, IV-02", "purpose": "увид", "until_on": f"{day:%d.%m.%Y}."}
    sent = browser.post(url, given_)
    loan = Loan.objects.get()
    assert sent.headers["Location"] == reverse("registry:slip", args=[loan.pk])
    assert loan.number == f"1/{today(office).year}"
    slip = browser.get(reverse("registry:slip", args=[loan.pk])).content.decode()
    assert slip.count("РЕВЕРС бр.") == 3
    assert slip.count("Депо / А2, К-1") == 3
    page = reverse("registry:case", args=[case.pk])
    assert "Слободан Ковач, IV-02" in browser.get(page).content.decode()
    again = browser.post(url, {**given_, "to": "Други"})
    assert again.status_code == 422
    assert "Слободан Ковач" in str(again.context["form"].errors)
    back = browser.post(
        reverse("registry:loan-return", args=[loan.pk]), {"on": f"{today(office):%d.%m.%Y}."}, follow=True
    )
    assert "Депо / А2, К-1" in back.content.decode(), "it says where it belongs"
    assert "Слободан Ковач, IV-02" not in browser.get(page).content.decode().split("sl-history")[0]
    with refused("returned"):
        loans.give_back(clerk(office), loan=loan, on=today(office))
    assert loans.lend(clerk(office), case=case, to="Други", until_on=day).ordinal == 2


@pytest.mark.parametrize(("days", "years"), [(-1, 0), (0, 2)])
def test_a_slip_names_a_day_within_the_setting(office: Office, days: int, years: int) -> None:
    case, now = case_of(office), today(office)
    until = date(now.year + years, 1, 1) if years else now + timedelta(days=days)
    with refused("until"):
        loans.lend(clerk(office), case=case, to="Архив", until_on=until)
    with refused("to"):
        loans.lend(clerk(office), case=case, to=" ", until_on=now)


@pytest.mark.law("registry.loan")
def test_an_office_sets_how_long_a_slip_lasts(office: Office) -> None:
    assert loans.longest_for(office.organisation) == date(today(office).year + 1, 12, 31)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    set_law(head, setting=BY_NAME["loan_years"], value=2, reason="наш правилник")
    assert loans.longest_for(head.organisation) == date(today(office).year + 2, 12, 31)


def test_what_is_late_stands_in_a_list_and_on_the_first_page(office: Office, client_as: SignIn) -> None:
    now = today(office)
    rows = [loans.lend(clerk(office), case=case_of(office), to=f"Лице {place}", until_on=now) for place in range(3)]
    early = now - timedelta(days=2)
    Loan.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(lent_on=early, until_on=now - timedelta(days=1))
    browser = client_as(Role.REGISTRY_CLERK)
    home = browser.get(reverse("registry:home")).content.decode()
    assert '<strong class="sl-num">2</strong> <span>Издато и касни</span>' in home
    late = browser.get(reverse("registry:loans"), {"late": "1"}).content.decode()
    assert [f"Лице {place}" in late for place in range(3)] == [True, True, False]
    loans.give_back(clerk(office), loan=rows[0], on=now)
    assert queries.count_late(clerk(office)) == 1
    assert queries.count_late(office.viewer(Role.HANDLER)) == 0


def test_the_list_of_loans_goes_on_where_its_page_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    now, year = today(office), today(office).year + 1
    days = [date(year, 3, 1), date(year, 2, 1), date(year, 3, 1), now, date(year, 3, 1)]
    rows = [loans.lend(clerk(office), case=case_of(office), to="Архив", until_on=day) for day in days]
    monkeypatch.setattr(queries, "PAGE", 2)
    seen, mark = [], ""
    for _page in range(3):
        found, mark = queries.loans(clerk(office), after=mark)
        seen += [row.pk for row in found]
    assert mark == ""
    assert seen == [row.pk for row in sorted(rows, key=lambda row: (row.until_on, row.pk))]


def test_the_database_lends_no_case_twice(office: Office) -> None:
    loan = loans.lend(clerk(office), case=case_of(office), to="Архив", until_on=today(office))
    loan.pk, loan.ordinal = uuid7(), 2
    with pytest.raises(IntegrityError), transaction.atomic():
        loan.save(force_insert=True)


def test_what_the_archive_has_taken_over_still_has_its_place(office: Office, client_as: SignIn) -> None:
    case, box = case_of(office), box_of(office)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    case = actions.change_status(head, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
    rule = RetentionRule.objects.filter(years=None).order_by("id").first()
    case = actions.close_case(head, case=case, class_code=case.class_code, retention=rule)
    archive_case(office.viewer(Role.ARCHIVIST), case=case)
    browser = client_as(Role.ARCHIVIST)
    page = browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert reverse("registry:case-place", args=[case.pk]) in page
    assert browser.post(reverse("registry:case-place", args=[case.pk]), {"box": box.code}).status_code == 302
    assert queries.place_of(case)
