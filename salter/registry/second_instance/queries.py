"""Reading who decides on appeals."""

from __future__ import annotations

from dataclasses import dataclass

from salter.organisations.access import STAFF_ROLES, Viewer, require
from salter.organisations.models import OrganisationKind
from salter.registry.models import Case, Competence, SecondInstance
from salter.registry.second_instance.rules import chosen


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides on an appeal; `ground` is empty for what is only usual (regulation.md 2.5, general knowledge)."""

    name: str
    to_body: str
    address: str = ""
    ground: str = ""


def of_case(case: Case) -> Body:
    """Who decides on appeals in a case: one query. What no office has set is general knowledge."""
    rows = SecondInstance.objects.filter(organisation=case.organisation_id, ended_at=None)
    competence = case.procedure.competence if case.procedure else ""
    row = chosen(rows, case.procedure_id, case.class_code, competence)
    if row:
        return Body(row.body, row.to_body, row.address, row.ground)
    if competence == Competence.DELEGATED:
        return Body("", "надлежном министарству, односно покрајинском органу,")
    if case.organisation.kind == OrganisationKind.CITY:
        return Body("Градско веће", "градском већу")
    return Body("Општинско веће", "општинском већу")


def rows(viewer: Viewer) -> list[SecondInstance]:
    """What the office has set, the closest first, then what it set before: one query."""
    require(viewer, *STAFF_ROLES)
    found = SecondInstance.objects.filter(organisation=viewer.organisation).select_related("procedure")
    return list(found.order_by("-ended_at", "procedure", "-class_code", "-competence", "-id"))
