"""Registering outside a transaction: one call that commits early, is durable when it answers, and leaves no gap."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from salter.documents.models import Document
from salter.journal.models import Entry, Idempotency, Outbox
from salter.organisations import clock
from salter.organisations.identifiers import make_test_pib
from salter.organisations.models import Party, Role
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from salter.registry import actions
from salter.registry.actions.intake import Intake
from salter.registry.models import Case, CaseParty, IntakeChannel, Register, Submission
from tests.ops.api import Caller, caller, document, submission
from tests.support.office import Office, found_office

pytestmark = pytest.mark.django_db(transaction=True)
WRITTEN = (Case, Submission, CaseParty, Document, Party, Entry, Outbox, Idempotency)


@pytest.fixture
def office(transactional_db: None) -> Office:
    """An office; no scope is entered and no transaction is open."""
    return found_office("brza")


@pytest.fixture
def clerk(office: Office) -> Caller:
    """A program of the registry office."""
    return caller(office, Role.REGISTRY_CLERK)


def kept(office: Office) -> dict[str, int]:
    """How much there is of all that a registration writes."""
    with scope(office.organisation.pk):
        rows = {model.__name__: model._base_manager.count() for model in WRITTEN}
        return rows | {"number": Register.objects.get().last_ordinal}


def standing() -> tuple[str, str]:
    """Role and organisation that a plain query runs in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('app.org', true), '')")
        role, organisation = cursor.fetchone() or ("", "")
    return role, organisation


def paper(office: Office, subject: str = "Захтев") -> Intake:
    """A paper at the counter."""
    now = clock.now(office.organisation)
    return Intake(subject=subject, channel=IntakeChannel.COUNTER, received_at=now, class_code="352")


def registrar(office: Office) -> Any:
    """The clerk, looking at the office."""
    with scope(office.organisation.pk):
        return office.viewer(Role.REGISTRY_CLERK)


def test_two_registrations_through_the_pool_with_a_plain_query_between(office: Office) -> None:
    viewer, plain = registrar(office), standing()
    first = actions.register_case(viewer, paper(office))
    assert standing() == plain
    assert plain[0] != "salter_app"
    assert not Case.objects.exists()  # no organisation, no rows: nothing of the first call stays behind
    second = actions.register_case(viewer, paper(office))
    assert standing() == plain
    assert (first.case.ordinal, second.case.ordinal) == (1, 2)
    with scope(office.organisation.pk):
        assert [case.number for case in Case.objects.order_by("ordinal")] == [first.case.number, second.case.number]


def test_within_a_transaction_it_stands_or_falls_with_it(office: Office) -> None:
    viewer, before = registrar(office), kept(office)
    with scope(office.organisation.pk):
        submission = actions.register_case(viewer, paper(office))
        assert submission.case.ordinal == 1
        transaction.set_rollback(True)
    assert kept(office) == before
    assert actions.register_case(viewer, paper(office)).case.ordinal == 1


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """What has been added."""
    return {name: count - before[name] for name, count in after.items()}


def test_the_hot_path_writes_what_the_transaction_writes(office: Office, clerk: Caller) -> None:
    body = submission(documents=[document(), document(b"Prilog.", "prilog.txt")])
    start = kept(office)
    with scope(office.organisation.pk):
        assert clerk.post("/cases", body, key="in").status_code == 201
    inside = kept(office)
    assert clerk.post("/cases", body, key="out").status_code == 201
    outside = kept(office)
    assert grown(inside, outside) == grown(start, inside)
    with scope(office.organisation.pk):
        ordinary, hot = Case.objects.order_by("ordinal")
        different = {"id", "ordinal", "number", "number_keys", "received_at", "registered_at", "party_ids"}
        different |= {"handed_over_at"}
        assert all(case.handed_over_at == case.registered_at for case in (ordinary, hot))
        for field in Case._meta.concrete_fields:
            if field.attname not in different:
                assert getattr(hot, field.attname) == getattr(ordinary, field.attname), field.attname
        verbs = [
            list(Entry.objects.filter(verb=verb).order_by("id")) for verb in ("case.registered", "document.stored")
        ]
        for entries in verbs:
            assert {tuple(sorted(entry.body)) for entry in entries} == {tuple(sorted(entries[0].body))}
        registered = Entry.objects.get(verb="case.registered", case_id=hot.pk)
        assert (registered.body["number"], registered.body["ordinal"]) == (hot.number, 2)


