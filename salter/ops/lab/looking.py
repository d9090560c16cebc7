"""What really stands in a lab: databases asked, the doctor run, files hashed. Nothing is believed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from salter.documents import blobs
from salter.documents.storage import StorageError
from salter.ops.database import SUPERUSER, Cluster, DatabaseUnavailable
from salter.ops.database_place import known_place
from salter.ops.database_process import server_of
from salter.ops.lab import report, texts
from salter.ops.lab.folder import Lab, Truth, cluster_id
from salter.ops.lab.grading import Facts, Restored
from salter.ops.lab.notes import commands
from salter.ops.lab.scenarios import DELETED
from salter.ops.recovery.check import check_snapshot
from salter.ops.recovery.database import RESTORED
from salter.ops.recovery.files import hash_of, read_list
from salter.ops.recovery.folder import Folder, Unsound
from salter.ops.recovery.manifest import read
from salter.ops.walk_office import environment

FROM = "SELECT body ->> 'snapshot' FROM journal_entry WHERE verb = 'office.restored' ORDER BY recorded_at DESC LIMIT 1"
DOCTOR = "from salter.ops.cli import doctor; doctor()"
"""The command itself, past the group that notes what the trainee does."""
CASES = "SELECT count(*) FROM registry_case WHERE ordinal = ANY(%s)"


def look(lab: Lab) -> Facts:
    """Everything that grading needs. Raises LabRefused."""
    truth = lab.truth()
    homes = [(home, cluster_id(home)) for home in lab.homes()]
    damaged = [home for home, cluster in homes if cluster == truth.cluster]
    runs = any(server_of(known_place(home).data) is not None for home in damaged)
    evidence = _evidence(damaged, truth)
    restored = [
        one for home, cluster in homes if cluster != truth.cluster for one in _restored(lab, truth, home, cluster)
    ]
    facts = Facts(
        truth,
        commands(lab),
        restored,
        evidence=evidence,
        evidence_gone=not damaged,
        good=_good(lab, truth),
        damaged_runs=runs,
    )
    office = facts.office
    return replace(facts, report=_report(lab, truth, office.snapshot if office else ""))


@contextmanager
def _running(home: Path) -> Iterator[Cluster]:
    """The database of a home; one that did not run is stopped again."""
    cluster = Cluster(home)
    if cluster.running:
        yield cluster
        return
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def _restored(lab: Lab, truth: Truth, home: Path, cluster: str) -> Iterator[Restored]:
    """A home that was restored from one of the backups; of an unfinished or foreign one nothing."""
    if (home / "restoring.json").exists():
        return
    try:
        with _running(home) as database:
            snapshot, is_open = _asked(database)
            if snapshot:
                yield Restored(cluster, snapshot, is_open, tuple(_doctor(lab, truth, home, snapshot)))
    except (DatabaseUnavailable, psycopg.Error) as error:
        yield Restored(cluster, "", False, (str(error).splitlines()[0],))


def _asked(database: Cluster) -> tuple[str, bool]:
    with psycopg.connect(database.url(user=SUPERUSER), autocommit=True) as connection:
        [(closed,)] = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{RESTORED}"]).fetchall()
        row = connection.execute(FROM).fetchone()
    return (str(row[0]) if row else "", not closed)


def _doctor(lab: Lab, truth: Truth, home: Path, snapshot: str) -> Iterator[str]:
    """What `salter doctor --full` calls a failure, compared with the manifest that the office was restored from."""
    heads = [root / "snapshots" / snapshot for root in (lab.root / truth.place, lab.backups)]
    compared = next((["--head", str(head)] for head in heads if head.is_dir()), [])
    command = [sys.executable, "-c", DOCTOR, "--full", "--json", *compared]
    given = environment(os.environ, home)
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    try:
        checks = json.loads(done.stdout)
    except ValueError:
        yield (done.stderr.strip().splitlines() or ["salter doctor"])[-1]
        return
    yield from (f"{row['name']}: {row['message']}" for row in checks if row["state"] == "failure")


def _evidence(damaged: list[Path], truth: Truth) -> str:
    """What has become of the damaged office; empty when it is as it was found, in any of its places."""
    if not damaged:
        return "-"
    told = [_changed(home, truth) for home in damaged]
    return min(told, key=len)


def _changed(home: Path, truth: Truth) -> str:
    for name, sha256 in truth.evidence.items():
        path = home / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            return name
    if truth.scenario == "deleted-register":
        with _running(home) as cluster, psycopg.connect(cluster.url(user=SUPERUSER), autocommit=True) as connection:
            [(back,)] = connection.execute(CASES, [list(DELETED)]).fetchall()
        return f"registry_case: {back}" if back else ""
    return ""


def _good(lab: Lab, truth: Truth) -> str:
    """What is wrong with the good snapshot; empty when it is whole. The rotten file of the disk's story counts not."""
    folder = Folder(lab.root / truth.place)
    snapshot = folder.root / "snapshots" / truth.good
    try:
        check_snapshot(snapshot)
        for sha256, _key in read_list(snapshot / read(snapshot).files.name):
            if sha256 != truth.rotten and hash_of(folder.store, blobs.key_of(sha256)) != sha256:
                return f"{sha256[:12]}…"
    except (Unsound, StorageError, OSError) as error:
        return str(error)
    return ""


def _report(lab: Lab, truth: Truth, snapshot: str) -> list[str]:
    try:
        text = lab.report.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return [texts.data()["report"]["missing"].format(report=lab.report)]
    return report.faults(text, truth, restored=snapshot)
