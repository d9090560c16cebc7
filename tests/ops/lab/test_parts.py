"""The parts of a lab, each by itself: folders, notes of commands, the texts, the report, the grading."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from salter.ops.database_process import server_of
from salter.ops.lab import grading, report, texts
from salter.ops.lab.folder import MARK, SCENARIOS, Lab, LabRefused, Truth, is_lab, lab_above, new_lab
from salter.ops.lab.grading import Facts, Restored
from salter.ops.lab.notes import Command, _lab_of, commands

GOOD, WRONG = "20261124T013000Z", "20261126T013000Z"
TRUTH = Truth(
    scenario="ransomware",
    started="2026-11-27T08:00:00+00:00",
    cluster="1",
    good=GOOD,
    place="kopije",
    wrong=[WRONG],
    since=("2026-11-24", "2026-11-26"),
    lost=["551-7/2026-IV-03"],
    evidence={},
)
ANSWERS = {
    "what": "Рансомвер је закључао списе.",
    "since": "Између 24. и 26. 11. 2026, тачније 25.11.2026.",
    "told": "Načelnik u 7:40, CERT posle njega.",
    "done": "Преглед, провера копија, враћање, поређење, отварање нове канцеларије.",
    "backup": f"Враћена је {GOOD}.",
    "lost": "551-7/2026-IV-03, поново заведен.",
    "change": "Копије и на диск који није прикључен, лозинке, проба враћања сваког месеца.",
}


def command(*words: str, cluster: str = "1", running: tuple[str, ...] = (), snapshot: str = "") -> Command:
    return Command(words, "", cluster, running, snapshot, 0)


SOLVED = Facts(
    TRUTH,
    (
        command("doctor"),
        command("backup", "/kopije", "--check"),
        command("restore", "/kopije", f"--snapshot={GOOD}", cluster="2", snapshot=GOOD),
        command("doctor", "--full", "--head=glava.json", cluster="2"),
        command("restore", "--open", cluster="2", running=("2",)),
        command("backup", "/nove", cluster="2"),
    ),
    (Restored("2", GOOD, True),),
)


def missed(facts: Facts) -> set[str]:
    return {one.key for one in grading.findings(facts) if not one.met}


def without(place: int, *instead: Command) -> Facts:
    done = list(SOLVED.commands)
    done[place : place + 1] = instead
    return replace(SOLVED, commands=tuple(done))


def test_full_marks_are_a_hundred() -> None:
    assert missed(SOLVED) == set()
    assert sum(one.points for one in grading.findings(SOLVED)) == 100


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (without(0), "looked"),
        (without(1), "checked"),
        (without(1, *SOLVED.commands[1:3], command("restore", "/kopije", cluster="3", snapshot=WRONG)), "first"),
        (without(2, replace(SOLVED.commands[2], places=("kopije-van",))), "first"),
        (replace(SOLVED, restored=(Restored("2", WRONG, True),)), "snapshot"),
        (replace(SOLVED, evidence="documents/x"), "evidence"),
        (replace(SOLVED, good="manifest.json"), "backups"),
        (without(0, command("doctor"), replace(command("backup", "/kopije"), places=("kopije",))), "over"),
        (replace(SOLVED, restored=(Restored("2", GOOD, True, ("log: x",)),)), "sound"),
        (without(3), "compared"),
        (without(4, command("restore", "--open", cluster="2", running=("1", "2"))), "stopped"),
        (replace(SOLVED, damaged_runs=True), "stopped"),
        (replace(SOLVED, restored=(Restored("2", GOOD, False),)), "opened"),
        (without(5), "saved"),
        (replace(SOLVED, report=("нема одговора",)), "report"),
    ],
)
def test_each_wrong_move_costs_its_criterion_and_is_explained(facts: Facts, key: str) -> None:
    assert missed(facts) == {key}
    [found] = [one for one in grading.findings(facts) if not one.met]
    assert len(found.says) > 40
    assert "{said}" not in found.says


def test_whoever_has_done_nothing_gets_only_what_nothing_has_spoilt() -> None:
    nothing = Facts(TRUTH, (), (), report=("празно",))
    assert sum(one.points for one in grading.findings(nothing) if one.met) == 5 + 15 + 10 + 5 + 5
    assert {"snapshot", "sound", "opened", "saved", "looked", "checked", "compared", "report"} == missed(nothing)


def filled(**other: str) -> str:
    parts = texts.report(TRUTH).split("## ")
    answers = (ANSWERS | other).values()
    return parts[0] + "".join(
        f"## {part.splitlines()[0]}\n\n{answer}\n\n" for part, answer in zip(parts[1:], answers, strict=True)
    )


def test_a_report_that_agrees_has_no_fault() -> None:
    assert report.faults(filled(), TRUTH, restored=GOOD) == []
    assert report.faults(filled(since="2026-11-24"), TRUTH, restored=GOOD) == []


@pytest.mark.parametrize(
    ("other", "restored", "words"),
    [
        ({"what": "Нестала је струја."}, GOOD, "врста штете"),
        ({"since": "20.11.2026"}, GOOD, "дан почетка"),
        ({"since": "јуче, 45.45.2026"}, GOOD, "дан почетка"),
        ({"told": "Сви су обавештени."}, GOOD, "ЦЕРТ"),
        ({"done": "Враћено."}, GOOD, "редослед"),
        ({"backup": WRONG}, GOOD, "копија"),
        ({}, WRONG, "копија"),
        ({"lost": "ништа"}, GOOD, "551-7/2026-IV-03"),
        ({"change": "Не знам."}, GOOD, "промени"),
        ({"change": ""}, GOOD, "нема одговора"),
    ],
)
def test_a_report_that_does_not_agree_is_told(other: dict[str, str], restored: str, words: str) -> None:
    [fault] = report.faults(filled(**other), TRUTH, restored=restored)
    assert words in fault


def test_a_report_with_a_question_struck_out_is_told() -> None:
    text = filled().replace("## Шта је изгубљено", "Шта је изгубљено")
    assert [fault for fault in report.faults(text, TRUTH, restored=GOOD) if "више нема" in fault]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("latin", [False, True])
def test_every_text_is_there_and_filled_in(scenario: str, latin: bool, tmp_path: Path) -> None:
    lab, truth = Lab(tmp_path), replace(TRUTH, scenario=scenario, latin=latin)
    pages = [texts.task(lab, truth), texts.report(truth), *texts.traces(truth).values(), *texts.hints(lab, truth)]
    for facts in (replace(SOLVED, truth=truth), Facts(truth, (), (), evidence="-", good="-", report=("-",))):
        pages += [texts.filled(lab, truth, one.says) for one in grading.findings(facts)]
    for page in pages:
        assert page.strip()
        assert not re.search(r"\{\w+\}", page), page
        assert not (latin and re.search("[а-шА-Ш]", page)), page
    assert str(tmp_path) in pages[0]


def test_a_new_lab_wants_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "database.json").touch()
    with pytest.raises(LabRefused, match="belongs to an office"):
        new_lab(tmp_path / "office" / "lab")
    with pytest.raises(LabRefused, match="holds other things"):
        new_lab(tmp_path / "office")
    assert [path.name for path in tmp_path.rglob("*")] == ["office", "database.json"]
    assert not is_lab(tmp_path)


def test_commands_are_noted_in_a_lab_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab(tmp_path / "lab")
    (lab.root / ".lab").mkdir(parents=True)
    (lab.root / MARK).write_text(json.dumps({"format": "salter-lab/1"}))
    monkeypatch.setenv("SALTER_HOME", str(tmp_path / "office"))
    assert _lab_of(["doctor", "--full"]) is None
    assert _lab_of(["backup", str(lab.backups), "--check"]) == lab
    monkeypatch.setenv("SALTER_HOME", str(lab.office))
    assert _lab_of(["doctor"]) == lab == lab_above(lab.office)
    assert _lab_of(["restore", "--help"]) is None
    assert _lab_of(["lab", "check"]) is None
    row = {"number": "1", "words": ["doctor"], "home": "", "cluster": "", "running": [], "snapshot": ""}
    lines = [
        json.dumps(row | {"places": []}),
        json.dumps({"of": "1", "code": 1, "cluster": "7"}),
        '{"of": "1',
    ]
    lab.commands.write_text("\n".join(lines))
    assert commands(lab) == [Command(("doctor",), "", "7", (), "", 1)]
    assert server_of(lab.office) is None
