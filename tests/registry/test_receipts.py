"""Receipts: made when asked for, proved by the log, and invalid as soon as anything in them is changed."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.documents.actions import content
from salter.journal import canonical, heads, sealing
from salter.journal.head_format import FORMAT as HEAD
from salter.journal.models import Entry, Leaf
from salter.journal.signing import StampUnavailable
from salter.journal.tasks import run_everything
from salter.ops.verify import verify_file
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry import actions, receipts
from salter.registry.models import IntakeChannel, Submission
from salter.registry.receipt_check import attached_receipt
from salter.registry.receipt_format import ATTACHED, NotAReceipt, check, read
from salter.signatures.actions import trust
from salter.signatures.reasons import Outcome
from tests.journal.trees import behind_the_triggers, outsider
from tests.support.changes import every_change
from tests.support.office import Office


def clerk(office: Office) -> Viewer:
    """Who asks for it."""
    return office.viewer(Role.REGISTRY_CLERK)


def papers(office: Office) -> list[Any]:
    """Two of them, one with a name that needs escaping."""
    return [office.document(), office.document(name="Скица „источна“ & <страна>.txt")]


@pytest.fixture
def submission(office: Office) -> Submission:
    """A registration with two papers, not sealed yet."""
    intake = actions.Intake(
        subject="Захтев са прилозима",
        channel=IntakeChannel.COUNTER,
        received_at=office.ago(minutes=5),
        parties=[actions.PartyInput(office.party())],
        documents=papers(office),
        class_code="352",
    )
    return actions.register_case(clerk(office), intake)


@pytest.fixture
def stated(office: Office, submission: Submission) -> dict[str, Any]:
    """The receipt as data, with a tree behind it that is worth a proof."""
    run_everything()
    return read(receipts.as_json(clerk(office), submission))


def test_it_shows_what_was_handed_in(office: Office, submission: Submission, stated: dict[str, Any]) -> None:
    assert check(stated, trust().anchors) is None
    assert stated["submission_number"] == submission.submission_number
    assert stated["case_number"] == submission.case.number
    assert stated["organisation"] == {"code": "vedrovo", "name": "Општина Ведрово"}
    rows = submission.attachments.select_related("document").order_by("position")
    assert [(row["name"], row["sha256"]) for row in stated["documents"]] == [
        (row.document.name, row.document.sha256) for row in rows
    ]
    assert len(stated["inclusion_proof"]) >= 5


def test_every_single_field_counts(stated: dict[str, Any]) -> None:
    changed = every_change(stated)
    assert len(changed) > 150
    for path, other in changed:
        wrong = check(other, trust().anchors)
        assert wrong, path
        assert wrong.outcome == Outcome.INVALID, (path, wrong)


@pytest.mark.parametrize(
    "where", [(), ("entry",), ("entry", "leaf"), ("tree_head",), ("organisation",), ("documents", 0)]
)
def test_nothing_can_be_added(stated: dict[str, Any], where: tuple[Any, ...]) -> None:
    other = copy.deepcopy(stated)
    place: Any = other
    for key in where:
        place = place[key]
    place["note"] = "плаћено"
    wrong = check(other, trust().anchors)
    assert wrong
    assert wrong.outcome == Outcome.INVALID


def test_documents_cannot_be_exchanged_dropped_or_added(stated: dict[str, Any]) -> None:
    first, second = stated["documents"]
    for documents in ([second, first], [first], [first, second, second], []):
        assert check({**stated, "documents": documents}, trust().anchors)


def test_a_forged_entry_with_its_own_salt_stands_in_no_log(stated: dict[str, Any]) -> None:
    """Everything is made consistent again, but for the tree."""
    other = copy.deepcopy(stated)
    other["organisation"]["name"] = other["entry"]["leaf"]["body"]["organisation"]["name"] = "Општина Друга"
    wrong = check(other, trust().anchors)
    assert wrong
    assert wrong.code == "proof"


def test_a_proof_of_something_else_is_no_receipt(office: Office, stated: dict[str, Any]) -> None:
    other = copy.deepcopy(stated)
    other["entry"]["leaf"]["verb"] = "case.closed"
    wrong = check(other, trust().anchors)
    assert wrong
    assert wrong.code == "entry_differs"


def test_a_name_that_stands_twice_is_refused(stated: dict[str, Any]) -> None:
    text = json.dumps(stated, ensure_ascii=False)
    twice = text.replace('"case_number":', '"case_number": "350-1/2026", "case_number":', 1)
    with pytest.raises(NotAReceipt):
        read(twice.encode())
    for nothing in (b"", b"[]", b"{}", b"\xff", b'{"format": "x"}', b"[" * 100_000):
        with pytest.raises(NotAReceipt):
            read(nothing)


def blocks(language: str) -> list[str]:
    """The examples of the manual's page."""
    return re.findall(rf"```{language}\n(.*?)```", Path("docs/manual/log.md").read_text("utf-8"), re.DOTALL)


