"""The doctor finds a rewritten journal; a fork of another installation is told; the API gives proofs only."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import connection

from salter.journal import audit, heads, merkle, sealing
from salter.journal.canonical import canonical
from salter.journal.head_format import hashes
from salter.journal.models import Entry, Head, Leaf, Log, Outbox, Witnessed
from salter.journal.witness import Outcome, forks, witness
from salter.ops import doctor_log
from salter.ops.doctor import Check
from salter.ops.log_commands import CODES, SAID
from salter.organisations.models import Role
from salter.signatures.actions import trust
from salter.signatures.head_check import check_head
from tests.journal.test_heads import rewrite_everything
from tests.journal.test_sealing import relay_all, write
from tests.journal.trees import behind_the_triggers, entries, leaves
from tests.ops.api import Caller, caller
from tests.support.office import Office


def states() -> dict[str, str]:
    """What the doctor says of the log."""
    found: list[Check] = [check() for check in doctor_log.CHECKS]
    return {check.name: check.state for check in found}


def sealed(office: Office, count: int = 5) -> list[Entry]:
    """Entries that are sealed and under a head."""
    written = write(office.organisation, count)
    relay_all()
    heads.covering(Log.OFFICES, sealing.size_of(Log.OFFICES))
    return written


SOUND = {"log": "ok", "sealer": "ok", "heads": "ok", "witness": "ok"}


def test_a_sound_log_is_called_so(office: Office) -> None:
    sealed(office)
    assert states() == SOUND
    found = audit.audit(Log.OFFICES)
    assert found.size == found.looked_at == len(leaves())


@pytest.mark.parametrize("whole", [audit.WHOLE, 0])
def test_an_entry_changed_behind_the_trigger_is_found(
    office: Office, whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = sealed(office)[2]
    monkeypatch.setattr(audit, "NEWEST", 4)
    monkeypatch.setattr(audit, "SAMPLE", len(leaves()) - 4)
    with behind_the_triggers(office.organisation.pk):
        Entry.objects.filter(pk=entry.pk).update(body={**entry.body, "name": "преправљено"})
    assert any(str(entry.pk) in words for words in audit.audit(Log.OFFICES, whole=whole).wrong)
    assert states()["log"] == "failure"


@pytest.mark.parametrize("whole", [audit.WHOLE, 0])
def test_an_entry_removed_behind_the_trigger_is_found(
    office: Office, whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = sealed(office)[2]
    monkeypatch.setattr(audit, "NEWEST", 4)
    monkeypatch.setattr(audit, "SAMPLE", len(leaves()) - 4)
    with behind_the_triggers(office.organisation.pk), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE id = %s", [entry.pk])
    assert any("removed" in words for words in audit.audit(Log.OFFICES, whole=whole).wrong)


def test_a_leaf_removed_or_a_head_exchanged_is_found(office: Office) -> None:
    sealed(office)
    with behind_the_triggers(office.organisation.pk):
        Head.objects.update(root="0" * 64)
    assert any("another root" in words for words in audit.audit(Log.OFFICES).wrong)
    with behind_the_triggers(office.organisation.pk), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_leaf WHERE log_id = 0 AND index = 3")
    assert any("number 3 is missing" in words for words in audit.audit(Log.OFFICES).wrong)


def test_the_doctor_tells_what_waits_and_what_never_will_be_sealed(office: Office) -> None:
    sealed(office)
    [entry] = write(office.organisation)
    assert audit.waiting() == (1, 0)
    assert states()["sealer"] == "ok"
    Outbox.objects.filter(entry_id=entry.pk).delete()
    assert audit.waiting() == (1, 1)
    assert states()["sealer"] == "failure"


# --- witnesses ---


def exported(since: int = 0) -> dict[str, Any]:
    """Our head as another installation gets it."""
    found = json.loads(json.dumps(heads.export(Log.OFFICES, [since] if since else [])))
    return cast(dict[str, Any], found)


def from_elsewhere(found: dict[str, Any], origin: str = "6f1c9f3e-7b1b-4c55-8d0f-0000000000aa") -> dict[str, Any]:
    """The same as the head of another installation's log."""
    return {**found, "tree_head": {**found["tree_head"], "log": origin}}


def test_a_head_of_our_own_is_compared_and_not_kept(office: Office) -> None:
    sealed(office)
    ours = exported()
    assert witness(ours).outcome == Outcome.SAME
    sealed(office)
    assert (witness(ours).outcome, witness(ours).own) == (Outcome.GROWN, True)
    assert not Witnessed.objects.exists()


