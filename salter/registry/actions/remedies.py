"""What the register of administrative cases says beside the case itself: its instance, remedies, enforcement."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry.actions.cases import lock, may_handle
from salter.registry.models import Case, Remedies

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)


@transaction.atomic
def note_remedies(
    viewer: Viewer,
    *,
    case: Case,
    instance: int | None,
    ex_officio: bool = False,
    dispute: str = "",
    enforcement: str = "",
) -> Case:
    """Enter a case in UP-1 or UP-2 (`instance` 1 or 2; None: in neither), and what its line says beside the case.

    Appeals are entered as such (`appeals`), and the line follows. Raises NotAllowed, and ValidationError with code
    `instance`.
    """
    if not viewer.has(*CLERKS):
        viewer = may_handle(viewer, case)
    case = lock(case)
    if instance not in (None, 1, 2):
        raise ValidationError(_("Choose the first or the second instance."), code="instance")
    case.instance, case.version = instance, case.version + 1
    case.save(update_fields=["instance", "version"])
    given = {"ex_officio": ex_officio, "dispute": dispute, "enforcement": enforcement}
    Remedies.objects.update_or_create(organisation=viewer.organisation, case=case, defaults=given)
    record(
        viewer,
        "case.remedies",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"instance": instance or 0},
    )
    return case
