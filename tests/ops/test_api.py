"""The public API as interfaces.md promises it: answers, problem documents, and nothing half-stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from salter.documents.actions import content
from salter.documents.models import Document
from salter.journal.models import Entry, Idempotency
from salter.journal.tasks import run_everything
from salter.ops.api import api
from salter.organisations.models import Party, Role
from salter.organisations.tenancy import scope
from salter.registry import actions, receipts
from salter.registry.models import Case, Register, Submission
from tests.ops.api import PDF, Caller, caller, document, submission
from tests.support.office import Office, found_office


@pytest.fixture
def clerk(office: Office) -> Caller:
    """A program of the registry office."""
    return caller(office, Role.REGISTRY_CLERK)


def told(response: Any, status: int) -> Any:
    """The body of an answer, which has this status."""
    assert response.status_code == status, response.content.decode()
    return json.loads(response.content)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer (RFC 9457)."""
    body: dict[str, Any] = told(response, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:salter:error:{code}")
    assert body["title"]
    return body


def kept() -> dict[str, int]:
    """How much there is of what a registration writes."""
    models = (Case, Submission, Document, Party, Entry, Idempotency)
    return {model.__name__: model._base_manager.count() for model in models} | {
        "number": Register.objects.get().last_ordinal
    }


def test_a_case_is_registered_with_all_that_was_promised(clerk: Caller) -> None:
    answer = told(clerk.post("/cases", submission(sender_reference="12-3", posted_on="2026-01-07")), 201)
    fields = "id number ordinal year register registered_at received_at due_on submission_number"
    assert set(answer) == set(fields.split())
    case = Case.objects.get(pk=answer["id"])
    assert (answer["number"], answer["ordinal"], answer["register"]) == (case.number, 1, "basic")
    assert (case.sender_reference, str(case.posted_on)) == ("12-3", "2026-01-07")
    assert answer["registered_at"].endswith(("Z", "+00:00", "+01:00", "+02:00"))
    assert case.parties.get().name == "Мила Ведрић"
    stored = case.attachments.get().document
    assert content(stored) == b"Molim da se odobri."


def test_a_supplement_gets_a_sub_number(clerk: Caller) -> None:
    case = told(clerk.post("/cases", submission()), 201)
    answer = told(clerk.post(f"/cases/{case['id']}/submissions", submission(subject="Допуна")), 201)
    assert (answer["case"], answer["sub_number"]) == (case["id"], 1)
    assert answer["number"] == f"352-1/1/{case['year']}-IV-02"
    assert Register.objects.get().last_ordinal == 1


def test_the_list_goes_on_at_its_cursor_and_is_narrowed(office: Office, clerk: Caller) -> None:
    subjects = ("Први", "Други", "Трећи", "Четврти", "Пети")
    numbers = [told(clerk.post("/cases", submission(subject=subject)), 201)["number"] for subject in subjects]
    first = told(clerk.get("/cases?limit=2"), 200)
    second = told(clerk.get(f"/cases?limit=2&cursor={first['next']}"), 200)
    third = told(clerk.get(f"/cases?limit=2&cursor={second['next']}"), 200)
    found = [row["number"] for page in (first, second, third) for row in page["items"]]
    assert (found, third["next"]) == (numbers[::-1], None)
    unit = office.units["IV-02"].pk
    for narrow, count in (
        ("q=treći", 1),
        (f"q={numbers[0]}", 1),
        ("status=formed", 5),
        ("status=archived", 0),
        (f"unit={unit}", 5),
        (f"assignee={office.people[Role.HANDLER].pk}", 0),
        ("due_before=2020-01-01", 0),
    ):
        assert len(told(clerk.get(f"/cases?{narrow}"), 200)["items"]) == count, narrow
    problem(clerk.get("/cases?limit=201"), 422, "invalid-fields")


def test_one_case_with_its_version_journal_and_register(office: Office, clerk: Caller) -> None:
    case = told(clerk.post("/cases", submission()), 201)
    response = clerk.get(f"/cases/{case['id']}")
    found = told(response, 200)
    assert response.headers["ETag"] == '"1"'
    assert (found["number"], found["status"], found["classification"]) == (case["number"], "formed", "352")
    assert [row["name"] for row in found["documents"]] == ["zahtev.txt"]
    assert [row["name"] for row in found["parties"]] == ["Мила Ведрић"]
    assert {"acts", "assignments", "deadline", "due_on", "submissions"} <= found.keys()
    entries = told(clerk.get(f"/cases/{case['id']}/journal"), 200)["items"]
    assert entries[0]["verb"] == "case.registered"
    assert entries[0]["body"]["number"] == case["number"]
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=Case.objects.get(pk=case["id"]), reason="погрешан упис")
    told(clerk.post("/cases", submission()), 201)
    assert told(clerk.get(f"/registers/basic/{case['year']}"), 200) == {
        "first": 1,
        "last": 2,
        "count": 2,
        "cancelled": 1,
    }


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (submission(subject=""), "invalid-fields", "subject"),
        ({"procedure": "P036"}, "invalid-fields", "subject"),
        (submission(channel="pigeon"), "invalid-fields", "channel"),
        (submission(received_at="yesterday"), "invalid-fields", "received_at"),
        (submission(party={"kind": "person", "name": ""}), "invalid-fields", "party.name"),
        (submission(procedure="P999"), "procedure", "procedure"),
        (submission(procedure=None), "class-mark", "classification"),
        (submission(subject="  "), "subject", "subject"),
        (submission(received_at="2099-01-01T00:00:00+01:00"), "received", "received_at"),
        (submission(party={"kind": "person", "name": "Мила", "identifier": "123"}), "identifier", "party.identifier"),
        (submission(documents=[{"name": "a.txt", "content_base64": "?"}]), "base64", "documents.0.content_base64"),
        (submission(documents=[{"name": "a.txt", "content_base64": "ж"}]), "base64", "documents.0.content_base64"),
        (submission(documents=[document(b"")]), "empty", "documents.0"),
        (submission(documents=[document(), document(b"MZ\x90", "a.pdf", "application/pdf")]), "", "documents.1"),
        (submission(documents=[document(PDF, "slika.jpg", "image/jpeg")]), "", "documents.0"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(clerk: Caller, body: object, code: str, field: str) -> None:
    before = kept()
    response = clerk.post("/cases", body, key="one")
    found = told(response, 422)
    problem(response, 422, code or found["code"])
    assert [row["field"] for row in found["errors"]] == [field]
    assert all(row["message"] for row in found["errors"])
    assert kept() == before
    told(clerk.post("/cases", submission(), key="one"), 201)  # the key was not used up


def test_a_file_that_is_too_large_is_refused(clerk: Caller, settings: Any) -> None:
    before, settings.SALTER_UPLOAD_LIMIT = kept(), 1000
    problem(clerk.post("/cases", submission(documents=[document(b"x" * 1001)])), 413, "too_large")
    assert kept() == before


def test_what_is_not_json_is_refused(clerk: Caller) -> None:
    problem(clerk.post("/cases", "{"), 400, "invalid-request")


def test_an_unknown_address_or_method_is_a_problem_too(clerk: Caller) -> None:
    problem(clerk.get("/nothing"), 404, "not-found")
    problem(clerk.get("/cases/00000000-0000-7000-8000-000000000000"), 404, "not-found")
    problem(clerk.get("/cases?q=%00"), 400, "invalid-request")
    refused = clerk.client.put("/api/v1/cases")
    problem(refused, 405, "method-not-allowed")
    assert "POST" in refused.headers["Allow"]


def test_a_fault_of_ours_is_a_problem_without_its_inside(clerk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("salter.registry.api.queries.cases", broken)
    clerk.client.raise_request_exception = False
    answer = clerk.get("/cases")
    problem(answer, 500, "internal")
    assert "secret inside" not in answer.content.decode()


def test_the_same_key_gives_the_first_answer_again(clerk: Caller) -> None:
    first = told(clerk.post("/cases", submission(), key="k1"), 201)
    before = kept()
    assert told(clerk.post("/cases", submission(), key="k1"), 201) == first
    problem(clerk.post("/cases", submission(subject="Друго"), key="k1"), 409, "idempotency-key-reused")
    assert kept() == before
    path = f"/cases/{first['id']}/submissions"
    supplement = told(clerk.post(path, submission(), key="k2"), 201)
    assert told(clerk.post(path, submission(), key="k2"), 201) == supplement


def test_a_key_belongs_to_the_one_who_sent_it(office: Office, clerk: Caller) -> None:
    first = told(clerk.post("/cases", submission(), key="k1"), 201)
    second = told(caller(office, Role.REGISTRY_HEAD).post("/cases", submission(), key="k1"), 201)
    assert (first["ordinal"], second["ordinal"]) == (1, 2)


@pytest.mark.parametrize("token", ["", "salter_wrong"])
def test_without_a_valid_token_nothing_is_told(office: Office, token: str) -> None:
    stranger = Caller(token)
    case = office.register().case
    for response in (
        stranger.get("/cases"),
        stranger.get(f"/cases/{case.pk}"),
        stranger.get("/registers/basic/2026"),
        stranger.post("/cases", submission()),
    ):
        problem(response, 401, "no-token")
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_the_session_of_a_page_is_no_token(office: Office) -> None:
    client = Client()
    client.force_login(office.account(Role.REGISTRY_CLERK))
    problem(Caller("", client).get("/cases"), 401, "no-token")


def test_a_token_is_bound_to_its_role(office: Office) -> None:
    case = office.register().case
    handler, citizen = caller(office, Role.HANDLER), caller(office, Role.CITIZEN)
    problem(handler.post("/cases", submission()), 403, "not-allowed")
    assert told(citizen.get("/cases"), 200)["items"] == []
    problem(citizen.get(f"/cases/{case.pk}"), 404, "not-found")
    problem(citizen.get(f"/registers/basic/{case.year}"), 403, "not-allowed")


def test_a_citizen_registers_the_own_request_and_sees_only_it(office: Office) -> None:
    office.register()
    citizen = caller(office, Role.CITIZEN)
    answer = told(citizen.post("/cases", submission(party={"kind": "person", "name": "Неко Други"})), 201)
    assert [row["id"] for row in told(citizen.get("/cases"), 200)["items"]] == [answer["id"]]
    assert Case.objects.get(pk=answer["id"]).parties.get().name == "Мила Ведрић"


def test_an_organisation_never_sees_anothers_case(clerk: Caller, other_office: Office) -> None:
    with scope(other_office.organisation.pk):
        theirs = other_office.register().case
    for path in (f"/cases/{theirs.pk}", f"/cases/{theirs.pk}/journal"):
        problem(clerk.get(path), 404, "not-found")
    problem(clerk.post(f"/cases/{theirs.pk}/submissions", submission()), 404, "not-found")
    assert told(clerk.get("/cases"), 200)["items"] == []
    assert [row["id"] for row in told(caller(other_office, Role.REGISTRY_CLERK).get("/cases"), 200)["items"]] == [
        str(theirs.pk)
    ]


def test_signatures_are_valid_invalid_or_cannot_be_told(office: Office, clerk: Caller) -> None:
    registered = office.register()
    run_everything()
    receipt = content(receipts.ensure(office.viewer(Role.REGISTRY_CLERK), registered))
    flipped = bytearray(receipt)
    flipped[receipt.index(b"stream") + 40] ^= 1  # in what is sealed, and nowhere in the frame of the file
    for data, outcome in ((receipt, "valid"), (bytes(flipped), "invalid"), (PDF, "indeterminate")):
        report = told(clerk.upload("/signatures/validate", _file(data)), 200)
        assert report["outcome"] == outcome, report
    assert told(clerk.upload("/signatures/validate", _file(receipt)), 200)["signatures"]
    problem(Caller("").upload("/signatures/validate", _file(receipt)), 401, "no-token")


def _file(data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = "potvrda.pdf"
    return file


def test_a_file_is_needed_to_validate(clerk: Caller) -> None:
    found = problem(clerk.client.post("/api/v1/signatures/validate", headers=clerk._headers("")), 422, "invalid-fields")
    assert [row["field"] for row in found["errors"]] == ["file"]


PUBLIC = {"GET /api/v1/log/head", "GET /api/v1/log/proof", "GET /api/v1/log/consistency"}
"""What anybody may ask without a token: hashes and signatures of the log, no more."""


def test_every_operation_is_documented(client: Client, db: None) -> None:
    described = told(client.get("/api/v1/openapi.json"), 200)
    assert described["openapi"].startswith("3.1")
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    promised = "POST /cases, POST /cases/{case_id}/submissions, GET /cases, GET /cases/{case_id}, "
    promised += "GET /cases/{case_id}/journal, GET /registers/{code}/{year}, POST /signatures/validate"
    assert set(operations) >= {call.replace(" /", " /api/v1/") for call in promised.split(", ")}
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["responses"], name
        assert operation.get("security") or name in PUBLIC, name
    assert len(operations) == sum(len(path.operations) for _prefix, router in api._routers for path in _paths(router))


def _paths(router: Any) -> Iterator[Any]:
    yield from router.path_operations.values()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one_case() -> None:
    office = found_office("istovremeno")
    clerk = caller(office, Role.REGISTRY_CLERK)

    def send(_n: int) -> tuple[int, bytes]:
        try:
            response = Caller(clerk.token).post("/cases", submission(), key="same")
            return response.status_code, response.content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert [status for status, _body in answers] == [201]
    with scope(office.organisation.pk):
        assert (Case.objects.count(), Register.objects.get().last_ordinal, Document.objects.count()) == (1, 1, 1)
