"""Reading the legal settings of an office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from salter.organisations.access import STAFF_ROLES, Viewer, require
from salter.organisations.models import Organisation
from salter.registry import deadlines
from salter.registry.legal.rules import BY_NAME, LEGAL, SETTINGS, WORKS_SATURDAY, Setting, from_text
from salter.registry.models import Case, LegalChoice

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


def held(organisation: Organisation) -> list[LegalChoice]:
    """All choices of an office, oldest first."""
    return list(LegalChoice.objects.filter(organisation=organisation).order_by("id"))


def settings_at(settings: dict[str, Any], choices: Sequence[LegalChoice], moment: datetime) -> dict[str, Any]:
    """An office's settings with the legal ones as they were at a moment: what came in then was counted by them."""
    legal, works = dict(settings.get(LEGAL, {})), settings.get(WORKS_SATURDAY)
    for choice in reversed(choices):
        if choice.at <= moment or choice.setting not in BY_NAME:
            continue
        before = from_text(BY_NAME[choice.setting], choice.before)
        if choice.setting == WORKS_SATURDAY:
            works = before
        else:
            legal[choice.setting] = before
    return {**settings, LEGAL: legal, WORKS_SATURDAY: works}


def as_counted(organisation: Organisation, case: Case) -> Organisation:
    """The office with the legal settings by which a case was counted when it was registered; not to be saved."""
    settings = settings_at(organisation.settings, held(organisation), case.registered_at)
    columns = {field.attname: getattr(organisation, field.attname) for field in organisation._meta.concrete_fields}
    return Organisation(**{**columns, "settings": settings})
