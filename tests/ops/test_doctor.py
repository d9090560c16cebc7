"""What the doctor sees: what should have happened by now, files that changed, and an older state beside a newer one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from salter.documents.actions import storage
from salter.documents.blobs import key_of
from salter.documents.models import Document
from salter.journal import heads, sealing
from salter.journal.models import Log
from salter.ops import doctor_files, doctor_head, doctor_time
from salter.ops.config import Config
from salter.ops.database import DatabaseUnavailable
from salter.ops.doctor import Check
from salter.ops.recovery import opening
from salter.ops.recovery.backup import note
from salter.ops.recovery.folder import Refused
from salter.ops.recovery.manifest import Keys, Manifest, Sealed
from salter.organisations import clock
from salter.signatures.models import Credential
from tests.journal.test_sealing import relay_all, write
from tests.support.office import Office

NOTHING = Sealed(name="none", sha256="0" * 64, size=0)


def manifest(**more: object) -> Manifest:
    """A manifest that says what a test needs."""
    facts = {
        "snapshot": "20261125T013000Z",
        "at": "",
        "salter": "0",
        "postgresql": 18,
        "mode": "test",
        "owner": "salter",
    }
    parts = {"database": NOTHING, "files": NOTHING, "count": 7, "bytes": 0, "keys": Keys(policy="exclude")}
    empty: dict[str, object] = {
        "roles": [],
        "migrations": [],
        "problems": [],
        "registers": [],
        "logs": [],
        "tables": {},
    }
    return Manifest.model_validate({**facts, **parts, **empty, **more})


def written(folder: Path, told: object) -> Path:
    """A file that somebody brings along."""
    path = folder / "head.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return path


def test_a_backup_is_asked_for_and_known_by_the_journal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config()
    asked = doctor_time.check_backup(config)
    assert (asked.state, "salter backup DIR" in asked.message) == ("warning", True)
    note(manifest())
    assert doctor_time.check_backup(config) == Check("backup", "ok", "the newest is 0 hours old")
    note(manifest(problems=["sha256/…: missing"]))
    incomplete = doctor_time.check_backup(config)
    assert (incomplete.state, "lacks 1 files" in incomplete.message) == ("failure", True)
    note(manifest())
    later = clock.real_now() + timedelta(hours=config.backup_hours, minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert doctor_time.check_backup(config).state == "warning"


def test_entries_in_the_future_mean_a_wrong_clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor_time.check_clock().state == "ok"
    monkeypatch.setattr(clock, "real_now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    assert doctor_time.check_clock().state == "failure"


def test_the_heart_of_the_worker(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor_time.check_heart().state == "warning"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert doctor_time.check_heart().state == "ok"
    later = clock.real_now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert doctor_time.check_heart().state == "warning"


def test_certificates_that_end_are_named(office: Office) -> None:
    assert doctor_time.check_certificates().state == "ok"
    row = Credential.objects.all()[0]
    Credential.objects.filter(pk=row.pk).update(valid_to=clock.real_now() + timedelta(days=3))
    ending = doctor_time.check_certificates()
    assert (ending.state, row.subject[:60] in ending.message) == ("warning", True)


@pytest.mark.parametrize("full", [False, True])
def test_a_changed_document_is_found(office: Office, full: bool) -> None:
    office.document()
    sha256 = Document.objects.all()[0].sha256
    good = storage().get(key_of(sha256))
    assert {check.state for check in doctor_files.check_files(full=full, say=print)} == {"ok"}
    storage().put(key_of(sha256), good + b" ")
    try:
        documents, _archive = doctor_files.check_files(full=full, say=print)
    finally:
        storage().put(key_of(sha256), good)
    assert documents.state == "failure"
    assert sha256[:12] in documents.message


def test_this_log_beside_a_head(office: Office, tmp_path: Path) -> None:
    relay_all()
    heads.covering(Log.OFFICES, sealing.size_of(Log.OFFICES))
    exported: dict[str, Any] = json.loads(json.dumps(heads.export(Log.OFFICES)))
    [same] = doctor_head.compare(written(tmp_path, exported))
    assert (same.state, "the same" in same.message) == ("ok", True)
    write(office.organisation, 3)
    relay_all()
    [grown] = doctor_head.compare(written(tmp_path, exported))
    assert (grown.state, "grown by 3 entries" in grown.message) == ("ok", True)
    [told] = doctor_head.compare(written(tmp_path, changed(exported, size=exported["tree_head"]["size"] + 8)))
    assert (told.state, "5 entries" in told.message) == ("failure", True)
    [fork] = doctor_head.compare(written(tmp_path, changed(exported, root="0" * 64)))
    assert (fork.state, "a FORK" in fork.message) == ("failure", True)
    [other] = doctor_head.compare(written(tmp_path, changed(exported, log="00000000-0000-0000-0000-000000000000")))
    assert "another installation" in other.message


def changed(exported: dict[str, Any], **more: object) -> dict[str, Any]:
    """A head with another value."""
    return {**exported, "tree_head": {**exported["tree_head"], **more}}


@pytest.mark.parametrize("told", ["", "[1]", "{}", '{"format": "salter-backup/1"}'])
def test_what_is_no_head_is_said_to_be_none(office: Office, tmp_path: Path, told: str) -> None:
    assert [check.state for check in doctor_head.compare(written(tmp_path, told))] == ["failure"]


def test_lost_numbers_are_named(office: Office, tmp_path: Path) -> None:
    office.register()
    code = office.organisation.code
    [here] = [row for row in doctor_head._registers() if row.organisation == code and row.last == 1]
    for last, state, words in (
        (1, "ok", "1 then, 1 now"),
        (2, "failure", "number 2"),
        (4, "failure", "numbers 2 to 4"),
    ):
        manifest(registers=[here.model_copy(update={"last": last})]).write(tmp_path)
        [check] = doctor_head.compare(tmp_path)
        assert (check.state, words in check.message) == (state, True)
    manifest(registers=[here.model_copy(update={"year": 1999})]).write(tmp_path)
    [check] = doctor_head.compare(tmp_path / "manifest.json")
    assert "is not here" in check.message


def test_a_restored_office_is_closed_until_it_is_opened(other_office: Office) -> None:
    opening.refuse_closed()
    assert doctor_time.check_closed().state == "ok"
    with pytest.raises(Refused, match="was opened already"):
        opening.open_office()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE salter_restored AS SELECT '20261125T013000Z' AS snapshot")
    with pytest.raises(DatabaseUnavailable, match="salter restore --open"):
        opening.refuse_closed()
    assert "20261125T013000Z" in doctor_time.check_closed().message
    assert opening.open_office() == "20261125T013000Z"
    opening.refuse_closed()
