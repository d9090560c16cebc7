"""Levels, freshness and the brake: pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salter.organisations.levels import Level, Method, highest, is_fresh, level_of, level_of_acr, reaches, wait_after
from salter.organisations.levels import weight as weigh

POLICY = {"code": "substantial", "passkey": "high"}


@pytest.mark.parametrize(
    ("held", "needed", "enough"),
    [
        ("basic", "basic", True),
        ("basic", "substantial", False),
        ("substantial", "substantial", True),
        ("high", "substantial", True),
        ("", "basic", True),
        ("unheard", "substantial", False),
        ("substantial", "unheard", False),
        ("high", "unheard", True),
    ],
)
def test_whether_a_level_is_enough(held: str, needed: str, enough: bool) -> None:
    assert reaches(held, needed) is enough


def test_the_highest_of_levels() -> None:
    assert highest(["basic", "high", "substantial", "nonsense"]) == "high"
    assert highest([]) == "basic"


@pytest.mark.parametrize(
    ("method", "level"),
    [
        (Method.PASSWORD, "basic"),
        (Method.CODE, "substantial"),
        (Method.RECOVERY, "substantial"),
        (Method.PASSKEY, "high"),
        (Method.PROVIDER, "basic"),
        (Method.SEAT, "basic"),
    ],
)
def test_the_policy_says_the_level_of_a_method(method: Method, level: str) -> None:
    assert level_of(method, POLICY) == level


def test_a_provider_is_believed_only_what_the_mapping_names() -> None:
    mapping = {"urn:high": "high", "urn:wrong": "heavenly"}
    found = [level_of_acr(acr, mapping) for acr in ("urn:high", "urn:wrong", "urn:other", "")]
    assert found == [Level.HIGH, Level.BASIC, Level.BASIC, Level.BASIC]


def test_freshness_has_an_end() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert is_fresh(now - timedelta(minutes=15), now)
    assert not is_fresh(now - timedelta(minutes=15, seconds=1), now)


def test_the_wait_grows_to_a_minute_and_no_further() -> None:
    assert [wait_after(failures) for failures in range(11)] == [0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60]
    assert wait_after(10**9) == 60


def test_strangers_weigh_only_when_there_are_many() -> None:
    assert weigh(0, 20, 40) == 0
    assert weigh(2, 29, 0) == 9
    assert weigh(5, 0, 41) == 5
