"""What the register of administrative cases says beside the case itself: its instance, remedies, enforcement."""

from __future__ import annotations

from typing import Any

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
def note_remedies(viewer: Viewer, *, case: Case, instance: int | None, **given: Any) -> Case:
    """Enter a case in UP-1 or UP-2 (`instance` 1 or 2; None: in neither), and what became of its decision.

    `given` are columns of Remedies. Raises NotAllowed, and ValidationError with codes `instance`, `forwarded`.
    """
    if not viewer.has(*CLERKS):
        viewer = may_handle(viewer, case)
    case = lock(case)
    if instance not in (None, 1, 2):
        raise ValidationError(_("Choose the first or the second instance."), code="instance")
    if given.get("forwarded_on") and not given.get("appealed_on"):
        raise ValidationError(_("Write first when the appeal was received."), code="forwarded")
    case.instance, case.version = instance, case.version + 1
    case.save(update_fields=["instance", "version"])
    Remedies.objects.update_or_create(organisation=viewer.organisation, case=case, defaults=given)
    record(
        viewer,
        "case.remedies",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"instance": instance or 0, "appeal": given.get("appeal_outcome", "")},
    )
    return case
