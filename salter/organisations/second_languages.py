"""Pages in a language beside Serbian: those of citizens, where the office has it in official use (decision 052)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from salter.organisations.languages import LANGUAGES, in_use

HOME = "home"
PAGES: dict[str, set[str] | None] = {
    "portal": None,
    "mailbox": None,
    "organisations": {"sign-in", "sign-out", "sign-in-passkey", "passkey-options"},
}
"""Rooms whose pages citizens see, and which of them (None: all)."""
SERBIAN_ONLY = {"portal:alerts", "portal:authorised", "portal:board", "portal:log", "portal:log-check"}


def has_words(name: str) -> bool:
    """Whether a page has words in the second languages."""
    room, _colon, page = name.partition(":")
    some = PAGES.get(room, set())
    return name not in SERBIAN_ONLY and (some is None or page in some)


class SecondLanguages:
    """Says on which pages a second language is offered, and leads to the Serbian page where there are no words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Run the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Before the page is drawn."""
        organisation = getattr(request, "organisation", None)
        name = request.resolver_match.view_name if request.resolver_match else ""
        used = [one.code for one in in_use(organisation)] if organisation else []
        request.second_languages = used if has_words(name) else []  # type: ignore[attr-defined]  # ui reads it
        here = translation.get_language()
        if here not in LANGUAGES or here in request.second_languages:  # type: ignore[attr-defined]
            return None
        if name == HOME and here in used:
            return redirect(reverse("portal:catalogue"))
        path = request.get_full_path()
        if request.method in ("GET", "HEAD") and path.startswith(f"/{here}/"):
            return redirect(path.removeprefix(f"/{here}"))
        translation.activate("sr")
        return None
