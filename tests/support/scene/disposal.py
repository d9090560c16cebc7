"""Archived cases whose time of keeping is over, and lists of them."""

from __future__ import annotations

from datetime import timedelta

from salter.archive.disposal import actions
from salter.archive.models import ArchiveUnit, Disposal
from salter.organisations import clock
from salter.organisations.models import Role
from tests.support.office import Office


def expire(office: Office, unit: ArchiveUnit) -> ArchiveUnit:
    """Its last day was yesterday."""
    unit.keep_until = clock.today(office.organisation) - timedelta(days=1)
    unit.save(update_fields=["keep_until"])
    return unit


def on_a_list(office: Office, unit: ArchiveUnit) -> Disposal:
    """A list with that case, begun by the archivist."""
    expire(office, unit)
    return actions.propose(office.viewer(Role.ARCHIVIST), note="За комисију")
