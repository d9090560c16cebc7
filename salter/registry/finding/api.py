"""The one box over the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from salter.organisations.access import Confidentiality, require
from salter.organisations.api import needs
from salter.organisations.models import TokenScope
from salter.organisations.pages import OfficeRequest
from salter.registry.desk import Narrow
from salter.registry.finding import queries
from salter.registry.finding.highlight import Part
from salter.registry.finding.words import problem
from salter.registry.models import CaseStatus
from salter.registry.navigation import READERS

router = Router(tags=["registry"])


class SearchQuery(Schema):
    """What is looked for, and what it is narrowed by."""

    q: str = Field(max_length=10_000)
    status: str = ""
    cursor: str = Field("", max_length=60)


class Marked(Schema):
    """A text as it is written, and from where to where in it the found words stand."""

    text: str
    marks: list[tuple[int, int]]


class PlaceOut(Schema):
    """A place in a paper of the case."""

    document: UUID
    name: Marked
    words: Marked


class FoundOut(Schema):
    """A case that was found; without places where it is restricted, and for an inspector: its papers are read in it."""

    id: UUID
    number: str
    status: str
    due_on: date | None
    restricted: bool
    subject: Marked
    party: Marked
    other_number: str
    places: list[PlaceOut]


class SearchOut(Schema):
    """A page of what was found: `by` is number, words or near; `meant` are the words that mistyped ones were taken for;
    `next` is the cursor of the following page."""

    items: list[FoundOut]
    by: str
    meant: list[str]
    next: str | None


@router.get(
    "/search",
    **needs(TokenScope.CASES_READ),
    response=SearchOut,
    summary="Find cases by a number, names, or words of their papers",
)
def search(request: HttpRequest, asked: Query[SearchQuery]) -> SearchOut:
    """Cases that the token may see, newest first; for staff."""
    viewer = cast(OfficeRequest, request).viewer
    require(viewer, *READERS)
    typed = asked.q.strip()
    if wrong := problem(typed):
        raise ValidationError({"q": ValidationError(wrong, code="search")})
    before, how = queries.mark_of(asked.cursor)
    found = queries.find(viewer, typed, Narrow(status=asked.status or "all"), before=before, how=how)
    return SearchOut(
        items=[_found(hit) for hit in found.hits],
        by=found.how,
        meant=found.meant,
        next=f"{found.how}~{found.following}" if found.following else None,
    )


def _found(hit: queries.Hit) -> FoundOut:
    line = hit.line
    return FoundOut(
        id=line.pk,
        number=line.number,
        status="cancelled" if line.cancelled_at else CaseStatus(line.status).value,
        due_on=line.due_on,
        restricted=line.confidentiality == Confidentiality.RESTRICTED,
        subject=_marked(hit.subject),
        party=_marked(hit.party),
        other_number=hit.number,
        places=[
            PlaceOut(document=place.document, name=_marked(place.name), words=_marked(place.words))
            for place in hit.excerpts
        ],
    )


def _marked(parts: Iterable[Part]) -> Marked:
    text, marks = "", []
    for piece, searched in parts:
        if searched:
            marks.append((len(text), len(text) + len(piece)))
        text += piece
    return Marked(text=text, marks=marks)
