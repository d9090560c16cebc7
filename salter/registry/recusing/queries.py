"""Reading recusals. Of a case that was found visible; and for who decides, who need not see the case."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from salter.organisations.access import Viewer, require
from salter.organisations.models import Role, Staff, StaffRole
from salter.registry import queries
from salter.registry.models import Case, Recusal

DECIDERS = (Role.HEAD_OF_ADMINISTRATION, Role.MAYOR)


def of_case(case: Case) -> list[Recusal]:
    """The recusals of a case, oldest first: one query."""
    return list(case.recusals.select_related("staff", "party", "substitute").order_by("id"))


def to_decide(viewer: Viewer) -> QuerySet[Recusal]:
    """What waits for the decision of this viewer, oldest first; nobody decides on the own. Raises NotAllowed."""
    require(viewer, *DECIDERS)
    head = StaffRole.objects.filter(
        organisation=viewer.organisation, staff=OuterRef("staff"), role=Role.HEAD_OF_ADMINISTRATION
    )
    rows = Recusal.objects.filter(organisation=viewer.organisation, granted=None).annotate(of_head=Exists(head))
    mine = [of_head for role, of_head in ((Role.HEAD_OF_ADMINISTRATION, False), (Role.MAYOR, True)) if viewer.has(role)]
    rows = rows.filter(of_head__in=mine).select_related("case", "case__unit", "staff", "staff__unit", "party")
    return (rows.exclude(staff=viewer.staff) if viewer.staff else rows).order_by("id")


def one_to_decide(viewer: Viewer, recusal_id: UUID) -> Recusal:
    """A recusal that waits for this viewer. Raises NotAllowed, Recusal.DoesNotExist."""
    return to_decide(viewer).get(pk=recusal_id)


def who_can(viewer: Viewer, case: Case) -> list[Staff]:
    """Officials whose recusal from a case may be asked for, by name."""
    known = set(case.recused or ())
    return [person for person in queries.staff(viewer) if person.pk not in known]
