"""Reading which cases a decision decides at once."""

from __future__ import annotations

from uuid import UUID

from salter.organisations.access import Viewer
from salter.registry.models import OPEN, Act, ActKind, ActStatus, Case, CaseParty, Joining, JointPart

ON_THE_WAY = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED)


def parts(act: Act) -> list[JointPart]:
    """The joined cases that an act decides too: one query."""
    if act.kind != ActKind.DECISION:
        return []
    return list(act.joint_parts.select_related("case", "own").defer("own__content").order_by("case__number", "id"))


def leading_act(act: Act) -> Act | None:
    """The act of the leading case that this one is signed of; None for any other."""
    if act.kind != ActKind.DECISION:
        return None
    row = act.joint_of.select_related("act__case").first()
    return row.act if row else None


def cases_of(act: Act) -> list[UUID]:
    """The joined cases that a joint decision decides."""
    top = leading_act(act) or act
    return [row.case_id for row in parts(top)] if top.case_id else []


def people_of(act: Act) -> list[CaseParty]:
    """The parties of all other cases that the act decides, in the order of entry."""
    top = leading_act(act) or act
    cases = {row.case_id for row in parts(top)} | {top.case_id}
    if len(cases) == 1:
        return []
    rows = CaseParty.objects.filter(organisation=act.organisation_id, case__in=cases - {act.case_id})
    return list(rows.select_related("party").order_by("id"))


def draft_of(case: Case) -> Act | None:
    """The joint decision of a leading case that is on the way."""
    rows = Act.objects.filter(organisation=case.organisation_id, case=case, status__in=ON_THE_WAY)
    return rows.filter(joint_parts__isnull=False).select_related("case").distinct().first()


def joined(viewer: Viewer, case: Case) -> list[Joining]:
    """The undecided cases that this one leads, of which the viewer may see both."""
    rows = Joining.objects.filter(organisation=viewer.organisation, leading=case, separated_on=None)
    seen = rows.filter(joined__in=Case.objects.visible_to(viewer).values("pk"), joined__status__in=OPEN)
    return list(seen.filter(joined__closed_at=None, joined__cancelled_at=None).select_related("joined").order_by("id"))
