"""What a token may do: never more than its role, and a citizen's never more than the portal shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from salter.documents.models import Document, Source
from salter.journal.models import Entry
from salter.organisations.actions import grant_role, issue_token, party_of_account
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from salter.registry.models import Case, IntakeChannel, Submission
from tests.ops.api import Caller, caller, document, submission
from tests.registry.scenes import act_of, assigned
from tests.support.office import Office


def told(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content.decode()[:300]
    return json.loads(response.content)


def other_role(office: Office, person: Role, role: Role) -> Caller:
    """A token with another role of the person."""
    staff = office.people[person]
    with scope(office.organisation.pk):
        grant_role(founder(office.organisation), staff=staff, role=role)
        return Caller(issue_token(founder(office.organisation), account=staff.account, role=role))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRAINEE, Role.ADMINISTRATOR])
def test_a_token_sees_no_case_that_its_role_does_not_read(office: Office, role: Role) -> None:
    """The person handles the case, but the token stands for another role."""
    case = assigned(office)
    token = other_role(office, Role.HANDLER, role)
    assert told(token.get("/cases"), 200)["items"] == []
    told(token.get(f"/cases/{case.pk}"), 404)
    told(token.get(f"/cases/{case.pk}/journal"), 404)
    told(caller(office, Role.HANDLER).get(f"/cases/{case.pk}"), 200)


def test_a_token_whose_role_was_taken_away_is_worth_nothing(office: Office) -> None:
    case = assigned(office)
    token = caller(office, Role.HANDLER)
    office.people[Role.HANDLER].roles.all().delete()
    told(token.get(f"/cases/{case.pk}"), 404)


def test_a_citizen_learns_no_decision_before_it_is_handed_over(office: Office) -> None:
    case = act_of(office, upto="signed").case
    party = party_of_account(office.viewer(Role.CITIZEN))
    Case.objects.filter(pk=case.pk).update(party_ids=[party.pk])
    citizen = caller(office, Role.CITIZEN)
    for path in (f"/cases/{case.pk}", f"/cases/{case.pk}/journal"):
        response = citizen.get(path)
        for secret in ("granted", "Решење", office.people[Role.HANDLER].name, "act.drafted"):
            assert secret not in json.dumps(json.loads(response.content), ensure_ascii=False), (path, secret)


def test_a_citizens_post_is_the_citizens_own_and_of_now(office: Office) -> None:
    citizen = caller(office, Role.CITIZEN)
    body = submission(party=None, channel="counter", received_at="2026-01-02T10:00:00+01:00", external_number="7")
    answer = told(citizen.post("/cases", body), 201)
    case = Case.objects.get(pk=answer["id"])
    assert case.party_ids
    assert (case.channel, case.external_number) == (IntakeChannel.API, "")
    assert case.received_at.date() == case.registered_at.date()
    told(citizen.get(f"/cases/{case.pk}"), 200)
    told(citizen.post(f"/cases/{case.pk}/submissions", {**body, "subject": "Допуна"}), 201)
    assert None not in Submission.objects.values_list("sender", flat=True)


@pytest.mark.parametrize("channel", [IntakeChannel.PORTAL, IntakeChannel.MAILBOX])
def test_a_system_of_the_office_says_by_what_door_a_paper_came_a_citizen_does_not(office: Office, channel: str) -> None:
    for role, expected in ((Role.REGISTRY_CLERK, channel), (Role.CITIZEN, IntakeChannel.API)):
        answer = told(caller(office, role).post("/cases", submission(channel=str(channel))), 201)
        assert Case.objects.get(pk=answer["id"]).channel == expected


def test_a_citizens_file_is_judged_by_the_rules_for_citizens(office: Office) -> None:
    body = submission(documents=[document(b"<html></html>", "a.html", "text/html")])
    told(caller(office, Role.CITIZEN).post("/cases", body), 422)
    told(caller(office, Role.REGISTRY_CLERK).post("/cases", body), 201)


def test_who_may_not_register_stores_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from salter.documents import blobs

    saved: list[object] = []
    monkeypatch.setattr(blobs, "save", lambda *given, **more: saved.append(given))
    told(caller(office, Role.ANALYST).post("/cases", submission()), 403)
    assert saved == []


@pytest.mark.parametrize(
    "more",
    [
        {"received_at": "2026-01-02T10:00:00"},
        {"received_at": "0001-01-01T00:00:00+14:00"},
        {"received_at": "1800-01-01T00:00:00Z"},
        {"procedure": None, "classification": "xyz"},
        {"procedure": None, "classification": "9" * 300},
        {"subject": "a\x00b"},
        {"sender_reference": "\x00"},
        {"party": {"kind": "person", "name": "a\x00b"}},
        {"documents": [{"name": "a\x00b.txt", "content_base64": "YQ=="}]},
        {"posted_on": "0001-01-01"},
        {"posted_on": "9999-12-31"},
    ],
)
def test_no_body_makes_an_error_of_ours(office: Office, more: dict[str, Any]) -> None:
    clerk = caller(office, Role.REGISTRY_CLERK)
    clerk.client.raise_request_exception = False
    response = clerk.post("/cases", submission(**more))
    assert response.status_code in (201, 422), response.content.decode()[:300]


@pytest.mark.parametrize("query", ["q=%00", "status=%00", "q=" + "a+" * 3000, "due_before=0001-01-01"])
def test_no_query_makes_an_error_of_ours(office: Office, query: str) -> None:
    clerk = caller(office, Role.REGISTRY_CLERK)
    clerk.client.raise_request_exception = False
    assert clerk.get(f"/cases?{query}").status_code in (200, 400, 422)


@pytest.mark.parametrize("key", ["x" * 500, "a\x00b"])
def test_no_key_makes_an_error_of_ours(office: Office, key: str) -> None:
    clerk = caller(office, Role.REGISTRY_CLERK)
    clerk.client.raise_request_exception = False
    assert clerk.post("/cases", submission(), key=key).status_code in (201, 400, 422)


def test_two_long_keys_are_two_keys(office: Office) -> None:
    clerk = caller(office, Role.REGISTRY_CLERK)
    told(clerk.post("/cases", submission(), key="x" * 250 + "1"), 201)
    told(clerk.post("/cases", submission(subject="Друго"), key="x" * 250 + "2"), 201)


def test_every_look_of_an_inspectors_program_is_journalled(office: Office) -> None:
    case = assigned(office)
    inspector = caller(office, Role.INSPECTOR)
    for path in (f"/cases/{case.pk}", f"/cases/{case.pk}/journal", f"/registers/basic/{case.year}"):
        before = Entry.objects.filter(verb__startswith="look.").count()
        told(inspector.get(path), 200)
        assert Entry.objects.filter(verb__startswith="look.").count() == before + 1, path


def test_a_trainees_program_reads_no_register(office: Office) -> None:
    told(caller(office, Role.TRAINEE).get("/registers/basic/2026"), 403)


_ = (Document, Source)
