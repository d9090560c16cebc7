"""Giving work, standing in, notes."""

from __future__ import annotations

from datetime import timedelta

from salter.organisations import clock
from salter.registry import actions
from salter.registry.minutes.actions import write_note
from salter.registry.work.actions import confirm_receipt, return_case
from salter.training.deeds.base import deed
from salter.training.offices.world import World


@deed
def assign(world: World, *, to: str, case: str = "case", by: str = "nacelnik", note: str = "") -> None:
    """A case is given to somebody; `to` is a post, or the mark of a unit."""
    staff = world.staff(to)
    actions.assign(world.viewer(by), case=world.case(case), unit=staff.unit, staff=staff, note=note)


@deed
def assign_unit(world: World, *, of: str, case: str = "case", by: str = "pisarnica") -> None:
    """A case is given to the unit of somebody, without a handler."""
    actions.assign(world.viewer(by), case=world.case(case), unit=world.staff(of).unit, staff=None)


@deed
def confirm(world: World, *, case: str = "case", by: str = "") -> None:
    """The handler confirms that the case has come."""
    confirm_receipt(world.worker(case, by), cases=[world.case(case)])


@deed
def give_back(world: World, *, reason: str, case: str = "case", by: str = "") -> None:
    """Who was to get the case returns it."""
    return_case(world.worker(case, by), case=world.case(case), reason=reason)


@deed
def absent(world: World, *, who: str, days: int = 10, by: str = "nacelnik-uprave") -> None:
    """Somebody goes on leave today, unless that is noted already."""
    from salter.organisations.actions import note_absence
    from salter.organisations.models import Absence, AbsenceKind

    today = clock.today(world.organisation)
    until = today + timedelta(days=days)
    noted = Absence.objects.filter(organisation=world.organisation, staff=world.staff(who), ended_at=None)
    if noted.filter(from_on__lte=until, until_on__gte=today).exists():
        return
    note_absence(world.viewer(by), staff=world.staff(who), kind=AbsenceKind.LEAVE, from_on=today, until_on=until)


@deed
def stand_in(world: World, *, who: str, deputy: str, days: int = 10, by: str = "nacelnik-uprave") -> None:
    """A mandate to stand in for somebody who is absent."""
    from salter.organisations.actions import give_mandate

    today = clock.today(world.organisation)
    give_mandate(
        world.viewer(by),
        absent=world.staff(who),
        deputy=world.staff(deputy),
        number=f"031-90/{today.year}-IV",
        ground="Решење начелника Општинске управе",
        valid_from=today,
        valid_to=today + timedelta(days=days),
    )


@deed
def stand_in_ends(world: World, *, who: str, by: str = "nacelnik-uprave") -> None:
    """The mandates of those who stand in for somebody end."""
    from salter.organisations.actions import end_mandate
    from salter.organisations.models import Mandate

    for mandate in Mandate.objects.filter(organisation=world.organisation, absent=world.staff(who), ended_at=None):
        end_mandate(world.viewer(by), mandate=mandate)


@deed
def note(world: World, *, about: str, text: str, case: str = "case", by: str = "") -> None:
    """An official note in the file."""
    write_note(world.worker(case, by), case=world.case(case), about=about, text=text)
