"""Reading the legal settings of an office."""

from __future__ import annotations

from dataclasses import dataclass

from salter.organisations.access import STAFF_ROLES, Viewer, require
from salter.organisations.models import Organisation
from salter.registry import deadlines
from salter.registry.legal.rules import SETTINGS, WORKS_SATURDAY, Setting
from salter.registry.models import LegalChoice

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A setting with its value and, where somebody has set it, the newest choice."""

    setting: Setting
    value: int | bool
    choice: LegalChoice | None


def value_of(organisation: Organisation, setting: Setting) -> int | bool:
    """What counts in an office now."""
    if setting.name == WORKS_SATURDAY:
        return bool(organisation.settings.get(WORKS_SATURDAY))
    value = getattr(deadlines.settings_of(organisation), setting.name)
    assert isinstance(value, int)
    return value


def lines(viewer: Viewer) -> list[Line]:
    """Every setting, in the order of the rules: one query."""
    require(viewer, *STAFF_ROLES)
    rows = LegalChoice.objects.filter(organisation=viewer.organisation)
    chosen = {row.setting: row for row in rows.order_by("setting", "-id").distinct("setting")}
    return [Line(one, value_of(viewer.organisation, one), chosen.get(one.name)) for one in SETTINGS]


def history(viewer: Viewer, setting: Setting) -> list[LegalChoice]:
    """Who has set it to what, newest first."""
    require(viewer, *STAFF_ROLES)
    rows = LegalChoice.objects.filter(organisation=viewer.organisation, setting=setting.name)
    return list(rows.order_by("-id")[:SHOWN])
