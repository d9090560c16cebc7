"""Every URL × every role answers as listed; no row of another organisation, ever (house.md, section 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation

from salter.ops import urls
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.tenancy import scope
from salter.registry.models import Case
from tests.rules_of_the_house.conftest import FOREIGN
from tests.rules_of_the_house.pages import EXPECTED, Expected, Page, case, pages, unlisted, wanted
from tests.support.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("urls")]

SHARED = {
    "portal:service",
    "portal:start",
    "registry:book",
    "registry:close-register",
    "registry:copy-book",
    "registry:carry-over",
    "registry:calendar-year",
    "registry:law-rule",
    "registry:report",
    "registry:closing-note",
    "organisations:change-mode",
}  # every office has its own of that code
SHARED |= {
    "registry:state-day",
    "registry:state-day-close",
    "registry:outgoing-day",
    "registry:outgoing-print",
}  # a day is everybody's
SHARED |= {"organisations:change-language", "organisations:end-language"}  # a language is everybody's
SHARED |= {"training:exercise", "training:begin", "training:as", "training:write-there"}  # exercises are everybody's
SHARED |= {f"training:security{end}" for end in ("", "-take", "-begin", "-work")}  # these, too
SHARED |= {"registry:draft"}  # every office has the same drafts, each with its own data
SHARED |= {"registry:carry-out"}  # a format of the own catalogue
SHARED |= {"registry:help-topic"}  # rules of law and examples: of an office only its settings
SHARED |= {"organisations:passkey", "organisations:factors-away"}  # ask for a fresh sign-in before anything
SHARED |= {f"training:going-live{end}" for end in ("", "-take-back")}  # every office has its own list
SHARED |= {"training:own", "training:own-give-up"}  # and its own copy
FOREIGN_WORDS = (FOREIGN.encode(), b"Izmi\xc5\xa1ljotina")


@pytest.fixture
def visitors(sessions: dict[Role, str]) -> dict[Role | None, Client]:
    """A browser of each role, and one that is not signed in."""
    browsers: dict[Role | None, Client] = {None: Client()}
    for role, session in sessions.items():
        browsers[role] = Client()
        browsers[role].cookies[settings.SESSION_COOKIE_NAME] = session
    return browsers


def answer(browser: Client, address: str, sent: Any = None) -> tuple[int, bytes]:
    """Status and content of a page; what asking for it writes is forgotten."""
    with transaction.atomic(), translation.override("sr"):
        response = browser.get(address) if sent is None else browser.post(address, dict(sent))
        transaction.set_rollback(True)
    return response.status_code, content(response)


def content(response: HttpResponseBase) -> bytes:
    """What a browser would get."""
    return response.content if isinstance(response, HttpResponse) else b"".join(response)


def violations(
    found: Page, expected: Expected, scenes: tuple[Scene, Scene], visitors: dict[Role | None, Client]
) -> Iterator[str]:
    """Answers that the table does not promise, and anything of another organisation."""
    own, foreign = scenes
    for role, browser in visitors.items():
        status, body = answer(browser, expected.address(found.name, own), expected.sent)
        if status != (due := wanted(found, expected, role)):
            yield f"{found.name} answers {role} with {status}, not {due}"
        if any(word in body for word in FOREIGN_WORDS):
            yield f"{found.name} shows {role} words of another organisation"
        opens = found.public or (role is not None and due == expected.status)
        if expected.values and found.name not in SHARED and opens:
            yield from _strange(found, expected.address(found.name, foreign), role, browser)


def _strange(found: Page, address: str, role: Role | None, browser: Client) -> Iterator[str]:
    for method, sent in (("get", None), ("post", {})):
        status, body = answer(browser, address, sent)
        if status not in (404, 405) or any(word in body for word in FOREIGN_WORDS):
            yield f"{found.name} answers {role} with {status} to a {method} of another organisation's object"


def test_every_page_has_its_line() -> None:
    assert unlisted(pages()) == []


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_answers_each_role_as_listed(
    name: str, scenes: tuple[Scene, Scene], visitors: dict[Role | None, Client]
) -> None:
    assert list(violations(pages()[name], EXPECTED[name], scenes, visitors)) == []


@page(Role.REGISTRY_CLERK, Role.SECOND_INSTANCE)
def without_permission(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Planted: shows any case of the office, whoever looks."""
    return HttpResponse(Case.objects.get(pk=case_id).subject)


