"""What an office asks of its people at the door, and helping who has lost the key."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import transaction

from salter.organisations.access import Viewer, require
from salter.organisations.levels import Level
from salter.organisations.models import Organisation, Role, Staff
from salter.organisations.recording import record
from salter.organisations.tenancy import uuid7


@transaction.atomic
def set_assurance(viewer: Viewer, *, roles: Iterable[Role], to_sign: Level) -> Organisation:
    """Set the roles that need a second factor, and the level that signing needs. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    named = sorted(role.value for role in roles)
    office.settings |= {"second_factor_roles": named, "assurance_to_sign": to_sign.value}
    office.save(update_fields=["settings"])
    body = {"roles": ", ".join(named) or "–", "level": to_sign.value}
    record(viewer, "assurance.set", subject=("organisation", uuid7()), body=body)
    return office


@transaction.atomic
def remove_factors(viewer: Viewer, *, staff: Staff) -> None:
    """Remove every second factor of a member of staff. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    Authenticator.objects.filter(user=staff.account).delete()
    record(viewer, "factor.reset", subject=("staff", staff.pk), body={"name": staff.name})
