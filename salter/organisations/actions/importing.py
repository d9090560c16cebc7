"""Bringing units and staff in from a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from salter.organisations.access import Viewer, require
from salter.organisations.actions.staff import add_staff, change_post, grant_role
from salter.organisations.actions.units import change_unit, create_unit
from salter.organisations.importing.plan import CHANGED, NEW, WRONG, Judged, counts, judge
from salter.organisations.importing.tables import Row
from salter.organisations.models import Organisation, Role, Unit
from salter.organisations.recording import record
from salter.organisations.tenancy import uuid7


@transaction.atomic
def import_people(viewer: Viewer, *, rows: Sequence[Row]) -> list[Judged]:
    """Do what the good rows say, all of them or (if anything fails) nothing; the others are given back as they are.

    The same table twice changes nothing the second time: units are known by mark, people by user name. Roles are given,
    never taken. Raises NotAllowed.
    """
    require(viewer, Role.ADMINISTRATOR)
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    judged = judge(viewer, rows)
    for each in judged:
        if each.fate in (NEW, CHANGED):
            _unit(viewer, each) if each.row.kind == "unit" else _person(viewer, each)
    found = counts(judged)
    if found[NEW] + found[CHANGED]:
        body = {"new": found[NEW], "changed": found[CHANGED], "wrong": found[WRONG]}
        record(viewer, "people.imported", subject=("organisation", uuid7()), body=body)
    return judged


def _unit(viewer: Viewer, each: Judged) -> None:
    units = Unit.objects.filter(organisation=viewer.organisation)
    parent = units.get(mark=each["under"]) if each["under"] else None
    if each.fate == NEW:
        create_unit(viewer, mark=each["mark"], name=each["name"], parent=parent)
    else:
        change_unit(viewer, unit=units.get(mark=each["mark"]), mark=each["mark"], name=each["name"], parent=parent)


def _person(viewer: Viewer, each: Judged) -> None:
    unit = Unit.objects.get(organisation=viewer.organisation, mark=each["unit"])
    post = {cell: each[cell] for cell in ("name", "title", "mark", "email")}
    if each.staff is None:
        add_staff(viewer, username=each["username"], unit=unit, roles=each.roles, **post)
        return
    change_post(viewer, staff=each.staff, unit=unit, **post)
    for role in each.roles:
        grant_role(viewer, staff=each.staff, role=role)
