"""A room imports only from rooms below it (house.md, section 2)."""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path

from tests.rules_of_the_house.sources import ROOT, copy_of_project, run

LINT = str(Path(sys.executable).parent / "lint-imports")


def violations(root: Path) -> list[str]:
    """Imports that go upward, and rooms that the contract forgets."""
    contract = configparser.ConfigParser()
    contract.read(root / ".importlinter")
    named = set(contract["importlinter:contract:floors"]["layers"].split())
    rooms = {f"salter.{path.parent.name}" for path in (root / "salter").glob("*/__init__.py")}
    forgotten = [f"{room} stands on no floor" for room in sorted(rooms - named)]
    done = run(root, LINT, "--no-cache")
    upward = re.findall(r"^-\s+(salter\.\S+ -> salter\.\S+)", done.stdout, re.MULTILINE)
    broken = [] if done.returncode == 0 or upward else [done.stdout[-2000:] + done.stderr[-2000:]]
    return forgotten + upward + broken


def test_the_floors_are_kept() -> None:
    assert violations(ROOT) == []


def test_an_upward_import_and_a_forgotten_room_are_caught(tmp_path: Path) -> None:
    copy = copy_of_project(tmp_path)
    with (copy / "salter" / "calendars" / "rules.py").open("a") as file:
        file.write("\nfrom salter.registry import models as planted\n")
    room = copy / "salter" / "planted"
    room.mkdir()
    (room / "__init__.py").touch()
    found = violations(copy)
    assert "salter.planted stands on no floor" in found
    assert any(line.startswith("salter.calendars.rules -> salter.registry") for line in found), found
