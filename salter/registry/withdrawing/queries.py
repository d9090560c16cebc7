"""Reading withdrawals; cases were found visible."""

from __future__ import annotations

from uuid import UUID

from salter.organisations.access import Viewer
from salter.registry import queries
from salter.registry.models import Act, ActStatus, Case, CaseParty, PartyRole, Withdrawal
from salter.registry.parties.letters import one_each
from salter.registry.parties.services import parties_of


def of_case(case: Case) -> list[Withdrawal]:
    """The withdrawals of a case, oldest first: one query."""
    rows = case.withdrawals.select_related("party", "act", "submission")
    return list(rows.defer("act__content").order_by("id"))


def one(viewer: Viewer, case_id: UUID, withdrawal_id: UUID) -> Withdrawal:
    """A withdrawal of a case that the viewer may see.

    Raises Case.DoesNotExist, Withdrawal.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    found = case.withdrawals.select_related("party", "act").get(pk=withdrawal_id)
    found.case = case
    return found


def applicants(case: Case) -> list[CaseParty]:
    """Those whose request it is, each person once; not who has left, was succeeded, or was entered by mistake."""
    there = [row for row in parties_of(case) if row.left_on is None]
    return [row for row in one_each(there) if row.role == PartyRole.APPLICANT]


def still_ask(case: Case) -> list[CaseParty]:
    """The applicants who have not withdrawn the whole request."""
    gone = case.withdrawals.filter(whole=True, taken_back_on=None).values_list("party", flat=True)
    return [row for row in applicants(case) if row.pk not in set(gone)]


def drafted(case: Case) -> Act | None:
    """The decision to discontinue that was drafted for a withdrawal and is neither given up nor signed."""
    acts = Act.objects.filter(organisation=case.organisation_id, pk__in=case.withdrawals.values("act"))
    on_the_way = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED)
    return acts.filter(status__in=on_the_way).order_by("-sub_number").first()
