"""Is it alive, is it ready, and who may see its figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from salter.documents.actions import storage
from tests.support.office import Office


def refuse(*_arguments: object) -> Any:
    """In place of every statement: a database that does not answer."""
    raise OperationalError("connection refused")


def test_live_needs_no_database(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_names_every_part(client: Client, db: None) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "parts": {"database": "ok", "storage": "ok"}},
    )


def test_a_database_that_does_not_answer_is_named(client: Client, db: None) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "does not answer: OperationalError", "storage": "ok"}


@pytest.fixture
def nobody_stores(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The installation's store is an S3 endpoint where nobody listens."""
    settings.SALTER_STORAGE_URL = "s3://bucket"
    for name, value in {"ENDPOINT_URL": "http://127.0.0.1:9", "ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "x"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    storage.cache_clear()
    yield
    storage.cache_clear()


def test_a_store_that_cannot_be_read_is_named(client: Client, db: None, nobody_stores: None) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"]["storage"] == "cannot be read"


def test_a_page_says_that_the_database_does_not_answer(db: None) -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(refuse):
        page, api = client.get("/sign-in/"), client.get("/api/v1/cases", headers={"Authorization": "Bearer x"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "<h1" in page.content.decode()
    assert (api.status_code, api.headers["Content-Type"]) == (503, "application/problem+json")
    assert api.json()["code"] == "database-unavailable"


def test_figures_are_for_the_same_machine(client: Client, db: None) -> None:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"salter_outbox_waiting 0.0" in response.content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 403


def test_figures_ask_for_their_token(client: Client, db: None, settings: Any) -> None:
    settings.SALTER_METRICS_TOKEN = "abc"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer abd"}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer abc"}).status_code == 200


def test_figures_count_what_waits(office: Office, client: Client) -> None:
    office.register()
    assert b"salter_outbox_waiting 0.0" not in client.get("/metrics").content


@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/cases", "/health/live", "/nowhere/"])
def test_every_answer_carries_the_strict_policy(client: Client, db: None, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
