"""Labs on the command line: prepared once for all tests, each started from that, solved by the real commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from salter.ops.lab.folder import BACKUPS, OFFICE, TRACES, Lab, Truth
from salter.ops.lab.scenarios import HEAD
from salter.ops.walk_office import environment

CHECKOUT = Path(__file__).resolve().parents[3]
PREPARE = """
import sys
from pathlib import Path
from salter.ops.lab import building
from salter.ops.lab.folder import new_lab
from tests.support.ready_schema import lay_in
building.prepare(new_lab(Path(sys.argv[1])), print, before=lay_in)
"""


@dataclass
class Trainee:
    """Somebody at the terminal, in the folder of a lab."""

    root: Path

    @property
    def truth(self) -> Truth:
        """What really happened; only tests may look."""
        return Lab(self.root).truth()

    @property
    def head(self) -> Path:
        """The head that a witness has kept."""
        return self.root / TRACES / HEAD

    @property
    def backups(self) -> Path:
        """The folder of backups that was connected."""
        return self.root / BACKUPS

    @property
    def good(self) -> Path:
        """The folder of backups that has the good one."""
        return self.root / self.truth.place

    def salter(self, *words: object, home: str = OFFICE, expect: int = 0) -> str:
        """A command with a SALTER_HOME of the lab; what it says."""
        command = [sys.executable, "-m", "salter.ops.cli", *map(str, words)]
        given = environment(os.environ, self.root / home)
        done = subprocess.run(
            command, env=given, cwd=self.root, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    def check(self) -> tuple[int, dict[str, dict[str, Any]]]:
        """The points, and each criterion that was not met."""
        command = [sys.executable, "-m", "salter.ops.cli", "lab", "check", "--json"]
        given = environment(os.environ, self.root / OFFICE)
        done = subprocess.run(command, env=given, cwd=self.root, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr
        told = json.loads(done.stdout)
        assert done.returncode == (0 if told["points"] == told["most"] else 1)
        return told["points"], {row["key"]: row for row in told["findings"] if not row["met"]}

    def write(self, **answers: str) -> None:
        """Fill the report in, question by question."""
        path = Lab(self.root).report
        parts = path.read_text("utf-8").split("## ")
        assert len(parts) == len(answers) + 1
        told = [
            f"## {part.splitlines()[0]}\n\n{answer}\n\n"
            for part, answer in zip(parts[1:], answers.values(), strict=True)
        ]
        path.write_text(parts[0] + "".join(told), "utf-8")


@pytest.fixture(scope="package")
def rooms() -> Iterator[Path]:
    """A folder for labs; what is left in it is stopped and removed."""
    path = Path(tempfile.mkdtemp(prefix="salter-lab-"))
    path.chmod(0o711)
    yield path
    for root in path.iterdir():
        Lab(root).remove()
    shutil.rmtree(path)


@pytest.fixture(scope="package")
def prepared(rooms: Path) -> Path:
    """The office that every lab begins with, made once."""
    root = rooms / "prepared"
    subprocess.run([sys.executable, "-c", PREPARE, str(root)], cwd=CHECKOUT, check=True)
    return root


@pytest.fixture
def started(rooms: Path, prepared: Path) -> Callable[[str], Trainee]:
    """Starts a lab of a scenario."""

    def start(scenario: str) -> Trainee:
        root = Path(tempfile.mkdtemp(prefix=f"{scenario}-", dir=rooms))
        root.rmdir()
        trainee = Trainee(root)
        command = [sys.executable, "-m", "salter.ops.cli", "lab", "start", scenario]
        command += ["--folder", str(root), "--from", str(prepared)]
        done = subprocess.run(command, cwd=rooms, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return trainee

    return start
