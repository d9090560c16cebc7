"""Finding by words and numbers, by the search functions of the database (decision 014).

Under row-level security PostgreSQL uses no index for LIKE and for arrays. The functions run as a role that may read
the searchable tables, take the organisation from the running transaction, and know what the viewer may see, so that
the newest rows which they give are the viewer's. What they give is read again through `visible_to`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from salter.organisations.access import Reach, Viewer, reach_of
from salter.registry import numbers
from salter.ui.script import fold

CASE_TYPES = "text[] text bool uuid[] uuid[] uuid[] text[] bool uuid[] bool uuid[] date date uuid[] uuid int"


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


def cases(viewer: Viewer, narrow: CaseFilter, *, before: UUID | None, most: int) -> list[UUID]:
    """The newest `most` cases of a search that the viewer may see, older than `before`."""
    reach = reach_of(viewer)
    units = {narrow.unit} if narrow.unit else narrow.units
    given = [
        *(fold(narrow.q).split(), numbers.search_key(narrow.q)),
        *_reach(reach),
        reach.parties,
        [narrow.status] if narrow.status else None,
        narrow.open_only,
        [narrow.assignee] if narrow.assignee else None,
        narrow.unassigned,
        None if units is None else sorted(units),
        *(narrow.due_from, narrow.due_to),
        narrow.among,
        *(before, most),
    ]
    return _found("salter_search_cases", CASE_TYPES, given)


def numbered(viewer: Viewer, q: str, *, most: int) -> list[UUID]:
    """The newest cases that have this number, in any spelling, as their own or as an outside one."""
    given = [[], numbers.search_key(q), *_reach(reach_of(viewer)), reach_of(viewer).parties, None, False, None, False]
    return _found("salter_search_cases", CASE_TYPES, [*given, None, None, None, None, None, most])


def parties(viewer: Viewer, q: str, *, most: int) -> list[UUID]:
    """Parties whose number is, or whose name has a word that begins with, what was typed; prefixes of names first."""
    given = [fold(q), "".join(q.split()), *_reach(reach_of(viewer)), most]
    return _found("salter_search_parties", "text text bool uuid[] uuid[] int", given)


def _reach(reach: Reach) -> tuple[bool, list[UUID], list[UUID]]:
    return reach.all_units, reach.units, reach.staff


def _found(function: str, types: str, given: Sequence[Any]) -> list[UUID]:
    places = ", ".join(f"%s::{kind}" for kind in types.split())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", given)
        return [row[0] for row in cursor.fetchall()]
