"""Who does nothing in a case: pure rules, asked wherever somebody may do something. They read nothing."""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.acting import Actor, Allowed
from salter.organisations.models import Role
from salter.registry.models import Case

REFUSAL = _("Your recusal from this case was asked for or granted: you do nothing in it, not for anybody else either.")
IN_PLACE = _("The person in whose place you act is recused from this case. Who is not recused does this.")


def recused(case: Case) -> frozenset[UUID]:
    """The officials who do nothing in a case: recused, or asked to be and not decided yet."""
    return frozenset(case.recused or ())


def is_recused(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer does nothing in a case, also not in somebody's place."""
    return viewer.staff is not None and viewer.staff.pk in recused(case)


def unless_recused(case: Case, allowed: Allowed) -> Allowed:
    """The same rule for a case, without who is recused from it."""
    return lambda actor: actor.staff not in recused(case) and allowed(actor)


def refuse_recused(viewer: Viewer, case: Case) -> None:
    """Raise NotAllowed for who is recused, and for a deputy in the place of who is."""
    if words := refusal(viewer, case):
        raise NotAllowed(words)


def refusal(viewer: Viewer, case: Case) -> str | Promise:
    """Why the viewer does nothing in a case; empty when nothing is in the way."""
    if is_recused(viewer, case):
        return REFUSAL
    absent = viewer.acting_for.absent if viewer.acting_for else None
    return IN_PLACE if absent in recused(case) else ""


def decided_by(case: Case, staff: UUID, roles: frozenset[str]) -> Allowed:
    """Who decides on a recusal: the head of administration; on that of the head, the mayor. Never who is recused."""
    of_head = Role.HEAD_OF_ADMINISTRATION.value in roles
    decides = Role.MAYOR if of_head else Role.HEAD_OF_ADMINISTRATION

    def allowed(actor: Actor) -> bool:
        return actor.has(decides) and actor.staff != staff

    return unless_recused(case, allowed)
