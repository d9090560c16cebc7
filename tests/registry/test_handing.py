"""A case goes from hand to hand: who confirms the receipt, returns it or takes an assignment back; who had it when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from salter.journal.models import Entry
from salter.journal.verbs import verb
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Duty, Role, Staff
from salter.registry import actions
from salter.registry.models import Act, ActKind, Assignment, Case, CaseStatus, Handover, HandoverEnd
from salter.registry.work import queries, rules
from salter.registry.work.actions import assign_many, confirm_receipt, return_case, undo_assignment
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office


def again(case: Case) -> Case:
    """As it is now."""
    return Case.objects.select_related("unit", "handler").get(pk=case.pk)


def waiting(viewer: Viewer) -> set[Case]:
    """What stands in the viewer's inbox."""
    rows, more = queries.inbox(viewer)
    assert not more
    assert queries.to_confirm(viewer) == len(rows)
    return {row.case for row in rows}


def test_what_is_registered_for_a_unit_waits_there_until_somebody_of_it_confirms(office: Office) -> None:
    case = office.register().case
    handler, head = office.viewer(Role.HANDLER), office.viewer(Role.UNIT_HEAD)
    assert waiting(handler) == waiting(head) == {case}
    assert waiting(office.viewer(Role.HEAD_OF_ADMINISTRATION)) == set()
    bulk = confirm_receipt(handler, cases=[case])
    assert (bulk.done, bulk.refused) == ([case], [])
    assert waiting(handler) == waiting(head) == set()
    row = Handover.objects.get()
    assert (row.assignment, row.end, row.by, row.name) == (
        Assignment.objects.get(case=case),
        HandoverEnd.CONFIRMED,
        handler.account,
        handler.name,
    )
    entry = Entry.objects.get(verb="case.received")
    assert (entry.case_id, entry.body["unit"]) == (case.pk, office.units["IV-02"].name)
    assert verb("case.received").public == ""
    assert confirm_receipt(head, cases=[case]).refused[0].why == rules.CONFIRMED


def test_what_is_assigned_to_a_person_is_confirmed_by_that_person_only(office: Office) -> None:
    case = assigned(office)
    head, handler = office.viewer(Role.UNIT_HEAD), office.viewer(Role.HANDLER)
    assert waiting(head) == set()
    assert confirm_receipt(head, cases=[case]).refused[0].why == rules.NOT_HERE
    assert waiting(handler) == {case}
    assert confirm_receipt(handler, cases=[case]).done == [case]


def test_many_are_confirmed_in_a_fixed_number_of_statements(office: Office) -> None:
    handler = office.viewer(Role.HANDLER)

    def asked(count: int) -> int:
        cases = [assigned(office) for _place in range(count)]
        with CaptureQueriesContext(connection) as counted:
            assert len(confirm_receipt(handler, cases=cases).done) == count
        return len(counted)

    assert asked(2) == asked(7) <= 15


def test_a_deputy_confirms_in_the_place_of_who_is_absent_and_the_book_says_both(office: Office) -> None:
    case, today = assigned(office), clock.today(office.organisation)
    organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=office.people[Role.HANDLER],
        deputy=office.people[Role.SIGNATORY],
        number="031-7",
        ground="Решење о замени",
        valid_from=today,
        valid_to=today,
        duties=[Duty.HANDLE.value],
    )
    deputy = office.viewer(Role.SIGNATORY)
    assert waiting(deputy) == {case}
    confirm_receipt(deputy, cases=[case])
    row = Handover.objects.get(assignment__staff=office.people[Role.HANDLER])
    assert (row.name, row.for_name) == (deputy.name, office.people[Role.HANDLER].name)
    assert Entry.objects.get(verb="case.received").body["for"] == office.people[Role.HANDLER].name


def test_who_passes_a_case_on_or_takes_it_has_received_it(office: Office) -> None:
    head, unit = office.viewer(Role.UNIT_HEAD), office.units["IV-02"]
    one, two = office.register().case, office.register().case
    actions.assign(head, case=one, unit=unit, staff=office.people[Role.HANDLER])
    assign_many(head, cases=[two], unit=unit, staff=office.people[Role.UNIT_HEAD])
    for case in (one, two):
        first = Assignment.objects.filter(case=case).earliest("id")
        assert Handover.objects.get(assignment=first).by == head.account
    assert again(one).handed_over_at is not None
    assert again(two).handed_over_at is None
    assert Handover.objects.get(assignment=Assignment.objects.filter(case=two).latest("id")).end == "confirmed"
    third = office.register().case
    actions.assign(office.viewer(Role.REGISTRY_HEAD), case=third, unit=unit, staff=office.people[Role.HANDLER])
    assert not Handover.objects.filter(assignment__case=third).exists()