@page(Role.REGISTRY_CLERK)
def without_filter(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Planted: looks for the case in every organisation."""
    for organisation_id in Organisations.ids:
        with scope(organisation_id):
            if found := Case.objects.filter(pk=case_id).first():
                return HttpResponse(found.subject)
    return HttpResponse(status=404)


@page()
def without_roles(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Planted: forgets to say who may open it."""
    return HttpResponse()


@page(Role.REGISTRY_CLERK)
def without_organisation(request: OfficeRequest) -> HttpResponse:
    """Planted: shows every case of the installation, as far as its queries know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject FROM registry_case UNION SELECT name FROM organisations_party")
        words = [str(row[0]) for row in cursor.fetchall()]
    return HttpResponse(" ".join([*words, *Case.objects.values_list("search", flat=True)]))


def bare(request: HttpRequest) -> HttpResponse:
    """Planted: a view without the decorator `page`."""
    return HttpResponse()


class Organisations:
    """Which organisations the planted page looks into."""

    ids: tuple[int, ...] = ()


urlpatterns = [
    *urls.urlpatterns,
    path("planted/<uuid:case_id>/permission/", without_permission, name="permission"),
    path("planted/<uuid:case_id>/filter/", without_filter, name="filter"),
    path("planted/<uuid:case_id>/roles/", without_roles, name="roles"),
    path("planted/organisation/", without_organisation, name="organisation"),
    path("planted/bare/", bare, name="bare"),
]


BEFORE_SIGNING_IN = {"passkey-options", "provider", "provider-back", "second", "sign-in", "sign-in-passkey", "sign-out"}
UNDECORATED = {
    *("/health/live", "/health/ready", "/metrics", "/favicon.ico", "ui:style-guide"),
    *(f"organisations:{name}" for name in BEFORE_SIGNING_IN),
    *("set-up:check", "set-up:code", "set-up:step"),
}
"""Views that may do without the decorator: they know no viewer yet, or no office stands behind them."""


def undecorated(found: Mapping[str, Page]) -> list[str]:
    """Views of the map that do not say who may open them."""
    names = {name for name, view in found.items() if not hasattr(view.view, "public") and not name.startswith("api:")}
    return sorted(names - UNDECORATED)


def test_every_view_says_who_may_open_it() -> None:
    assert undecorated(pages()) == []
    with override_settings(ROOT_URLCONF=__name__):
        assert undecorated(pages(__name__)) == ["bare"]


def test_a_query_that_forgets_the_organisation_is_stopped_by_row_level_security(
    scenes: tuple[Scene, Scene], visitors: dict[Role | None, Client]
) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        _status, body = answer(visitors[Role.REGISTRY_CLERK], "/planted/organisation/")
    assert scenes[0].about.encode() in body
    assert not any(word in body for word in FOREIGN_WORDS)


def test_a_page_that_forgets_permission_or_organisation_is_caught(
    scenes: tuple[Scene, Scene], visitors: dict[Role | None, Client]
) -> None:
    Organisations.ids = tuple(scene.office.organisation.pk for scene in scenes)
    expected = Expected(values=case, hidden=(Role.SECOND_INSTANCE,))
    with override_settings(ROOT_URLCONF=__name__):
        planted = pages(__name__)
        seen, leaked = (
            list(violations(planted[name], expected, scenes, visitors)) for name in ("permission", "filter")
        )
    assert f"permission answers {Role.SECOND_INSTANCE} with 200, not 404" in seen
    assert any("another organisation's object" in line for line in leaked)
    assert "roles has no line in the table" in unlisted(planted)
