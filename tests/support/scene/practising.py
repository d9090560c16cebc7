"""A class that a trainer leads."""

from __future__ import annotations

from salter.organisations.models import Role
from salter.training.classes.actions import Plan, make_class
from salter.training.models import LiveClass
from tests.support.office import Office


def live_class(office: Office, about: str) -> LiveClass:
    """A class with two places, that people without a slip may join."""
    return make_class(office.viewer(Role.TRAINER), plan=Plan(name=about, exercise="salter", names=[about, ""]))
