"""The archive's entry in the navigation of the office."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from salter.archive.queries import READERS
from salter.organisations.access import Viewer


def navigation(viewer: Viewer) -> list[dict[str, Any]]:
    """The archive, for who may read it."""
    if not viewer.has(*READERS):
        return []
    return [{"name": "archive:units", "url": reverse("archive:units"), "label": _("Archive"), "key": "", "count": None}]
