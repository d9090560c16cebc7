"""What stands in the band, the navigation and the foot of every page: the rooms' entries, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from salter.organisations.access import Viewer
from salter.organisations.kept import mark_of
from salter.registry.navigation import READERS as FINDERS
from salter.registry.seeing.digest import READERS as DIGEST_READERS
from salter.training.guide import guide_of

ROOMS = ("registry", "portal", "mailbox", "archive", "organisations", "signatures", "training")
Entry = Mapping[str, Any]


def rooms() -> list[Callable[[Viewer], list[Entry]]]:
    """The `navigation(viewer)` of every room that has one, in the order of the story."""
    found = []
    for room in ROOMS:
        try:
            module = import_module(f"salter.{room}.navigation")
        except ModuleNotFoundError as missing:
            if missing.name != f"salter.{room}.navigation":
                raise
        else:
            found.append(module.navigation)
    return found


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page; the navigation is made only when a template shows it."""
    viewer = getattr(request, "viewer", None)
    return {
        "organisation": getattr(request, "organisation", None),
        "viewer": viewer,
        "test_keys": settings.SALTER_MODE != "production",
        "form_mark": mark_of(viewer.account) if viewer and viewer.account else "",
        "find_url": reverse("registry:find") if viewer and viewer.has(*FINDERS) else "",
        "digest_url": reverse("registry:digest") if viewer and viewer.has(*DIGEST_READERS) else "",
        "navigation": SimpleLazyObject(lambda: navigation(viewer, request.path)),
        "footer_links": SimpleLazyObject(lambda: footer(viewer)),
        "guide": SimpleLazyObject(lambda: guide_of(viewer)),
    }


def navigation(viewer: Viewer | None, path: str) -> list[dict[str, Any]]:
    """Entries as {url, label, key, current, count}; the entry with the longest address that `path` lies under (its
    `under`, else its `url`) is the current one."""
    if viewer is None or viewer.account is None:
        return []
    entries = [dict(entry) for room in rooms() for entry in room(viewer)]
    places = [entry.get("under", entry["url"]) for entry in entries]
    here = max((place for place in places if path.startswith(place)), key=len, default="")
    return [{**entry, "current": place == here} for entry, place in zip(entries, places, strict=True)]


def footer(viewer: Viewer | None) -> list[dict[str, str]]:
    """Links that everybody finds at the foot of every page."""
    if viewer is None:
        return []
    links = [("portal:catalogue", _("Services")), ("portal:status-search", _("Where is my request?"))]
    if viewer.organisation.demo or viewer.organisation.practice or viewer.is_staff:
        links.append(("training:overview", _("Practise")))
    links += [("portal:authorised", _("Authorised officials")), ("portal:log", _("The log")), ("help", _("Help"))]
    return [{"url": reverse(name), "label": label} for name, label in links]
