"""The office itself: founding it, its data, the mode of each function."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer, require
from salter.organisations.models import Function, FunctionMode, Mode, Organisation, Role
from salter.organisations.recording import record
from salter.organisations.tenancy import scope, uuid7


def found_organisation(*, code: str, **fields: Any) -> Organisation:
    """Create an office; `fields` are columns of Organisation. Gives the office.

    Raises django.db.IntegrityError when the code is taken.
    """
    with transaction.atomic():
        organisation = Organisation.objects.create(code=code, **fields)
        with scope(organisation.pk):
            record(Viewer(organisation), "organisation.founded", subject=("organisation", uuid7()), body={"code": code})
    return organisation


@transaction.atomic
def change_office(
    viewer: Viewer,
    *,
    name_cyr: str,
    name_lat: str,
    body_cyr: str,
    seat_cyr: str,
    address_cyr: str,
    email: str,
    phone: str,
    hostname: str,
    name_en: str = "",
) -> Organisation:
    """Change name, address and contact of the office, and the host name that its pages answer to.

    Raises NotAllowed, and ValidationError (code `hostname`) when another office answers to that name.
    """
    require(viewer, Role.ADMINISTRATOR)
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    hostname = hostname.strip().lower()
    if hostname and Organisation.objects.filter(hostname=hostname).exclude(pk=office.pk).exists():
        raise ValidationError(_("Another office here already answers to this host name."), code="hostname")
    given = {
        "name_cyr": name_cyr,
        "name_lat": name_lat,
        "name_en": name_en,
        "body_cyr": body_cyr,
        "seat_cyr": seat_cyr,
        "address_cyr": address_cyr,
        "email": email,
        "phone": phone,
        "hostname": hostname,
    }
    changed = sorted(name for name, value in given.items() if getattr(office, name) != value)
    if changed:
        for name in changed:
            setattr(office, name, given[name])
        office.save(update_fields=changed)
        record(
            viewer,
            "organisation.changed",
            subject=("organisation", uuid7()),
            body={"fields": ", ".join(changed), "name": office.name_cyr},
        )
    return office


@transaction.atomic
def set_mode(
    viewer: Viewer,
    *,
    function: Function,
    mode: Mode,
    decision: str = "",
    ground: str = "",
    decided_on: date | None = None,
) -> FunctionMode:
    """Set the mode of a function; `own` needs the head's decision, its ground and its date (house.md, section 4).

    Raises NotAllowed, ValidationError when `own` lacks them.
    """
    require(viewer, Role.ADMINISTRATOR)
    if mode == Mode.OWN and not (decision and ground and decided_on):
        raise ValidationError(
            _("Own mode needs the decision of the head, its legal ground and its date."), code="ground"
        )
    row, _created = FunctionMode.objects.update_or_create(
        organisation=viewer.organisation,
        function=function,
        defaults={"mode": mode, "decision": decision, "ground": ground, "decided_on": decided_on},
    )
    record(viewer, "mode.set", subject=("mode", row.pk), body={"function": function.value, "mode": mode.value})
    return row
