"""Finding by words and numbers, by the search functions of the database (decision 014).

Under row-level security PostgreSQL uses no index for LIKE and for arrays. The functions run as a role that may read
the searchable tables, take the organisation from the running transaction, and know what the viewer may see, so that
the newest rows which they give are the viewer's. What they give is read again through `visible_to`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from salter.organisations.access import Reach, Viewer, reach_of
from salter.registry import numbers
from salter.registry.models import Case
from salter.registry.seeing import sentences
from salter.ui.script import fold

MOST_AMONG = 1000
NARROW_TYPES = "bool uuid[] uuid[] uuid[] text[] bool uuid[] bool uuid[] date date uuid[] uuid int"
CASE_TYPES, WORDS_TYPES = f"text[] text {NARROW_TYPES}", f"text[] {NARROW_TYPES}"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed by; None is no narrowing."""

    q: str = ""
    status: str = ""
    unit: UUID | None = None
    units: frozenset[UUID] | None = None
    assignee: UUID | None = None
    unassigned: bool = False
    open_only: bool = False
    due_from: date | None = None
    due_to: date | None = None
    among: str | None = None  # identifiers, as the database writes an array of them
    apart: str = ""  # what law sets apart: a key of `sentences.APART`
    handlers: frozenset[UUID] | None = None
    registered_before: datetime | None = None
    clock_until: date | None = None  # another period of this body runs, at most until this day

    @property
    def beyond(self) -> bool:
        """Whether it asks what the functions of the database do not know."""
        return bool(self.apart or self.registered_before or self.clock_until)


def cases(viewer: Viewer, narrow: CaseFilter, *, before: UUID | None, most: int) -> list[UUID]:
    """The newest `most` cases of a search that the viewer may see, older than `before`."""
    given = [fold(narrow.q).split(), numbers.search_key(narrow.q), *_narrowed(viewer, narrow), before, most]
    return _found("salter_search_cases", CASE_TYPES, given)


def by_words(
    viewer: Viewer, query: str, beginnings: Sequence[str], narrow: CaseFilter, *, before: UUID | None, most: int
) -> list[UUID]:
    """The newest cases whose own words, or those of whose papers, answer a text query; older than `before`.

    The newest of all may have no words yet: they are also found by `beginnings` of words of their subject and parties.
    """
    given = [query, [*beginnings], *_narrowed(viewer, narrow), before, most]
    return _found("salter_search_words", f"text {WORDS_TYPES}", given)


def of_key(viewer: Viewer, key: str, narrow: CaseFilter, *, before: UUID | None, most: int) -> list[UUID]:
    """The newest cases that have this key of a number as their own or as an outside one."""
    given = [[], key, *_narrowed(viewer, narrow), before, most]
    return _found("salter_search_cases", CASE_TYPES, given)


def of_sender(viewer: Viewer, number: str, *, before: UUID | None, most: int | None) -> list[UUID]:
    """The newest cases with a submission of this number, the sender's or the one on its receipt; all for no `most`."""
    reach = reach_of(viewer)
    given = [numbers.search_key(number), *_reach(reach), reach.parties, before, most]
    return _found("salter_search_numbers", "text bool uuid[] uuid[] uuid[] uuid int", given)


def near(word: str, *, most: int = 60) -> list[str]:
    """Words of cases that look like this one. Some may stand only in cases that a viewer may not see: only those are
    shown that stand in what was found."""
    found = _found("salter_search_near", "text int int", [word, len(word) + 6, most])
    return [str(one) for one in found]


def _narrowed(viewer: Viewer, narrow: CaseFilter) -> list[Any]:
    """The rule of the viewer and the filter, in the order of the functions."""
    reach = reach_of(viewer)
    units = {narrow.unit} if narrow.unit else narrow.units
    return [
        *_reach(reach),
        reach.parties,
        [narrow.status] if narrow.status else None,
        narrow.open_only,
        _handlers(narrow),
        narrow.unassigned,
        None if units is None else sorted(units),
        *(narrow.due_from, narrow.due_to),
        _among(viewer, narrow),
    ]


def _handlers(narrow: CaseFilter) -> list[UUID] | None:
    if narrow.handlers is not None:
        return sorted(narrow.handlers)
    return [narrow.assignee] if narrow.assignee else None


def _among(viewer: Viewer, narrow: CaseFilter) -> str | None:
    """The newest cases of what only `sentences.rule` knows; words and numbers are then looked for among them."""
    if not narrow.beyond:
        return narrow.among
    rows = Case.objects.visible_to(viewer).filter(sentences.rule(narrow)).order_by("-id")
    return "{" + ",".join(str(case) for case in rows.values_list("pk", flat=True)[:MOST_AMONG]) + "}"


def numbered(viewer: Viewer, q: str, *, most: int) -> list[UUID]:
    """The newest cases that have this number, in any spelling, as their own or as an outside one."""
    return of_key(viewer, numbers.search_key(q), CaseFilter(), before=None, most=most)


def parties(viewer: Viewer, q: str, *, most: int) -> list[UUID]:
    """Parties whose number is, or whose name has a word that begins with, what was typed; prefixes of names first."""
    given = [fold(q), "".join(q.split()), *_reach(reach_of(viewer)), most]
    return _found("salter_search_parties", "text text bool uuid[] uuid[] int", given)


def _reach(reach: Reach) -> tuple[bool, list[UUID], list[UUID]]:
    return reach.all_units, reach.units, reach.staff


def _found(function: str, types: str, given: Sequence[Any]) -> list[Any]:
    places = ", ".join(f"%s::{kind}" for kind in types.split())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", given)
        return [row[0] for row in cursor.fetchall()]
