"""Handling over the API: a program assigns and drafts, people decide; nobody's work is written over unseen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from salter.journal.models import Entry
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.models import Act, Assignment, Case
from tests.ops.api import Caller, caller, submission
from tests.ops.test_api import problem, told
from tests.registry.scenes import act_of
from tests.support.office import Office
from tests.support.scene import DECISION

WRITTEN = {"title": "Решење", "content": DECISION, "outcome": "granted"}


def send(program: Caller, method: str, path: str, body: object, version: int | str, key: str = "") -> Any:
    """A change made from a version."""
    headers = {"Authorization": f"Bearer {program.token}", "If-Match": f'"{version}"'}
    headers |= {"Idempotency-Key": key} if key else {}
    change = getattr(program.client, method)
    return change(f"/api/v1{path}", body, content_type="application/json", headers=headers)


@pytest.fixture
def case(office: Office) -> Case:
    """A case that came in over the API."""
    return Case.objects.get(pk=told(caller(office, Role.REGISTRY_CLERK).post("/cases", submission()), 201)["id"])


def test_a_program_assigns_drafts_and_hands_in_and_a_person_approves(office: Office, case: Case) -> None:
    head, handler = caller(office, Role.UNIT_HEAD), caller(office, Role.HANDLER)
    units = told(head.get("/units"), 200)["items"]
    unit = next(row for row in units if row["mark"] == "IV-02")
    person = office.people[Role.HANDLER]
    assert {"id": str(person.pk), "name": person.name, "title": person.title} in unit["staff"]
    at = f"/cases/{case.pk}"
    version = told(head.get(at), 200)["version"]
    body = {"unit": "IV-02", "handler": str(person.pk), "note": "хитно"}
    done = told(send(head, "post", f"{at}/assignments", body, version), 200)
    assert (done["status"], done["version"]) == ("in_progress", head.get(at).json()["version"])  # type: ignore[attr-defined]
    drafted = told(send(handler, "post", f"{at}/acts", {**WRITTEN, "kind": "decision"}, done["version"]), 201)
    shown = handler.get(f"{at}/acts/{drafted['id']}")
    assert shown.headers["ETag"] == '"1"'
    act = f"{at}/acts/{drafted['id']}"
    revised = told(send(handler, "put", act, {**WRITTEN, "title": "Решење о заузећу"}, 1), 200)
    assert (revised["title"], revised["version"]) == ("Решење о заузећу", 2)
    assert told(send(handler, "post", f"{act}/submission", {}, 2), 200)["status"] == "submitted"
    approved = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=Act.objects.get())
    assert approved.status == "approved"
    entry = Entry.objects.filter(case_id=case.pk, verb="act.submitted").get()
    assert entry.actor_name == person.name


def test_a_change_from_an_old_version_is_refused_and_writes_nothing(office: Office, case: Case) -> None:
    head = caller(office, Role.UNIT_HEAD)
    body, at = {"unit": "IV-02"}, f"/cases/{case.pk}/assignments"
    before = Assignment.objects.count()
    problem(send(head, "post", at, body, case.version + 1), 412, "changed")
    problem(head.post(at, body), 428, "if-match-needed")
    assert Assignment.objects.count() == before
    first = send(head, "post", at, body, case.version, key="a")
    assert told(first, 200) == told(send(head, "post", at, body, case.version, key="a"), 200)  # once, answered twice
    assert Assignment.objects.count() == before + 1


@pytest.mark.parametrize(
    ("path", "body", "field", "code"),
    [
        ("assignments", {"unit": "XX"}, "unit", "unit"),
        ("assignments", {"unit": "IV-02", "handler": "01900000-0000-7000-8000-000000000000"}, "handler", "staff"),
        ("status", {"status": "archived", "reason": "x"}, "", "status"),
        ("acts", {**WRITTEN, "kind": "decision", "content": {"poem": "x"}}, "content", "part"),
        ("acts", {**WRITTEN, "kind": "poem"}, "kind", "invalid-fields"),
        ("acts", {**WRITTEN, "kind": "decision", "outcome": "maybe"}, "outcome", "invalid-fields"),
        ("acts", {**WRITTEN, "kind": "decision", "title": "a\x00b"}, "title", "invalid-fields"),
        ("acts", {**WRITTEN, "kind": "decision", "content": {"reasoning": "a\x00b"}}, "content", "invalid-fields"),
        ("acts", {**WRITTEN, "kind": "decision", "content": {"a\x00b": "x"}}, "content", "invalid-fields"),
        ("acts", {**WRITTEN, "kind": "decision", "content": {"reasoning": "а" * 500_001}}, "content", "invalid-fields"),
        ("status", {"status": "interrupted", "reason": "a\x00b"}, "reason", "invalid-fields"),
        ("assignments", {"unit": "IV-02", "note": "a\x00b"}, "note", "invalid-fields"),
    ],
)
def test_what_is_wrong_is_named(office: Office, case: Case, path: str, body: object, field: str, code: str) -> None:
    answer = send(caller(office, Role.HEAD_OF_ADMINISTRATION), "post", f"/cases/{case.pk}/{path}", body, case.version)
    errors = problem(answer, 422, code)["errors"]
    assert errors[0]["field"].split(".")[0] == field
    assert not Act.objects.exists()


def test_the_deadlines_of_a_case_come_with_their_ground(office: Office, case: Case) -> None:
    answer = told(caller(office, Role.UNIT_HEAD).get(f"/cases/{case.pk}/deadlines"), 200)
    assert answer["due_on"] == (case.due_on.isoformat() if case.due_on else None)
    assert (answer["rule"], answer["clocks"], answer["waits"]) == (case.deadline_rule, [], [])


def test_an_act_of_another_case_is_not_found_under_this_one(office: Office, case: Case) -> None:
    head = caller(office, Role.HEAD_OF_ADMINISTRATION)
    drafted = told(send(head, "post", f"/cases/{case.pk}/acts", {**WRITTEN, "kind": "decision"}, case.version), 201)
    other = told(caller(office, Role.REGISTRY_CLERK).post("/cases", submission()), 201)["id"]
    problem(head.get(f"/cases/{other}/acts/{drafted['id']}"), 404, "not-found")


def test_the_day_of_a_signature_is_that_of_the_office(office: Office, case: Case) -> None:
    act = act_of(office, upto="signed")
    half_past_midnight = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # the 26th in Belgrade
    Act.objects.filter(pk=act.pk).update(signed_at=half_past_midnight)
    shown = told(caller(office, Role.HANDLER).get(f"/cases/{act.case_id}/acts/{act.pk}"), 200)
    assert shown["signed_on"] == "2026-11-26"