def test_a_person_returns_a_case_to_the_head_and_a_unit_to_where_it_came_from(office: Office) -> None:
    case = assigned(office)
    handler, head = office.viewer(Role.HANDLER), office.viewer(Role.UNIT_HEAD)
    with pytest.raises(ValidationError) as refusal:
        return_case(handler, case=case, reason=" ")
    assert refusal.value.code == "reason"
    with pytest.raises(NotAllowed):
        return_case(office.viewer(Role.REGISTRY_CLERK), case=case, reason="није наше")
    return_case(handler, case=case, reason="нисам надлежан")
    back = again(case)
    assert (back.unit, back.handler) == (office.units["IV-02"], None)
    assert waiting(head) >= {case}
    [row] = [row for row in queries.inbox(head)[0] if row.case == case]
    assert row.given is not None
    assert row.given.note == "нисам надлежан"
    return_case(head, case=case, reason="за другу јединицу")
    assert again(case).unit == office.units["IV-01"]  # the registry office, which assigned it
    assert case in waiting_of(office, "IV-01")
    entries = Entry.objects.filter(verb="case.returned").order_by("id")
    assert [entry.personal["reason"] for entry in entries] == ["нисам надлежан", "за другу јединицу"]
    ends = Handover.objects.order_by("id").values_list("end", "reason")
    assert list(ends) == [("returned", "нисам надлежан"), ("returned", "за другу јединицу")]


def waiting_of(office: Office, mark: str) -> set[Case]:
    """What waits in a unit without a handler."""
    return set(Case.objects.filter(unit=office.units[mark], handler=None, handed_over_at__isnull=False))


def test_what_was_confirmed_is_not_returned_and_not_taken_back(office: Office) -> None:
    case, clerk = assigned(office), office.viewer(Role.REGISTRY_CLERK)
    confirm_receipt(office.viewer(Role.HANDLER), cases=[case])
    with pytest.raises(ValidationError) as refusal:
        return_case(office.viewer(Role.HANDLER), case=case, reason="ипак не")
    assert refusal.value.code == "confirmed"
    with pytest.raises(ValidationError) as refusal:
        undo_assignment(clerk, case=case)
    assert refusal.value.code == "confirmed"


def test_an_assignment_that_nobody_confirmed_is_taken_back(office: Office) -> None:
    case, clerk = assigned(office), office.viewer(Role.REGISTRY_CLERK)
    with pytest.raises(NotAllowed):
        undo_assignment(office.viewer(Role.UNIT_HEAD), case=case)
    undo_assignment(clerk, case=case)
    back = again(case)
    assert (back.unit, back.handler, back.status) == (office.units["IV-02"], None, CaseStatus.IN_PROGRESS)
    assert back in waiting(office.viewer(Role.UNIT_HEAD))
    given = Assignment.objects.filter(case=case).order_by("id")
    assert [row.staff for row in given] == [None, office.people[Role.HANDLER], None]
    assert Handover.objects.get(assignment=given[1]).end == "undone"
    assert Entry.objects.filter(verb="case.taken-back", case_id=case.pk).count() == 1


def test_a_registration_is_not_taken_back_and_neither_is_what_somebody_works_on(office: Office) -> None:
    fresh, clerk = office.register().case, office.viewer(Role.REGISTRY_CLERK)
    with pytest.raises(ValidationError) as refusal:
        undo_assignment(clerk, case=fresh)
    assert refusal.value.code == "first"
    case = assigned(office)
    content = {"text": "Обавештење"}
    actions.draft_act(office.viewer(Role.HANDLER), case=case, kind=ActKind.NOTICE, title="Обавештење", content=content)
    with pytest.raises(ValidationError) as refusal:
        undo_assignment(clerk, case=case)
    assert refusal.value.code == "worked"
    assert Act.objects.filter(case=case).exists()


def test_who_held_a_case_is_told_from_its_registration_on(office: Office) -> None:
    case = assigned(office)
    confirm_receipt(office.viewer(Role.HANDLER), cases=[case])
    rows = queries.held(office.viewer(Role.HANDLER), again(case))
    assert [(row.given.unit, row.given.staff) for row in rows if row.given] == [
        (office.units["IV-02"], None),
        (office.units["IV-02"], office.people[Role.HANDLER]),
    ]
    assert rows[0].until == rows[1].since
    assert rows[1].until is None
    assert rows[1].handover is not None
    assert rows[1].handover.name == office.people[Role.HANDLER].name
    Assignment.objects.filter(case=case).update(at=case.registered_at + timedelta(hours=1))
    [office_row, *_rest] = queries.held(office.viewer(Role.HANDLER), again(case))
    assert (office_row.given, office_row.since) == (None, case.registered_at)


