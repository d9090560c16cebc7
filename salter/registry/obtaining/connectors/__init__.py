"""Ports to keepers of records. None of them is a system of the state; a new one is a module here and a line below."""

from __future__ import annotations

from salter.organisations.models import Organisation
from salter.registry.obtaining.connectors.contract import Connector
from salter.registry.obtaining.connectors.files import FILES
from salter.registry.obtaining.connectors.simulated import SIMULATED

CONNECTORS: dict[str, Connector] = {one.code: one for one in (FILES, SIMULATED)}


def usable(organisation: Organisation) -> list[Connector]:
    """The connectors that an office can ask by."""
    return [one for one in CONNECTORS.values() if not one.problems(organisation)]
