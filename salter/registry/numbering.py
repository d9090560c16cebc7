"""From the organisation's number format to the number of a case, whose ordinal the database gives."""

from __future__ import annotations

from dataclasses import dataclass

from salter.organisations.models import Organisation
from salter.registry import numbers
from salter.registry.models import Case

PLACEHOLDER = "{ordinal}"


@dataclass(frozen=True, slots=True)
class NumberTemplate:
    """The number and the keys it is found by, with the placeholder where the ordinal will stand."""

    text: str
    keys: list[str]


def template(organisation: Organisation, class_code: str, year: int, unit_mark: str) -> NumberTemplate:
    """The number of a case that is about to be registered, its ordinal still open."""
    style = numbers.number_format(organisation.number_format)
    parts = numbers.local(class_code, 1, year, unit_mark)
    return NumberTemplate(style.with_ordinal_open(parts), list(numbers.keys(parts, PLACEHOLDER)))


def sub_number(organisation: Organisation, case: Case, sub: int) -> str:
    """The number of an act or supplement of a case."""
    parts = numbers.local(case.class_code, case.ordinal, case.year, case.unit.mark if case.unit else "", sub=sub)
    return numbers.number_format(organisation.number_format).render(parts)
