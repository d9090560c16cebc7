"""The cover of a case (omot) and its list of acts and attachments, as printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.registry.actions.closing import UNTIL_SETTLED
from salter.registry.desk import CaseFile
from salter.registry.guaranteeing.queries import number_of, uses
from salter.registry.papers.listing import Paper
from salter.ui.formats import format_date

SECONDS = 60
KINDS = {
    "submission": "поднесак",
    "supplement": "допуна",
    "attachment": "прилог",
    "office": "спис органа",
    "act": "акт",
    "on-paper": "само на папиру",
    "receipt": "потврда о пријему",
    "evidence": "доказ о достављању",
}
DRAFT = "нацрт"


def cover(file: CaseFile, papers: Sequence[Paper], language: Language) -> bytes:
    """The cover as PDF/A: number, year, unit, short content, parties, and every paper with its sheets."""
    organisation = file.case.organisation
    return render("case_cover", cover_data(file, papers, language), at=clock.now(organisation), seconds=SECONDS)


def cover_data(file: CaseFile, papers: Sequence[Paper], language: Language) -> dict[str, Any]:
    """What the cover says (templates.CaseCover)."""
    case, organisation = file.case, file.case.organisation
    said = {
        "case_number": case.number,
        "subject": case.subject,
        "year": f"{case.year}.",
        "unit": f"{case.unit.mark} {case.unit.name}" if case.unit else "–",
        "handler": case.handler.name if case.handler else "",
        "procedure": case.procedure.name_cyr if case.procedure else "",
        "classification": case.class_code,
        "opened_on": format_date(timezone.localdate(case.registered_at), language),
        "closed_on": format_date(timezone.localdate(case.closed_at), language) if case.closed_at else "",
        "retention": case.retention.expression if case.retention else UNTIL_SETTLED if case.retention_open else "",
    }
    if used := uses(case):
        said["guarantees"] = "\n".join(number_of(one.guarantee) for one in used)
    head = letterhead(
        organisation,
        title=in_script(f"Омот предмета {case.number}", language),
        number=in_script(case.number, language),
        on=clock.today(organisation),
        unit=case.unit.name if case.unit else "",
        language=language,
    )
    return {
        **head,
        **{key: in_script(value, language) for key, value in said.items() if value},
        "parties": [in_script(_party(row.name, row.address), language) for row in file.parties] or ["–"],
        "contents": [contents_line(paper, language) for paper in papers],
    }


def _party(name: str, address: str) -> str:
    return f"{name}, {address}" if address else name


def contents_line(paper: Paper, language: Language) -> dict[str, str]:
    """A line of the list of acts and attachments (templates.CoverItem)."""
    what = KINDS[paper.kind.value] + (f" – {DRAFT}" if paper.act and not paper.document else "")
    where = f"; {paper.sheet.place}" if paper.sheet else ""
    return {
        "ordinal": str(paper.ordinal),
        "date": format_date(timezone.localdate(paper.at), language),
        "name": f"{paper.title} ({in_script(what + where, language)})",
        "sheets": str(paper.sheets) if paper.sheets else "",
    }
