"""Calling the API in tests, as a program with a token would."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from salter.organisations.actions import issue_token
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from tests.support.office import Office

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass
class Caller:
    """A program that calls the API of an office with the token of a role."""

    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str) -> HttpResponse:
        """Read."""
        return cast(HttpResponse, self.client.get(f"/api/v1{path}", headers=self._headers("")))

    def post(self, path: str, body: object, key: str = "") -> HttpResponse:
        """Write, with an idempotency key when given."""
        text = body if isinstance(body, str) else json.dumps(body)
        return cast(
            HttpResponse,
            self.client.post(f"/api/v1{path}", text, content_type="application/json", headers=self._headers(key)),
        )

    def upload(self, path: str, file: Any) -> HttpResponse:
        """Send a file as a form does."""
        return cast(HttpResponse, self.client.post(f"/api/v1{path}", {"file": file}, headers=self._headers("")))

    def _headers(self, key: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return headers | ({"Idempotency-Key": key} if key else {})


def caller(office: Office, role: Role) -> Caller:
    """A program that holds a fresh token of the person of a role."""
    with scope(office.organisation.pk):
        return Caller(issue_token(founder(office.organisation), account=office.account(role), role=role))


def document(
    data: bytes = b"Molim da se odobri.", name: str = "zahtev.txt", media: str = "text/plain"
) -> dict[str, str]:
    """A file as the API takes it."""
    return {"name": name, "media_type": media, "content_base64": base64.b64encode(data).decode()}


def submission(**more: object) -> dict[str, object]:
    """A request as the API takes it."""
    party = {"kind": "person", "name": "Мила Ведрић", "address": "Главна 1, Ведрово"}
    return {"procedure": "P036", "subject": "Захтев за заузеће", "party": party, "documents": [document()], **more}
