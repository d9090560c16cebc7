"""The table of complaints in the manual: every complaint has an answer with a test that exists, or says it has none."""

from __future__ import annotations

import re

from tests.rules_of_the_house.sources import ROOT

PAGE = ROOT / "docs" / "manual" / "complaints.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NOT_YET = "not answered yet"
ROWS = 58
"""Complaints of the sections that were collected; a row that is dropped is noticed."""


def rows(text: str) -> list[list[str]]:
    """The lines of the tables, as cells."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and "](https://" in line]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def violations(text: str) -> list[str]:
    """Rows without a test that do not say so, and tests that do not exist."""
    found = []
    for row in rows(text):
        named = TEST.findall(row[-1])
        if not named and NOT_YET not in row[-1]:
            found.append(f"{row[0]}: names no test and does not say that it is not answered yet")
        for path, name in named:
            file = ROOT / path
            if not file.exists() or not re.search(rf"^(async )?def {name}\(", file.read_text("utf-8"), re.MULTILINE):
                found.append(f"{path}::{name} does not exist")
    return found


def test_every_complaint_names_a_test_that_exists() -> None:
    text = PAGE.read_text("utf-8")
    assert violations(text) == []
    assert len(rows(text)) == ROWS


def test_a_missing_test_and_a_silent_row_are_caught() -> None:
    missing = "| [a](https://b) | c | `tests/registry/test_numbers.py::test_nobody_wrote_this` |"
    silent = "| [a](https://b) | c | we are fast |"
    assert violations(missing) == ["tests/registry/test_numbers.py::test_nobody_wrote_this does not exist"]
    assert violations(silent) == ["[a](https://b): names no test and does not say that it is not answered yet"]
    assert violations(f"| [a](https://b) | c | {NOT_YET}: d |") == []
