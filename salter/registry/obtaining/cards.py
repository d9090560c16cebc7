"""The card of a case with the data that the body obtains itself."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.models import OPEN, DataState
from salter.registry.obtaining import queries
from salter.registry.steps import Standing

TONES = {
    DataState.NEEDED: "action",
    DataState.ASKED: "waiting",
    DataState.GOT: "done",
    DataState.WITHOUT: "closed",
}


def data_ex_officio(request: OfficeRequest, file: CaseFile) -> Card | None:
    """One query, however many data; a case of which none is noted says how many the form and the catalogue name."""
    rows = queries.of_case(file.case)
    hinted = 0 if rows or file.case.status not in OPEN else queries.hinted(file.case, file.submissions)
    if not rows and not hinted:
        return None
    works = Standing(request.viewer, file).handles_open and not file.case.cancelled_at
    told = [(row, TONES[DataState(row.state)]) for row in rows]
    return Card("registry/cards/data.html", {"rows": told, "hinted": hinted, "may_open": works})
