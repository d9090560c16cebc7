"""Who looks, and what they may see: permission is data, decided in one place (house.md, section 4)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.models import Account, Organisation, Role, Staff, Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey, read_rows, row_of

SEES_ALL_UNITS = frozenset(
    {
        Role.REGISTRY_CLERK,
        Role.REGISTRY_HEAD,
        Role.HEAD_OF_ADMINISTRATION,
        Role.SIGNATORY,
        Role.ARCHIVIST,
        Role.INSPECTOR,
    }
)
SEES_OWN_UNITS = frozenset({Role.UNIT_HEAD, Role.HANDLER})
READS_CASES = SEES_ALL_UNITS | SEES_OWN_UNITS | {Role.SECOND_INSTANCE}
"""Who may see a case at all: a case of one's own, or a grant, opens nothing to a token of another role."""
STAFF_ROLES = frozenset(Role) - {Role.CITIZEN, Role.COMPANY, Role.PUBLIC_ARCHIVIST}


@dataclass(frozen=True, slots=True)
class StandIn:
    """A mandate of today: who is absent, what that person may do, and which of it the deputy does."""

    mandate: UUID
    number: str
    absent: UUID
    name: str
    duties: frozenset[str]
    roles: frozenset[str]
    units: frozenset[UUID]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """The stand-in as the database tells it."""
        return cls(
            UUID(row["mandate"]),
            row["number"],
            UUID(row["absent"]),
            row["name"],
            frozenset(row["duties"]),
            frozenset(row["roles"]),
            frozenset(UUID(unit) for unit in row["units"]),
        )


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person looking at one organisation: resolved once per request, then passed to every query."""

    organisation: Organisation
    account: Account | None = None
    staff: Staff | None = None
    roles: frozenset[str] = frozenset()
    unit_ids: frozenset[UUID] = frozenset()
    party_ids: frozenset[UUID] = field(default_factory=frozenset)
    program: bool = False
    """Whether a token of the API looks, not a person."""
    scopes: frozenset[str] = frozenset()
    """What that token may be used for (TokenScope)."""
    stand_ins: tuple[StandIn, ...] = ()
    """For whom the viewer stands in, by mandates of today."""
    acting_for: StandIn | None = None
    """In whose place the viewer acts now (acting.capacity): the journal says both names."""
    _named: dict[tuple[object, ...], str] = field(default_factory=dict, compare=False, repr=False)

    def has(self, *roles: Role) -> bool:
        """Whether the viewer holds any of `roles`."""
        return any(role.value in self.roles for role in roles)

    @property
    def stands_in_for(self) -> frozenset[UUID]:
        """Staff whose cases the viewer sees as a deputy."""
        return frozenset(one.absent for one in self.stand_ins)

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works for the organisation (or for the archive that oversees it)."""
        return bool(self.roles - {Role.CITIZEN.value, Role.COMPANY.value})

    @property
    def name(self) -> str:
        """The name that the journal keeps."""
        return self.staff.name if self.staff else self.account.display_name if self.account else ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a viewer may see, as plain values: `visible_to` and the search functions of the database both take them."""

    all_units: bool
    units: list[UUID]
    staff: list[UUID]
    parties: list[UUID]


def reach_of(viewer: Viewer) -> Reach:
    """The rule: units by role, rows that one handles or was named for, and as a party one's own.

    A deputy who reads cases sees what the absent person sees.
    """
    reads = viewer.staff is not None and viewer.has(*READS_CASES)
    places = [(viewer.roles, viewer.unit_ids), *((one.roles, one.units) for one in viewer.stand_ins if reads)]
    all_units = any(roles & SEES_ALL_UNITS for roles, _units in places)
    units = frozenset[UUID]().union(*(of for roles, of in places if roles & SEES_OWN_UNITS))
    return Reach(
        all_units=all_units,
        units=[] if all_units else sorted(units),
        staff=sorted({viewer.staff.pk, *viewer.stands_in_for}) if reads and viewer.staff else [],
        parties=sorted(viewer.party_ids),
    )


class NotAllowed(PermissionError):
    """The viewer may not do this; the message says who may."""


def require(viewer: Viewer, *roles: Role) -> None:
    """Raise NotAllowed unless the viewer holds one of `roles`."""
    if not viewer.has(*roles):
        names = ", ".join(str(role.label) for role in roles)
        raise NotAllowed(_("This is done by: %(roles)s.") % {"roles": names})


_POST = "SELECT * FROM organisations_post(%s, %s, %s::date)"
_PARTIES = """
    WITH own AS (SELECT id FROM organisations_party WHERE organisation_id = %s AND account_id = %s)
    SELECT id FROM own UNION
    SELECT other_id FROM organisations_partypair
    WHERE organisation_id = %s AND state = 'merged' AND kept_id IN (SELECT id FROM own)
