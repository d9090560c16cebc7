"""Who may see a case beyond the rule of units: restricting it, and giving single members of staff access.

These deeds do not change the case itself, so they are allowed at closed, cancelled and archived cases, too.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import Confidentiality, Viewer, require
from salter.organisations.models import Staff
from salter.registry.models import Case
from salter.registry.queries import KEEPERS


@transaction.atomic
def restrict_case(viewer: Viewer, *, case: Case, staff: Iterable[Staff], reason: str) -> Case:
    """Restrict access to a case: beside its handler only `staff`, and the party itself, see it from now on.

    Raises NotAllowed, and ValidationError (code `reason`, or `restricted` when it is restricted already).
    """
    case = _locked(viewer, case, reason)
    if case.confidentiality == Confidentiality.RESTRICTED:
        raise ValidationError(_("Access to this case is restricted already."), code="restricted")
    granted = list(staff)
    case.confidentiality, case.granted_to = Confidentiality.RESTRICTED, [person.pk for person in granted]
    _save(case)
    names = ", ".join(person.name for person in granted) or "–"
    record(
        viewer,
        "case.restricted",
        subject=("case", case.pk),
        case_id=case.pk,
        personal={"names": names, "reason": reason.strip()},
    )
    return case


@transaction.atomic
def lift_restriction(viewer: Viewer, *, case: Case, reason: str) -> Case:
    """Lift the restriction: units see the case again by the usual rule. Who was given access keeps it.

    Raises NotAllowed, and ValidationError (code `reason`, or `restricted` when it is not restricted).
    """
    case = _locked(viewer, case, reason)
    if case.confidentiality == Confidentiality.NORMAL:
        raise ValidationError(_("Access to this case is not restricted."), code="restricted")
    case.confidentiality = Confidentiality.NORMAL
    _save(case)
    record(viewer, "case.unrestricted", subject=("case", case.pk), case_id=case.pk, personal={"reason": reason.strip()})
    return case


@transaction.atomic
def give_access(viewer: Viewer, *, case: Case, staff: Staff, reason: str) -> Case:
    """Let one member of staff see the case, whatever their unit.

    Raises NotAllowed, and ValidationError (code `reason`, or `staff` for who has access or has left).
    """
    case = _locked(viewer, case, reason)
    if staff.pk in case.granted_to or not staff.active:
        raise ValidationError(_("%(name)s has access already, or has left.") % {"name": staff.name}, code="staff")
    case.granted_to = [*case.granted_to, staff.pk]
    _save(case)
    record(
        viewer,
        "access.given",
        subject=("case", case.pk),
        case_id=case.pk,
        personal={"name": staff.name, "reason": reason.strip()},
    )
    return case


@transaction.atomic
def withdraw_access(viewer: Viewer, *, case: Case, staff: Staff, reason: str) -> Case:
    """Take back the access that a member of staff was given.

    Raises NotAllowed, and ValidationError (code `reason`, or `staff` for who was given none).
    """
    case = _locked(viewer, case, reason)
    if staff.pk not in case.granted_to:
        raise ValidationError(_("%(name)s was given no access.") % {"name": staff.name}, code="staff")
    case.granted_to = [person for person in case.granted_to if person != staff.pk]
    _save(case)
    record(
        viewer,
        "access.withdrawn",
        subject=("case", case.pk),
        case_id=case.pk,
        personal={"name": staff.name, "reason": reason.strip()},
    )
    return case


def _locked(viewer: Viewer, case: Case, reason: str) -> Case:
    require(viewer, *KEEPERS)
    if not reason.strip():
        raise ValidationError(_("Write the reason; it stays in the journal."), code="reason")
    return Case.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=case.pk)


def _save(case: Case) -> None:
    case.version += 1
    case.save(update_fields=["confidentiality", "granted_to", "version"])
