"""Opening the practice copy of an office, making it anew, and giving it up."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Function, Mode, Organisation, Role, Staff
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from salter.registry.actions import open_register
from salter.signatures.actions import issue_test_credentials, uses_test_keys
from salter.training.offices.actions import CODE, give_up
from salter.training.standing import copying
from salter.training.standing.models import StandingPractice

MANAGES = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)
OF = "standing_practice_of"
"""In the settings of a practice office: the office that it is a copy of."""


@transaction.atomic
def open_anew(viewer: Viewer, *, names: bool = False) -> StandingPractice:
    """Open the practice copy of the own office; one that is open goes, with all that was practised in it.

    With `names` people are called there as they are here. Raises NotAllowed, ValidationError (code `people`) when
    nobody works here who could be copied.
    """
    old = _held(viewer)
    taken = copying.take(viewer.organisation, names=names)
    if not taken.posts:
        raise ValidationError(_("Nobody works here yet. Enter the staff first."), code="people")
    _remove(old)
    practice = _found(viewer.organisation)
    copying.lay_in(taken, practice)
    _furnish(practice)
    row = StandingPractice.objects.create(
        organisation=viewer.organisation,
        practice=practice,
        names=names,
        people=len(taken.posts),
        made_at=clock.now(viewer.organisation),
        made_by=viewer.name,
    )
    body = {"people": row.people, "names": names}
    record(viewer, "own-practice.opened", subject=("standing-practice", row.pk), body=body)
    return row


@transaction.atomic
def dispose(viewer: Viewer) -> None:
    """Give the copy up. Raises NotAllowed, StandingPractice.DoesNotExist."""
    row = _held(viewer)
    if row is None:
        raise StandingPractice.DoesNotExist
    record(viewer, "own-practice.given-up", subject=("standing-practice", row.pk))
    _remove(row)


def _held(viewer: Viewer) -> StandingPractice | None:
    """The copy that is open; two people who do this at once come one after the other."""
    require(viewer, *MANAGES)
    if viewer.organisation.practice:
        raise NotAllowed(_("A practice office has no practice office of its own."))
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    return StandingPractice.objects.select_related("practice").filter(organisation=viewer.organisation).first()


def _remove(row: StandingPractice | None) -> None:
    if row:
        row.delete()
        give_up(row.practice)


def _found(office: Organisation) -> Organisation:
    """An empty practice office that says whose copy it is; no mail, no host name, no number of a register of bodies."""
    return organisations.found_organisation(
        code=f"{CODE}{secrets.token_hex(6)}",
        kind=office.kind,
        name_cyr=f"ВЕЖБА – {office.name_cyr}"[:200],
        name_lat=f"VEŽBA – {office.name_lat}"[:200],
        name_en=f"PRACTICE – {office.name_en}"[:200] if office.name_en else "",
        body_cyr=f"ВЕЖБА – {office.body_cyr}"[:200],
        seat_cyr=office.seat_cyr,
        address_cyr=office.address_cyr,
        municipality_code=office.municipality_code,
        number_format=office.number_format,
        languages=office.languages,
        clock_shift=office.clock_shift,
        practice=True,
        settings={**copying.settings_of(office), OF: office.pk},
    )


def _furnish(practice: Organisation) -> None:
    """What is not copied and yet needed: practice modes, this year's register, TEST keys where there are any."""
    viewer = founder(practice)
    with scope(practice.pk):
        for function in Function:
            organisations.set_mode(viewer, function=function, mode=Mode.PRACTICE)
        open_register(viewer, year=clock.today(practice).year)
        if uses_test_keys():
            issue_test_credentials(viewer, staff=None)
            signs = Staff.objects.filter(organisation=practice, roles__role=Role.SIGNATORY)
            for row in signs.select_related("unit").distinct():
                issue_test_credentials(viewer, staff=row)
