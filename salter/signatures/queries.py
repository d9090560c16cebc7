"""Who holds a key."""

from __future__ import annotations

from dataclasses import dataclass

from salter.organisations.access import Viewer, require
from salter.organisations.models import Role, Staff
from salter.signatures.models import Credential


@dataclass(frozen=True, slots=True)
class Holder:
    """The body (no `staff`) or a signatory, with the certificate, if there is one."""

    name: str
    staff: Staff | None
    credential: Credential | None


def holders(viewer: Viewer) -> list[Holder]:
    """The body and every signatory. Two queries."""
    require(viewer, Role.ADMINISTRATOR)
    known = {row.staff_id: row for row in Credential.objects.filter(organisation=viewer.organisation)}
    staff = Staff.objects.filter(organisation=viewer.organisation, active=True, roles__role=Role.SIGNATORY)
    body = Holder(viewer.organisation.body_cyr, None, known.get(None))
    return [body, *(Holder(row.name, row, known.get(row.pk)) for row in staff.order_by("name").distinct())]
