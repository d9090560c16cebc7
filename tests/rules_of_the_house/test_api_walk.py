"""Every call of the API × every role answers as listed; no row of another organisation, ever (house.md, section 7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI

from salter.ops import urls
from salter.ops.api import api
from salter.organisations.access import STAFF_ROLES
from salter.organisations.actions import issue_token
from salter.organisations.api import Token
from salter.organisations.models import Role, TokenScope
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from salter.registry.models import Case
from tests.ops.api import submission
from tests.rules_of_the_house.conftest import FOREIGN
from tests.support.scene import DECISION, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("urls")]

REGISTER = frozenset({Role.REGISTRY_CLERK, Role.REGISTRY_HEAD})
OUTSIDE = frozenset({Role.CITIZEN, Role.COMPANY})
SEE = REGISTER | {
    *(Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY, Role.ARCHIVIST, Role.INSPECTOR),
    *(Role.HANDLER, Role.UNIT_HEAD),  # the case is of their unit
}
FIND = SEE | {Role.SECOND_INSTANCE}
ASSIGN = REGISTER | {Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION}
HANDLE = frozenset({Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION})
WRITTEN = {"title": "Решење", "content": DECISION}
ARCHIVED = {"status": "archived", "reason": "само архива то чини"}
READ_BOOKS = frozenset({*REGISTER, Role.HEAD_OF_ADMINISTRATION, Role.INSPECTOR, Role.ARCHIVIST})


@dataclass(frozen=True)
class Call:
    """What a call answers: `done` to those of `roles`, `refused` to the others, 404 to who does not see the case."""

    done: int = 200
    roles: frozenset[Role] = frozenset(Role)
    seen_by: frozenset[Role] = frozenset(Role)
    refused: int = 403
    body: Callable[[], object] | None = None
    query: str = ""
    public: bool = False
    changes: str = ""
    """What it changes (case, act): the call says which version it has read."""

    def due(self, role: Role | None) -> int:
        """The status that the call owes to a program of the role (None: without a token)."""
        if role is None and not self.public:
            return 401
        if role is not None and role not in self.seen_by:
            return 404
        return self.done if role is None or role in self.roles else self.refused


CALLS: dict[str, Call] = {
    "GET /cases": Call(query=f"?q={FOREIGN}&limit=200"),
    "GET /search": Call(roles=FIND, query=f"?q={FOREIGN}"),
    "POST /cases": Call(201, REGISTER | OUTSIDE, body=submission),
    "POST /cases/{case_id}/submissions": Call(201, REGISTER, SEE, body=submission),
    "GET /cases/{case_id}": Call(seen_by=SEE),
    "GET /cases/{case_id}/journal": Call(seen_by=SEE),
    "GET /units": Call(roles=STAFF_ROLES),
    "GET /cases/{case_id}/deadlines": Call(seen_by=SEE),
    "POST /cases/{case_id}/assignments": Call(200, ASSIGN, SEE, body=lambda: {"unit": "IV-02"}, changes="case"),
    "POST /cases/{case_id}/status": Call(422, HANDLE, SEE, body=lambda: ARCHIVED, changes="case"),
    "POST /cases/{case_id}/acts": Call(201, HANDLE, SEE, body=lambda: {**WRITTEN, "kind": "decision"}, changes="case"),
    "GET /cases/{case_id}/acts/{act_id}": Call(seen_by=SEE),
    "PUT /cases/{case_id}/acts/{act_id}": Call(200, HANDLE, SEE, body=lambda: WRITTEN, changes="act"),
    "POST /cases/{case_id}/acts/{act_id}/submission": Call(422, HANDLE, SEE, changes="act"),
    "GET /registers/{code}/{year}": Call(roles=READ_BOOKS),
    "GET /log/head": Call(public=True),
    "GET /log/proof": Call(404, public=True, query="?entry=01900000-0000-7000-8000-000000000000"),
    "GET /log/consistency": Call(422, public=True, query="?first=2&second=1"),
    "POST /signatures/validate": Call(422, body=dict),
}


def calls(of: NinjaAPI) -> set[str]:
    """Every call that the API really offers, as the URL map of its routers has it."""
    return {
        f"{method} {('/' + prefix.strip('/') + '/' + route.strip('/')).replace('//', '/')}"
        for prefix, router in of._routers
        for route, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def unlisted(found: set[str], listed: set[str]) -> list[str]:
    """Calls without a line in the table, and lines without a call."""
    return [f"{name} has no line" for name in sorted(found - listed)] + [
        f"{name} is no call any more" for name in sorted(listed - found)
    ]


Programs = dict[Role | None, str]


@pytest.fixture
def programs(scenes: tuple[Scene, Scene]) -> Programs:
    """A token of each role of the own office, and none."""
    office = scenes[0].office
    with scope(office.organisation.pk):
        setting_up = founder(office.organisation)
        tokens: Programs = {role: issue_token(setting_up, account=office.account(role), role=role) for role in Role}
    return tokens | {None: ""}


def answer(name: str, call: Call, scene: Scene, token: str, base: str) -> tuple[int, str]:
    """Status and content; what the call writes is forgotten."""
    method, route = name.split(" ", 1)
    case, act = scene.open.case, scene.draft
    values = {"case_id": str(case.pk), "act_id": str(act.pk), "code": "basic", "year": str(case.year)}
    for key, value in values.items():
        route = route.replace(f"{{{key}}}", value)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if call.changes:
        with scope(scene.office.organisation.pk):
            (case if call.changes == "case" else act).refresh_from_db(fields=["version"])
        headers["If-Match"] = f'"{(case if call.changes == "case" else act).version}"'
    client = Client(headers=headers)
    with transaction.atomic():
        if method == "GET":
            response = client.get(f"{base}{route}{call.query}")
        else:
            body = json.dumps(call.body() if call.body else {})
            response = client.generic(method, f"{base}{route}", body, content_type="application/json")
        transaction.set_rollback(True)
    return response.status_code, cast(HttpResponse, response).content.decode()


def violations(
    name: str, call: Call, scenes: tuple[Scene, Scene], programs: Programs, base: str = "/api/v1"
) -> Iterator[str]:
    """Answers that the table does not promise, and anything of another organisation."""
    own, foreign = scenes
    for role, token in programs.items():
        status, body = answer(name, call, own, token, base)
        if status != call.due(role):
            yield f"{name} answers {role} with {status}, not {call.due(role)}"
        if FOREIGN in body:
            yield f"{name} tells {role} of another organisation"
        if "{case_id}" in name and role is not None:
            status, body = answer(name, call, foreign, token, base)
            if status != 404 or FOREIGN in body:
                yield f"{name} answers {role} with {status} for another organisation's case"


def test_every_call_has_its_line() -> None:
    assert unlisted(calls(api), set(CALLS)) == []


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_answers_each_role_as_listed(name: str, scenes: tuple[Scene, Scene], programs: Programs) -> None:
    assert list(violations(name, CALLS[name], scenes, programs)) == []


planted = NinjaAPI(urls_namespace="planted", auth=Token(TokenScope.CASES_READ), docs_url=None, openapi_url=None)


@planted.get("/permission/{case_id}")
def without_permission(request: HttpRequest, case_id: UUID) -> Any:
    """Planted: forgets both who asks and the organisation."""
    return {"subject": get_object_or_404(Case, pk=case_id).subject}


@planted.get("/filter/{case_id}")
def without_filter(request: HttpRequest, case_id: UUID) -> Any:
    """Planted: looks into the organisation of the case, not of the token."""
    for organisation_id in Organisations.ids:
        with scope(organisation_id):
            if found := Case.objects.filter(pk=case_id).first():
                return {"subject": found.subject}
    return {}


class Organisations:
    """Which organisations the planted call looks into."""

    ids: tuple[int, ...] = ()


urlpatterns = [path("api/planted/", planted.urls), *urls.urlpatterns]


def test_a_call_that_forgets_permission_or_organisation_is_caught(
    scenes: tuple[Scene, Scene], programs: Programs
) -> None:
    Organisations.ids = tuple(scene.office.organisation.pk for scene in scenes)
    with override_settings(ROOT_URLCONF=__name__):
        unpermitted, leaked = (
            list(violations(f"GET /{name}/{{case_id}}", Call(seen_by=SEE), scenes, programs, "/api/planted"))
            for name in ("permission", "filter")
        )
    assert f"GET /permission/{{case_id}} answers {Role.ANALYST} with 200, not 404" in unpermitted
    assert not any("for another organisation's case" in line for line in unpermitted)  # row-level security stops it
    assert any("for another organisation's case" in line for line in leaked)
    assert "GET /permission/{case_id} has no line" in unlisted(calls(planted), set(CALLS))
