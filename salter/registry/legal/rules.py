"""Which rules of law have a setting, and what an office may set: pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salter.calendars import law
from salter.calendars.deadlines import LegalSettings
from salter.calendars.law import Certainty, Rule

DEFAULTS = LegalSettings()
LEGAL, WORKS_SATURDAY = "legal", "works_saturday"
NOT_YET = frozenset({"repeated_deliveries"})
"""Nothing in this release counts by them; the page says so."""


class Kind(StrEnum):
    """What a setting is."""

    DAYS = "days"
    YEARS = "years"
    TIMES = "times"
    YES_NO = "yes-no"


RANGES = {Kind.DAYS: (1, 365), Kind.YEARS: (1, 10), Kind.TIMES: (0, 5)}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting and the rule that it belongs to."""

    name: str
    rule: Rule
    kind: Kind
    default: int | bool

    @property
    def verified(self) -> bool:
        """Whether the rule was read in a stored copy of the law."""
        return self.rule.certainty is Certainty.VERIFIED

    @property
    def counts(self) -> bool:
        """Whether something counts by it."""
        return self.name not in NOT_YET

    def fits(self, value: int | bool) -> bool:
        """Whether a value can be set."""
        if self.kind is Kind.YES_NO:
            return isinstance(value, bool)
        least, most = RANGES[self.kind]
        return not isinstance(value, bool) and least <= value <= most


def _kind(name: str) -> Kind:
    if isinstance(_default(name), bool):
        return Kind.YES_NO
    return Kind.YEARS if name.endswith("_years") else Kind.DAYS if name.endswith("_days") else Kind.TIMES


def _default(name: str) -> int | bool:
    value = False if name == WORKS_SATURDAY else getattr(DEFAULTS, name)
    assert isinstance(value, int)
    return value


SETTINGS = tuple(
    Setting(rule.setting, rule, _kind(rule.setting), _default(rule.setting))
    for rule in law.RULES
    if rule.setting == WORKS_SATURDAY or hasattr(DEFAULTS, rule.setting)
)
"""In the order of the rules. The Government's days off have a page of their own."""
BY_NAME = {setting.name: setting for setting in SETTINGS}
FIXED = tuple(rule for rule in law.RULES if not rule.setting)
"""Rules that an office cannot set."""


def as_text(value: int | bool) -> str:
    """A value as it is kept in the history."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def from_text(setting: Setting, text: str) -> int | bool:
    """A value of the history."""
    return text == "yes" if setting.kind is Kind.YES_NO else int(text)
