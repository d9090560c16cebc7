"""What a page answers, and for which object of an office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.support.scene import Scene

Values = Callable[[Scene], Mapping[str, object]]


@dataclass(frozen=True)
class Expected:
    """What a page answers to who may open it (`status`); roles of `hidden` pass the door, but find nothing (404).

    `values` gives the address' values in an office; an address without values shows no single object.
    """

    status: int = 200
    values: Values | None = None
    hidden: tuple[Role, ...] = ()
    sent: Mapping[str, str] | None = None
    plain: bool = False  # a file or data: no page to look at
    query: str = ""

    def address(self, name: str, scene: Scene) -> str:
        """The address in that office."""
        with translation.override("sr"), scope(scene.office.organisation.pk):
            values = dict(self.values(scene)) if self.values else None
            return (name if name.startswith("/") else reverse(name, kwargs=values)) + self.query
