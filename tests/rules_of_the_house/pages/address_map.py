"""The pages of the URL map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from salter.organisations.models import Role


@dataclass(frozen=True)
class Page:
    """One address of the map; the decorator `page` has written on the view who may open it."""

    name: str
    view: Callable[..., object]

    @property
    def roles(self) -> frozenset[Role]:
        """Who may open it; empty for everybody who is signed in."""
        return frozenset(getattr(self.view, "roles", ()))

    @property
    def public(self) -> bool:
        """Whether it is open to those who are not signed in."""
        return bool(getattr(self.view, "public", True))


def pages(urlconf: str | None = None) -> dict[str, Page]:
    """The URL map by name (by route where there is no name)."""
    return {page.name: page for page in _pages(get_resolver(urlconf).url_patterns)}


def _pages(patterns: list[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[Page]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _pages(entry.url_patterns, route + str(entry.pattern), inner)
        elif callable(entry.callback):
            name = f"{space}{entry.name}" if entry.name else f"/{route}{entry.pattern}"
            yield Page(name, entry.callback)
