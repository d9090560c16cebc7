"""What people note for themselves at a case: ticklers, comments, tasks; and how much work everybody has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.journal.verbs import verb
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, desk
from salter.registry.desk import Narrow
from salter.registry.models import Case, CaseNote, RetentionRule, Task, Tickler
from salter.registry.work.actions import confirm_receipt
from salter.registry.work.load import Load, look_at_load
from salter.registry.work.notes import queries
from salter.registry.work.notes.actions import (
    add_task,
    clear_tickler,
    comment,
    finish_task,
    set_tickler,
    written,
)
from tests.registry.scenes import SignIn, assigned, resolved
from tests.support.office import Office
from tests.support.scene import citizen, registered

TICKLED = Narrow("me", status="tickler")


def listed(office: Office) -> list[str]:
    """The handler's ticklers of today."""
    viewer = office.viewer(Role.HANDLER)
    rows, _mark = desk.lines_of(viewer, TICKLED)
    assert desk.counts(viewer, [TICKLED]) == [len(rows)]
    return [row.number for row in rows]


def test_a_case_stands_in_the_list_from_the_day_of_its_tickler_until_it_is_cleared(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    today, now = clock.today(office.organisation), clock.now(office.organisation)
    on = today + timedelta(days=3)
    set_tickler(handler, case=case, on=on, note="стиже извод")
    case.refresh_from_db()
    assert case.disposition == written(on)
    assert listed(office) == []
    with clock.at(office.organisation, now + timedelta(days=3)):
        assert listed(office) == [case.number]
    with clock.at(office.organisation, now + timedelta(days=9)):
        assert listed(office) == [case.number]
        clear_tickler(office.viewer(Role.HANDLER), case=case)
        assert listed(office) == []
    case.refresh_from_db()
    assert case.disposition == ""
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="tickler").order_by("id")] == [
        "tickler.set",
        "tickler.cleared",
    ]


def test_another_day_takes_the_place_of_the_first_and_a_day_that_has_passed_is_refused(office: Office) -> None:
    case, handler, today = assigned(office), office.viewer(Role.HANDLER), clock.today(office.organisation)
    for days in (2, 5):
        set_tickler(handler, case=case, on=today + timedelta(days=days))
    runs = queries.tickler(case)
    assert runs is not None
    assert runs.on == today + timedelta(days=5)
    assert Tickler.objects.filter(case=case).count() == 2
    with pytest.raises(ValidationError) as refusal:
        set_tickler(handler, case=case, on=today - timedelta(days=1))
    assert refusal.value.code == "on"
    with pytest.raises(NotAllowed):
        set_tickler(office.viewer(Role.REGISTRY_CLERK), case=case, on=today)


def test_what_else_the_book_says_stays_when_a_tickler_is_cleared(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    set_tickler(handler, case=case, on=clock.today(office.organisation))
    actions.set_disposition(handler, case=case, disposition="уступљено – IV-01")
    clear_tickler(handler, case=case)
    case.refresh_from_db()
    assert case.disposition == "уступљено – IV-01"
    with pytest.raises(ValidationError) as refusal:
        clear_tickler(handler, case=case)
    assert refusal.value.code == "none"


def test_a_case_that_was_put_away_is_no_tickler_of_today(office: Office) -> None:
    case, handler = resolved(office), office.viewer(Role.HANDLER)
    set_tickler(handler, case=case, on=clock.today(office.organisation))
    assert listed(office) == [case.number]
    rule = RetentionRule.objects.filter(years=None)[0]
    actions.close_case(handler, case=case, class_code=case.class_code, retention=rule)
    assert listed(office) == []


def test_r_in_the_form_of_the_disposition_is_a_tickler(office: Office, client_as: SignIn) -> None:
    case, today = assigned(office), clock.today(office.organisation)
    url = reverse("registry:disposition", args=[case.pk])
    client = client_as(Role.HANDLER)
    on = today + timedelta(days=1)
    sent = {"kind": "Р", "detail": f"{on.day}. {on.month}. {on.year}."}
    assert client.post(url, sent).status_code == 302
    assert Tickler.objects.get(case=case).on == on
    past = today - timedelta(days=1)
    refused = client.post(url, {"kind": "Р", "detail": f"{past.day}. {past.month}. {past.year}."})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"detail"}


