"""`salter exercise check`: the line and the reason of each fault, and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from salter.ops.cli import main
from salter.training.exercises.library import FOLDER

GOOD = FOLDER / "02-salter.yaml"


def checked(*arguments: str | Path) -> tuple[int, str]:
    """What the command answers."""
    done = CliRunner().invoke(main, ["exercise", "check", *map(str, arguments)])
    return done.exit_code, done.output


def test_a_right_file_is_said_to_be_right() -> None:
    assert checked(GOOD) == (0, f"{GOOD}: ok\n")


def test_a_fault_is_told_with_its_line_and_answers_two(tmp_path: Path) -> None:
    bad = tmp_path / "vezba.yaml"
    bad.write_text(GOOD.read_text("utf-8").replace("verb: case.registered", "verb: case.registred", 1), "utf-8")
    line = bad.read_text("utf-8").splitlines().index("      verb: case.registred") + 1
    code, said = checked(GOOD, bad)
    assert code == 2
    assert f"{bad}: Line {line}: " in said
    assert "Did you mean “case.registered”?" in said
    code, said = checked("--json", bad)
    [row] = json.loads(said)
    assert (code, row["file"], len(row["faults"])) == (2, str(bad), 1)


def test_what_is_no_text_or_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "slika.yaml").write_bytes(b"\xff\xfe\x00")
    code, said = checked(tmp_path / "slika.yaml", tmp_path / "nema.yaml")
    assert code == 2
    assert "not written in UTF-8" in said
    assert "No such file" in said