def test_a_key_gives_the_first_answer_again_and_refuses_another_body(office: Office, clerk: Caller) -> None:
    first = clerk.post("/cases", submission(), key="k")
    after = kept(office)
    again = clerk.post("/cases", submission(), key="k")
    assert (again.status_code, again.json()) == (201, first.json())  # type: ignore[attr-defined]
    assert clerk.post("/cases", submission(subject="Друго"), key="k").status_code == 409
    with scope(office.organisation.pk):  # in a transaction it is the same key
        assert clerk.post("/cases", submission(), key="k").json() == first.json()  # type: ignore[attr-defined]
    assert kept(office) == after
    with scope(office.organisation.pk):
        assert Idempotency.objects.get().answer["number"] == Case.objects.get().number


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"party": {"kind": "person", "name": "Мила", "identifier": "123"}}, 422),
        ({"procedure": "нема"}, 422),
        ({"procedure": None, "classification": "999999"}, 422),
        ({"procedure": None}, 422),
        ({"received_at": "2090-01-01T10:00:00Z"}, 422),
        ({"documents": [document(b"")]}, 422),
        ({"documents": [document() | {"content_base64": "!"}]}, 422),
    ],
)
def test_what_is_refused_has_written_nothing(
    office: Office, clerk: Caller, change: dict[str, Any], status: int
) -> None:
    before = kept(office)
    assert clerk.post("/cases", submission(**change), key="k").status_code == status
    assert kept(office) == before
    assert clerk.post("/cases", submission(), key="k").status_code == 201  # the key was not used up


def test_who_may_not_register_stores_nothing(office: Office) -> None:
    before = kept(office)
    assert caller(office, Role.ANALYST).post("/cases", submission()).status_code == 403
    assert Caller("nobody").post("/cases", submission()).status_code == 401
    assert kept(office) | {"Entry": 0, "Outbox": 0} == before | {"Entry": 0, "Outbox": 0}  # the token is an entry


def test_a_closed_register_refuses_before_and_in_the_call(office: Office, clerk: Caller) -> None:
    viewer = registrar(office)
    with scope(office.organisation.pk):
        ground = actions.intake._ground(viewer, paper(office), clock.now(office.organisation))
        Register.objects.update(closed_at=clock.now(office.organisation))
    before = kept(office)
    answer = clerk.post("/cases", submission())
    assert (answer.status_code, answer.json()["code"]) == (422, "register-closed")  # type: ignore[attr-defined]
    with pytest.raises(ValidationError) as refused:  # closed between the look and the call
        actions.register_case(viewer, paper(office), ground=ground)
    assert refused.value.code == "register-closed"
    assert kept(office) == before


def at_once(clerk: Caller, bodies: list[tuple[dict[str, object], str]]) -> list[tuple[int, Any]]:
    """Answers to requests that are sent at the same moment."""

    def send(one: tuple[dict[str, object], str]) -> tuple[int, Any]:
        try:
            answer = Caller(clerk.token).post("/cases", *one)
            return answer.status_code, answer.json()  # type: ignore[attr-defined]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def test_many_at_once_get_one_to_n(office: Office, clerk: Caller) -> None:
    answers = at_once(clerk, [(submission(subject=f"Захтев {number}"), str(number)) for number in range(8)])
    assert {status for status, _answer in answers} == {201}
    assert sorted(answer["ordinal"] for _status, answer in answers) == [*range(1, 9)]


def test_the_same_key_at_once_is_one_case_and_one_answer(office: Office, clerk: Caller) -> None:
    answers = at_once(clerk, [(submission(), "same")] * 6)
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 201
    assert kept(office)["Case"] == kept(office)["number"] == kept(office)["Document"] == 1


def test_the_same_new_party_at_once_is_entered_once(office: Office, clerk: Caller) -> None:
    party = {"kind": "company", "name": "Ново ДОО", "identifier": make_test_pib(77)}
    answers = at_once(clerk, [(submission(party=party), str(number)) for number in range(6)])
    assert {status for status, _answer in answers} == {201}
    with scope(office.organisation.pk):
        party_row = Party.objects.get(identifier=party["identifier"])
        assert CaseParty.objects.filter(party=party_row).count() == 6
        assert Entry.objects.filter(verb="party.added", subject_id=party_row.pk).count() == 1
    assert kept(office)["number"] == 6


def test_a_citizen_registers_in_the_own_name(office: Office) -> None:
    answer = caller(office, Role.CITIZEN).post("/cases", submission(), key="c")
    assert answer.status_code == 201
    with scope(office.organisation.pk):
        assert CaseParty.objects.get().party.account == office.citizen


def test_other_offices_stay_apart(office: Office, clerk: Caller) -> None:
    other = found_office("druga")
    there = caller(other, Role.REGISTRY_CLERK)
    ordinals = [one.post("/cases", submission()).json()["ordinal"] for one in (clerk, there, clerk)]  # type: ignore[attr-defined]
    assert ordinals == [1, 1, 2]
    assert founder(other.organisation).organisation.pk != office.organisation.pk


@pytest.fixture(autouse=True)
def nothing_open() -> Iterator[None]:
    """The point of these tests is that no transaction is open around them."""
    assert not connection.in_atomic_block
    yield
    assert not connection.in_atomic_block
