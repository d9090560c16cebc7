"""Codes, sides of a pair, and how a place looks on the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salter.training.classes.rules import CODE_LENGTH, Look, Pace, Side, look, new_code, sides, spoken, typed
from salter.ui.script import to_cyrillic, to_latin

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    """So long before noon."""
    return NOON - timedelta(minutes=minutes)


def test_a_code_is_the_same_in_both_scripts() -> None:
    for _place in range(200):
        code = new_code()
        assert len(code) == CODE_LENGTH
        assert to_latin(to_cyrillic(code)) == code
        assert typed(to_cyrillic(spoken(code)).upper()) == typed(f" {spoken(code)} ") == code


@pytest.mark.parametrize(
    ("text", "code"), [("", ""), ("12-34", ""), ("Лима-тове", "limatove"), ("лима тове!", "limatove")]
)
def test_what_was_typed(text: str, code: str) -> None:
    assert typed(text) == code


def test_sides_of_a_pair() -> None:
    found = sides(["gradjanin1", "pisarnica", "potpis"], {"gradjanin1", "firma1"})
    assert found[Side.BOTH] == ("gradjanin1", "pisarnica", "potpis")
    assert (found[Side.OFFICIAL], found[Side.CITIZEN]) == (("pisarnica", "potpis"), ("gradjanin1",))


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace(None, None, ago(60)), Look.FREE),
        (Pace(ago(30), ago(1), ago(0)), Look.WORKS),
        (Pace(ago(30), ago(7.9), ago(0)), Look.WORKS),
        (Pace(ago(30), ago(8), ago(0)), Look.STUCK),
        (Pace(ago(30), None, ago(0)), Look.STUCK),
        (Pace(ago(30), ago(20), ago(3)), Look.AWAY),
        (Pace(ago(30), ago(20), ago(20), done=True), Look.DONE),
    ],
)
def test_how_a_place_looks(pace: Pace, expected: Look) -> None:
    assert look(pace, NOON, timedelta(minutes=8)) is expected
