"""What is refused before anything of it is read, and what a shared computer does not keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from salter.documents import blobs
from salter.documents.actions import storage
from salter.organisations.actions import open_account
from salter.organisations.models import Role
from tests.ops.api import caller, submission
from tests.registry.scenes import assigned
from tests.support.office import Office


class Unread(BytesIO):
    """A body that nobody may read."""

    def read(self, _size: int | None = -1, /) -> bytes:
        """Fails."""
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize(
    ("path", "kind", "length"),
    [
        ("/sign-in/", "multipart/form-data; boundary=x", 300 << 20),
        ("/sign-in/", "application/x-www-form-urlencoded", 1 << 40),
        ("/api/v1/cases", "application/json", 101 << 20),
        ("/api/v1/signatures/validate", "multipart/form-data; boundary=x", 300 << 20),
    ],
)
def test_a_body_that_is_too_large_is_refused_unread(office: Office, path: str, kind: str, length: int) -> None:
    sent: dict[str, Any] = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind}
    response = Client().generic("POST", path, b"", **sent)
    assert response.status_code == 413
    if path.startswith("/api/"):
        assert json.loads(response.content)["code"] == "too_large"
    else:
        assert "превелика" in response.content.decode()


@pytest.mark.parametrize("body", ['{"subject": "\\ud800"}', "[" * 100_000, '{"subject": ' + "9" * 5000 + "}", "null"])
def test_no_json_makes_an_error_of_ours(office: Office, body: str) -> None:
    clerk = caller(office, Role.REGISTRY_CLERK)
    clerk.client.raise_request_exception = False
    assert clerk.post("/cases", body).status_code in (400, 422)


def test_half_a_character_is_refused(office: Office) -> None:
    clerk = caller(office, Role.REGISTRY_CLERK)
    clerk.client.raise_request_exception = False
    assert clerk.post("/cases", json.dumps(submission(subject="\ud800"))).status_code == 422


def test_a_page_of_somebody_signed_in_is_not_kept(office: Office, client_as: Callable[[Role], Client]) -> None:
    assert "no-store" in client_as(Role.CITIZEN).get("/my/").headers["Cache-Control"]
    assert "no-store" not in Client().get("/services/").headers.get("Cache-Control", "")


def test_two_user_names_that_differ_in_case_only_both_sign_in(office: Office) -> None:
    for name in ("ana", "Ana"):
        open_account(username=name, name=name, password=f"{name}-secret")
    for name in ("ana", "Ana"):
        found = authenticate(username=name, password=f"{name}-secret")
        assert found is not None
        assert found.get_username() == name
    assert authenticate(username="ANA", password="wrong") is None


def test_a_file_that_the_store_does_not_give_is_a_page_that_says_so(
    office: Office, client_as: Callable[[Role], Client]
) -> None:
    case = assigned(office)
    document = case.attachments.get().document
    storage().delete(blobs.key_of(document.sha256))
    client = client_as(Role.HANDLER)
    client.raise_request_exception = False
    response = client.get(reverse("registry:document", args=[case.pk, document.pk]))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
