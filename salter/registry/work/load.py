"""How much open work each person has: only for who assigns work, never as a ranking, and looking is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import SEES_ALL_UNITS, Viewer
from salter.organisations.models import Role, Staff
from salter.organisations.tenancy import uuid7
from salter.registry.actions.cases import may_assign
from salter.registry.models import STILL_OPEN, Case
from salter.ui.script import sort_key

HAVE_WORK = (Role.HANDLER, Role.UNIT_HEAD)
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of a person: all, those due within a week, those whose day is past, those not confirmed yet."""

    staff: Staff
    open: int = 0
    soon: int = 0
    late: int = 0
    unconfirmed: int = 0


@transaction.atomic
def look_at_load(viewer: Viewer) -> list[Load]:
    """What the people have to whom the viewer assigns, by unit and by name; the look is written into the journal.

    Counted are all open cases, restricted ones too: no case is shown. Raises NotAllowed.
    """
    viewer = may_assign(viewer)
    people = _people(viewer)
    by_key = {one.pk: one for one in people}
    today = clock.today(viewer.organisation)
    rows = Case.objects.filter(STILL_OPEN, organisation=viewer.organisation, handler__in=list(by_key))
    counted = (
        rows.order_by()
        .values("handler")
        .annotate(
            open=Count("pk"),
            soon=Count("pk", Q(due_on__gte=today, due_on__lte=today + SOON)),
            late=Count("pk", Q(due_on__lt=today)),
            unconfirmed=Count("pk", Q(handed_over_at__isnull=False)),
        )
    )
    found = {
        row["handler"]: Load(by_key[row["handler"]], row["open"], row["soon"], row["late"], row["unconfirmed"])
        for row in counted
    }
    record(viewer, "look.load", subject=("load", uuid7()), body={"people": len(people)})
    return [found.get(one.pk, Load(one)) for one in people]


def _people(viewer: Viewer) -> list[Staff]:
    """Who has cases: of the viewer's units, or of all for who sees all; by unit, then by name as the azbuka has it."""
    rows = Staff.objects.filter(organisation=viewer.organisation, active=True, roles__role__in=HAVE_WORK)
    if not viewer.has(*SEES_ALL_UNITS):
        absent = viewer.acting_for.units if viewer.acting_for else frozenset()
        rows = rows.filter(unit__in=viewer.unit_ids | absent)
    people = rows.select_related("unit").distinct()
    return sorted(people, key=lambda one: (one.unit.mark, sort_key(one.name)))
