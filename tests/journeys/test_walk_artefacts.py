"""What `make walk` leaves, judged from the outside: by `salter verify`, and by programs that are not ours."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import ocfl as ocfl_py
import pytest
from cryptography import x509
from pyhanko.sign.ades.report import AdESPassed

from salter.archive.csip import check_package
from salter.archive.ocfl import check_at
from salter.documents.storage import storage_from_url
from salter.ops.verify import verify_file
from salter.signatures.aio import run
from salter.signatures.profile import verify_decision
from salter.signatures.reasons import Outcome
from salter.signatures.trust import DemoTrust, load_anchors
from salter.signatures.validation import Evidence
from tests import verapdf
from tests.signatures.tools import extract, hole_of_newest, long_term, openssl_cms, openssl_ts
from tests.support import eark_validator
from tests.support.changes import every_change

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("walk")]
WHOLE_STORY = 12


class KeptAnchors:
    """The folder `trust/` that the walk left, in the shape that the OpenSSL helpers take."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def export_anchors(self, target: Path) -> None:
        """Copy the PEM files."""
        shutil.copytree(self.folder, target, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one real walk, played by the command as a person would run it."""
    folder = tmp_path_factory.mktemp("walk")
    foreign = ("SALTER_", "DATABASE_URL", "DJANGO_", "PYTEST_", "COV_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    done = subprocess.run(
        [sys.executable, "-m", "salter.ops.cli", "walk", "--out", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def anchors(out: Path) -> list[x509.Certificate]:
    return load_anchors(out / "trust")


@pytest.fixture(scope="module")
def decision(out: Path) -> bytes:
    return (out / "decision.pdf").read_bytes()


def test_the_summary_tells_the_whole_story(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["ok"] is True
    assert {"organisation", "submission_number", "case_number", "steps"} <= set(summary)
    assert len(summary["steps"]) >= WHOLE_STORY
    assert all({"step", "actor", "ms"} == set(step) for step in summary["steps"])


@pytest.mark.parametrize(
    "name",
    ["submission-receipt.json", "submission-receipt.pdf", "decision.pdf", "delivery-evidence.asice", "sip", "aip"],
)
def test_salter_verify_says_valid_offline(out: Path, name: str) -> None:
    nowhere = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "salter.ops.cli", "verify", str(out / name), "--trust", str(out / "trust")]
    done = subprocess.run(command, env=nowhere, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_anchors_verify_cannot_tell(out: Path) -> None:
    assert verify_file(out / "decision.pdf", None).outcome == "indeterminate"


def test_every_anchor_says_test(anchors: list[x509.Certificate]) -> None:
    assert anchors
    assert all("TEST" in anchor.subject.rfc4514_string() for anchor in anchors)


@pytest.mark.needs("java")
def test_decision_and_receipt_are_pdf_a_3a_and_pdf_ua_1(out: Path) -> None:
    files = [out / "decision.pdf", out / "submission-receipt.pdf"]
    found = verapdf.check(files)
    assert {key: finding.failed_rules for key, finding in found.items() if not finding.passed} == {}
    assert len(found) == 2 * len(files)


def test_the_decision_is_what_it_claims_level_by_level(decision: bytes, anchors: list[x509.Certificate]) -> None:
    report = verify_decision(decision, anchors).report
    assert [(row.kind, row.level) for row in report.signatures] == [
        ("signature", "B-LTA"),
        ("seal", "B-LTA"),
        ("timestamp", ""),
    ]


@pytest.mark.needs("openssl")
def test_openssl_agrees_with_signatures_and_time_stamp(out: Path, decision: bytes, tmp_path: Path) -> None:
    trust = cast(DemoTrust, KeptAnchors(out / "trust"))
    official, seal, stamp = extract(decision)
    assert openssl_cms(tmp_path, trust, *official)
    assert openssl_cms(tmp_path, trust, *seal)
    assert openssl_ts(tmp_path, trust, *stamp)
    assert not openssl_cms(tmp_path, trust, official[0] + b"x", official[1])
    assert not openssl_ts(tmp_path, trust, stamp[0] + b"x", stamp[1])


def test_each_earlier_revision_is_refused(decision: bytes, anchors: list[x509.Certificate], tmp_path: Path) -> None:
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", decision)]
    assert len(ends) >= 4
    for end in ends[:-1]:
        assert verify_decision(decision[:end], anchors).outcome == Outcome.INVALID


def test_flipped_bytes_are_refused(decision: bytes, anchors: list[x509.Certificate]) -> None:
    """A sample of the file that the walk really left; the dense run over every structure is in tests/signatures."""
    hole = hole_of_newest(decision)
    chosen = random.Random(7)
    for position in chosen.sample([place for place in range(len(decision)) if place not in hole], 150):
        changed = decision[:position] + bytes([decision[position] ^ 1]) + decision[position + 1 :]
        assert verify_decision(changed, anchors).outcome != Outcome.VALID, position


def test_every_field_of_the_receipt_counts(out: Path, tmp_path: Path) -> None:
    stated = json.loads((out / "submission-receipt.json").read_text("utf-8"))
    changes = every_change(stated)
    assert len(changes) > 100
    assert {path[0] for path, _changed in changes} == set(stated)
    for path, changed in changes:
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(changed, ensure_ascii=False), "utf-8")
        assert verify_file(file, out / "trust").outcome == "invalid", path


def test_the_kept_case_is_an_ocfl_object_for_ocfl_py_too(out: Path, tmp_path: Path) -> None:
    assert check_at(storage_from_url((out / "aip").resolve().as_uri()), "") == []
    assert ocfl_py.Object().validate(str(out / "aip"))[0]
    copy = shutil.copytree(out / "aip", tmp_path / "aip")
    next(copy.rglob("*.pdf")).write_bytes(b"changed")
    assert not ocfl_py.Object().validate(str(copy))[0]
    assert verify_file(copy, out / "trust").outcome == "invalid"


def _change(folder: Path) -> None:
    next(folder.rglob("data/**/*.pdf")).write_bytes(b"changed")


def _delete(folder: Path) -> None:
    next(folder.rglob("data/**/*.pdf")).unlink()


def _add(folder: Path) -> None:
    (folder / "representations" / "stranger.txt").write_text("stranger")


def _break_mets(folder: Path) -> None:
    mets = folder / "METS.xml"
    mets.write_text(mets.read_text("utf-8").replace("<metsHdr", "<metsHeader", 1), "utf-8")


@pytest.mark.parametrize("violation", [_change, _delete, _add, _break_mets])
def test_our_own_check_finds_what_the_validator_does_not(
    out: Path, tmp_path: Path, violation: Callable[[Path], None]
) -> None:
    assert check_package(out / "sip") == []
    copy = shutil.copytree(out / "sip", tmp_path / "sip")
    violation(copy)
    assert check_package(copy)
    assert verify_file(copy, out / "trust").outcome == "invalid"


@pytest.mark.needs("eark-validator")
def test_eark_validator_has_nothing_outside_the_allow_list(out: Path) -> None:
    [opinion] = eark_validator.opinions(out / "sip")
    assert opinion.schema == ()
    assert opinion.unexplained == []


def test_pyhanko_itself_finds_both_signatures_long_term_valid(decision: bytes, anchors: list[x509.Certificate]) -> None:
    """With nothing but the root: certificates and revocation lists are in the file."""
    stamped = verify_decision(decision, anchors).report.signatures[-1].timestamp_time
    assert stamped is not None
    found = run(long_term(decision, Evidence.of(anchors, []), stamped + timedelta(minutes=1)))
    assert [result.ades_subindic for result in found] == [AdESPassed.OK] * 2