def test_the_book_of_a_day_has_a_line_for_each_handover_and_hides_what_may_not_be_seen(office: Office) -> None:
    case, other = assigned(office), office.register("Друго", office.party("Ана Анић")).case
    confirm_receipt(office.viewer(Role.HANDLER), cases=[case])
    Case.objects.filter(pk=other.pk).update(confidentiality="restricted")
    today = clock.today(office.organisation)
    lines, following = queries.delivery_book(office.viewer(Role.REGISTRY_CLERK), today)
    assert following == ""
    told = [(line.given.case, line.seen, line.sender, line.handover is not None, line.awaits) for line in lines]
    assert told == [
        (case, True, "Мила Ведрић", False, False),
        (case, True, "Мила Ведрић", True, False),
        (other, False, "", False, True),
    ]
    assert queries.delivery_book(office.viewer(Role.REGISTRY_CLERK), today - timedelta(days=1))[0] == []
    with pytest.raises(NotAllowed):
        queries.delivery_book(office.viewer(Role.HANDLER), today)


def test_the_pages_of_the_book_join(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SHOWN", 2)
    for _place in range(5):
        office.register()
    viewer, today, after, seen = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation), "", []
    while True:
        lines, after = queries.delivery_book(viewer, today, after)
        seen += [line.given.pk for line in lines]
        if not after:
            break
    assert seen == list(Assignment.objects.order_by("id").values_list("pk", flat=True))


def test_the_inbox_confirms_what_is_ticked_and_tells_what_stays(office: Office, client_as: SignIn) -> None:
    one, two, gone = assigned(office), assigned(office), assigned(office)
    client, url = client_as(Role.HANDLER), reverse("registry:inbox")
    assert [row.case for row in client.get(url).context["rows"]] == [one, two, gone]
    actions.assign(
        office.viewer(Role.REGISTRY_HEAD), case=gone, unit=office.units["IV-02"], staff=office.people[Role.UNIT_HEAD]
    )
    assert client.post(url, {"form_key": "none"}).status_code == 422
    sent = {"case": [str(one.pk), str(two.pk), str(gone.pk)], "form_key": "three"}
    page = client.post("/en" + url, sent, follow=True).content.decode()
    assert "Receipt of 2 cases confirmed." in page
    assert f"{gone.number} – stays: it was handed over to somebody else." in page
    assert client.get(url).context["rows"] == []


def test_the_page_of_a_case_asks_for_the_receipt_and_takes_it(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(Role.HANDLER)
    url, receive = reverse("registry:case", args=[case.pk]), reverse("registry:receive", args=[case.pk])
    assert receive in client.get(url).content.decode()
    assert receive not in client_as(Role.UNIT_HEAD).get(url).content.decode()
    assert client.post(receive, {"form_key": "once"}).status_code == 302
    assert receive not in client.get(url).content.decode()
    assert again(case).handed_over_at is None


def test_the_one_who_assigned_is_offered_to_take_it_back(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    undo = reverse("registry:assign-undo", args=[case.pk])
    url = reverse("registry:case", args=[case.pk])
    assert undo in client_as(Role.REGISTRY_CLERK).get(url).content.decode()
    assert undo not in client_as(Role.UNIT_HEAD).get(url).content.decode()
    assert client_as(Role.REGISTRY_CLERK).post(undo, {"form_key": "undo"}).status_code == 302
    assert again(case).handler is None
    assert undo not in client_as(Role.REGISTRY_CLERK).get(url).content.decode()


def test_a_look_of_an_inspector_at_the_book_is_journalled(office: Office, client_as: SignIn) -> None:
    client_as(Role.INSPECTOR).get(reverse("registry:delivery-book"))
    entry = Entry.objects.get(verb="look.delivery-book")
    assert entry.body["day"] == clock.today(office.organisation).isoformat()
    with translation.override("sr"):
        assert client_as(Role.UNIT_HEAD).get(reverse("registry:delivery-book"), {"day": "31.2."}).status_code == 422


def test_what_was_assigned_before_the_book_was_kept_waits_for_nothing(office: Office) -> None:
    case = assigned(office)
    Case.objects.filter(pk=case.pk).update(handed_over_at=None)
    assert waiting(office.viewer(Role.HANDLER)) == set()
    [row, *_rest] = queries.delivery_book(office.viewer(Role.REGISTRY_CLERK), timezone.localdate(case.registered_at))[0]
    assert (row.handover, row.awaits) == (None, False)
    assert isinstance(office.people[Role.HANDLER], Staff)
