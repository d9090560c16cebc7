"""Reading the practice copy of an office: from the office, and from within."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salter.organisations.access import Viewer
from salter.organisations.models import Account, Organisation, Role, Staff
from salter.organisations.tenancy import scope
from salter.training.offices.world import post_of
from salter.training.standing.actions import OF
from salter.training.standing.models import StandingPractice


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom one can be there; `key` says who."""

    key: str
    name: str
    roles: Sequence[str]
    current: bool


def is_standing(office: Organisation) -> bool:
    """Whether an office is the practice copy of another one."""
    return office.practice and OF in office.settings


def standing_of(viewer: Viewer) -> StandingPractice | None:
    """The copy that the office of the viewer has open, or the one that the viewer is in."""
    office = viewer.organisation
    host = int(office.settings[OF]) if is_standing(office) else office.pk
    with scope(host):
        return StandingPractice.objects.select_related("practice").filter(organisation_id=host).first()


def people(viewer: Viewer, row: StandingPractice) -> list[Person]:
    """Everybody whom one can be there, in their order: two queries."""
    with scope(row.practice_id):
        rows = Staff.objects.filter(organisation=row.practice, active=True).select_related("account")
        staff = list(rows.prefetch_related("roles").order_by("id"))
    return [
        Person(
            post_of(one.account.username),
            one.name,
            [str(Role(held.role).label) for held in one.roles.all()],
            one.account == viewer.account,
        )
        for one in staff
    ]


def account_of(row: StandingPractice, key: str) -> Account | None:
    """Who somebody becomes there."""
    return Account.objects.filter(organisation=row.practice, username=f"{row.practice.code}.{key}").first()
