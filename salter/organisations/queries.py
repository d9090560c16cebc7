"""What the administration of an office reads: the viewer comes first, permission is inside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.actions.authorisations import GIVES_MANDATES
from salter.organisations.models import (
    AccountLink,
    ApiToken,
    Authorisation,
    Function,
    FunctionMode,
    Mandate,
    Mode,
    Organisation,
    Role,
    Staff,
    Unit,
)
from salter.ui.script import fold, sort_key


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit and how deep it stands in the tree."""

    unit: Unit
    depth: int
    people: int


def units(viewer: Viewer) -> list[Branch]:
    """The tree of units from the top, each level by mark; closed units too. Two queries."""
    require(viewer, Role.ADMINISTRATOR)
    below: dict[UUID | None, list[Unit]] = {}
    for unit in Unit.objects.filter(organisation=viewer.organisation).order_by("mark"):
        below.setdefault(unit.parent_id, []).append(unit)
    people: dict[UUID, int] = {}
    for unit_id in Staff.objects.filter(organisation=viewer.organisation, active=True).values_list("unit", flat=True):
        people[unit_id] = people.get(unit_id, 0) + 1

    def walk(parent: UUID | None, depth: int) -> list[Branch]:
        found = []
        for unit in below.get(parent, []):
            found += [Branch(unit, depth, people.get(unit.pk, 0)), *walk(unit.pk, depth + 1)]
        return found

    return walk(None, 0)


def unit(viewer: Viewer, unit_id: UUID) -> Unit:
    """One unit. Raises Unit.DoesNotExist."""
    require(viewer, Role.ADMINISTRATOR)
    return Unit.objects.get(organisation=viewer.organisation, pk=unit_id)


def open_units(viewer: Viewer) -> QuerySet[Unit]:
    """Units that people can work in."""
    return Unit.objects.filter(organisation=viewer.organisation, active=True).order_by("mark")


def staff(viewer: Viewer, q: str = "", *, active: bool = True) -> list[Staff]:
    """Staff by name in the order of the azbuka; `q` finds part of a name, user name or post in either script.

    Each has its roles and says by `invited` whether an invitation is open. Two queries.
    """
    require(viewer, Role.ADMINISTRATOR)
    links = AccountLink.objects.filter(
        account=OuterRef("account"), used_at=None, withdrawn_at=None, expires_at__gt=clock.real_now()
    )
    rows = (
        Staff.objects.filter(organisation=viewer.organisation, active=active)
        .select_related("account", "unit")
        .prefetch_related("roles")
        .annotate(invited=Exists(links))
    )
    words = fold(q).split()
    found = [row for row in rows if all(word in _words(row) for word in words)]
    return sorted(found, key=lambda row: sort_key(row.name))


def _words(row: Staff) -> str:
    return fold(f"{row.name} {row.account.username} {row.title} {row.unit.mark} {row.unit.name}")


def programs(viewer: Viewer) -> list[Staff]:
    """Other programs of the office by name, each with its roles and by `used_on` the last day on which it called.

    Two queries. Raises NotAllowed.
    """
    require(viewer, Role.ADMINISTRATOR)
    tokens = ApiToken.objects.filter(account=OuterRef("account")).order_by(F("last_used_on").desc(nulls_last=True))
    rows = (
        Staff.objects.filter(organisation=viewer.organisation, account__program=True)
        .select_related("account", "unit")
        .prefetch_related("roles")
        .annotate(used_on=Subquery(tokens.values("last_used_on")[:1]))
    )
    return sorted(rows, key=lambda row: (not row.active, sort_key(row.name)))


def program(viewer: Viewer, staff_id: UUID) -> Staff:
    """One program. Raises NotAllowed, Staff.DoesNotExist."""
    require(viewer, Role.ADMINISTRATOR)
    rows = Staff.objects.select_related("account", "unit").prefetch_related("roles")
    return rows.get(organisation=viewer.organisation, pk=staff_id, account__program=True)


def person(viewer: Viewer, staff_id: UUID) -> Staff:
    """One member of staff. Raises Staff.DoesNotExist."""
    require(viewer, Role.ADMINISTRATOR)
    rows = Staff.objects.select_related("account", "unit").filter(organisation=viewer.organisation)
    return rows.prefetch_related("roles", "authorisations").get(pk=staff_id)


def authorisation(viewer: Viewer, authorisation_id: UUID) -> Authorisation:
    """One authorisation. Raises Authorisation.DoesNotExist."""
    require(viewer, Role.ADMINISTRATOR)
    return Authorisation.objects.select_related("staff").get(organisation=viewer.organisation, pk=authorisation_id)


def public_authorisations(viewer: Viewer) -> list[Authorisation]:
    """For everybody: what holds today, of who works here, by name in the order of the azbuka. One query."""
    today = clock.today(viewer.organisation)
    rows = Authorisation.objects.filter(organisation=viewer.organisation, staff__active=True, valid_from__lte=today)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("staff")
    return sorted(rows, key=lambda row: (sort_key(row.staff.name), row.kind, row.valid_from, row.pk))


def mandates(viewer: Viewer) -> QuerySet[Mandate]:
    """All mandates, the newest first."""
    require(viewer, *GIVES_MANDATES)
    rows = Mandate.objects.filter(organisation=viewer.organisation).select_related("absent", "deputy")
    return rows.order_by("-valid_to", "-id")


def mandate(viewer: Viewer, mandate_id: UUID) -> Mandate:
    """One mandate. Raises Mandate.DoesNotExist."""
    return mandates(viewer).get(pk=mandate_id)


def colleagues(viewer: Viewer) -> QuerySet[Staff]:
    """Everybody who works here now."""
    return Staff.objects.filter(organisation=viewer.organisation, active=True).order_by("name")


def modes(viewer: Viewer) -> dict[Function, FunctionMode | None]:
    """The mode of every function."""
    require(viewer, Role.ADMINISTRATOR)
    known = {row.function: row for row in FunctionMode.objects.filter(organisation=viewer.organisation)}
    return {function: known.get(function.value) for function in Function}


def in_companion(organisation: Organisation, function: Function) -> bool:
    """Whether the legal number, service or archive is the state's, and ours only goes along."""
    rows = FunctionMode.objects.filter(organisation=organisation, function=function, mode=Mode.COMPANION)
    return rows.exists()


def standing_in(viewer: Viewer) -> list[Mandate]:
    """The mandates under which the viewer stands in for somebody today."""
    if viewer.staff is None:
        return []
    today = clock.today(viewer.organisation)
    rows = Mandate.objects.filter(organisation=viewer.organisation, deputy=viewer.staff, ended_at=None)
    return list(rows.filter(valid_from__lte=today, valid_to__gte=today).select_related("absent").order_by("valid_to"))
