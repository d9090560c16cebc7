"""The keys' entry in the navigation of the office; ops puts the rooms together."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer
from salter.organisations.models import Role


def navigation(viewer: Viewer) -> list[dict[str, Any]]:
    """Where the administrator sees who can sign."""
    if not viewer.has(Role.ADMINISTRATOR):
        return []
    return [{"url": reverse("signatures:keys"), "label": _("Keys"), "key": "", "count": None}]
