"""What may be proposed for disposal, and who may take which step: pure rules.

The steps come from a records-management plan (not from a law that we have read): proposal, commission, list, request,
written approval of the public archive, destruction, record. That expired material is separated within a year, and
destroyed only with written approval, stands in the Law on Archival Material and Archival Activity (6/2020), Articles 9
and 16, read in a secondary source.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from salter.archive.models import DisposalState

MOST = 2000
"""So many cases stand on one list: what a commission can read, and one PDF can print."""


class Hold(StrEnum):
    """Why an archived case whose time is over is held back all the same."""

    LENT = "lent"
    APPEALED = "appealed"
    FILED = "filed"
    LINKED = "linked"
    LISTED = "listed"


class Step(StrEnum):
    """What is done with a list."""

    EXCLUDE = "exclude"
    SEND = "send"
    REVIEW = "review"
    APPROVE = "approve"
    ORDER = "order"
    WITHDRAW = "withdraw"


BEFORE_THE_ORDER = (DisposalState.DRAFT, DisposalState.REVIEW, DisposalState.ACCEPTED, DisposalState.APPROVED)
FROM = {
    Step.EXCLUDE: BEFORE_THE_ORDER,
    Step.SEND: (DisposalState.DRAFT,),
    Step.REVIEW: (DisposalState.REVIEW,),
    Step.APPROVE: (DisposalState.ACCEPTED,),
    Step.ORDER: (DisposalState.APPROVED,),
    Step.WITHDRAW: BEFORE_THE_ORDER,
}
"""In which states each step is taken."""


def may_go(keep_until: date | None, today: date, holds: Collection[Hold]) -> bool:
    """Whether an archived case may be proposed. What is kept permanently has no last day and never goes."""
    return keep_until is not None and keep_until < today and not holds


def steps(state: str, *, proposed: bool, entered_approval: bool) -> list[Step]:
    """The steps that are open in that state to somebody who proposed the list, or entered its approval, or did not."""
    found = [step for step, states in FROM.items() if state in states]
    if proposed and Step.REVIEW in found:
        found.remove(Step.REVIEW)
    if entered_approval and Step.ORDER in found:
        found.remove(Step.ORDER)
    return found
