"""Other programs of the office: a name of their own, tokens for what they need and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.journal.models import Entry
from salter.ops.api import api
from salter.organisations import actions, clock, queries
from salter.organisations.access import NotAllowed
from salter.organisations.actions.programs import PROGRAM_ROLES
from salter.organisations.api import Token
from salter.organisations.models import ApiToken, Role, Staff, TokenScope, Unit
from salter.registry.models import Case
from tests.ops.api import Caller, submission
from tests.support.office import Office

SignIn = Callable[[Role], Client]


def program(office: Office, role: Role = Role.REGISTRY_CLERK) -> Staff:
    """An accounting program in the office."""
    admin = office.viewer(Role.ADMINISTRATOR)
    return actions.add_program(admin, name="Рачуноводство", unit=Unit.objects.order_by("mark")[0], role=role)


def holder(office: Office, *scopes: TokenScope) -> Caller:
    """That program with a token for these scopes."""
    admin = office.viewer(Role.ADMINISTRATOR)
    return Caller(actions.give_token(admin, program=program(office), scopes=scopes, days=30))


def test_a_token_does_what_it_was_issued_for_and_nothing_else(office: Office) -> None:
    reader, writer = holder(office, TokenScope.CASES_READ), holder(office, TokenScope.CASES_WRITE)
    assert reader.get("/cases").status_code == 200
    refused = reader.post("/cases", submission())
    assert (refused.status_code, refused.json()["code"], refused.json()["scope"]) == (  # type: ignore[attr-defined]
        403,
        "scope-missing",
        "cases:write",
    )
    assert not Case.objects.exists()
    assert writer.get("/cases").status_code == 403
    assert writer.post("/cases", submission()).status_code == 201
    entry = Entry.objects.get(verb="case.registered")
    assert "Рачуноводство" in str(vars(entry))


def test_a_token_of_before_does_all_that_its_role_may(office: Office) -> None:
    caller = holder(office, TokenScope.CASES_READ)
    ApiToken.objects.update(scopes=None)
    assert caller.post("/cases", submission()).status_code == 201


def test_every_operation_says_which_scope_it_needs_or_is_public() -> None:
    described = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for callback in operation.auth_callbacks:
                    assert isinstance(callback, Token), path
                if not operation.auth_callbacks:
                    assert path.startswith("/log/"), path
    for path, operations in described.items():
        for described_operation in operations.values():
            assert "/log/" in path or described_operation["x-scope"] in TokenScope.values, path


@pytest.mark.parametrize("role", sorted(set(Role) - set(PROGRAM_ROLES)))
def test_a_program_neither_decides_nor_administers(office: Office, role: Role) -> None:
    with pytest.raises(ValidationError) as refused:
        program(office, role)
    assert refused.value.code == "role"


def test_nobody_signs_in_as_a_program(office: Office) -> None:
    row, admin = program(office), office.viewer(Role.ADMINISTRATOR)
    assert not row.account.has_usable_password()
    with pytest.raises(ValidationError) as refused:
        actions.invite(admin, staff=queries.person(admin, row.pk), site="https://primer.rs")
    assert refused.value.code == "program"


def test_only_the_administrator_gives_tokens_and_only_to_programs(office: Office) -> None:
    row, admin = program(office), office.viewer(Role.ADMINISTRATOR)
    scopes = [TokenScope.CASES_READ]
    with pytest.raises(NotAllowed):
        actions.give_token(office.viewer(Role.REGISTRY_HEAD), program=row, scopes=scopes, days=1)
    person = office.viewer(Role.REGISTRY_CLERK).staff
    assert person is not None
    for to, wanted, days, code in (
        (person, scopes, 1, "program"),
        (row, [], 1, "scopes"),
        (row, scopes, 367, "days"),
        (row, scopes, 0, "days"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.give_token(admin, program=to, scopes=wanted, days=days)
        assert refused.value.code == code
    actions.deactivate_staff(admin, staff=row, reason="престао да се користи")
    with pytest.raises(ValidationError) as closed:
        actions.give_token(admin, program=queries.program(admin, row.pk), scopes=scopes, days=1)
    assert closed.value.code == "inactive"


def test_the_administrator_adds_a_program_and_sees_its_token_once(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.ADMINISTRATOR)
    given = {"name": "Портал", "unit": Unit.objects.order_by("mark")[0].pk, "role": "registry-clerk"}
    assert client.post(reverse("organisations:new-program"), {**given, "role": "signatory"}).status_code == 422
    address = client.post(reverse("organisations:new-program"), given).headers["Location"]
    assert client.post(address, {"days": 30}).status_code == 422
    shown = client.post(address, {"scopes": ["cases:read"], "days": 30})
    token = ApiToken.objects.get()
    assert "salter_" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert (token.scopes, token.account.program) == (["cases:read"], True)
    assert token.valid_until is not None
    assert token.valid_until - clock.real_now() <= timedelta(days=30)
    again = client.get(address).content.decode()
    assert "salter_" not in again
    assert token.digest in again  # it can be ended there
    assert "Портал" in client.get(reverse("organisations:programs")).content.decode()