def test_heads_of_another_installation_are_kept_when_proved(office: Office) -> None:
    sealed(office)
    first = exported()
    size = first["tree_head"]["size"]
    assert witness(from_elsewhere(first)).outcome == Outcome.FIRST
    assert witness(from_elsewhere(first)).outcome == Outcome.SAME
    sealed(office)
    found = witness(from_elsewhere(exported()))
    assert (found.outcome, found.known) == (Outcome.NEEDS_PROOF, size)
    assert witness(from_elsewhere(exported(size))).outcome == Outcome.GROWN
    assert witness(from_elsewhere(first)).outcome == Outcome.OLDER
    assert Witnessed.objects.count() == 2
    assert states()["witness"] == "ok"


def test_a_fork_of_another_installation_is_told_loudly(office: Office) -> None:
    sealed(office)
    before = exported()
    size = before["tree_head"]["size"]
    witness(from_elsewhere(before))
    rewrite_everything(office, next(row for row in entries() if row.verb == "unit.created"))
    same_size = from_elsewhere(exported())
    assert witness(same_size).outcome == Outcome.FORK
    sealed(office)
    assert witness(from_elsewhere(exported(size))).outcome == Outcome.FORK
    assert len(forks()) == 2
    assert states()["witness"] == "failure"
    assert CODES["fork"] == 1
    assert set(SAID) == set(CODES) == {outcome.value for outcome in Outcome}


# --- the API ---


def told(response: Any, status: int = 200) -> Any:
    """The JSON of an answer."""
    assert response.status_code == status, response.content.decode()[:300]
    return json.loads(response.content)


def test_the_log_is_public(office: Office) -> None:
    anybody = Caller("")
    told(anybody.get("/log/head"), 404)
    entry = sealed(office)[0]
    head = told(anybody.get("/log/head"))
    assert check_head(head, trust().anchors) is None
    proof = told(anybody.get(f"/log/proof?entry={entry.pk}"))
    assert set(proof) == {"entry", "leaf_index", "leaf_hash", "inclusion_proof", "tree_head"}
    leaf, root = bytes.fromhex(proof["leaf_hash"]), bytes.fromhex(head["root"])
    assert merkle.verify_inclusion(leaf, proof["leaf_index"], head["size"], hashes(proof["inclusion_proof"]), root)
    grown = told(anybody.get(f"/log/consistency?first=7&second={head['size']}"))
    old = bytes.fromhex(grown["first_root"])
    assert grown["second_root"] == head["root"]
    assert merkle.verify_consistency(7, head["size"], old, root, hashes(grown["proof"]))


@pytest.mark.parametrize(
    "path", ["consistency?first=0&second=3", "consistency?first=5&second=3", "consistency?first=1"]
)
def test_sizes_that_are_none_are_refused(office: Office, path: str) -> None:
    sealed(office)
    told(Caller("").get(f"/log/{path}"), 422)
    told(Caller("").get("/log/consistency?first=1&second=999999"), 422)


def test_what_is_not_sealed_has_no_proof(office: Office) -> None:
    sealed(office)
    [entry] = write(office.organisation)
    for unknown in (entry.pk, "6f1c9f3e-7b1b-4c55-8d0f-000000000000"):
        told(Caller("").get(f"/log/proof?entry={unknown}"), 404)
    told(Caller("").get("/log/proof?entry=x"), 422)


def test_the_journal_of_a_case_comes_with_proofs(office: Office) -> None:
    case = office.register().case
    clerk = caller(office, Role.REGISTRY_CLERK)
    before = told(clerk.get(f"/cases/{case.pk}/journal"))
    assert {row["proof"] for row in before["items"]} == {None}
    relay_all()
    heads.covering(Log.OFFICES, sealing.size_of(Log.OFFICES))
    found = told(clerk.get(f"/cases/{case.pk}/journal"))
    head = found["tree_head"]
    assert check_head(head, trust().anchors) is None
    for row in found["items"]:
        if row["verb"] == "case.registered":
            leaf = merkle.leaf_hash(canonical(row["leaf"]))
            assert leaf.hex() == row["proof"]["leaf_hash"]
            path = hashes(row["proof"]["inclusion_proof"])
            root = bytes.fromhex(head["root"])
            assert merkle.verify_inclusion(leaf, row["proof"]["leaf_index"], head["size"], path, root)
    assert any(row["verb"] == "case.registered" and row["proof"] for row in found["items"])
    assert Leaf.objects.filter(entry_id=UUID(found["items"][0]["id"])).exists()