def test_the_start_page_and_the_lists_have_the_ticklers_of_today(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    set_tickler(office.viewer(Role.HANDLER), case=case, on=clock.today(office.organisation))
    client = client_as(Role.HANDLER)
    home = client.get("/en" + reverse("registry:home"))
    [tile] = [view for view in home.context["views"] if view["label"] == "Ticklers of today"]
    assert tile["count"] == "1"
    assert [row.number for row in client.get(tile["url"]).context["rows"]] == [case.number]
    page = client.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert reverse("registry:tickler-clear", args=[case.pk]) in page


def test_a_comment_is_read_in_the_office_and_by_no_party(office: Office, client_as: SignIn) -> None:
    case = registered(office, "Захтев", citizen(office)).case
    handler = office.viewer(Role.HANDLER)
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    actions.assign(office.viewer(Role.UNIT_HEAD), case=case, unit=unit, staff=staff)
    comment(handler, case=case, text="Странка зове сваки дан.\nПроверити катастар.")
    assert verb("case.commented").public == ""
    entry = Entry.objects.get(verb="case.commented")
    assert (entry.body, entry.personal) == ({}, {})
    head = client_as(Role.UNIT_HEAD)
    assert "Проверити катастар" in head.get(reverse("registry:comments", args=[case.pk])).content.decode()
    assert "Проверити катастар" in head.get(reverse("registry:case", args=[case.pk])).content.decode()
    party = client_as(Role.CITIZEN)
    assert party.get(reverse("registry:comments", args=[case.pk])).status_code == 403
    told = party.get(reverse("portal:case", args=[case.pk])).content.decode()
    assert "катастар" not in told
    assert "оментар" not in told


def test_who_may_not_see_a_case_or_writes_nothing_does_not_comment(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    Case.objects.filter(pk=case.pk).update(confidentiality="restricted")
    with pytest.raises(NotAllowed):
        comment(office.viewer(Role.UNIT_HEAD), case=case, text="видим ли?")
    with pytest.raises(NotAllowed):
        comment(office.viewer(Role.INSPECTOR), case=case, text="преглед")
    for text, said in (("  ", "text"), ("а" * 2001, "text")):
        with pytest.raises(ValidationError) as refusal:
            comment(office.viewer(Role.HANDLER), case=case, text=text)
        assert refusal.value.code == said
    url = reverse("registry:comments", args=[case.pk])
    refused = client_as(Role.HANDLER).post(url, {"text": "а" * 2001})
    assert refused.status_code == 422
    assert "а" * 2001 in refused.content.decode()  # nothing of what was written is lost
    assert not CaseNote.objects.exists()


def test_a_task_is_given_to_who_sees_the_case_and_done_by_that_person(office: Office, client_as: SignIn) -> None:
    case, handler, today = assigned(office), office.viewer(Role.HANDLER), clock.today(office.organisation)
    head = office.people[Role.UNIT_HEAD]
    with pytest.raises(ValidationError) as refusal:
        add_task(handler, case=case, title="Изаћи на терен", staff=office.people[Role.REGISTRY_CLERK], due_on=today)
    assert refusal.value.code == "staff"
    client, url = client_as(Role.HANDLER), reverse("registry:tasks", args=[case.pk])
    due = today + timedelta(days=2)
    sent = {"title": "Изаћи на терен", "staff": str(head.pk), "due_on": f"{due.day}. {due.month}. {due.year}."}
    assert client.post(url, {**sent, "form_key": "task"}).status_code == 302
    task = Task.objects.get()
    assert [row.title for row in queries.my_tasks(office.viewer(Role.UNIT_HEAD))] == ["Изаћи на терен"]
    assert (queries.to_do(office.viewer(Role.UNIT_HEAD)), queries.to_do(handler)) == (1, 0)
    with pytest.raises(NotAllowed):
        finish_task(office.viewer(Role.REGISTRY_HEAD), task=task)
    done = reverse("registry:task-done", args=[case.pk, task.pk])
    assert client_as(Role.UNIT_HEAD).post(done, {"from": "mine"})["Location"] == reverse("registry:my-tasks")
    assert queries.to_do(office.viewer(Role.UNIT_HEAD)) == 0
    assert client_as(Role.UNIT_HEAD).post(done, {"from": "case"})["Location"] == url  # said twice
    task.refresh_from_db()
    assert task.done_name == head.name
    assert Entry.objects.filter(verb="task.done").count() == 1


def test_a_restricted_case_gives_tasks_to_the_handler_and_who_was_named_only(office: Office) -> None:
    case = assigned(office)
    assert office.people[Role.UNIT_HEAD] in queries.doers(office.viewer(Role.HANDLER), case)
    case.confidentiality = "restricted"
    case.granted_to = [office.people[Role.SIGNATORY].pk]
    named = {office.people[Role.HANDLER], office.people[Role.SIGNATORY]}
    assert set(queries.doers(office.viewer(Role.HANDLER), case)) == named


def test_the_load_is_counted_by_name_for_who_assigns_and_each_look_is_journalled(
    office: Office, client_as: SignIn
) -> None:
    one, two = assigned(office), assigned(office)
    today = clock.today(office.organisation)
    Case.objects.filter(pk=one.pk).update(due_on=today - timedelta(days=1), confidentiality="restricted")
    Case.objects.filter(pk=two.pk).update(due_on=today + timedelta(days=7))
    confirm_receipt(office.viewer(Role.HANDLER), cases=[one])
    rows = look_at_load(office.viewer(Role.UNIT_HEAD))
    handler, head = office.people[Role.HANDLER], office.people[Role.UNIT_HEAD]
    assert rows == [Load(head), Load(handler, 2, 1, 1, 1)]
    entry = Entry.objects.get(verb="look.load")
    assert (entry.actor, entry.body["people"]) == (head.account, 2)
    with pytest.raises(NotAllowed):
        look_at_load(office.viewer(Role.HANDLER))
    url = reverse("registry:load")
    assert client_as(Role.HANDLER).get(url).status_code == 403
    page = client_as(Role.REGISTRY_CLERK).get(url, {"sort": "open"})
    assert [row.staff for row in page.context["rows"]] == [head, handler]  # and in no other order
    assert Entry.objects.filter(verb="look.load").count() == 2


def test_a_head_sees_the_load_of_the_own_units_only(office: Office) -> None:
    admin = office.viewer(Role.ADMINISTRATOR)
    organisations.add_staff(
        admin, username="drugi", name="Аца Други", unit=office.units["IV-01"], title="x", roles=[Role.HANDLER]
    )
    names = [row.staff.name for row in look_at_load(office.viewer(Role.UNIT_HEAD))]
    assert "Аца Други" not in names
    assert "Аца Други" in [row.staff.name for row in look_at_load(office.viewer(Role.REGISTRY_CLERK))]
