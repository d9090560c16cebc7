"""The entry of going live in the navigation of the office; ops puts the rooms together."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer
from salter.training.going_live.actions import LEADS


def navigation(viewer: Viewer) -> list[dict[str, Any]]:
    """Where who leads the office prepares its beginning."""
    if not viewer.has(*LEADS) or viewer.organisation.practice:
        return []
    return [{"url": reverse("training:going-live"), "label": _("Going live"), "key": "", "count": None}]
