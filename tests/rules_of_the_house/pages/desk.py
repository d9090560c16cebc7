"""What lies on an official's desk, and the pages of heads and shelves."""

from __future__ import annotations

from salter.organisations.models import Role
from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import NO_CASES, NOT_THE_KEEPER, box, case, loan, saved_view, shelf

PAGES: dict[str, Expected] = {
    "registry:home": Expected(),
    "registry:retry": Expected(302, values=lambda scene: {"failure_id": scene.failure}, sent={}),
    "registry:restricted": Expected(),
    "registry:looks": Expected(),
    "registry:digest": Expected(),
    "registry:head": Expected(),
    "registry:mayor": Expected(),
    "registry:report-newest": Expected(),
    "registry:report": Expected(values=lambda scene: {"year": scene.open.case.year}),
    "registry:report-copy": Expected(
        values=lambda scene: {"copy_id": scene.report_copy}, hidden=(Role.MAYOR, Role.INSPECTOR), plain=True
    ),
    "registry:cases": Expected(),
    "registry:find": Expected(query="?q=захтев"),
    "registry:saved-views": Expected(),
    "registry:saved-view-new": Expected(),
    "registry:saved-view": Expected(values=saved_view, hidden=NOT_THE_KEEPER),
    "registry:saved-view-remove": Expected(302, values=saved_view, hidden=NOT_THE_KEEPER, sent={}),
    "registry:assign-many": Expected(),
    "registry:inbox": Expected(),
    "registry:delivery-book": Expected(),
    "registry:load": Expected(),
    "registry:my-tasks": Expected(),
    "registry:held": Expected(values=case, hidden=NO_CASES),
    "registry:data-open": Expected(),
    "registry:recusals-waiting": Expected(),
    "registry:retention-open": Expected(),
    "registry:shelves": Expected(),
    "registry:shelf": Expected(values=shelf),
    "registry:shelf-remove": Expected(302, values=shelf, sent={}),
    "registry:box": Expected(values=box),
    "registry:box-label": Expected(values=box),
    "registry:box-move": Expected(values=box),
    "registry:loans": Expected(),
    "registry:slip": Expected(values=loan),
    "registry:loan-return": Expected(values=loan),
}
