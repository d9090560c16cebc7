"""The card of a case with its clocks, its extensions and its silence."""

from __future__ import annotations

from typing import Any

from salter.calendars import law
from salter.calendars.law import cited
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest
from salter.registry import deadlines
from salter.registry.cards import Card
from salter.registry.clocks import queries, rules
from salter.registry.clocks.rules import Silence
from salter.registry.desk import CaseFile
from salter.registry.models import OPEN, Case, Deadline, Initiative
from salter.registry.steps import Standing
from salter.ui.templatetags.salter import language


def clocks(request: OfficeRequest, file: CaseFile) -> Card | None:
    """Two queries, however many clocks: the clocks, and what special laws have added."""
    rows = queries.of_case(file.case)
    added = list(file.case.extensions.order_by("id"))
    silent = _silence(request, file.case)
    if not rows and not added and silent is None and not file.case.initiative:
        return None
    context = {
        "rows": [_said(row) for row in rows],
        "added": added,
        "silence": silent,
        "silence_article": cited(law.APPEAL_SILENCE.article, language()),
        "against": file.case.initiative == Initiative.AGAINST,
        "may_change": Standing(request.viewer, file).handles_open,
    }
    return Card("registry/cards/clocks.html", context)


def _said(row: Deadline) -> dict[str, Any]:
    return {
        "row": row,
        "article": cited(row.article, language()),
        "running": not (row.met_on or row.ended_on),
        "late": row.met_on is not None and row.met_on > row.due_on,
    }


def _silence(request: OfficeRequest, case: Case) -> Silence | None:
    """Silence that runs or comes soon in a case whose decision is not issued: signed is not notified (Art. 145(1))."""
    issued = case.status not in OPEN and not case.unnotified_since
    if issued or case.cancelled_at or case.initiative == Initiative.AGAINST:
        return None
    office = request.organisation
    found = rules.silence(
        case.due_on, clock.today(office), deadlines.settings_of(office), deadlines.calendar_of(office)
    )
    return found if found and (found.began or found.soon) else None
