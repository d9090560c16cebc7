"""Levels of assurance: how sure we are who it is. Data, pure rules, no law (regulation.md 3.2 has the words of eID)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

FRESH = timedelta(minutes=15)
FREE_FAILURES = 3
LONGEST_WAIT = 60
FORGOTTEN_AFTER = timedelta(hours=1)
FREE_FOR_ACCOUNT, FREE_FOR_ADDRESS = 20, 40
"""Failures of one account from strange devices, and of all accounts from one address, before strangers must wait."""


class Level(models.TextChoices):
    """How sure the office is who somebody is."""

    BASIC = "basic", _("basic")
    SUBSTANTIAL = "substantial", _("substantial")
    HIGH = "high", _("high")


class Method(models.TextChoices):
    """How somebody has shown who they are."""

    PASSWORD = "password", _("password")
    CODE = "code", _("one-time code")
    RECOVERY = "recovery", _("recovery code")
    PASSKEY = "passkey", _("passkey")
    PROVIDER = "provider", _("sign-in provider")
    SEAT = "seat", _("seat of the practice office")


ORDER = [level.value for level in Level]


def reaches(held: str, needed: str) -> bool:
    """Whether the held level is enough; an unknown one is the lowest when held and the highest when needed."""
    have = ORDER.index(held) if held in ORDER else 0
    return have >= (ORDER.index(needed) if needed in ORDER else len(ORDER) - 1)


def highest(levels: Iterable[str]) -> str:
    """The highest of some levels; basic when there is none."""
    return max((level for level in levels if level in ORDER), key=ORDER.index, default=Level.BASIC.value)


def level_of(method: str, policy: Mapping[str, str]) -> str:
    """The level of a method by the policy of the installation: a recovery code counts as a one-time code."""
    named = {Method.CODE: "code", Method.RECOVERY: "code", Method.PASSKEY: "passkey"}.get(Method(method))
    return policy.get(named, Level.BASIC.value) if named else Level.BASIC.value


def level_of_acr(acr: str, mapping: Mapping[str, str]) -> str:
    """The level that a provider's `acr` stands for; what the mapping does not name is basic."""
    level = mapping.get(acr, Level.BASIC.value)
    return level if level in ORDER else Level.BASIC.value


def is_fresh(at: datetime, now: datetime, within: timedelta = FRESH) -> bool:
    """Whether somebody showed who they are a short while ago."""
    return now - at <= within


def wait_after(failures: int) -> int:
    """Seconds between two attempts after so many failures: nothing at first, then doubling, never above a minute."""
    beyond = failures - FREE_FAILURES
    return 0 if beyond <= 0 else min(LONGEST_WAIT, 2 ** min(beyond, 10))


def weight(own: int, account: int, address: int) -> int:
    """The failures that count for one who tries: the own ones, or what the account or the address has seen too much."""
    return max(own, account - FREE_FOR_ACCOUNT, address - FREE_FOR_ADDRESS)
