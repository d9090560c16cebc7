"""Retention: what the expressions of a retention schedule mean, and when a retention ends. Pure rules.

When retention begins and ends is not written in the law we have: the calculation is a proposal of a records-management
plan (runs from 1 January after the event, expires on 31 December of the event's year + N). It is therefore a parameter
that carries its certainty. That expired material is to be separated within a year stands in the Law on Archival
Material and Archival Activity (6/2020), Articles 9 and 16, read in a secondary source.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from salter.ui.script import to_latin

MAX_YEARS = 999


class RetentionError(ValueError):
    """The expression or the date cannot be understood; the message names it."""


class Kind(StrEnum):
    """How long: for a period, permanently (archival material), or permanently as long as work needs it."""

    PERIOD = "period"
    PERMANENT = "permanent"
    OPERATIONAL = "operational"


class Trigger(StrEnum):
    """The event after which retention runs; END_OF_CASE unless the expression says otherwise."""

    END_OF_CASE = "end of case"
    END_OF_CONTRACT = "end of contract"
    END_OF_VALIDITY = "cessation of validity"
    END_OF_PROCEDURE = "end of procedure"
    END_OF_LEASE = "end of lease"
    END_OF_EMPLOYMENT = "end of employment"
    MANUAL = "set by hand"


@dataclass(frozen=True, slots=True)
class Retention:
    """A parsed expression. Only one of years, months and days is set, none for permanent; `text` is as written."""

    kind: Kind
    text: str
    years: int = 0
    months: int = 0
    days: int = 0
    trigger: Trigger = Trigger.END_OF_CASE


@dataclass(frozen=True, slots=True)
class ExpiryRule:
    """How dates are counted: whole calendar years or from the day itself; with the certainty and source of the rule."""

    counting: Literal["calendar years", "days"]
    certainty: Literal["law", "proposal", "setting"]
    source: str


CALENDAR_YEARS = ExpiryRule("calendar years", "proposal", "records-management plan of an institute, 7.1; not law")
FROM_THE_DAY = ExpiryRule("days", "setting", "choice of the organisation")


@dataclass(frozen=True, slots=True)
class Expiry:
    """When retention runs and ends; without an end for permanent material.

    `separate_by` is the last day for separating what has expired. `rule` tells how far the dates can be relied on.
    """

    starts_on: date
    expires_on: date | None
    separate_by: date | None
    rule: ExpiryRule

    def expired(self, on: date) -> bool:
        """Whether the material may be proposed for disposal on that day (the day after its last day of retention)."""
        return self.expires_on is not None and on > self.expires_on


# --- expressions ------------------------------------------------------------------------------------------------------

_PERIOD = re.compile(r"(?P<number>[0-9]{1,4}) *(?P<unit>god[a-z]*|g\b|mesec[a-z]*|mes\b|dan[a-z]*|)\.?(?P<rest>.*)")
_EVENTS = (
    ("ugovor", Trigger.END_OF_CONTRACT),
    ("vazenj", Trigger.END_OF_VALIDITY),
    ("zakup", Trigger.END_OF_LEASE),
    ("radnog odnosa", Trigger.END_OF_EMPLOYMENT),
    ("radni odnos", Trigger.END_OF_EMPLOYMENT),
    ("postup", Trigger.END_OF_PROCEDURE),
    ("predmet", Trigger.END_OF_CASE),
)


def parse_retention(text: str) -> Retention:
    """Reads an expression of a retention schedule in either script.

    Understood: `трајно`, `trajno operativno`, `5 година`, `5`, `18 meseci`, `30 dana`, with an event behind it
    (`10 godina po okončanju postupka`, `nakon prestanka važenja`). Raises RetentionError for anything else, so that
    nothing is destroyed because of a misread word.
    """
    folded = _fold(text)
    if folded in ("trajno", "cuva se trajno"):
        return Retention(Kind.PERMANENT, text)
    if folded in ("trajno operativno", "operativno"):
        return Retention(Kind.OPERATIONAL, text)
    match = _PERIOD.fullmatch(folded)
    if match is None:
        raise RetentionError(f"not an expression of retention: {text!r}")
    number = int(match["number"])
    if not 0 < number <= MAX_YEARS:
        raise RetentionError(f"no such period: {text!r}")
    plain = Retention(Kind.PERIOD, text, trigger=_trigger(match["rest"], text))
    return replace(plain, **{_unit(match["unit"]): number})  # type: ignore[arg-type]  # a name of one of three numbers


def _fold(text: str) -> str:
    latin = to_latin(text).lower().replace("đ", "dj")
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"\([^)]*\)", " ", plain).replace("-", " ").split()).rstrip(".")


def _unit(word: str) -> str:
    return "months" if word.startswith("mes") else "days" if word.startswith("dan") else "years"


def _trigger(rest: str, text: str) -> Trigger:
    """The event named after the period; an event that is none of the known ones is set by hand."""
    rest = rest.strip(" ,.")
    if not rest:
        return Trigger.END_OF_CASE
    if not re.match(r"(po|od|nakon|posle)\b", rest):
        raise RetentionError(f"not an expression of retention: {text!r}")
    return next((trigger for word, trigger in _EVENTS if word in rest), Trigger.MANUAL)


# --- dates ------------------------------------------------------------------------------------------------------------


def expiry(retention: Retention, event_on: date, rule: ExpiryRule = CALENDAR_YEARS) -> Expiry:
    """When a retention ends whose event (see Retention.trigger) fell on `event_on`.

    By calendar years, periods of months or days end with the year in which they would end. Raises RetentionError when
    the end lies beyond the calendar.
    """
    whole_years = rule.counting == "calendar years"
    try:
        before = date(event_on.year, 12, 31) if whole_years else event_on
        starts_on = before + timedelta(days=1)
        if retention.kind is not Kind.PERIOD:
            return Expiry(starts_on, None, None, rule)
        last = _add(before, retention)
        expires_on = date(last.year, 12, 31) if whole_years else last
        return Expiry(starts_on, expires_on, _add(expires_on, Retention(Kind.PERIOD, "", years=1)), rule)
    except (ValueError, OverflowError) as error:
        raise RetentionError(f"the end of {retention.text!r} from {event_on} lies beyond the calendar") from error


def until_day(computed: Expiry, last: date, reason: str) -> Expiry:
    """The computed retention with another last day, and the reason that somebody gave for it."""
    rule = ExpiryRule("days", "setting", reason)
    return replace(computed, expires_on=last, separate_by=_add(last, Retention(Kind.PERIOD, "", years=1)), rule=rule)


def _add(day: date, period: Retention) -> date:
    """The day so many years, months or days later; 29 February and the like become the last day of the month."""
    months = day.year * 12 + day.month - 1 + period.years * 12 + period.months
    year, month = months // 12, months % 12 + 1
    moved = date(year, month, min(day.day, monthrange(year, month)[1]))
    return moved + timedelta(days=period.days)
