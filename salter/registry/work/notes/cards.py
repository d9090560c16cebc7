"""The card of a case with what the office has noted for itself."""

from __future__ import annotations

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.steps import Standing
from salter.registry.work.notes import queries
from salter.registry.work.notes.rules import WRITERS

SHOWN = 3


def tickler(request: OfficeRequest, file: CaseFile) -> Card | None:
    """The day for which the case waits. One query."""
    row = queries.tickler(file.case)
    if row is None:
        return None
    may_clear = Standing(request.viewer, file).handles_open and not file.case.cancelled_at
    come = row.on <= clock.today(request.organisation)
    return Card("registry/cards/tickler.html", {"row": row, "may_clear": may_clear, "come": come})


def notes(request: OfficeRequest, file: CaseFile) -> Card | None:
    """The newest comments and the tasks that are to be done. Two queries, however many there are."""
    found, tasks = queries.comments(file.case, SHOWN + 1), queries.tasks_of(file.case)
    to_do = [row for row in tasks if not row.done_at]
    if not found and not tasks and not request.viewer.has(*WRITERS):
        return None
    context = {"notes": found[:SHOWN], "more": len(found) > SHOWN, "tasks": to_do, "done": len(tasks) - len(to_do)}
    return Card("registry/cards/notes.html", context)
