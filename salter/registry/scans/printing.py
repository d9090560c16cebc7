"""Cover sheets on paper: for a case, or for new papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import render
from salter.organisations.access import Confidentiality
from salter.organisations.models import Organisation
from salter.registry.models import Case
from salter.registry.printing import code_picture
from salter.registry.scans.sheets import HEADING, code_of

MOST_SHEETS = 50
LONGEST_ABOUT = 160
NEW_PAPER, SUPPLEMENT = "НОВИ СПИС", "ДОПУНА ПРЕДМЕТА"
HOW = (
    "Ставите разделни лист испред списа, лицем као и спис. Све стране до следећег листа су један спис.",
    "Један лист може да се користи више пута. Не пишите преко кода.",
    "Лист се не уписује и не улази у спис; остаје само у изворном скену.",
)


def sheets_pdf(
    organisation: Organisation, *, case: Case | None, count: int, at: datetime, language: Language = "sr"
) -> bytes:
    """So many equal sheets, one a page, for supplements to a case or, without one, for new papers."""
    head = letterhead(organisation, title=HEADING, number="", on=timezone.localdate(at), language=language)
    sheet: dict[str, str] = {
        "what": in_script(SUPPLEMENT if case else NEW_PAPER, language),
        "qr_svg": code_picture(code_of(organisation, case), error="q"),
    }
    if case:
        sheet["number"] = case.number
        open_to_all = case.confidentiality != Confidentiality.RESTRICTED
        sheet["about"] = in_script(case.subject[:LONGEST_ABOUT], language) if open_to_all else ""
    data: dict[str, Any] = {  # CoverSheets
        **head,
        "title": in_script(HEADING, language),
        "sheets": [sheet] * min(max(count, 1), MOST_SHEETS),
        "how": [in_script(line, language) for line in HOW],
    }
    return render("cover_sheet", data, at=at)