"""


def viewer_of(account: Account, organisation: Organisation) -> Viewer:
    """The viewer that `account` is in `organisation`: post, roles, the unit and those below it. One query."""
    key = [organisation.pk, account.pk]
    if account.citizen:
        parties = frozenset(row["id"] for row in read_rows(organisation.pk, _PARTIES, [*key, key[0]]))
        role = Role.COMPANY if account.company_name else Role.CITIZEN
        return Viewer(organisation, account, None, frozenset({role.value}), party_ids=parties)
    for post in read_rows(organisation.pk, _POST, [*key, clock.today(organisation).isoformat()]):
        return Viewer(
            organisation,
            account,
            row_of(Staff, json.loads(post["staff"])),
            frozenset(post["held"]),
            frozenset(post["below"]),
            stand_ins=tuple(StandIn.of(row) for row in json.loads(post["stand_ins"])),
        )
    return Viewer(organisation, account)


def subtree(unit_id: UUID) -> frozenset[UUID]:
    """The unit and every unit below it. Organisations have tens of units: read once, walk in memory."""
    children: dict[UUID | None, list[UUID]] = {}
    for child, parent in Unit.objects.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(child)
    found, queue = set(), [unit_id]
    while queue:
        found.add(unit := queue.pop())
        queue += children.get(unit, [])
    return frozenset(found)


class Confidentiality(models.TextChoices):
    """Who may see a row beyond its unit. Classified data are never taken in (house.md, section 9)."""

    NORMAL = "normal", _("normal")
    RESTRICTED = "restricted", _("restricted access")


if TYPE_CHECKING:
    _Lookup = models.Lookup[Any]
else:
    _Lookup = models.Lookup


@models.UUIDField.register_lookup
class AnyOf(_Lookup):
    """`pk__any_of`: one of the identifiers of an array as the database writes it, `{…}`; however many they are, they go
    back as one value."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`id = ANY (…)`, for which an index serves."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY (%s::uuid[])", (*values, self.rhs)


Row = TypeVar("Row", bound="Guarded")


class GuardedQuerySet(models.QuerySet[Row]):
    """Rows that a viewer may see."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Only what `viewer` may see: own organisation, units by role, restricted rows by explicit grant."""
        return self.filter(self.rule_for(viewer))

    def rule_for(self, viewer: Viewer) -> Q:
        """The rule of `visible_to` as such; equal for who may see the same."""
        reach, rule = reach_of(viewer), Q(pk__in=[])
        if reach.all_units:
            rule |= Q(confidentiality=Confidentiality.NORMAL)
        if reach.units:
            rule |= Q(confidentiality=Confidentiality.NORMAL, unit_id__in=reach.units)
        if reach.staff:
            rule |= Q(handler_id__in=reach.staff) | self._named(viewer, reach)
        if reach.parties:
            rule |= self._followed(reach)
        return rule & Q(organisation=viewer.organisation)

    def _named(self, viewer: Viewer, reach: Reach) -> Q:
        """Rows that the viewer was named for. Arrays are searched by index only outside of row-level security (decision
        014), so for who sees a few units they are found once, by a function of the database."""
        if reach.all_units:
            return Q(granted_to__overlap=reach.staff)
        key = (table := self.model._meta.db_table, *reach.staff)
        if key not in viewer._named:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT ARRAY(SELECT salter_search_named_{table}(%s))::text", [reach.staff])
                [viewer._named[key]] = cursor.fetchone() or ("{}",)
        return Q(pk__any_of=viewer._named[key])

    def _followed(self, reach: Reach) -> Q:
        """Rows that the viewer is a party of."""
        if reach.staff:
            return Q(party_ids__overlap=reach.parties)
        found = f"SELECT salter_search_followed_{self.model._meta.db_table}(%s)"
        return Q(pk__in=RawSQL(found, [reach.parties]))


class Guarded(Owned):
    """A row with the columns that permission is decided by."""

    unit = OwnedForeignKey(Unit, null=True, blank=True, related_name="+")
    handler = OwnedForeignKey(Staff, null=True, blank=True, related_name="+")
    confidentiality = models.CharField(max_length=12, choices=Confidentiality, default=Confidentiality.NORMAL)
    granted_to = ArrayField(models.UUIDField(), default=list, blank=True, help_text=_("Staff with an explicit grant."))
    party_ids = ArrayField(models.UUIDField(), default=list, blank=True, help_text=_("Parties who may follow it."))

    class Meta:
        abstract = True
