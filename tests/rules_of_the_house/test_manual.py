"""What the manual names exists: links, pictures, commands of `salter`, targets of `make`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from salter.ops.cli import main
from tests.rules_of_the_house.sources import ROOT

LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:`|\.venv/bin/|^)salter ([a-z][a-z-]*)(?: ([a-z]+))?", re.MULTILINE)
TARGET = re.compile(r"(?:`|^|&& )make ([a-z-]+)", re.MULTILINE)


def pages() -> dict[Path, str]:
    """Every page of the project that people read."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return {path: path.read_text(encoding="utf-8") for path in sorted(found)}


def violations(texts: Mapping[Path, str]) -> list[str]:
    """What is named and does not exist."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return [f"{path.name}: {fault}" for path, text in texts.items() for fault in _faults(path, text, targets)]


def _faults(path: Path, text: str, targets: set[str]) -> Iterator[str]:
    for link in LINK.findall(text):
        place = link.partition("#")[0]
        if place and "://" not in place and not (path.parent / place).exists():
            yield link
    yield from (f"make {name}" for name in TARGET.findall(text) if name not in targets)
    for name, second in COMMAND.findall(text):
        command = main.commands.get(name)
        if command is None:
            yield f"salter {name}"
        elif second and isinstance(command, click.Group) and second not in command.commands:
            yield f"salter {name} {second}"


def test_what_the_manual_names_exists() -> None:
    assert violations(pages()) == []


def test_what_does_not_exist_is_caught() -> None:
    text = "[a](missing.md) ![b](https://elsewhere.example/x.png)\n`salter fly`, `salter db drop`\nmake tea\n"
    assert violations({ROOT / "planted.md": text}) == [
        "planted.md: missing.md",
        "planted.md: make tea",
        "planted.md: salter fly",
        "planted.md: salter db drop",
    ]
