"""The administration's entry in the navigation of the office; ops puts the rooms together."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from salter.organisations.absence import NOTES_ABSENCE
from salter.organisations.access import Viewer
from salter.organisations.models import Role


def navigation(viewer: Viewer) -> list[dict[str, Any]]:
    """Where the administrator keeps people and units; the head of administration enters stand-ins, heads absences."""
    place = {"key": "", "count": None}
    if viewer.has(Role.ADMINISTRATOR):
        staff = reverse("organisations:staff")
        return [{"url": staff, "under": staff.removesuffix("staff/"), "label": _("Administration"), **place}]
    if viewer.has(Role.HEAD_OF_ADMINISTRATION):
        return [{"url": reverse("organisations:mandates"), "label": _("Stand-ins"), **place}]
    if viewer.has(*NOTES_ABSENCE):
        return [{"url": reverse("organisations:absences"), "label": _("Absences"), **place}]
    return []
