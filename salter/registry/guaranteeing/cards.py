"""What a case and an act show of guarantee acts."""

from __future__ import annotations

from typing import Any

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.guaranteeing import queries, rules
from salter.registry.models import Act, ActKind, ActStatus, Extent
from salter.registry.steps import Standing


def guarantees(request: OfficeRequest, file: CaseFile) -> Card | None:
    """The guarantee acts given to a party of the case in this matter, and to which of them it refers.

    One query where there are none, three where there are.
    """
    rows = queries.offered(request.viewer, file.case)
    if not rows:
        return None
    at, used = Standing(request.viewer, file), {one.guarantee_id: one for one in queries.uses(file.case)}
    lines = [(one, used.get(one.row.pk)) for one in rows]
    return Card("registry/cards/guarantees.html", {"lines": lines, "handles": at.handles_open and not at.over})


def guarantees_of(act: Act) -> dict[str, Any]:
    """What the page of an act shows: what it promises itself, or how it stands to what its case refers to."""
    if act.kind != ActKind.DECISION:
        return {}
    if act.extent == Extent.GUARANTEE:
        return {"promise": queries.of_act(act)}
    used = queries.uses(act.case)
    said = queries.answers(act) if used else {}
    rows = [(one, queries.number_of(one.guarantee), said.get(one.pk)) for one in used]
    return {"guaranteed": rows, "guarantee_open": act.status == ActStatus.DRAFT}


STATE_TONES = {
    rules.State.DRAFTED: "active",
    rules.State.BINDS: "done",
    rules.State.PASSED: "closed",
    rules.State.ENDED: "closed",
}
