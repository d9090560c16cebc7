"""Each invariant catches the violation that it is there for: a sound office is broken by hand, and it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pytest
from django.db import connection, transaction

from salter.documents import blobs
from salter.documents.actions import storage
from salter.journal.models import Entry
from salter.journal.tasks import note_failure, run_everything
from salter.mailbox import actions as mailbox
from salter.organisations import clock
from salter.organisations.models import Role
from salter.portal import actions as portal
from salter.registry import actions
from salter.registry.models import IntakeChannel, Submission
from tests.faults import invariants
from tests.faults.invariants import ALWAYS, AT_REST, Evidence, Invariant, check
from tests.faults.load import Attempt
from tests.portal.scenes import filled, viewer
from tests.support.office import Office
from tests.support.scene import signed

MARK = "0123456789abcdef0123456789abcdef"


def ask(question: str) -> list[tuple[Any, ...]]:
    """As the owner of the tables, who may plant what no request may; in the scope of the office."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def evidence(office: Office) -> Evidence:
    """A sound office: cases, a supplement, an assignment, a request of the portal; and a client who knows of one."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    first, second = office.register(f"Захтев {MARK}"), office.register()
    supplement = actions.Intake(
        subject="Допуна", channel=IntakeChannel.COUNTER, received_at=actions.NOW, documents=[office.document()]
    )
    actions.add_supplement(clerk, case=first.case, intake=supplement)
    handler = office.people[Role.HANDLER]
    case = actions.assign(clerk, case=second.case, unit=office.units["IV-02"], staff=handler)
    portal.submit(viewer(office), draft=filled(office))
    [delivery] = actions.dispatch_act(clerk, act=signed(office, case))
    mailbox.record_handover(clerk, delivery=delivery, on=clock.today(office.organisation), note="")
    run_everything()
    return Evidence(ask, storage(), [acknowledged(first)])


def acknowledged(submission: Submission) -> Attempt:
    """What a client noted of a registration."""
    answer = {"submission_number": submission.submission_number, "number": submission.case.number}
    [paper] = submission.attachments.values_list("document__sha256", flat=True)
    return Attempt("case", MARK, papers=(paper,), answer=answer)


def test_a_sound_office_violates_nothing(evidence: Evidence) -> None:
    assert check(evidence, AT_REST) == []


LAST_CASE = "(SELECT id FROM registry_case ORDER BY ordinal DESC LIMIT 1)"
FIRST_CASE = "(SELECT id FROM registry_case ORDER BY ordinal LIMIT 1)"
PLANTED: list[tuple[Invariant, str]] = [
    (invariants.numbers_have_no_gap, f"DELETE FROM registry_case WHERE id = {FIRST_CASE}"),
    (invariants.numbers_have_no_gap, "UPDATE registry_register SET last_ordinal = last_ordinal + 1"),
    (invariants.sub_numbers_have_no_gap, "DELETE FROM registry_submission WHERE sub_number = 1"),
    (invariants.sub_numbers_have_no_gap, f"UPDATE registry_case SET last_sub = 2 WHERE id = {FIRST_CASE}"),
    (invariants.cases_are_whole, f"DELETE FROM registry_submission WHERE case_id = {LAST_CASE}"),
    (invariants.cases_are_whole, f"UPDATE registry_case SET number = 'x' WHERE id = {LAST_CASE}"),
    (invariants.submissions_are_whole, f"DELETE FROM registry_attachment WHERE case_id = {FIRST_CASE}"),
    (invariants.submissions_are_whole, f"DELETE FROM registry_case WHERE id = {LAST_CASE}"),
    (invariants.entries_are_true, "DELETE FROM documents_document"),
    (invariants.entries_are_true, f"DELETE FROM registry_submission WHERE case_id = {FIRST_CASE}"),
    (invariants.assignments_are_whole, "DELETE FROM registry_assignment WHERE staff_id IS NOT NULL"),
    (invariants.assignments_are_whole, "UPDATE registry_case SET handler_id = NULL"),
    (invariants.requests_are_whole, "UPDATE portal_draft SET submission_id = NULL"),
    (invariants.requests_are_whole, "DELETE FROM portal_draft"),
    (invariants.acts_are_whole, "UPDATE registry_act SET status = 'approved'"),
    (invariants.acts_are_whole, "DELETE FROM registry_service"),
    (invariants.acts_are_whole, "DELETE FROM journal_entry WHERE verb = 'act.signed'"),
    (invariants.consignments_are_whole, "UPDATE registry_act SET status = 'signed'"),
    (invariants.consignments_are_whole, "DELETE FROM mailbox_delivery"),
    (invariants.consignments_are_whole, "UPDATE mailbox_delivery SET evidence_id = NULL"),
    (invariants.steps_are_whole, "UPDATE registry_case SET status = 'in_progress'"),
    (invariants.steps_are_whole, "DELETE FROM registry_casemove WHERE before = 'formed'"),
    (invariants.services_follow, "UPDATE registry_service SET served_on = NULL"),
    (invariants.acknowledged_is_there, f"DELETE FROM registry_submission WHERE case_id = {FIRST_CASE}"),
    (invariants.acknowledged_is_there, f"UPDATE registry_case SET number = '9-9/2026' WHERE id = {FIRST_CASE}"),
    (invariants.acknowledged_is_there, f"DELETE FROM registry_attachment WHERE case_id = {FIRST_CASE}"),
    (invariants.nothing_is_there_twice, f"UPDATE registry_submission SET subject = 'Захтев {MARK}'"),
    (invariants.no_reader_is_forgotten, "DELETE FROM journal_handled"),
    (invariants.all_readers_have_run, "DELETE FROM journal_handled"),
    (
        invariants.work_is_done_once,
        "UPDATE registry_submission SET receipt_id = (SELECT id FROM documents_document LIMIT 1) WHERE sub_number = 1",
    ),
    (invariants.entries_are_sealed, "DELETE FROM journal_leaf WHERE index = (SELECT max(index) FROM journal_leaf)"),
    (invariants.log_is_dense, "DELETE FROM journal_leaf WHERE index = 1"),
]


@pytest.mark.parametrize(("invariant", "plant"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_told(evidence: Evidence, invariant: Invariant, plant: str) -> None:
    assert check(evidence, [invariant]) == []
    with transaction.atomic():
        ask("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be checked would keep the triggers from being taken off
        for table in ("journal_entry", "journal_leaf", "registry_case"):
            ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        ask("SET CONSTRAINTS ALL DEFERRED")
        ask(plant)
        found = check(evidence, [invariant])
        transaction.set_rollback(True)
    assert found
    assert found[0].startswith(f"{invariant.__name__}: ")


def test_nothing_may_come_that_nobody_sent(evidence: Evidence) -> None:
    assert check(evidence, [invariants.nothing_is_there_unasked]) == []
    ask("UPDATE registry_submission SET channel = 'api', subject = 'Нико' WHERE sub_number = 1")
    assert check(evidence, [invariants.nothing_is_there_unasked]) == [ANY]


def test_a_failure_that_waits_for_a_person_is_told(evidence: Evidence, office: Office) -> None:
    entry = Entry.objects.latest("id")
    note_failure(office.organisation.pk, entry.pk, "salter.documents.tasks.describe", RuntimeError("квар"))
    assert check(evidence, [invariants.nothing_has_failed]) == [
        "nothing_has_failed: salter.documents.tasks.describe: RuntimeError: квар"
    ]


def test_a_changed_or_missing_file_is_told(evidence: Evidence) -> None:
    found = ask("SELECT DISTINCT sha256 FROM documents_document ORDER BY sha256 LIMIT 2")
    keys = [blobs.key_of(sha256) for (sha256,) in found]
    before = [storage().get(key) for key in keys]
    try:
        storage().put(keys[0], b"changed")
        storage().delete(keys[1])
        assert len(check(evidence, [invariants.files_are_right])) == 2
    finally:
        for key, data in zip(keys, before, strict=True):
            storage().put(key, data)


def test_a_transaction_held_open_is_told(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction of this very test is one that is open for longer than no time."""
    assert check(evidence, [invariants.nobody_holds_a_transaction]) == []
    monkeypatch.setattr(invariants, "HELD", "0 seconds")
    assert check(evidence, [invariants.nobody_holds_a_transaction]) != []


def test_every_invariant_has_a_planted_violation() -> None:
    elsewhere: set[Callable[..., Any]] = {
        invariants.nothing_has_failed,
        invariants.files_are_right,
        invariants.nobody_holds_a_transaction,
    }
    assert {*AT_REST, *ALWAYS} == {invariant for invariant, _plant in PLANTED} | elsewhere