def outside(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A program that knows nothing of ours."""
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, env={"PATH": os.environ["PATH"]}
    )


def test_an_outsider_needs_the_lines_of_the_manual_only(stated: dict[str, Any], tmp_path: Path) -> None:
    [program] = blocks("python")
    (tmp_path / "check.py").write_text(program, "utf-8")
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(stated, ensure_ascii=False), "utf-8")
    done = outside(tmp_path, "python3", "-I", "check.py", "receipt.json")
    assert done.returncode == 0, done.stderr
    assert stated["tree_head"]["root"] in done.stdout
    receipt.write_text(json.dumps({**stated, "at": "2020-01-01T08:00:00+01:00"}, ensure_ascii=False), "utf-8")
    assert outside(tmp_path, "python3", "-I", "check.py", "receipt.json").returncode == 1


@pytest.mark.needs("openssl")
def test_openssl_agrees_with_the_head_by_the_lines_of_the_manual(
    stated: dict[str, Any], tmp_path: Path, anchors: Path
) -> None:
    [script] = [block for block in blocks("sh") if "openssl" in block]
    for head, code in ((stated["tree_head"], 0), ({**stated["tree_head"], "root": "0" * 64}, 1)):
        (tmp_path / "submission-receipt.json").write_text(json.dumps({**stated, "tree_head": head}), "utf-8")
        done = outside(tmp_path, "bash", "-ec", script)
        assert done.returncode == code, done.stdout + done.stderr


def test_the_root_is_the_one_that_an_independent_tree_has(stated: dict[str, Any]) -> None:
    size = stated["tree_head"]["size"]
    assert outsider().get_root(size).hex() == stated["tree_head"]["root"]


def test_the_name_of_the_clerk_is_not_given_away(office: Office, stated: dict[str, Any]) -> None:
    assert clerk(office).name not in json.dumps(stated, ensure_ascii=False)
    entry = Entry.objects.get(pk=stated["entry"]["leaf"]["id"])
    opened = canonical.part_salt(entry.salt, canonical.ACTOR)
    actor = {"id": entry.actor_id, "name": entry.actor_name}
    assert canonical.part_digest(opened, actor) == stated["entry"]["leaf"]["actor"]
    assert opened.hex() not in json.dumps(stated)
    assert entry.salt.hex not in json.dumps(stated).replace("-", "")


def test_it_is_made_once_and_only_when_asked_for(office: Office, submission: Submission) -> None:
    run_everything()
    assert Submission.objects.get(pk=submission.pk).receipt is None
    first = receipts.ensure(clerk(office), submission)
    assert receipts.ensure(clerk(office), submission).pk == first.pk
    assert Entry.objects.filter(verb="receipt.made", case_id=submission.case_id).count() == 1


def test_who_asks_before_the_sealer_gets_a_proof_all_the_same(office: Office, submission: Submission) -> None:
    assert not Leaf.objects.filter(entry_id=receipts.registration(submission).pk).exists()
    assert check(receipts.prove(submission), trust().anchors) is None


def test_a_supplement_has_a_receipt_of_its_own(office: Office, submission: Submission) -> None:
    intake = actions.Intake(
        subject="Допуна",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation),
        documents=papers(office),
    )
    supplement = actions.add_supplement(clerk(office), case=submission.case, intake=intake)
    found = receipts.prove(supplement)
    assert check(found, trust().anchors) is None
    assert found["submission_number"] == supplement.submission_number
    assert found["case_number"] == f"{submission.case.number}-1" or found["case_number"] != submission.case.number


def test_without_a_time_stamp_there_is_no_receipt_and_nothing_is_left(
    office: Office, submission: Submission, settings: Any
) -> None:
    settings.SALTER_TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(StampUnavailable):
        receipts.ensure(clerk(office), submission)
    assert Submission.objects.get(pk=submission.pk).receipt is None
    settings.SALTER_TSA_URL = ""
    assert receipts.ensure(clerk(office), submission)


def test_a_registration_from_before_the_log_is_told_as_such(office: Office, submission: Submission) -> None:
    entry = receipts.registration(submission)
    body = {name: value for name, value in entry.body.items() if name not in ("organisation", "received_at")}
    with behind_the_triggers(office.organisation.pk):
        Entry.objects.filter(pk=entry.pk).update(body=body)
    with pytest.raises(ValidationError) as refused:
        receipts.ensure(clerk(office), submission)
    assert refused.value.code == "before-the-log"


def test_the_receipt_of_a_rewritten_entry_fails_against_the_old_root(office: Office, submission: Submission) -> None:
    run_everything()
    head = heads.stated(heads.covering(0, sealing.size_of(0)))
    entry = receipts.registration(submission)
    with behind_the_triggers(office.organisation.pk):
        Entry.objects.filter(pk=entry.pk).update(body={**entry.body, "received_at": "2020-01-01T08:00:00+01:00"})
    found = receipts.prove(submission)
    assert found["tree_head"]["root"] == head["root"]
    wrong = check(found, trust().anchors)
    assert wrong
    assert wrong.code == "proof"


# --- salter verify ---


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A folder of trust anchors."""
    trust().export_anchors(tmp_path / "trust")
    return tmp_path / "trust"


def test_the_pdf_carries_the_proof_and_is_judged_with_it(
    office: Office, submission: Submission, anchors: Path, tmp_path: Path
) -> None:
    pdf = content(receipts.ensure(clerk(office), submission))
    carried = attached_receipt(pdf)
    assert carried == receipts.as_json(clerk(office), submission)
    for name, data in (("r.pdf", pdf), (ATTACHED, carried)):
        (tmp_path / name).write_bytes(data)
        assert verify_file(tmp_path / name, anchors).outcome == "valid"
        assert verify_file(tmp_path / name, None).outcome == "indeterminate"
        middle = len(data) // 2
        (tmp_path / name).write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        assert verify_file(tmp_path / name, anchors).outcome == "invalid"


def test_a_sealed_pdf_with_a_false_proof_is_invalid(
    office: Office, submission: Submission, anchors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even the body itself cannot seal what the log does not say."""
    prove: Callable[[Submission], dict[str, Any]] = receipts.prove
    monkeypatch.setattr(receipts, "prove", lambda row: {**prove(row), "at": "2020-01-01T08:00:00+01:00"})
    (tmp_path / "r.pdf").write_bytes(content(receipts.ensure(clerk(office), submission)))
    assert verify_file(tmp_path / "r.pdf", anchors).outcome == "invalid"


def test_an_exported_head_is_verified(office: Office, anchors: Path, tmp_path: Path) -> None:
    run_everything()
    heads.covering(0, 1)
    exported = heads.export(0, since=[3])
    assert exported["format"] == HEAD
    for changed, outcome in ((exported, "valid"), ({**exported, "format": "x"}, "invalid")):
        (tmp_path / "head.json").write_text(json.dumps(changed))
        assert verify_file(tmp_path / "head.json", anchors).outcome == outcome


# --- pages ---


def test_a_time_stamp_authority_that_does_not_answer_is_a_page_that_says_so(
    office: Office, submission: Submission, client_as: Callable[[Role], Client], settings: Any
) -> None:
    settings.SALTER_TSA_URL = "http://127.0.0.1:9/"
    client = client_as(Role.REGISTRY_CLERK)
    address = reverse("registry:receipt", args=[submission.case.pk, submission.pk])
    answer = client.get(address)
    assert answer.status_code == 503
    assert submission.submission_number in answer.content.decode()
    assert "Ништа није изгубљено" in answer.content.decode()
    settings.SALTER_TSA_URL = ""
    assert client.get(address)["Content-Type"] == "application/pdf"
