"""The catalogue of procedures: somebody named answers for each one that citizens see."""

from __future__ import annotations

from django.db import transaction

from salter.journal.actions import record
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role, Unit
from salter.registry.models import Procedure

CONFIRMS = (Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR)


@transaction.atomic
def confirm_procedure(viewer: Viewer, *, procedure: Procedure, unit: Unit, public: bool) -> Procedure:
    """Say which unit conducts a procedure and whether citizens see it; who says so stands in the journal.

    Raises NotAllowed.
    """
    require(viewer, *CONFIRMS)
    row = Procedure.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=procedure.pk)
    row.unit, row.public = unit, public
    row.save(update_fields=["unit", "public"])
    words = {"code": row.code, "name": row.name_cyr, "unit": unit.mark}
    if public:
        record(viewer, "procedure.confirmed", subject=("procedure", row.pk), body=words)
    else:
        record(viewer, "procedure.hidden", subject=("procedure", row.pk), body=words)
    return row
