"""What one should know before a case is given to somebody: that the person is away, leaves, or lacks an authorisation.

Being away warns. A missing authorisation to conduct the procedure warns, or refuses where the office has set it so
(legal settings); it is asked for only in cases of the registers of administrative cases.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.models import Authorisation, AuthorisationKind, Organisation, Staff
from salter.organisations.rules import first_covering
from salter.registry.deadlines import settings_of
from salter.registry.models import Case


def unauthorised(organisation: Organisation, staff: Staff, cases: Iterable[Case]) -> list[Case]:
    """Of some cases those whose procedure the person is not authorised to conduct today: one query at most."""
    administrative = [case for case in cases if case.instance is not None]
    if not administrative:
        return []
    kind, today = AuthorisationKind.CONDUCT.value, clock.today(organisation)
    held = list(Authorisation.objects.filter(organisation=organisation, staff=staff, kind=kind))
    return [
        case for case in administrative if first_covering(held, kind=kind, class_code=case.class_code, on=today) is None
    ]


def check_authorised(organisation: Organisation, staff: Staff | None, case: Case) -> None:
    """Raise ValidationError (code `staff`) where the office gives no case to who may not conduct its procedure."""
    if staff is None or not settings_of(organisation).conduct_refuses:
        return
    if unauthorised(organisation, staff, [case]):
        words = _("The office gives such cases only to who is authorised. Enter the authorisation, or choose another.")
        raise ValidationError(f"{lacking(staff, [case])} {words}", code="staff")


def lacking(staff: Staff, cases: list[Case]) -> str:
    """Which authorisation is missing, in words; empty where there is none missing."""
    if not cases:
        return ""
    classes = ", ".join(sorted({case.class_code for case in cases}))
    words = _("%(name)s has no valid authorisation to conduct the procedure in class %(classes)s.")
    return words % {"name": staff.name, "classes": classes}
