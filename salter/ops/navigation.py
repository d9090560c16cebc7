"""What stands in the band and the navigation of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page."""
    return {"organisation": getattr(request, "organisation", None), "viewer": getattr(request, "viewer", None)}
