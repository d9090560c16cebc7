"""Two books side by side: what is missing, extra, different and doubled is told, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.registry.comparing import Comparison, Line, compare, differences


def line(number: str, **facts: str) -> Line:
    return Line(number, f"350-{number}", facts)


def test_every_difference_is_told_under_its_number_and_in_the_order_of_its_book() -> None:
    theirs = [line("3/2026", subject="Дозвола"), line("1/2026"), line("9/2026"), line("8/2026"), line("1/2026")]
    ours = [line("1/2026"), line("3/2026", subject="Таксе"), line("7/2026"), line("5/2026")]
    found = compare(theirs, ours)
    assert [one.key for one in found.missing] == ["9/2026", "8/2026"]
    assert [one.key for one in found.extra] == ["7/2026", "5/2026"]
    assert [(one.theirs.number, one.facts) for one in found.differing] == [("350-3/2026", ("subject",))]
    assert [one.key for one in found.doubled] == ["1/2026"]
    assert found.same == 1
    assert not found.agrees


@pytest.mark.parametrize(
    ("theirs", "ours", "told"),
    [
        ({"sender": "ЈКП „Чистоћа“"}, {"sender": 'JKP "Čistoća"'}, ()),
        ({"sender": ""}, {"sender": "Мила Ведрић"}, ()),
        ({"sender": "Мила Ведрић"}, {}, ()),
        ({"subject": "Дозвола", "unit": "IV-02"}, {"subject": "Дозвола", "unit": "IV-01"}, ("unit",)),
        ({"received": "2026-07-01"}, {"received": "2026-07-02"}, ("received",)),
    ],
)
def test_what_is_said_otherwise_but_means_the_same_is_no_difference(
    theirs: dict[str, str], ours: dict[str, str], told: tuple[str, ...]
) -> None:
    assert differences(theirs, ours) == told


def test_two_empty_books_agree_and_the_result_can_be_kept_as_data() -> None:
    assert compare([], []) == Comparison()
    assert compare([], []).agrees
    kept = json.loads(json.dumps(compare([line("2/2026", subject="Молба")], []).as_data()))
    assert kept["missing"] == [{"key": "2/2026", "number": "350-2/2026", "facts": {"subject": "Молба"}}]


@given(st.lists(st.integers(1, 30), unique=True), st.lists(st.integers(1, 30), unique=True))
def test_no_number_is_lost_between_the_two(theirs: list[int], ours: list[int]) -> None:
    found = compare([line(str(one)) for one in theirs], [line(str(one)) for one in ours])
    assert {one.key for one in found.missing} == {str(one) for one in set(theirs) - set(ours)}
    assert {one.key for one in found.extra} == {str(one) for one in set(ours) - set(theirs)}
    assert found.same == len(set(theirs) & set(ours))
