"""In whose capacity somebody acts: as oneself, or as the deputy of an absent colleague (decision 034).

One rule for all deeds: what an official may do is a predicate over (person, roles, units). It is asked of the person
who acts, and then of each absent colleague whose mandate gives the duty. So substitution never lets anyone do what
neither of the two could.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.access import READS_CASES, NotAllowed, StandIn, Viewer, require, subtree
from salter.organisations.models import Duty, Mandate, Role

OF_A_CASE = frozenset({Role.HANDLER, Role.UNIT_HEAD, Role.SIGNATORY})
BESIDE = frozenset({Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION})
"""Pages of those who handle, approve and sign open to a deputy, also where these roles stand beside; no others do.

What is done there is asked of `capacity`."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as a rule sees one."""

    staff: UUID | None
    roles: frozenset[str]
    units: frozenset[UUID]

    def has(self, *roles: Role) -> bool:
        """Whether the person holds any of `roles`."""
        return any(role.value in self.roles for role in roles)


Allowed = Callable[[Actor], bool]


class MandateOver(NotAllowed):
    """What would have been allowed by a mandate that has ended since yesterday; the words name it."""


def oneself(viewer: Viewer) -> Actor:
    """The viewer, without those the viewer stands in for."""
    return Actor(viewer.staff.pk if viewer.staff else None, viewer.roles, viewer.unit_ids)


def absent_of(one: StandIn) -> Actor:
    """Whom a deputy stands in for."""
    return Actor(one.absent, one.roles, one.units)


def find(viewer: Viewer, duty: Duty, allowed: Allowed) -> Viewer | None:
    """The viewer in the capacity that suffices, or None. Reads nothing; programs never act for anybody."""
    if allowed(oneself(viewer)):
        return replace(viewer, acting_for=None)
    if viewer.staff is None or viewer.program or not viewer.has(*READS_CASES):
        return None
    for one in viewer.stand_ins:
        if duty in one.duties and allowed(absent_of(one)):
            return replace(viewer, acting_for=one)
    return None


def capacity(viewer: Viewer, duty: Duty, allowed: Allowed, refusal: str | Promise) -> Viewer:
    """The viewer as oneself if that suffices, else for the first absent colleague who could and whose mandate says so.

    Act under the viewer that it gives: the journal then says for whom. Raises NotAllowed with the words of `refusal`,
    and MandateOver where a mandate that has just ended would have sufficed.
    """
    found = find(viewer, duty, allowed)
    if found is None:
        over = next((row for row, absent in _over(viewer) if duty in row.duties and allowed(absent)), None)
        raise MandateOver(f"{refusal} {words_of(over)}") if over else NotAllowed(refusal)
    return found


def _over(viewer: Viewer) -> Iterator[tuple[Mandate, Actor]]:
    """The viewer's mandates that have ended since yesterday, the newest first, with whom each was for."""
    if viewer.staff is None or viewer.program:
        return
    now = clock.now(viewer.organisation)
    yesterday = clock.today(viewer.organisation) - timedelta(days=1)
    rows = Mandate.objects.filter(organisation=viewer.organisation, deputy=viewer.staff).select_related("absent")
    lately = Q(ended_at__gte=now - timedelta(days=1)) | Q(ended_at=None, valid_to=yesterday)
    for row in rows.filter(lately).order_by("-valid_to", "-id"):
        roles = frozenset(row.absent.roles.values_list("role", flat=True))
        yield row, Actor(row.absent_id, roles, subtree(row.absent.unit_id))


def words_of(over: Mandate) -> str:
    """That a mandate has ended, for who had it."""
    words = _("Your mandate no. %(number)s, in the place of %(name)s, has ended.")
    return words % {"number": over.number, "name": over.absent.name}


def lately_ended(viewer: Viewer) -> str:
    """Words for a mandate of the viewer that has ended since yesterday; empty without one."""
    return next((words_of(row) for row, _absent in _over(viewer)), "")


def admit(viewer: Viewer, roles: tuple[Role, ...]) -> None:
    """Raise NotAllowed unless a page of `roles` opens to the viewer; MandateOver when it did so until lately."""
    if viewer.has(*roles) or opens(viewer, roles):
        return
    door = frozenset(role.value for role in roles)
    over = next((row for row, absent in _over(viewer) if _is_of_cases(door) and door & absent.roles), None)
    if over:
        raise MandateOver(words_of(over))
    require(viewer, *roles)


def _is_of_cases(door: frozenset[str]) -> bool:
    return bool(door & OF_A_CASE) and not door - OF_A_CASE - BESIDE


def opens(viewer: Viewer, roles: tuple[Role, ...]) -> bool:
    """Whether a page of `roles` opens to the viewer as the deputy of somebody."""
    if viewer.staff is None or viewer.program or not viewer.has(*READS_CASES):
        return False
    door = frozenset(role.value for role in roles)
    return _is_of_cases(door) and any(one.duties and door & one.roles for one in viewer.stand_ins)
