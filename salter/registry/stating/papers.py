"""The record (zapisnik) of what a party stated, to be printed, read to the party and signed by hand."""

from __future__ import annotations

from typing import Any

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.models import PartyStatement
from salter.ui.formats import format_date

RECORD = "Записник о изјашњењу странке"


def record_of(viewer: Viewer, row: PartyStatement) -> Document:
    """The record of an oral statement, kept as PDF/A."""
    case, on = row.case, row.given_on
    assert on is not None
    facts = [
        ("Састављено", viewer.organisation.body_cyr),
        ("Дан", format_date(on)),
        ("Странка", ", ".join(filter(None, (row.party.name, row.party.address)))),
        ("Предмет", case.subject),
        ("О чему", row.about),
        ("Службено лице", viewer.name),
    ]
    data: dict[str, Any] = {  # OralRecord
        **letterhead(viewer.organisation, title=RECORD, number=case.number, on=on),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "statement": [line.strip() for line in row.said.splitlines() if line.strip()],
        "paragraphs": ["Записник је прочитан странци, која на њега нема примедби и потписује га."],
        "party": row.party.name,
        "clerk": viewer.name,
    }
    pdf = render("oral_record", data, at=clock.now(viewer.organisation))
    name = f"zapisnik-o-izjasnjenju-{case.number.replace('/', '-')}.pdf"
    return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")
