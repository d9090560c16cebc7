"""Each lab really started, really damaged, solved by the commands for full marks; and wrong moves, each noticed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from salter.ops.lab.folder import Lab
from tests.ops.lab.conftest import Trainee

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("lab")]
Start = Callable[[str], Trainee]
DONE = "Прегледана канцеларија, проверене копије, враћена исправна, упоређена, стара угашена, нова отворена."
CHANGES = "Лозинка администратора базе мења се одмах; копије иду и на диск који није прикључен; проба сваког месеца."
TOLD = "Начелник управе у 7:40; ЦЕРТ: пријављено по процени начелника, рок непроверен."


def report(trainee: Trainee, what: str, **other: str) -> None:
    """A report that agrees with what happened, except for what is given."""
    truth = trainee.truth
    year, month, day = truth.since[1].split("-")
    answers = {
        "what": what,
        "since": f"Од {day}.{month}.{year}, по томе шта копијама недостаје.",
        "told": TOLD,
        "done": DONE,
        "backup": truth.good,
        "lost": ", ".join(truth.lost),
        "change": CHANGES,
    }
    trainee.write(**(answers | other))


def restore(trainee: Trainee, snapshot: str, *, expect: int = 0) -> None:
    """Look first, then restore into a new folder and let its database run."""
    trainee.salter("backup", trainee.good, "--check", expect=expect)
    trainee.salter("restore", trainee.good, "--snapshot", snapshot, home="nova", expect=expect)
    trainee.salter("db", "start", home="nova")


def open_and_save(trainee: Trainee) -> None:
    """The old one is off, the new one is compared, opened and saved."""
    said = trainee.salter("doctor", "--full", "--head", trainee.head, home="nova", expect=1)
    assert "an older state" in said
    trainee.salter("db", "stop")
    trainee.salter("restore", "--open", home="nova")
    trainee.salter("backup", trainee.root / "nove-kopije", home="nova")
    trainee.salter("db", "stop", home="nova")


def test_ransomware_is_solved_and_graded(started: Start) -> None:
    trainee = started("ransomware")
    truth = trainee.truth
    store = trainee.root / "kancelarija" / "documents"
    assert not [path for path in store.glob("sha256/??/??/*") if not path.name.endswith(".zakljucano")]
    trainee.salter("doctor", expect=1)
    assert "was changed" in trainee.salter("backup", trainee.backups, "--check", expect=1)
    assert "Закључани фајлови" in trainee.salter("lab", "status")
    assert trainee.check()[0] == 50, "nothing is solved yet, and nothing spoilt"
    restore(trainee, truth.good)
    open_and_save(trainee)
    (trainee.root / "kancelarija").rename(trainee.root / "dokaz")
    report(trainee, "Рансомвер је закључао списе и базу.")
    assert trainee.check() == (100, {})


def test_a_disk_is_solved_with_the_file_that_only_the_damaged_office_has(started: Start) -> None:
    trainee = started("disk")
    truth = trainee.truth
    trainee.salter("db", "start")
    assert "the database cannot read what it keeps" in trainee.salter("doctor", "--full", expect=1)
    restore(trainee, truth.good, expect=1)
    report(trainee, "Отказао је диск сервера.")
    points, missed = trainee.check()
    assert "documents" in missed["sound"]["says"]
    place = Path("documents", "sha256", truth.rotten[:2], truth.rotten[2:4])
    (trainee.root / "nova" / place).mkdir(parents=True, exist_ok=True)
    shutil.copy(trainee.root / "kancelarija" / place / truth.rotten, trainee.root / "nova" / place / truth.rotten)
    open_and_save(trainee)
    assert trainee.check() == (100, {})


def test_a_deleted_register_is_solved_and_its_evidence_is_the_database(started: Start) -> None:
    trainee = started("deleted-register")
    truth = trainee.truth
    trainee.salter("db", "start")
    said = trainee.salter("doctor", expect=1)
    assert "numbers" in said
    assert "was removed from the journal" in said
    assert f"{truth.wrong[0]} lacks cases" in trainee.salter("backup", trainee.backups, "--check")
    restore(trainee, truth.good)
    open_and_save(trainee)
    report(trainee, "Предмети су обрисани из базе мимо програма.")
    assert trainee.check() == (100, {})
    assert "обрисана у целини" in trainee.salter("lab", "stop")
    assert not trainee.root.exists()


def test_the_spoiled_backup_blindly_restored_and_the_evidence_deleted(started: Start) -> None:
    trainee = started("ransomware")
    truth = trainee.truth
    assert "NOT equal" in trainee.salter("restore", trainee.backups, home="nova", expect=1)
    trainee.salter("restore", "--open", home="nova")
    shutil.rmtree(trainee.root / "kancelarija")
    shutil.rmtree(trainee.good / "snapshots" / truth.good)
    report(trainee, "Рансомвер.", backup="", lost="ништа", since="јуче", done="Враћено.")
    points, missed = trainee.check()
    wrong = {"looked", "checked", "first", "snapshot", "evidence", "backups", "sound", "compared", "saved", "report"}
    assert missed.keys() == wrong
    assert points == 15
    assert "закључан заједно са сервером" in missed["snapshot"]["says"]
    assert "не брише" in missed["evidence"]["says"]
    assert "documents: missing or changed" in missed["sound"]["says"]
    assert len(missed["report"]["details"]) == 4


def test_what_is_repaired_by_hand_or_saved_over_the_good_ones_is_noticed(started: Start) -> None:
    trainee = started("deleted-register")
    trainee.salter("db", "start")
    trainee.salter("doctor", expect=1)
    trainee.salter("backup", trainee.backups, "--keep", "1")
    from salter.ops.database import Cluster
    from salter.ops.lab.damage import superuser

    with superuser(Cluster(trainee.root / "kancelarija")) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE registry_case SET ordinal = 3 WHERE ordinal = 6")
    trainee.salter("db", "stop")
    missed = trainee.check()[1]
    assert "мењана после штете: registry_case" in missed["evidence"]["says"]
    assert "узима" in missed["over"]["says"]
    assert "cannot be read" in missed["backups"]["says"]


def test_a_start_refuses_folders_of_others(rooms: Path, prepared: Path, tmp_path: Path) -> None:
    trainee = Trainee(prepared)
    (tmp_path / "pisma").mkdir()
    (tmp_path / "pisma" / "moje.txt").write_text("moje")
    assert "holds other things" in trainee.salter("lab", "start", "disk", "--folder", tmp_path / "pisma", expect=3)
    assert "already" in trainee.salter("lab", "start", "disk", "--folder", prepared, expect=3)
    assert "belongs to an office" in trainee.salter("lab", "start", "disk", "--folder", prepared / "x", expect=3)
    assert "is no lab" in trainee.salter("lab", "stop", "--folder", tmp_path / "pisma", expect=3)
    assert "no lab was started" in trainee.salter("lab", "check", "--folder", prepared, expect=3)
    assert os.listdir(tmp_path / "pisma") == ["moje.txt"]
    assert Lab(prepared).office.is_dir()
