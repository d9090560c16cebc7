"""Assigning many cases at once: each with its entry, none silently left out, in a fixed number of statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.journal.models import Entry, Outbox
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role, Staff
from salter.registry import actions
from salter.registry.desk import Narrow
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Assignment, Case, CaseMove, RetentionRule
from salter.registry.work import queries, rules
from salter.registry.work.actions import Bulk, assign_many
from tests.registry.scenes import SignIn, assigned, resolved
from tests.support.office import Office


def new(office: Office, count: int) -> list[Case]:
    """Cases that nobody has."""
    party = office.party()
    return [office.register(f"Захтев {place}", party).case for place in range(count)]


def give(office: Office, cases: list[Case], staff: Staff | None = None) -> Bulk:
    """The head of the unit gives cases to the handler."""
    staff = staff or office.people[Role.HANDLER]
    return assign_many(office.viewer(Role.UNIT_HEAD), cases=cases, unit=staff.unit, staff=staff, note="хитно")


def test_each_case_has_its_row_its_step_and_its_entry_as_one_by_one(office: Office) -> None:
    one, *cases = new(office, 4)
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    actions.assign(office.viewer(Role.UNIT_HEAD), case=one, unit=unit, staff=staff, note="хитно")
    assert {case.pk for case in give(office, cases).done} == {case.pk for case in cases}

    def facts(case: Case) -> tuple[Any, ...]:
        case.refresh_from_db()
        row = Assignment.objects.filter(case=case).latest("id")
        entry = Entry.objects.get(verb="case.assigned", case_id=case.pk)
        step = CaseMove.objects.get(case=case)
        assert Outbox.objects.filter(entry_id=entry.pk).count() == 1
        return (
            *(case.status, case.unit, case.handler, case.version),
            *(row.unit, row.staff, row.by, row.note),
            *(entry.subject_type, entry.subject_id == case.pk, entry.actor, entry.body, entry.personal),
            *(step.before, step.after, step.rule, step.act, step.by, step.name, step.reason),
        )

    expected = facts(one)
    assert [facts(case) for case in cases] == [expected] * 3


def test_what_cannot_go_over_is_told_with_its_reason_and_the_others_go(office: Office) -> None:
    there, closed, fresh = assigned(office), resolved(office), new(office, 1)[0]
    rule = RetentionRule.objects.filter(years=None)[0]
    actions.close_case(office.viewer(Role.HANDLER), case=closed, class_code=closed.class_code, retention=rule)
    bulk = give(office, [there, closed, fresh])
    assert bulk.done == [fresh]
    assert {one.case: one.why for one in bulk.refused} == {there: rules.THERE, closed: rules.CLOSED}
    assert Entry.objects.filter(verb="case.assigned", case_id=closed.pk).count() == 1


def test_who_is_not_authorised_gets_only_what_needs_no_authorisation_where_the_office_refuses_it(
    office: Office,
) -> None:
    setting = BY_NAME["conduct_refuses"]
    set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=setting, value=True, reason="одлука начелника")
    administrative, plain = new(office, 2)
    Case.objects.filter(pk=administrative.pk).update(instance=1)
    Case.objects.filter(pk=plain.pk).update(instance=None)
    bulk = give(office, [administrative, plain])
    assert bulk.done == [plain]
    assert [(one.case, one.why) for one in bulk.refused] == [(administrative, rules.UNAUTHORISED)]


def test_the_statements_do_not_depend_on_the_number_of_cases(office: Office) -> None:
    def asked(cases: list[Case]) -> int:
        with CaptureQueriesContext(connection) as counted:
            give(office, cases)
        return len(counted)

    few = new(office, 2)
    many = new(office, 9)
    assert asked(few) == asked(many) <= 20


def test_more_than_the_most_are_refused_before_anything_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST", 2)
    with pytest.raises(ValidationError) as refusal:
        give(office, new(office, 3))
    assert refusal.value.code == "too-many"
    assert not Entry.objects.filter(verb="case.assigned").exists()


def test_only_who_assigns_does_it_and_only_to_who_can_take_it(office: Office) -> None:
    [case] = new(office, 1)
    with pytest.raises(NotAllowed):
        assign_many(office.viewer(Role.HANDLER), cases=[case], unit=office.units["IV-02"], staff=None)
    with pytest.raises(ValidationError) as refusal:
        assign_many(
            office.viewer(Role.UNIT_HEAD), cases=[case], unit=office.units["IV-01"], staff=office.people[Role.HANDLER]
        )
    assert refusal.value.code == "staff"


def test_a_choice_is_never_cut_in_silence(office: Office, client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    cases, viewer = new(office, 3), office.viewer(Role.UNIT_HEAD)
    taken = queries.ticked(viewer, [str(case.pk) for case in cases])
    assert (len(taken.cases), taken.beyond) == (2, True)
    taken = queries.ticked(
        viewer, [str(cases[0].pk), str(office.organisation.pk), "00000000-0000-0000-0000-000000000000"]
    )
    assert (taken.cases, taken.missing) == ([cases[0]], 1)
    url = reverse("registry:assign-many")
    page = client_as(Role.UNIT_HEAD).get("/en" + url, {"case": [str(case.pk) for case in cases]}).content.decode()
    assert "More were chosen than the 500" in page


def test_a_whole_list_is_assigned_as_it_stands(office: Office, client_as: SignIn) -> None:
    cases, kept = new(office, 3), assigned(office)
    client, handler = client_as(Role.UNIT_HEAD), office.people[Role.HANDLER]
    listed = client.get(reverse("registry:cases"), {"who": "nobody", "status": "open"})
    preview = client.get(listed.context["whole_url"], {})
    assert {row.pk for row in preview.context["chosen"]} == {case.pk for case in cases}
    again = client.get(listed.context["whole_url"] + f"&to=staff:{handler.pk}")
    assert again.context["moving"] == 3
    assert 'name="whole"' in again.content.decode()
    sent = {"case": [str(case.pk) for case in cases], "to": f"staff:{handler.pk}", "form_key": "whole"}
    assert client.post(reverse("registry:assign-many"), sent).status_code == 302
    assert Case.objects.filter(handler=handler).count() == 4
    assert kept.assignments.count() == 2
    assert queries.whole_list(office.viewer(Role.UNIT_HEAD), Narrow("nobody")).cases == []


def test_what_was_refused_meanwhile_is_told_on_the_next_page(office: Office, client_as: SignIn) -> None:
    first, second = new(office, 2)
    handler, client = office.people[Role.HANDLER], client_as(Role.UNIT_HEAD)
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=second, reason="двапут унето")
    sent = {"case": [str(first.pk), str(second.pk)], "to": f"staff:{handler.pk}", "form_key": "two"}
    page = client.post("/en" + reverse("registry:assign-many"), sent, follow=True).content.decode()
    assert "1 case assigned" in page
    assert f"{second.number} – stays: it is closed or cancelled." in page
