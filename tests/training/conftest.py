"""The town is there in every test of the room: founded once in a process, laid in as rows after that."""

from __future__ import annotations

import pytest
from django.db import connection

from salter.organisations.models import Organisation
from salter.training.offices import town
from tests.support.copies import Copied, before, copied

_towns: dict[str, Copied] = {}


@pytest.fixture
def the_town(db: None) -> Organisation:
    """The town that practice offices are copies of."""
    name = connection.settings_dict["NAME"]
    if name not in _towns:
        then = before()
        found = town.ready_town()
        _towns[name] = copied(then, found.pk, found)
        return found
    laid: Organisation = _towns[name].laid_in()
    return laid
