"""The registry's entries in the navigation of the office; ops puts the rooms together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypedDict
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from salter.organisations import acting
from salter.organisations.access import STAFF_ROLES, Viewer
from salter.organisations.models import Role
from salter.organisations.statements import Statement, asked, counting
from salter.registry import access_log, desk, plan, queries
from salter.registry.actions.working_days import SETS_CALENDAR
from salter.registry.deadlines import settings_of
from salter.registry.deciding.rules import made_here
from salter.registry.incoming import queries as shelf
from salter.registry.models import ActStatus, Case, Extent
from salter.registry.shelves.actions import KEEPERS
from salter.registry.work import queries as work
from salter.registry.work.handing import RECEIVERS
from salter.registry.work.notes import queries as notes
from salter.registry.work.notes.rules import WRITERS


class Entry(TypedDict):
    """One entry. `count` is a lazy number: the database counts only when a template shows it."""

    name: str
    url: str
    label: str | Promise
    key: str
    count: object


READERS = (
    Role.REGISTRY_CLERK,
    Role.REGISTRY_HEAD,
    Role.HANDLER,
    Role.UNIT_HEAD,
    Role.HEAD_OF_ADMINISTRATION,
    Role.SIGNATORY,
    Role.SECOND_INSTANCE,
    Role.ARCHIVIST,
    Role.INSPECTOR,
)
"""Who reads cases (visible_to then says which)."""
STAFF = tuple(role for role in Role if role in STAFF_ROLES)
CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
OF_DEPUTIES = ("inbox", "approve", "sign")
"""Entries that are there for who stands in for somebody, too."""
APPROVERS = (Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


def navigation(viewer: Viewer) -> list[Entry]:
    """Where this viewer may go in the registry, in the order of the day; the keys are digits, letters mean deeds."""
    entries: list[Entry] = []

    def add(name: str, label: str | Promise, roles: tuple[Role, ...], count: Callable[[], int] | None = None) -> None:
        if viewer.has(*roles) or (name in OF_DEPUTIES and acting.opens(viewer, roles)):
            lazy = SimpleLazyObject(count) if count else None
            url = reverse(f"registry:{name}")
            key = str(len(entries) + 1) if len(entries) < 9 else ""  # there are no more digits
            entries.append({"name": f"registry:{name}", "url": url, "label": label, "key": key, "count": lazy})

    add("home", _("Today"), STAFF)
    add("cases", _("Cases"), READERS)
    add("inbox", _("Handed over"), RECEIVERS, lambda: work.to_confirm(viewer))
    add("my-tasks", _("Tasks"), WRITERS, lambda: notes.to_do(viewer))
    add("intake", _("Intake"), CLERKS)
    add("incoming", _("Incoming"), CLERKS, lambda: shelf.to_do(viewer))
    add("approve", _("Approval"), APPROVERS, lambda: _waiting(viewer, ActStatus.SUBMITTED))
    add("sign", _("Signing"), (Role.SIGNATORY,), lambda: _waiting(viewer, ActStatus.APPROVED))
    add("dispatch", _("Dispatch"), CLERKS, lambda: _waiting(viewer, ActStatus.SIGNED))
    add("head", _("Head's page"), (Role.HEAD_OF_ADMINISTRATION,))
    add("mayor", _("The office in numbers"), (Role.MAYOR,))
    add("report-newest", _("Resolved cases"), (Role.MAYOR, Role.INSPECTOR))
    add("hearings-week", _("Hearings"), READERS)
    add("dossiers", _("Dossiers"), READERS)
    if made_here(Extent.GUARANTEE, settings_of(viewer.organisation)):
        add("guarantees", _("Guarantee acts"), READERS)
    add("registers", _("Books"), desk.BOOK_READERS)
    add("delivery-book", _("Internal delivery book"), work.BOOK_READERS)
    add("shelves", _("Shelves"), KEEPERS)
    add("calendar", _("Working days"), SETS_CALENDAR)
    add("law", _("Legal settings"), (Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR))
    add("looks", _("Who looked"), access_log.READERS)
    add("catalogue", _("Catalogue"), plan.READERS)
    add("mail", _("E-mail"), (Role.ADMINISTRATOR,))
    return entries


def _waiting(viewer: Viewer, status: ActStatus) -> int:
    units = queries.units_to_approve(viewer) if status == ActStatus.SUBMITTED else None
    [(count,)] = asked(_counting(Case.objects.all().rule_for(viewer), viewer.organisation.pk, status, units))
    return int(count)


@lru_cache(maxsize=500)
def _counting(visible: Q, organisation_id: int, status: ActStatus, units: frozenset[UUID] | None) -> Statement:
    return counting(queries.acts_of_cases(visible, organisation_id, status, units), desk.MANY)
